"""Age categories that are too small, and what joining them would change."""

import pytest
from django.urls import reverse

from events.ages.bands import Band
from scoring.categories.joining import joinings, small_boards
from scoring.engine.ranking import BoardPerson, Method, Result
from tests import make

BANDS = [Band("mladší", 6, 8), Band("střední", 9, 11), Band("starší", 12, 15)]
RUN = Method(lower_is_better=True)


def person(pk, gender, age, **fields):
    category = next(band.name for band in BANDS if band.low <= age <= band.high)
    return BoardPerson(pk, f"Child {pk}", f"{pk:04}", "Group", gender, age, category, **fields)


def people(*rows):
    return {pk: person(pk, gender, age) for pk, (gender, age) in enumerate(rows, start=1)}


def test_only_who_competes_makes_a_category_large_enough():
    field = people(("F", 7), ("F", 7), ("F", 10), ("M", 7)) | {
        9: person(9, "F", 10, is_guest=True),
        10: person(10, "F", 10, is_withdrawn=True),
    }

    assert small_boards(field, BANDS, RUN, 2) == [("M", "mladší", 1), ("F", "střední", 1)]
    assert small_boards(field, BANDS, RUN, 1) == []
    together = RUN._replace(ignores_gender=True)
    assert small_boards(field, BANDS, together, 3) == [("All", "střední", 1)]


def test_the_smaller_neighbour_is_proposed_with_what_it_changes():
    # One girl of 9–11; three of 6–8 and two of 12–15, who all run: 1, 2, … seconds by their number.
    field = people(("F", 10), ("F", 7), ("F", 7), ("F", 7), ("F", 13), ("F", 13))
    results = [Result(pk, pk * 1000) for pk in field]

    [middle] = joinings(field, BANDS, [(RUN, results)], RUN, 3)

    assert (middle.lower.name, middle.upper.name) == ("střední", "starší")
    assert middle.joined == Band("střední + starší", 9, 15)
    # The girl of ten stays first; the two older ones are second and third instead of first, second.
    assert (middle.counts, middle.moved, middle.off_podium) == ({"F": 3}, 2, 0)


def test_who_would_leave_the_podium_is_counted():
    field = people(("F", 10), ("F", 13), ("F", 13), ("F", 13))
    results = [Result(pk, pk * 1000) for pk in field]

    [joining] = joinings(field, BANDS[1:], [(RUN, results), (RUN, results)], RUN, 2)

    assert (joining.moved, joining.off_podium) == (6, 2)


def address(event):
    return reverse("scoring:small-categories", args=[event.pk])


def test_the_page_proposes_and_changes_nothing(as_admin, event, group, activity):
    for low, high in ((6, 9), (10, 15)):
        make.age_category(event, low, high)
    for age in (7, 12, 12, 12, 12):
        child = make.participant(group, gender="F", age=age)
        make.record(activity, child, str(60 + child.pk))

    text = as_admin.get(address(event)).content.decode()

    assert "Girls · 6–9: <b>1</b>" in text and "6–9 + 10–15" in text
    assert "One category from 6 to 15 years" in " ".join(text.split())
    assert "4 results would get another place" in text
    assert event.age_categories.count() == 2


@pytest.mark.parametrize("smallest", ["", "x", "-1", "9999", "²", "0"])
def test_any_number_asked_for_is_answered(as_admin, event, group, smallest):
    make.age_category(event, 1, 99)
    make.participant(group, gender="F", age=9)

    assert as_admin.get(address(event), {"smallest": smallest}).status_code == 200


def test_without_categories_nothing_is_small(as_admin, event, participant):
    assert "ranked together here" in as_admin.get(address(event)).content.decode()
