"""Whoever was switched off sees nothing any more, by whatever way they might still ask."""

import pytest

from events.models import Activity, Event, Group, Participant


@pytest.mark.parametrize("model", [Event, Group, Participant, Activity])
@pytest.mark.parametrize("role", ["evaluator", "admin", "super_admin"])
def test_switched_off_accounts_see_nothing(
    model, role, event, group, participant, activity, request
):
    user = request.getfixturevalue(role)
    assert model.objects.visible_to(user).exists()

    user.is_active = False

    assert not model.objects.visible_to(user).exists()
