"""What the ids in addresses name: 404 for what is not there, or not the reader's."""

import pytest
from django.urls import reverse

from tests import make

BEYOND = [0, 10**30]
"""Ids that no database has given; the second fits into none."""
NAMES_EVENT = [
    "scoring:event",
    "scoring:leaderboard",
    "scoring:leaderboard-live",
    "scoring:hub",
    "scoring:hub-live",
    "scoring:merge",
    "events:setup",
    "events:copy",
    "events:status",
    "events:evaluators",
    "events:import",
]


@pytest.mark.parametrize("pk", BEYOND)
@pytest.mark.parametrize("name", NAMES_EVENT)
def test_an_event_that_is_not_there(as_admin, name, pk):
    assert as_admin.get(reverse(name, args=[pk])).status_code == 404


@pytest.mark.parametrize("pk", BEYOND)
def test_parts_that_are_not_there(as_admin, event, group, activity, participant, pk):
    for name, *ids in [
        ("scoring:group", pk),
        ("scoring:entry", pk, activity.pk),
        ("scoring:entry", group.pk, pk),
        ("scoring:results", event.pk, pk),
        ("scoring:cell", event.pk, pk, participant.pk),
        ("scoring:cell", event.pk, activity.pk, pk),
        ("diplomas:activity", pk, activity.pk),
        ("diplomas:activity", event.pk, pk),
    ]:
        assert as_admin.get(reverse(name, args=ids)).status_code == 404, (name, ids)


def test_parts_of_another_event_of_theirs(as_admin, event, group, activity):
    other = make.event(name="Other", organisation=event.organisation)
    foreign = make.activity(other, name="Foreign")
    foreign_group = make.group(other, name="Foreign")

    for name, *ids in [
        ("scoring:entry", group.pk, foreign.pk),
        ("scoring:results", event.pk, foreign.pk),
        ("diplomas:activity", event.pk, foreign.pk),
    ]:
        assert as_admin.get(reverse(name, args=ids)).status_code == 404, (name, ids)
    results = reverse("scoring:results", args=[event.pk, activity.pk])
    assert as_admin.get(results, {"group": group.pk}).status_code == 200
    for asked in [foreign_group.pk, "x", "0", "9" * 30, "²"]:
        assert as_admin.get(results, {"group": asked}).status_code == 404, asked


@pytest.mark.parametrize("pk", BEYOND)
def test_the_api_names_what_was_not_found(api, admin, pk):
    client = api(admin)

    for path, sentence in [
        (f"/api/events/{pk}/leaderboard", "Event not found"),
        (f"/api/events/{pk}/export-csv", "Event not found"),
        (f"/api/events/{pk}/diplomas", "Event not found"),
        (f"/api/events/{pk}/activities", "Event not found"),
    ]:
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (404, {"detail": sentence}), path
