"""Lists stand in the order of the alphabet, whatever the database makes of Č and Ch."""

from django.db import migrations

import events.models.fields
import foundation.models.fields
from foundation.models.fields import fill_sort_keys


def fill(apps, schema_editor):
    fill_sort_keys(apps.get_model("events", "Event"))
    fill_sort_keys(apps.get_model("events", "Activity"))
    fill_sort_keys(apps.get_model("events", "AgeCategory"))
    fill_sort_keys(apps.get_model("events", "Group"))
    fill_sort_keys(apps.get_model("events", "Participant"), "event")


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0008_heights"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="agecategory",
            options={
                "ordering": ["min_age", "sort_key", "pk"],
                "verbose_name": "age category",
                "verbose_name_plural": "age categories",
            },
        ),
        migrations.AlterModelOptions(
            name="group",
            options={
                "ordering": ["event", "sort_key", "pk"],
                "verbose_name": "group",
                "verbose_name_plural": "groups",
            },
        ),
        migrations.AlterModelOptions(
            name="groupevaluator",
            options={
                "ordering": ["group", "event_evaluator__user", "pk"],
                "verbose_name": "evaluator of a group",
                "verbose_name_plural": "evaluators of groups",
            },
        ),
        migrations.AlterModelOptions(
            name="participant",
            options={
                "ordering": ["group", "sort_key", "pk"],
                "verbose_name": "participant",
                "verbose_name_plural": "participants",
            },
        ),
        migrations.AddField(
            model_name="activity",
            name="sort_key",
            field=foundation.models.fields.SortKeyField(
                blank=True, editable=False, max_length=2000, sources=("name",)
            ),
        ),
        migrations.AddField(
            model_name="agecategory",
            name="sort_key",
            field=foundation.models.fields.SortKeyField(
                blank=True, editable=False, max_length=2000, sources=("name",)
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="sort_key",
            field=foundation.models.fields.SortKeyField(
                blank=True, editable=False, max_length=2000, sources=("name",)
            ),
        ),
        migrations.AddField(
            model_name="group",
            name="sort_key",
            field=foundation.models.fields.SortKeyField(
                blank=True, editable=False, max_length=2000, sources=("name",)
            ),
        ),
        migrations.AddField(
            model_name="participant",
            name="sort_key",
            field=events.models.fields.PersonSortKeyField(
                blank=True, editable=False, max_length=2000, sources=("display_name", "last_name")
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
