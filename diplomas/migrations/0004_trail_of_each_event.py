"""Rows of the audit trail about templates learn of which event they are, where these still are."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def find_events(apps, schema_editor):
    rows = apps.get_model("accounts", "AuditLog")._base_manager
    rows = rows.using(schema_editor.connection.alias).filter(event_id=None)
    templates = apps.get_model("diplomas", "DiplomaTemplate")._base_manager
    events = templates.filter(pk=OuterRef("resource_id")).values("event_id")[:1]
    rows.filter(resource_type="diplomatemplate").update(event_id=Subquery(events))


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_events_of_the_trail"),
        ("diplomas", "0003_a_first_template_for_every_event"),
    ]

    operations = [migrations.RunPython(find_events, migrations.RunPython.noop)]
