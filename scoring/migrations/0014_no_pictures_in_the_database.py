import django.db.models.deletion
from django.db import migrations, models


def file_of_a_picture():
    return models.ForeignKey(
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="foundation.storedfile",
    )


class Migration(migrations.Migration):
    dependencies = [("scoring", "0013_pictures_into_files")]

    operations = [
        migrations.AlterField("eventpicture", "file", file_of_a_picture()),
        migrations.AlterField("eventpicture", "small_file", file_of_a_picture()),
        migrations.RemoveField("eventpicture", "content"),
        migrations.RemoveField("eventpicture", "small_content"),
    ]
