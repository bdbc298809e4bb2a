"""Events, groups and participants that are there already can be looked up too."""

from django.db import migrations

from foundation.text.names import fold

SOURCES = {"Event": "name", "Group": "name", "Participant": "display_name"}
AT_ONCE = 1000


def fill(apps, schema_editor):
    for model_name, source in SOURCES.items():
        rows = apps.get_model("events", model_name)._base_manager
        batch = []
        for row in rows.only("pk", source).order_by("pk").iterator(AT_ONCE):
            row.search_key = fold(getattr(row, source))[:400]
            batch.append(row)
            if len(batch) == AT_ONCE:
                rows.bulk_update(batch, ["search_key"])
                batch = []
        rows.bulk_update(batch, ["search_key"])


class Migration(migrations.Migration):
    dependencies = [("events", "0004_organisers_workplace")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
