"""The logins made for groups before there were cards for them are team logins too."""

from django.db import migrations


def mark(apps, schema_editor):
    made = apps.get_model("accounts", "AuditLog")._base_manager.filter(
        action="BOOTSTRAP_EVALUATOR", resource_type="user"
    )
    users = apps.get_model("accounts", "User")._base_manager
    users.filter(pk__in=made.values("resource_id"), role="EVALUATOR").update(is_team=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_teams_and_codes")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
