import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("diplomas", "0011_signatures_and_printed_rules"),
        ("foundation", "0002_stored_files"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="diploma",
            name="template",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="diplomas.diplomatemplate",
                verbose_name="template",
            ),
        ),
        migrations.AddField(
            model_name="diploma",
            name="template_version",
            field=models.PositiveIntegerField(null=True, verbose_name="version"),
        ),
        migrations.AddField(
            model_name="diplomatemplate",
            name="background_crop",
            field=models.JSONField(
                blank=True,
                default=None,
                editable=False,
                null=True,
                verbose_name="part of the background image",
            ),
        ),
        migrations.AddField(
            model_name="diplomatemplate",
            name="published_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="published"),
        ),
        migrations.AddField(
            model_name="diplomatemplate",
            name="published_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="diplomatemplate",
            name="version",
            field=models.PositiveIntegerField(default=1, editable=False, verbose_name="version"),
        ),
        migrations.CreateModel(
            name="TemplateVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=255, verbose_name="name")),
                (
                    "orientation",
                    models.CharField(
                        choices=[("LANDSCAPE", "landscape"), ("PORTRAIT", "portrait")],
                        default="LANDSCAPE",
                        max_length=10,
                        verbose_name="orientation",
                    ),
                ),
                (
                    "background_address",
                    models.TextField(blank=True, editable=False, verbose_name="background image"),
                ),
                (
                    "background_crop",
                    models.JSONField(
                        blank=True,
                        default=None,
                        editable=False,
                        null=True,
                        verbose_name="part of the background image",
                    ),
                ),
                ("items", models.JSONField(blank=True, default=list, verbose_name="items")),
                (
                    "default_font",
                    models.CharField(blank=True, max_length=255, verbose_name="default font"),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                ("begun_from", models.PositiveIntegerField(null=True)),
                ("made_at", models.DateTimeField(verbose_name="changed")),
                (
                    "background_file",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="foundation.storedfile",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "template",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="diplomas.diplomatemplate",
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a diploma template",
                "verbose_name_plural": "versions of diploma templates",
                "ordering": ["template", "-number"],
            },
        ),
        migrations.CreateModel(
            name="VersionFont",
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
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="stored_fonts",
                        to="diplomas.templateversion",
                    ),
                ),
            ],
            options={
                "ordering": ["version", "number"],
            },
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.UniqueConstraint(
                fields=("template", "number"), name="template_version_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="templateversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("number__isnull", True)),
                fields=("template",),
                name="one_draft_of_a_template",
            ),
        ),
        migrations.AddConstraint(
            model_name="versionfont",
            constraint=models.UniqueConstraint(
                fields=("version", "number"), name="version_font_number_once"
            ),
        ),
    ]
