"""From rows to groups and participants, and every problem with its row."""

import datetime

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from events.importing import rows as csv_plan
from events.importing.new_event import read_csv
from events.importing.plan import make_plan
from events.models import Group, Participant
from events.rosters import cells
from events.rosters.columns import Column

TODAY = datetime.date(2026, 7, 1)


def plan(*lines, **options):
    content = "\n".join(lines).encode()
    return make_plan(read_csv(content, "people.csv"), **{"today": TODAY, **options})


def complaints(*lines, **options):
    return [problem.message for problem in plan(*lines, **options).problems]


def test_wrong_columns_are_listed_once_and_not_for_every_row():
    made = plan("kdo,kam", "Jan,Bobři", "Eva,Draci")

    assert [(problem.row, problem.field) for problem in made.problems] == [
        (None, "display_name"),
        (None, "group_name"),
    ]
    assert (made.groups, made.participants, made.columns) == (
        [],
        [],
        [Column("kdo"), Column("kam")],
    )


def test_a_row_with_everything():
    made = plan(
        "Jméno;Příjmení;Oddíl;Barva oddílu;Ev. číslo;Pohlaví;Věk;Datum narození;Tričko;Strava",
        " Jan\u00a0 Petr ; Novák;  Bobři ;hnědá; A 1 ;kluk;12;6. 5. 2014; =1+1 ;",
    )

    assert made.problems == []
    (participant,) = made.participants
    assert participant == csv_plan.PlannedParticipant(
        row=2,
        group=csv_plan.PlannedGroup("Bobři", "hnědá"),
        display_name="Jan Petr Novák",
        external_id="A 1",
        gender="M",
        age=12,
        birth_date=datetime.date(2014, 5, 6),
        last_name="Novák",
        metadata={"Tričko": "=1+1"},
    )


@pytest.mark.parametrize(
    ("words", "gender"),
    [
        ("m M muž MUŽ muz kluk chlapec hoch male boy Boys", "M"),
        ("f F ž Ž z žena zena holka dívka DIVKA děvče female girl", "F"),
    ],
)
def test_gender_words(words, gender):
    assert {word: cells.read_gender(word) for word in words.split()} == dict.fromkeys(
        words.split(), gender
    )


@pytest.mark.parametrize(
    ("text", "age"), [("", None), ("0", 0), ("7", 7), ("012", 12), ("200", 200), ("12.0", 12)]
)
def test_ages(text, age):
    assert cells.read_age(text) == age


@pytest.mark.parametrize("text", ["dvanáct", "201", "-1", "12.5", "1e1", "٣", "12 let", "1000"])
def test_what_is_no_age(text):
    assert complaints("name,group,age", f"Jan,Bobři,{text}") == [
        f"Row 2: “{text}” is not an age; write a whole number from 0 to 200"
    ]


@pytest.mark.parametrize(
    "text", ["2011-05-06", "2011-5-6", "6.5.2011", "06.05.2011", "6. 5. 2011", "6. 5.2011"]
)
def test_birth_dates(text):
    assert cells.read_birth(text, today=TODAY) == datetime.date(2011, 5, 6)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("31.2.2011", "“31.2.2011” is not a date; write it as 6.5.2011 or 2011-05-06"),
        ("6/5/2011", "“6/5/2011” is not a date; write it as 6.5.2011 or 2011-05-06"),
        ("6.5.11", "“6.5.11” is not a date; write it as 6.5.2011 or 2011-05-06"),
        ("0000-01-01", "“0000-01-01” is not a date; write it as 6.5.2011 or 2011-05-06"),
        ("loni", "“loni” is not a date; write it as 6.5.2011 or 2011-05-06"),
        ("2.7.2026", "the birth date 2.7.2026 is in the future"),
        ("31.12.1825", "the birth date 31.12.1825 is too long ago"),
    ],
)
def test_what_is_no_birth_date(text, sentence):
    made = plan("name,group,birth date", f"Jan,Bobři,{text}", "Eva,Bobři,1.7.2026")

    assert [(p.row, p.field, p.severity, p.message) for p in made.problems] == [
        (2, "birth_date", "error", f"Row 2: {sentence}")
    ]
    assert [participant.display_name for participant in made.participants] == ["Eva"]


@pytest.mark.parametrize(
    ("row", "sentences"),
    [
        (",Bobři,,,,", ["display_name is required"]),
        (" \u00a0,Bobři,,,,", ["display_name is required"]),
        ("Jan,,,,,", ["group_name is required"]),
        (",,,,12,", ["display_name is required", "group_name is required"]),
        (f"Jan,Bobři,,{'x' * 51},,", ["gender is longer than 50 characters"]),
        ("Jan,Bobři,,,,,navíc,", ["“navíc” stands in a column without a header"]),
        (f"{'x' * 256},Bobři", ["display_name is longer than 255 characters"]),
        (f"Jan,{'x' * 256}", ["group_name is longer than 255 characters"]),
        (f"Jan,Bobři,{'x' * 256}", ["external_id is longer than 255 characters"]),
        (f"Jan,Bobři,,,,{'x' * 256}", ["group_identifier is longer than 255 characters"]),
        (
            f"Jan,,,{'x' * 51},stařec,",
            [
                "group_name is required",
                "gender is longer than 50 characters",
                "“stařec” is not an age; write a whole number from 0 to 200",
            ],
        ),
        (
            f"Jan,Bobři,,,{'x' * 40},",
            [f"“{'x' * 29}…” is not an age; write a whole number from 0 to 200"],
        ),
    ],
)
def test_every_problem_of_a_row_has_its_sentence(row, sentences):
    header = "name,group,external_id,gender,age,group_identifier"
    made = plan(header, "Eva,Draci,,,,", row)

    assert [problem.message for problem in made.errors] == [f"Row 3: {text}" for text in sentences]
    assert [participant.display_name for participant in made.participants] == ["Eva"]


def test_longest_texts_are_taken():
    made = plan("name,group,id", f"{'x' * 255},{'ﬃ' * 255},{'z' * 255}")

    assert made.problems == []


def test_limits_are_those_of_the_models():
    models = {
        "display_name": Participant._meta.get_field("display_name"),
        "last_name": Participant._meta.get_field("last_name"),
        "external_id": Participant._meta.get_field("external_id"),
        "gender": Participant._meta.get_field("gender"),
        "group_name": Group._meta.get_field("name"),
        "group_identifier": Group._meta.get_field("identifier"),
    }

    assert {name: field.max_length for name, field in models.items()} == cells.LONGEST
    assert Group._meta.get_field("name_key").max_length == cells.LONGEST_KEY


def test_a_cell_under_an_unnamed_column_is_refused():
    assert complaints("name,,group", "Jan,,Bobři", "Eva,co,Bobři") == [
        "Row 3: “co” stands in a column without a header"
    ]


def test_groups_are_one_regardless_of_case_and_spaces():
    made = plan(
        "name,group,group_identifier",
        "Jan,Rychlé šípy,",
        "Eva,RYCHLÉ  ŠÍPY ,žlutá",
        "Iva,Rychle sipy,",
        "Ota,rychlé šípy,modrá",
        "Ema,Rychlé šípy,žlutá",
    )

    assert made.groups == [
        csv_plan.PlannedGroup("Rychlé šípy", "žlutá"),
        csv_plan.PlannedGroup("Rychle sipy"),
    ]
    assert [participant.group is made.groups[0] for participant in made.participants] == [
        True,
        True,
        False,
        True,
        True,
    ]
    assert [(p.severity, p.field, p.message) for p in made.problems] == [
        (
            "doubt",
            "group_identifier",
            "Row 5: the group Rychlé šípy keeps its identifier žlutá; modrá is left out",
        )
    ]


def test_an_external_id_is_there_once():
    made = plan("name,group,id", "Jan,A,7", "Eva,B,7", "Iva,A,07")

    assert [(p.severity, p.field, p.message) for p in made.problems] == [
        ("error", "external_id", "Row 3: external_id 7 is already in row 2"),
    ]


def test_namesakes_are_pointed_out_unless_their_ids_differ():
    made = plan(
        "name,group,id",
        "Jan Novák,A,1",
        "Jan Novák,A,2",
        "Jan Novák,B,",
        "JAN  NOVÁK,A,",
        "Jan Novák,A,3",
        "Jan Novák,A,",
    )

    assert [(p.severity, p.field, p.message) for p in made.problems] == [
        ("doubt", "display_name", "Row 5: JAN NOVÁK is already in the group A, in row 2"),
        ("doubt", "display_name", "Row 6: Jan Novák is already in the group A, in row 5"),
        ("doubt", "display_name", "Row 7: Jan Novák is already in the group A, in row 2"),
    ]
    assert len(made.participants) == 6


def test_a_table_of_more_columns_than_two_hundred_is_refused():
    header = ",".join(["name", "group", *(f"c{number}" for number in range(198))])

    assert len(plan(header, "Jan,A").columns) == 200
    with pytest.raises(ValidationError, match="more than 200 columns"):
        plan(f"{header},c198", "Jan,A")


@given(st.binary(max_size=200), st.sampled_from([None, {"a": "age"}, {"\x00": "metadata"}]))
def test_any_bytes_are_planned_or_refused_with_a_sentence(content, mapping):
    for prefix in (b"", b"a;name;group;gender;birth date\n"):
        try:
            table = read_csv(prefix + content, "a.csv")
            made = make_plan(table, mapping=mapping, today=TODAY)
        except ValidationError as error:
            assert all(error.messages)
        else:
            assert len(made.participants) <= len(made.table.rows)
