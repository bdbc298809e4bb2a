"""Whoever may sign in where there is one organisation belongs to it, whatever their role.

Super admins belong above. Where there are several organisations nobody can know which.
"""

from django.db import migrations


def join_single(apps, schema_editor):
    database = schema_editor.connection.alias
    organisations = list(apps.get_model("accounts", "Organisation").objects.using(database)[:2])
    if len(organisations) != 1:
        return
    people = apps.get_model("accounts", "User").objects.using(database)
    homeless = people.filter(is_active=True, memberships=None).exclude(role="SUPER_ADMIN")
    membership = apps.get_model("accounts", "Membership")
    membership.objects.using(database).bulk_create(
        [membership(user=user, organisation=organisations[0]) for user in homeless],
        batch_size=500,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_drafts_are_jobs"),
    ]

    operations = [
        migrations.RunPython(join_single, migrations.RunPython.noop),
    ]
