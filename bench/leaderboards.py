"""What a leaderboard costs to make, to bring up to date, and to read when nothing changed."""

import json
from collections.abc import Iterator
from functools import partial

from django.core.cache import cache
from django.test import Client

from accounts.models import User
from bench import floors, urls
from bench.measure import Case, compare, nothing
from events.models import Activity, Event
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions, leaderboard_json


def board_cases(event: Event, by: User, seconds: float) -> Iterator[Case]:
    """Four states of the cache, from nothing at hand to everything."""
    driver = floors.connect()
    activities = event.activities.all()
    ids = list(activities.values_list("pk", flat=True))
    one = Activity.objects.filter(pk=ids[0])
    people = floors.people_of(driver, event.pk)

    def ours():
        return leaderboard_json(Versions.visible_to(by, event.pk))

    def floor(activity_ids, people=None):
        return partial(floors.leaderboard, driver, event.pk, activity_ids, people)

    check_places(ours(), floor(ids)())
    states = [
        ("nothing at hand", floor(ids), versioned_cache.clear),
        ("all results new", floor(ids, people), activities.bump_results),
        ("one activity's results new", floor(ids[:1], people), one.bump_results),
        ("nothing new", lambda: cache.get("floor"), nothing),
    ]
    for state, floor_of_state, before in states:
        cache.set("floor", ours())  # and so all is there that the state leaves at hand
        name = f"{event.name}: {state}"
        yield compare(name, ours, floor_of_state, seconds=seconds, before_ours=before)
    driver.close()


def request_cases(event: Event, by: User, seconds: float) -> Iterator[Case]:
    """The whole way of a request, through all middleware, next to a view that has its answer."""
    client = Client(SERVER_NAME="localhost")
    client.force_login(by)
    path = f"/api/events/{event.pk}/leaderboard"
    response = client.get(path)
    urls.ready["body"] = response.content
    known = {"If-None-Match": response["ETag"]}

    def get(path, expected, headers=None):
        status = client.get(path, headers=headers).status_code
        if status != expected:
            raise RuntimeError(f"{path} answered {status} instead of {expected}.")

    for name, expected, headers in (("200", 200, None), ("304", 304, known)):
        yield compare(
            f"{event.name}: request, {name}",
            partial(get, path, expected, headers),
            partial(get, "/api/floor", expected, headers),
            seconds=seconds,
        )


def check_places(ours: bytes, floor: bytes) -> None:
    """Both must have ranked the same people in the same places, or there is nothing to compare."""
    if places(ours) != places(floor):
        raise RuntimeError("The floor ranks differently.")


def places(board: bytes) -> set[tuple[int, int, int]]:
    return {
        (activity["activity_id"], row["participant_id"], row["rank"])
        for activity in json.loads(board)["activities"]
        for category in activity["categories"]
        for row in category["participants"]
    }
