"""What a table changes in an event that has people already."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.importing.new_event import read_csv
from events.importing.plan import make_plan
from events.importing.rows import PlannedGroup
from events.importing.update_plan import plan_update
from events.models import Group, Participant
from foundation.tables.table import Row, Table

TODAY = datetime.date(2026, 7, 1)
BOBRI, DRACI = Group(pk=1, name="Bobři", identifier="hnědá"), Group(pk=2, name="Draci")


def person(pk, name, **fields):
    return Participant(pk=pk, group=BOBRI, display_name=name, **fields)


def update(*lines, people=(), groups=(BOBRI, DRACI)):
    """The plan of the lines of a CSV file, of which the first is the header."""
    content = "\n".join(lines).encode()
    plan = make_plan(read_csv(content, "people.csv"), today=TODAY)
    return plan_update(plan, people, groups)


def problems(made):
    """(severity, row, field, the sentence without its row) of every problem."""
    return [
        (problem.severity, problem.row, problem.field, problem.message.partition(": ")[2])
        for problem in made.problems
    ]


def test_an_event_without_people_gets_them_all():
    made = update(
        "jméno,oddíl,barva oddílu", "Jana Nová,Sovy,bílá", "Petr Král,Bobři,", groups=[BOBRI]
    )

    assert made.new_groups == [PlannedGroup("Sovy", "bílá")]
    assert [row.display_name for row in made.added] == ["Jana Nová", "Petr Král"]
    assert (made.changed, made.unchanged, made.missing, made.problems) == ([], [], [], [])
    assert made.new_marks == []


def test_a_person_is_found_by_name_in_the_group_regardless_of_case_and_spaces():
    jana = person(1, "Jana Nová", gender="F", age=12, metadata={"Tričko": "M"})

    made = update("jméno,oddíl,pohlaví,věk,tričko", " jana  NOVÁ ,BOBŘI,f,12,M", people=[jana])

    [change] = made.changed
    assert change.person == jana
    assert change.fields == {"display_name": ("Jana Nová", "jana NOVÁ")}
    assert (made.added, made.missing, made.new_groups, made.problems) == ([], [], [], [])


def test_diacritics_distinguish_people():
    made = update("jméno,oddíl", "Jana Nova,Bobři", people=[person(1, "Jana Nová")])

    assert [row.display_name for row in made.added] == ["Jana Nova"]
    assert [who.pk for who in made.missing] == [1]


def test_every_field_that_differs_is_listed_old_and_new():
    stored = person(
        1,
        "Jana Nová",
        external_id="7",
        gender="",
        age=11,
        birth_date=datetime.date(2014, 1, 2),
        metadata={"Tričko": "M", "Strava": "vše"},
    )

    made = update(
        "jméno,oddíl,číslo účastníka,pohlaví,věk,datum narození,Tričko,Pozn",
        "Jana Stará,Draci,7,F,12,3.1.2014,L,nová",
        people=[stored],
    )

    assert made.changed[0].fields == {
        "group": ("Bobři", "Draci"),
        "display_name": ("Jana Nová", "Jana Stará"),
        "gender": ("", "F"),
        "age": (11, 12),
        "birth_date": (datetime.date(2014, 1, 2), datetime.date(2014, 1, 3)),
        "metadata: Tričko": ("M", "L"),
        "metadata: Pozn": (None, "nová"),
    }
    assert made.problems == []


def test_empty_cells_leave_what_is_stored():
    stored = person(1, "Jana Nová", external_id="7", gender="F", age=0, metadata={"Tričko": "M"})

    made = update(
        "jméno,oddíl,id,pohlaví,věk,Tričko,barva oddílu", "Jana Nová,Bobři,,,,,", people=[stored]
    )

    assert [who.pk for _row, who in made.unchanged] == [1]
    assert not made.changes_something


def test_age_zero_is_an_age():
    made = update("jméno,oddíl,věk", "Jana Nová,Bobři,0", people=[person(1, "Jana Nová", age=3)])

    assert made.changed[0].fields == {"age": (3, 0)}


def test_a_number_goes_before_the_name():
    jana, namesake = person(1, "Jana Nová", external_id="7"), person(2, "Petr Král")

    made = update("jméno,oddíl,id", "Petr Král,Draci,7", people=[jana, namesake])

    assert [(change.person.pk, change.fields) for change in made.changed] == [
        (1, {"group": ("Bobři", "Draci"), "display_name": ("Jana Nová", "Petr Král")})
    ]
    assert [who.pk for who in made.missing] == [2]


def test_a_person_without_a_number_gets_it():
    made = update("jméno,oddíl,id", "Jana Nová,Bobři,7", people=[person(1, "Jana Nová")])

    assert made.changed[0].fields == {"external_id": (None, "7")}


def test_another_number_is_another_person():
    made = update(
        "jméno,oddíl,id", "Jana Nová,Bobři,8", people=[person(1, "Jana Nová", external_id="7")]
    )

    assert [row.external_id for row in made.added] == ["8"]
    assert [who.pk for who in made.missing] == [1]
    assert made.problems == []


def test_without_a_number_the_name_finds_somebody_with_one():
    made = update(
        "jméno,oddíl", "Jana Nová,Bobři", people=[person(1, "Jana Nová", external_id="7")]
    )

    assert [who.pk for _row, who in made.unchanged] == [1]


def test_namesakes_of_whom_one_has_the_number_of_a_row():
    first, second = person(1, "Jan Novák", external_id="7"), person(2, "Jan Novák")

    made = update(
        "jméno,oddíl,id,věk", "Jan Novák,Bobři,7,8", "Jan Novák,Bobři,,9", people=[first, second]
    )

    assert {c.person.pk: c.fields for c in made.changed} == {
        1: {"age": (None, 8)},
        2: {"age": (None, 9)},
    }
    assert made.errors == []


@pytest.mark.parametrize(
    ("rows", "people", "sentence"),
    [
        (
            ["Jan Novák,Bobři,,9"],
            [person(1, "Jan Novák", age=8), person(2, "Jan Novák", age=9)],
            "stands in 1 rows of the group Bobři, and the event has 2 of that name there",
        ),
        (
            ["Jan Novák,Bobři,,9", "Jan Novák,Bobři,,10"],
            [person(1, "Jan Novák", age=9)],
            "stands in 2 rows of the group Bobři, and the event has 1 of that name there",
        ),
        (
            ["Jan Novák,Bobři,,9", "Jan Novák,Bobři,,10"],
            [person(1, "Jan Novák", age=9), person(2, "Jan Novák", age=11)],
            "stands in 2 rows of the group Bobři, and the event has 2 of that name there",
        ),
        (
            ["Jan Novák,Bobři,5,", "Jan Novák,Bobři,6,"],
            [person(1, "Jan Novák")],
            "stands in 2 rows of the group Bobři, and the event has 1 of that name there",
        ),
    ],
    ids=["one row, two people", "two rows, one person", "one of two changes", "one place, two ids"],
)
def test_namesakes_that_cannot_be_distinguished_are_errors(rows, people, sentence):
    made = update("jméno,oddíl,id,věk", *rows, people=people)

    errors = [problem for problem in made.errors if sentence in problem.message]
    assert [problem.row for problem in errors] == [row for row, _line in enumerate(rows, start=2)]
    assert {problem.field for problem in errors} == {"display_name"}
    assert (made.added, made.changed, made.unchanged, made.missing) == ([], [], [], [])


def test_namesakes_of_whom_nothing_changes_are_no_problem():
    people = [person(1, "Jan Novák", age=8), person(2, "Jan Novák", age=9, gender="M")]

    made = update(
        "jméno,oddíl,věk,pohlaví", "Jan Novák,Bobři,,", "Jan Novák,Bobři,9,M", people=people
    )

    assert [(row.row, who.pk) for row, who in made.unchanged] == [(2, 1), (3, 2)]
    assert made.errors == []


def test_somebody_new_who_is_missing_elsewhere_is_doubted():
    made = update("jméno,oddíl", "Jana Nová,Draci", people=[person(1, "Jana Nová")])

    assert problems(made) == [
        (
            "doubt",
            2,
            "display_name",
            "Jana Nová may be Jana Nová from the group Bobři, who would move",
        )
    ]
    assert [row.group.name for row in made.added] == ["Draci"]


def test_those_who_withdrew_stay_so_and_are_not_missing():
    people = [
        person(1, "Jana Nová", status="WITHDRAWN"),
        person(2, "Petr Král", status="WITHDRAWN"),
        person(3, "Iva Malá"),
    ]

    made = update("jméno,oddíl", "Jana Nová,Bobři", people=people)

    assert [who.pk for who in made.missing] == [3]
    assert problems(made) == [
        ("warning", 2, "display_name", "Jana Nová has withdrawn from the event, and stays so")
    ]


def test_a_group_gets_the_mark_that_the_table_gives_it():
    made = update("jméno,oddíl,barva oddílu", "Jana,bobři,žlutá", "Petr,Draci,")

    assert made.new_marks == [(BOBRI, "žlutá")]
    assert made.new_groups == []
    assert made.changes_something


def test_problems_of_the_table_itself_come_along_in_order():
    made = update("jméno,oddíl,věk", "Jana Nová,Draci,", "Petr,,8", people=[person(1, "Jana Nová")])

    assert [(problem.severity, problem.row) for problem in made.problems] == [
        ("doubt", 2),
        ("error", 3),
    ]


names = st.sampled_from(["Jan Novák", "JAN NOVÁK", "Jana Nová", "Eva"])
cells = st.tuples(
    names,
    st.sampled_from(["Bobři", "bobři", "Draci", "Sovy"]),
    st.sampled_from(["", "", "1", "2", "3"]),
    st.sampled_from(["", "8", "9"]),
    st.sampled_from(["", "M"]),
)
tables = st.lists(cells, min_size=1, max_size=8)


def plan_of(rows):
    table = Table(
        ("name", "group", "id", "age", "tričko"),
        tuple(Row(number, row) for number, row in enumerate(rows, start=2)),
        "UTF-8",
        ",",
    )
    return make_plan(table, today=TODAY)


def applied(made, people, groups):
    """The people and groups once the plan is carried out."""
    after = {who.pk: who for who in people}
    new = [Group(name=group.name, identifier=group.identifier) for group in made.new_groups]
    groups = [*groups, *new]
    group_of = {group.name.casefold(): group for group in groups}
    for change in made.changed:
        fields = {k: new for k, (_old, new) in change.fields.items() if not k.startswith("meta")}
        if "group" in fields:
            fields["group"] = group_of[fields["group"].casefold()]
        who = change.person
        fields["metadata"] = {**who.metadata, **change.planned.metadata}
        after[who.pk] = participant_like(who, **{"pk": who.pk, "group": who.group, **fields})
    for row in made.added:
        pk = max(after, default=0) + 1
        after[pk] = participant_like(row, pk=pk, group=group_of[row.group.name.casefold()])
    return list(after.values()), groups


def participant_like(known, **fields):
    """A participant like the stored or planned one, with these fields instead."""
    names = ("display_name", "external_id", "gender", "age", "birth_date", "metadata")
    return Participant(**{**{name: getattr(known, name) for name in names}, **fields})


@given(tables, tables)
def test_the_second_time_nothing_changes(before, rows):
    people, groups = [], []
    first = plan_update(plan_of(before), people, groups)
    if not first.errors:
        people, groups = applied(first, people, groups)
    made = plan_update(plan_of(rows), people, groups)
    if made.errors:
        return
    people, groups = applied(made, people, groups)

    again = plan_update(plan_of(rows), people, groups)

    assert again.errors == []
    assert not again.changes_something
    assert len(again.unchanged) == len(rows)
    assert {who.pk for who in again.missing} == {who.pk for who in made.missing}


@given(tables, tables)
def test_every_row_and_every_person_is_spoken_of_once(before, rows):
    first = plan_update(plan_of(before), [], [])
    people, groups = applied(first, [], [])
    plan = plan_of(rows)
    made = plan_update(plan, people, groups)

    spoken = [row.row for row in made.added]
    spoken += [change.planned.row for change in made.changed]
    spoken += [row.row for row, _person in made.unchanged]
    refused = {problem.row for problem in made.errors}
    assert sorted([*spoken, *refused]) == [row.number for row in plan.table.rows]
    found = [change.person.pk for change in made.changed]
    found += [who.pk for _row, who in made.unchanged]
    found += [who.pk for who in made.missing]
    assert len(found) == len(set(found))
