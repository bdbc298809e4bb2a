import django.db.models.deletion
from django.db import migrations, models


def file_of_a_picture():
    return models.ForeignKey(
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="foundation.storedfile",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("foundation", "0002_stored_files"),
        ("scoring", "0011_erasing_names"),
    ]

    operations = [
        migrations.AddField("eventpicture", "file", file_of_a_picture()),
        migrations.AddField("eventpicture", "small_file", file_of_a_picture()),
        # On the way back they are empty for a moment.
        migrations.AlterField(
            "eventpicture", "content", models.BinaryField(default=b"", editable=False)
        ),
        migrations.AlterField(
            "eventpicture", "small_content", models.BinaryField(default=b"", editable=False)
        ),
    ]
