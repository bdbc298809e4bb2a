"""Changes to the accounts of teams. The caller has checked that it may change them."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from accounts.trail import audit


@transaction.atomic
def switch(
    *,
    users: Collection[User],
    is_active: bool,
    by: User | None,
    organisation: Organisation,
    event_id: int | None = None,
) -> int:
    """Let these teams in, or keep them out from now on; returns how many that changed.

    Either ends their sessions and tokens. Accounts of people are left as they are.
    """
    text = (
        gettext_noop("The login of %(team)s was switched on")
        if is_active
        else gettext_noop("The login of %(team)s was switched off")
    )
    teams = [team for team in locked_teams(users) if team.is_active != is_active]
    for team in teams:
        team.is_active = is_active
        team.access_version += 1
        audit.log(
            actor=by,
            action="CHANGE_STATUS",
            target=team,
            organisation=organisation,
            event_id=event_id,
            detail=audit.Sentence(text, {"team": team}),
            changes={"is_active": [not is_active, is_active]},
        )
    User.objects.bulk_update(teams, ["is_active", "access_version"])
    return len(teams)


@transaction.atomic
def give_passwords(passwords: Mapping[int, str]) -> list[User]:
    """Give teams these passwords, hashed: the user's id -> the hash; returns those teams.

    The old ones end with that, and so do sessions and tokens. The caller writes the trail.
    Accounts of people are left as they are, and not returned.
    """
    teams = locked_teams(User.objects.filter(pk__in=list(passwords)))
    for team in teams:
        team.password = passwords[team.pk]
    User.objects.bulk_update(teams, ["password"])
    return teams


def locked_teams(users: Collection[User]) -> list[User]:
    """Those of the accounts that are teams, as they are now, locked one after another."""
    teams = User.objects.select_for_update().filter(is_team=True, role=User.Role.EVALUATOR)
    return list(teams.filter(pk__in=[user.pk for user in users]).order_by("pk"))
