"""Rows of the audit trail about results learn of which event they are, where these still are."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def find_events(apps, schema_editor):
    rows = apps.get_model("accounts", "AuditLog")._base_manager
    rows = rows.using(schema_editor.connection.alias).filter(event_id=None)
    for name in ("record", "entry"):
        results = apps.get_model("scoring", name)._base_manager.filter(pk=OuterRef("resource_id"))
        events = results.values("activity__event_id")[:1]
        rows.filter(resource_type=name).update(event_id=Subquery(events))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_events_of_the_trail"),
        ("scoring", "0002_confirmation"),
    ]

    operations = [migrations.RunPython(find_events, migrations.RunPython.noop)]
