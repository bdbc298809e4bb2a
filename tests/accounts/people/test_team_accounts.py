"""What is changed about teams' accounts leaves people's accounts alone, whoever asks."""

import pytest
from django.contrib.auth.hashers import make_password
from django.core.exceptions import PermissionDenied

from accounts.models import AuditLog, User
from accounts.people import team_accounts, users
from tests import make


@pytest.fixture
def team(organisation):
    return make.user(organisation=organisation, is_team=True, full_name="Bobři")


def test_only_teams_are_switched(team, evaluator, admin, organisation):
    changed = team_accounts.switch(
        users=[team, evaluator, admin], is_active=False, by=admin, organisation=organisation
    )

    assert changed == 1
    assert set(User.objects.filter(is_active=False)) == {team}
    assert AuditLog.objects.get(action="CHANGE_STATUS").resource_id == team.pk


def test_only_teams_are_given_passwords(team, evaluator):
    new = make_password("nove-heslo-12")

    given = team_accounts.give_passwords({team.pk: new, evaluator.pk: new})

    assert given == [team]
    assert list(User.objects.filter(password=new)) == [team]


def test_a_team_stays_an_evaluator(team, super_admin):
    with pytest.raises(PermissionDenied, match="for scoring only"):
        users.change_role(user=team, role=User.Role.ADMIN, by=super_admin)

    team.refresh_from_db()
    assert team.role == User.Role.EVALUATOR
