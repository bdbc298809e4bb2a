"""Places: worked examples, then random boards against the database's own RANK()."""

from datetime import date

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.ages.ages import age_on
from events.ages.bands import Band
from events.models import Event, Participant
from foundation.text.names import alphabetical
from scoring.boards.leaderboard import activity_boards
from scoring.engine.ranking import (
    BoardPerson,
    Method,
    Result,
    boards,
    category_of,
    places_among,
    rank,
)
from scoring.engine.values import Status
from scoring.models import Entry, Record
from tests import make

LOW = Method(lower_is_better=True)
HIGH = Method(lower_is_better=False)
DENSE = Method(lower_is_better=True, dense=True)
PASS_FAIL = Method(lower_is_better=False, is_boolean=True)


def person(number, **fields):
    name = fields.pop("name", f"Person {number}")
    return BoardPerson(
        **{
            "participant_id": number,
            "name": name,
            "sorts_as": alphabetical(name),
            "group": "Bobři",
            "gender": "F",
            "age": 10,
            "category": "All",
            **fields,
        }
    )


def people(*persons):
    return {one.participant_id: one for one in persons}


def results(*values):
    return [Result(number, value) for number, value in enumerate(values, start=1)]


def shape(found):
    """Boards -> (gender, category, [(id, place)], [(id, status)]) for exact comparison."""
    return [
        (
            board.gender,
            board.category,
            [(row.person.participant_id, row.place) for row in board.placed],
            [(row.person.participant_id, str(row.status)) for row in board.unplaced],
        )
        for board in found
    ]


# --- Places --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "method", "places"),
    [
        ([], LOW, []),
        ([5], LOW, [1]),
        ([10, 20, 20, 30], LOW, [1, 2, 2, 4]),
        ([10, 20, 20, 30], DENSE, [1, 2, 2, 3]),
        ([10, 20, 20, 30], HIGH, [4, 2, 2, 1]),
        ([10, 10, 20], LOW, [1, 1, 3]),
        ([10, 10, 20], DENSE, [1, 1, 2]),
        ([10, 10, 10, 10, 20], LOW, [1, 1, 1, 1, 5]),
        ([7, 7, 7], HIGH, [1, 1, 1]),
        ([0, -5, 5], HIGH, [2, 3, 1]),
        ([0, -5, 5], LOW, [2, 1, 3]),
        ([30, 10, 20], LOW, [3, 1, 2]),
        ([1000, 1000, 1000], PASS_FAIL, [1, 1, 1]),
        ([10**12, 10**12 - 1], LOW, [2, 1]),
    ],
    ids=str,
)
def test_places(values, method, places):
    assert rank(results(*values), method) == dict(enumerate(places, start=1))


@pytest.mark.parametrize(
    ("attempts", "places"),
    [
        ({1: (535, 520), 2: (535, 530)}, {1: 2, 2: 1}),  # the second-best attempt decides
        ({1: (535, 530, 100), 2: (535, 530, 200)}, {1: 2, 2: 1}),  # the third-best
        ({1: (535, 530), 2: (535, 530)}, {1: 1, 2: 1}),  # nothing left to split by
        ({1: (535,), 2: (535, 10)}, {1: 2, 2: 1}),  # an attempt more beats none
        ({1: (535, 0), 2: (535,)}, {1: 1, 2: 2}),  # even a zero
        ({1: (535, -5), 2: (535,)}, {1: 1, 2: 2}),
        ({1: (), 2: ()}, {1: 1, 2: 1}),
        ({1: (535, 530), 2: (535, 520), 3: (535, 530)}, {1: 1, 2: 3, 3: 1}),
    ],
    ids=str,
)
def test_ties_split_by_the_next_best_attempt(attempts, places):
    tied = [Result(pk, 535, Status.OK, marks) for pk, marks in attempts.items()]

    assert rank(tied, HIGH._replace(ties_by_attempts=True)) == places
    assert set(rank(tied, HIGH).values()) == {1}


def test_a_foul_is_no_attempt_however_it_was_written():
    """Of a long jump "5.35 0" is "5.35 x"; where points are counted a zero is a mark."""
    tied = [Result(1, 535, Status.OK, (535, 0)), Result(2, 535, Status.OK, (535,))]
    by_attempts = HIGH._replace(ties_by_attempts=True)

    assert rank(tied, by_attempts._replace(zero_is_foul=True)) == {1: 1, 2: 1}
    assert rank(tied, by_attempts) == {1: 1, 2: 2}


def test_the_value_comes_before_any_attempt():
    first = Result(1, 540, Status.OK, (540,))
    second = Result(2, 535, Status.OK, (535, 535, 535))

    assert rank([second, first], HIGH._replace(ties_by_attempts=True)) == {1: 1, 2: 2}


def test_next_best_times_are_the_lower_ones():
    one = Result(1, 100, Status.OK, (100, 130))
    other = Result(2, 100, Status.OK, (100, 120))

    assert rank([one, other], LOW._replace(ties_by_attempts=True)) == {2: 1, 1: 2}


@pytest.mark.parametrize(
    ("value", "method", "place"),
    [(5, LOW, 1), (10, LOW, 1), (15, LOW, 3), (20, LOW, 3), (25, LOW, 4), (15, DENSE, 2),
     (25, DENSE, 3), (25, HIGH, 1), (15, HIGH, 2)],
)  # fmt: skip
def test_a_guest_has_the_place_he_or_she_would_have_had(value, method, place):
    assert places_among([Result(9, value)], results(10, 10, 20), method) == {9: place}


# --- Boards --------------------------------------------------------------------------------------


def test_guests_stand_on_the_board_and_move_nobody():
    everybody = people(person(1), person(2), person(3, is_guest=True), person(4, is_guest=True))

    found = boards(results(20, 30, 10, 20), everybody, [], LOW)

    assert shape(found) == [("F", "All", [(1, 1), (3, 1), (4, 1), (2, 2)], [])]


def test_below_the_board_in_the_order_of_the_rules():
    statuses = ["WD", "DNS", "DQ", "DNF", "NM"]
    rows = [Result(number, None, status) for number, status in enumerate(statuses, start=1)]
    rows += [Result(6, 0), Result(7, 1000)]

    found = boards(rows, people(*map(person, range(1, 8))), [], PASS_FAIL)

    assert shape(found) == [
        (
            "F",
            "All",
            [(7, 1)],
            [(6, "FAIL"), (5, "NM"), (4, "DNF"), (3, "DQ"), (2, "DNS"), (1, "WD")],
        )
    ]


def test_zero_takes_a_place_where_it_is_a_number():
    assert shape(boards(results(0, 5), people(person(1), person(2)), [], HIGH)) == [
        ("F", "All", [(2, 1), (1, 2)], [])
    ]


def test_who_has_withdrawn_takes_no_place_whatever_the_result():
    everybody = people(person(1, is_withdrawn=True), person(2), person(3, is_withdrawn=True))
    rows = [Result(1, 10), Result(2, 20), Result(3, None, Status.DNF)]

    (board,) = boards(rows, everybody, [], LOW)

    assert shape([board]) == [("F", "All", [(2, 1)], [(1, "WD"), (3, "WD")])]
    assert [row.value for row in board.unplaced] == [10, None]


def test_ties_stand_in_the_order_of_names_and_keep_it():
    everybody = people(
        person(1, name="Žofie"), person(2, name="Adam"), person(3, name="adam"), person(4)
    )

    found = boards(results(10, 10, 10, None)[:3], everybody, [], LOW)

    assert shape(found) == [("F", "All", [(2, 1), (3, 1), (1, 1)], [])]


def test_genders_apart_the_unknown_last():
    everybody = people(person(1, gender=""), person(2, gender="M"), person(3, gender="F"))

    assert shape(boards(results(1, 2, 3), everybody, [], LOW)) == [
        ("F", "All", [(3, 1)], []),
        ("M", "All", [(2, 1)], []),
        ("?", "All", [(1, 1)], []),
    ]


def test_categories_by_their_lowest_age_the_unassigned_last():
    categories = [Band("Žáci", 6, 9), Band("Dorost", 15, 18), Band("Aspiranti", 6, 8)]
    names = ["Unassigned", "Dorost", "Žáci", "Aspiranti"]
    everybody = people(*(person(pk, category=name) for pk, name in enumerate(names, start=1)))

    found = boards(results(1, 2, 3, 4), everybody, categories, LOW)

    assert [board.category for board in found] == ["Aspiranti", "Žáci", "Dorost", "Unassigned"]


def test_a_category_really_named_unassigned_is_ordered_by_its_age():
    categories = [Band("Unassigned", 0, 9), Band("Starší", 10, 99)]
    everybody = people(person(1, category="Unassigned"), person(2, category="Starší"))

    found = boards(results(1, 2), everybody, categories, LOW)

    assert [board.category for board in found] == ["Unassigned", "Starší"]
    assert category_of(None, categories) == "Unassigned"  # who fits nowhere is ranked there too


@pytest.mark.parametrize(
    ("ignores_gender", "ignores_age", "expected"),
    [
        (
            False,
            False,
            [("F", "A", [(1, 1)], []), ("M", "A", [(2, 1)], []), ("M", "B", [(3, 1)], [])],
        ),
        (True, False, [("All", "A", [(1, 1), (2, 2)], []), ("All", "B", [(3, 1)], [])]),
        (False, True, [("F", "All", [(1, 1)], []), ("M", "All", [(2, 1), (3, 2)], [])]),
        (True, True, [("All", "All", [(1, 1), (2, 2), (3, 3)], [])]),
    ],
)
def test_switches_merge_boards(ignores_gender, ignores_age, expected):
    everybody = people(
        person(1, category="A"), person(2, category="A", gender="M"),
        person(3, category="B", gender="M"),
    )  # fmt: skip
    method = LOW._replace(ignores_gender=ignores_gender, ignores_age=ignores_age)
    categories = [Band("A", 0, 9), Band("B", 10, 19)]

    assert shape(boards(results(1, 2, 3), everybody, categories, method)) == expected


def test_unknown_gender_is_merged_with_everybody_where_gender_is_ignored():
    everybody = people(person(1, gender=""), person(2, gender="M"))

    assert shape(boards(results(1, 1), everybody, [], LOW._replace(ignores_gender=True))) == [
        ("All", "All", [(1, 1), (2, 1)], [])
    ]


def test_results_of_nobody_known_are_left_out():
    assert boards(results(1, 2), {}, [], LOW) == []


# --- Categories ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("age", "name"),
    [
        (5, "Unassigned"),
        (6, "mladší"),
        (8, "mladší"),
        (9, "starší"),
        (10, "starší"),
        (11, "starší"),
        (12, "Unassigned"),
        (15, "dorost"),
        (None, "Unassigned"),
        (-1, "Unassigned"),
    ],
)
def test_category_by_inclusive_bounds(age, name):
    categories = [Band("dorost", 15, 15), Band("starší", 9, 11), Band("mladší", 6, 8)]

    assert category_of(age, categories) == name


def test_no_categories_are_one_of_all():
    assert category_of(10, []) == "All"
    assert category_of(None, []) == "All"


def test_of_overlapping_categories_the_first_by_lowest_age_then_name():
    categories = [Band("C", 5, 99), Band("B", 5, 10), Band("A", 9, 10)]

    assert category_of(9, categories) == "B"
    assert category_of(11, categories) == "C"


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        (date(2014, 7, 4), date(2026, 7, 3), 11),
        (date(2014, 7, 4), date(2026, 7, 4), 12),
        (date(2014, 7, 4), date(2026, 7, 5), 12),
        (date(2016, 2, 29), date(2026, 2, 28), 9),
        (date(2016, 2, 29), date(2026, 3, 1), 10),
        (date(2016, 2, 29), date(2028, 2, 28), 11),
        (date(2016, 2, 29), date(2028, 2, 29), 12),
        (date(2015, 3, 1), date(2024, 2, 29), 8),
        (date(2015, 2, 28), date(2024, 2, 29), 9),
        (date(2026, 7, 4), date(2026, 7, 4), 0),
        (date(2027, 1, 1), date(2026, 7, 4), -1),
    ],
)
def test_age_in_completed_years(born, day, age):
    assert age_on(born, day) == age


@pytest.mark.parametrize(
    ("fields", "category"),
    [
        ({"birth_date": date(2016, 2, 29)}, "9"),  # on 28 February not ten yet
        ({"birth_date": date(2016, 2, 28)}, "10"),
        ({"birth_date": date(2016, 2, 28), "age": 9}, "10"),  # the date wins over the age given
        ({"age": 9}, "9"),
        ({}, "Unassigned"),
    ],
)
def test_category_of_a_participant_on_the_reference_date(organisation, fields, category):
    event = make.event(
        organisation=organisation, date=date(2026, 7, 1), reference_date=date(2026, 2, 28)
    )
    make.age_category(event, 9, 9, name="9")
    make.age_category(event, 10, 10, name="10")
    activity = make.activity(event)
    make.record(activity, make.participant(make.group(event), **fields), "5")

    assert [board.category for board in activity_boards(activity)] == [category]


# --- Against the database ------------------------------------------------------------------------

PLACES_IN_SQL = """
    SELECT p.id,
           CASE WHEN p.gender = '' THEN '?' ELSE p.gender END,
           COALESCE(c.name, 'Unassigned'),
           {rank}() OVER (
               PARTITION BY p.gender, COALESCE(c.name, 'Unassigned') ORDER BY r.value {direction}
           )
    FROM scoring_record r
    JOIN events_participant p ON p.id = r.participant_id
    LEFT JOIN events_agecategory c ON c.id = (
        SELECT id FROM events_agecategory
        WHERE event_id = p.event_id AND p.age BETWEEN min_age AND max_age
        ORDER BY min_age, name LIMIT 1
    )
    WHERE r.activity_id = %s AND r.status = 'OK' AND p.status = 'COMPETING'
"""

competitor = st.tuples(
    st.sampled_from(["", "F", "M"]),
    st.none() | st.integers(5, 12),
    st.sampled_from(["COMPETING"] * 4 + ["GUEST", "WITHDRAWN"]),
    st.integers(-3, 3).map(lambda value: value * 10) | st.sampled_from(["NM", "DNF", "DQ", "DNS"]),
)
ranges = st.lists(st.tuples(st.integers(5, 12), st.integers(0, 4)), min_size=1, max_size=4)


def fill(competitors, ages, evaluation_type, places):
    """An event with an activity and such results, put into the tables directly."""
    event = make.event(places=places)
    for number, (lowest, span) in enumerate(ages):
        make.age_category(event, lowest, lowest + span, name=f"category{number}")
    activity, group = make.activity(event, evaluation_type), make.group(event)
    rows = Participant.objects.bulk_create(
        Participant(
            event=event,
            group=group,
            display_name=f"P{number}",
            gender=gender,
            age=age,
            status=status,
        )
        for number, (gender, age, status, _result) in enumerate(competitors)
    )
    entries = []
    for row, (_gender, _age, _status, result) in zip(rows, competitors, strict=True):
        outcome = {"value": result} if isinstance(result, int) else {"status": result}
        entries.append(
            Entry(
                activity=activity,
                participant=row,
                source="FORM",
                received_at=event.created_at,
                **outcome,
            )
        )
    Entry.objects.bulk_create(entries)
    Record.objects.bulk_create(
        Record(
            activity=activity, participant=entry.participant, entry=entry, value=entry.value,
            status=entry.status, created_at=entry.received_at, updated_at=entry.received_at,
        )
        for entry in entries
    )  # fmt: skip
    return activity


@pytest.mark.django_db
@pytest.mark.parametrize("places", Event.Places.values)
@pytest.mark.parametrize("evaluation_type", ["NUMERIC_HIGH", "NUMERIC_LOW"])
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(competitors=st.lists(competitor, max_size=25), ages=ranges)
def test_places_are_those_of_the_database(evaluation_type, places, competitors, ages):
    sql = PLACES_IN_SQL.format(
        rank="RANK" if places == Event.Places.STANDARD else "DENSE_RANK",
        direction="DESC" if evaluation_type == "NUMERIC_HIGH" else "ASC",
    )
    with transaction.atomic():
        activity = fill(competitors, ages, evaluation_type, places)
        with connection.cursor() as cursor:
            cursor.execute(sql, [activity.pk])
            expected = sorted(cursor.fetchall())
        found = activity_boards(activity)
        transaction.set_rollback(True)

    assert expected == sorted(
        (row.person.participant_id, board.gender, board.category, row.place)
        for board in found
        for row in board.placed
        if not row.person.is_guest
    )
    listed = [
        row.person.participant_id for board in found for row in [*board.placed, *board.unplaced]
    ]
    assert len(listed) == len(set(listed)) == len(competitors)
