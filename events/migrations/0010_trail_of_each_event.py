"""Rows of the audit trail from before learn of which event they are, where that can be known:
what they are about is still there. A team login belongs to the one event it was made for.
"""

from django.db import migrations
from django.db.models import Count, F, Min, OuterRef, Subquery

OF_TEAMS = ["BOOTSTRAP_EVALUATOR", "NEW_TEAM_CARD", "REVOKE_SIGN_IN_CODE"]
PARTS = ["group", "participant", "activity", "agecategory", "eventevaluator"]


def find_events(apps, schema_editor):
    database = schema_editor.connection.alias
    rows = apps.get_model("accounts", "AuditLog")._base_manager.using(database)
    rows = rows.filter(event_id=None)
    rows.filter(resource_type="event").update(event_id=F("resource_id"))
    for name in PARTS:
        part = apps.get_model("events", name)._base_manager.filter(pk=OuterRef("resource_id"))
        rows.filter(resource_type=name).update(event_id=Subquery(part.values("event_id")[:1]))
    members = apps.get_model("events", "EventEvaluator")._base_manager.using(database)
    teams = members.filter(user__is_team=True).order_by().values("user_id")
    teams = teams.annotate(events=Count("pk"), event=Min("event_id")).filter(events=1)
    mine = teams.filter(user_id=OuterRef("resource_id"))
    rows.filter(resource_type="user", action__in=OF_TEAMS).update(
        event_id=Subquery(mine.values("event")[:1])
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0012_events_of_the_trail"),
        ("events", "0009_sort_keys"),
    ]

    operations = [migrations.RunPython(find_events, migrations.RunPython.noop)]
