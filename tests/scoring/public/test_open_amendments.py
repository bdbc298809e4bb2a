"""What the public reads of a board that was taken back: which places moved, of whom it may see."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from scoring.publishing.gate import BOARD, BoardId
from tests import make

SECRET = "Běla Malá started too early."


@pytest.fixture
def amend(publish, kids, activity):
    """Publish the sprint, take it back, correct it, publish it again. Cilka comes in second, Běla
    loses her place, Anna moves from the second to the third.
    """

    def call(**fields):
        publish(activity, **fields)
        publish(activity, state="CLOSED", reason=SECRET, **fields)
        make.record(activity, kids["Běla"], "DQ")
        make.record(activity, kids["Cilka"], "9.45")
        publish(activity, **fields)

    return call


@pytest.fixture
def visit(publication):
    """visit("boards"): of the API, as anybody; visit(page="embed/"): of the pages."""

    def call(part="", page=None, **query):
        publication.refresh_from_db()
        path = f"/api/public/events/{publication.slug}{part and '/'}{part}"
        answer = Client().get(path if page is None else f"/r/{publication.slug}/{page}", query)
        assert answer.status_code == 200
        return answer

    return call


def amendments(answer):
    return answer.json()["boards"][0]["amendments"]


def moves(amendment):
    return [(each["name"], each["before"], each["after"]) for each in amendment["changes"]]


def test_whose_place_moved_and_never_why(visit, amend, publication, activity, kids):
    amend(names="FIRST_INITIAL")

    [one] = amendments(visit())
    last = publication.amendments.get().republished_at
    assert (one["number"], one["amended_at"]) == (1, f"{last:%Y-%m-%dT%H:%M:%S.%fZ}")
    assert moves(one) == [("Cilka M.", None, 2), ("Anna M.", 2, 3), ("Běla M.", 2, None)]
    for page in ("", "embed/", "live/", "embed/live/"):
        text = visit(page=page, board=activity.pk).text
        assert "Amended (no. 1) on " in text and "<li>Anna M.: 2 → 3</li>" in text
        assert "too early" not in text
    own = visit(f"participants/{one['changes'][1]['code']}").json()
    assert [moves(each) for each in own["boards"][0]["amendments"]] == [[("Anna M.", 2, 3)]]


def test_of_nobody_who_is_not_on_the_board_as_it_is_shown(visit, amend, publish, kids):
    amend()
    kids["Cilka"].is_hidden = True
    kids["Cilka"].save()
    kids["Běla"].gender = "M"  # on a board that is not public
    kids["Běla"].save()
    publish(names="NUMBER")

    [one] = amendments(visit())
    assert [(each["before"], each["after"]) for each in one["changes"]] == [(2, 3)]
    assert "Anna" not in str(one)


@pytest.mark.parametrize("unseen", [{"is_public": False}, {"hold": timedelta(hours=1)}])
def test_places_that_nobody_could_see_stay_unknown(
    visit, amend, publish, activity, kids, publication, unseen
):
    hold = unseen.pop("hold", None)
    amend(**unseen, hold_until=hold and timezone.now() + hold)
    publish(activity)

    assert BoardId(BOARD, activity.pk, "F", "All").activity_id in {
        each["activity_id"] for each in visit().json()["boards"]
    }
    assert amendments(visit()) == []
    assert publication.amendments.get().moves  # organisers have them


def test_a_board_that_is_closed_or_of_an_earlier_moment_says_nothing(
    visit, amend, publish, activity, jump, kids
):
    early = timezone.now()
    amend()
    publish(frozen_at=early)
    assert amendments(visit()) == []
    publish(jump, frozen_at=None)
    publish(activity, state="CLOSED", reason="Again.")
    assert "Amended" not in visit(page="").text
    assert [board["activity_id"] for board in visit().json()["boards"]] == [jump.pk]


def test_official_again_and_standings(visit, publish, standing, activity):
    publish(activity, state="OFFICIAL", overall="OFFICIAL", groups="OFFICIAL")
    publish(activity, state="PUBLISHED", reason=SECRET)
    assert amendments(visit()) == [{"number": 1, "amended_at": None, "changes": []}]
    assert "Being amended (no. 1)" in visit(page="", board=activity.pk).text

    publish(overall="CLOSED", groups="CLOSED", reason=SECRET)
    make.record(activity, standing["Cilka"], "9.00")
    publish(activity, state="OFFICIAL", overall="OFFICIAL", groups="OFFICIAL")

    [one] = amendments(visit())
    assert ("Cilka Malá", None, 1) in moves(one)
    found = visit("standings").json()
    [overall] = found["overall"][0]["amendments"]
    assert ("Cilka Malá", 1, 1) not in moves(overall) and moves(overall)
    [groups] = found["groups_amendments"]
    assert sorted(each["group_name"] for each in groups["changes"]) == ["Bobři", "Draci"]
    assert "Draci: 2 → 1" in visit(page="embed/", board="groups").text
