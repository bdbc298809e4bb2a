"""Team logins from before there were user names get theirs: what stands before the "@".

Their addresses go on signing in, for these are printed on cards.
"""

import re

from django.db import migrations

USERNAME = r"\A[a-z0-9._-]{3,50}\Z"


def name_teams(apps, schema_editor):
    users = apps.get_model("accounts", "User")._base_manager
    taken = set(users.exclude(username=None).values_list("username", flat=True))
    named = []
    for team in users.filter(is_team=True, username=None).order_by("pk").only("pk", "email"):
        name = team.email.partition("@")[0]
        if re.match(USERNAME, name) and name not in taken:
            taken.add(name)
            team.username = name
            named.append(team)
    users.bulk_update(named, ["username"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0008_user_names")]

    operations = [migrations.RunPython(name_teams, migrations.RunPython.noop)]
