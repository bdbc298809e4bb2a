import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("diplomas", "0005_printed_diplomas"),
        ("foundation", "0002_stored_files"),
    ]

    operations = [
        migrations.RenameField("diplomatemplate", "bg_image_url", "background_address"),
        migrations.AlterField(
            model_name="diplomatemplate",
            name="background_address",
            field=models.TextField(blank=True, editable=False, verbose_name="background image"),
        ),
        migrations.AddField(
            model_name="diplomatemplate",
            name="background_file",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="foundation.storedfile",
            ),
        ),
        migrations.CreateModel(
            name="TemplateFont",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("entry", models.JSONField()),
                (
                    "file",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.storedfile",
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stored_fonts",
                        to="diplomas.diplomatemplate",
                    ),
                ),
            ],
            options={
                "ordering": ["template", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("template", "number"), name="font_number_once")
                ],
            },
        ),
    ]
