"""Lists stand in the order of the alphabet, whatever the database makes of Č and Ch."""

from django.db import migrations, models

import foundation.models.fields
from foundation.models.fields import fill_sort_keys


def fill(apps, schema_editor):
    fill_sort_keys(apps.get_model("accounts", "Organisation"))
    fill_sort_keys(apps.get_model("accounts", "User"))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_first_organisers_own"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="organisation",
            options={
                "ordering": ["sort_key", "pk"],
                "verbose_name": "organisation",
                "verbose_name_plural": "organisations",
            },
        ),
        migrations.AlterModelOptions(
            name="user",
            options={
                "ordering": ["sort_key", "pk"],
                "verbose_name": "user",
                "verbose_name_plural": "users",
            },
        ),
        migrations.AddField(
            model_name="organisation",
            name="sort_key",
            field=foundation.models.fields.SortKeyField(
                blank=True, editable=False, max_length=2000, sources=("name",)
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="sort_key",
            field=foundation.models.fields.SortKeyField(
                blank=True, editable=False, max_length=2000, sources=("full_name", "email")
            ),
        ),
        migrations.AlterField(
            model_name="organisation",
            name="name",
            field=models.CharField(max_length=255, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="user",
            name="full_name",
            field=models.CharField(max_length=255, verbose_name="full name"),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
