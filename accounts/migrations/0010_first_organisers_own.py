"""The first organiser of an organisation owns it, where nobody does."""

from django.db import migrations


def own(apps, schema_editor):
    memberships = apps.get_model("accounts", "Membership").objects.using(
        schema_editor.connection.alias
    )
    organisers = memberships.filter(user__role="ADMIN")
    owned = organisers.filter(role="OWNER").values("organisation_id")
    first = {}
    for membership in organisers.filter(user__is_active=True).exclude(organisation__in=owned):
        earlier = first.setdefault(membership.organisation_id, membership)
        first[membership.organisation_id] = min(earlier, membership, key=lambda each: each.pk)
    memberships.filter(pk__in=[each.pk for each in first.values()]).update(role="OWNER")


class Migration(migrations.Migration):
    dependencies = [("accounts", "0009_team_user_names")]

    operations = [migrations.RunPython(own, migrations.RunPython.noop)]
