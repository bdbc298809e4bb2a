"""People at their browsers, and the addresses of pages."""

import pytest
from django.urls import reverse


@pytest.fixture
def as_evaluator(client, evaluator):
    client.force_login(evaluator)
    return client


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def entry_page(group, activity):
    return reverse("scoring:entry", args=[group.pk, activity.pk])


def row_page(participant, activity):
    return reverse("scoring:row-save", args=[participant.group_id, activity.pk, participant.pk])


def board_page(event):
    return reverse("scoring:leaderboard", args=[event.pk])


def live_page(event):
    return reverse("scoring:leaderboard-live", args=[event.pk])
