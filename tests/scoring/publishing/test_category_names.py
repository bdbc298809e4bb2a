"""What was decided about boards stays with them when their age category is called otherwise."""

import pytest

from events.ages.bands import Band
from events.models import Event
from events.parts.category_set import CategoryRow, save_categories
from events.parts.writes import change_age_category, delete_age_category
from scoring.ceremony.arranging import store_usual_plan
from scoring.models import CeremonyBoard
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.gate import BOARD, BoardId
from scoring.publishing.stored import publication_of
from tests import make


@pytest.fixture
def young(event, kids):
    """Běla's alone; the others are in “starší”."""
    kids["Běla"].age = 9
    kids["Běla"].save()
    return make.age_category(event, 6, 11, name="mladší")


@pytest.fixture
def old(event, young):
    return make.age_category(event, 12, 15, name="starší")


@pytest.fixture
def decide(event, activity):
    """decide("starší", "PUBLISHED"): the board of girls of the sprint."""

    def call(category, state):
        return change_publication(
            event=event,
            version=publication_of(event).version,
            fields={"is_public": True},
            boards=[BoardChange(BoardId(BOARD, activity.pk, "F", category), state)],
            by=None,
        )

    return call


@pytest.fixture
def seen(client, publication):
    """seen(): {category: how many rows} of the boards that anybody sees."""

    def call():
        publication.refresh_from_db()
        boards = client.get(f"/api/public/events/{publication.slug}/boards").json()["boards"]
        return {each["age_category_name"]: len(each["rows"]) for each in boards}

    return call


def test_a_published_board_stays_public_by_the_new_name(event, old, decide, seen):
    decide("starší", "PUBLISHED")
    store_usual_plan(event)
    assert seen() == {"starší": 2}
    announced = CeremonyBoard.objects.filter(category="starší")
    announced.update(note="s fanfárou")
    count = announced.count()

    change_age_category(category=old, fields={"name": "kadetky"}, by=None)

    assert seen() == {"kadetky": 2}
    assert CeremonyBoard.objects.filter(category="kadetky", note="s fanfárou").count() == count


def test_names_that_change_places_open_no_other_board(event, young, old, decide, seen):
    decide("starší", "PUBLISHED")
    assert seen() == {"starší": 2}
    rows = [
        CategoryRow(old.pk, Band("mladší", 12, 15)),
        CategoryRow(young.pk, Band("starší", 6, 11)),
    ]

    save_categories(event=event, rows=rows, by=None)

    assert seen() == {"mladší": 2}


def test_whoever_takes_the_name_of_one_that_is_gone_is_not_public(event, young, old, decide, seen):
    decide("starší", "PUBLISHED")
    delete_age_category(category=old, by=None)
    assert seen() == {}

    change_age_category(category=young, fields={"name": "starší"}, by=None)

    assert seen() == {}
    assert not publication_of(Event.objects.get()).board_states.exists()
