"""Which column of a table is which field."""

import pytest

from events.rosters.columns import FIELD_OF_HEADER, SYSTEM_FIELDS, assign_columns


def columns(header, mapping=None, **options):
    assigned, problems = assign_columns(header.split(","), mapping, **options)
    assert problems == []
    return [column.field for column in assigned]


def mapping_problems(header, mapping=None):
    return [problem.message for problem in assign_columns(header.split(","), mapping)[1]]


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (
            "display_name,group_name,group_identifier,external_id,gender,age,tricko",
            ["display_name", "group_name", "group_identifier", "external_id", "gender", "age", ""],
        ),
        ("Jméno,Oddíl", ["display_name", "group_name"]),
        ("Jméno,Příjmení,Oddíl", ["first_name", "last_name", "group_name"]),
        ("PŘÍJMENÍ,jmeno,třída", ["last_name", "first_name", "group_name"]),
        ("Name,Team", ["display_name", "group_name"]),
        ("Name,Surname,Class", ["first_name", "last_name", "group_name"]),
        ("First name,Last-name,GROUP:", ["first_name", "last_name", "group_name"]),
        ("Žák,Skupina,Věk,Pohlaví", ["display_name", "group_name", "age", "gender"]),
        (
            "Jméno a příjmení,Družina,Datum narození,Evidenční číslo",
            ["display_name", "group_name", "birth_date", "external_id"],
        ),
        ("Žák,Jméno,Příjmení,Tým", ["", "first_name", "last_name", "group_name"]),
        ("display_name,group_name,Tričko,,Alergie", ["display_name", "group_name", "", "", ""]),
    ],
)
def test_usual_headers_are_recognised(header, expected):
    assert columns(header) == expected


def test_every_known_header_is_written_as_it_is_compared():
    assigned = {word: assign_columns([word])[0][0].field for word in FIELD_OF_HEADER}

    assert assigned == FIELD_OF_HEADER


@pytest.mark.parametrize(
    ("header", "mapping", "expected"),
    [
        (
            "Name,Team",
            {"Team": "display_name", "Name": "group_name"},
            ["group_name", "display_name"],
        ),
        ("Oddíl,Třída,Žák", {"Třída": "group_name"}, ["", "group_name", "display_name"]),
        ("Kdo,Kam", {" Kdo ": "display_name", "Kam": "group_name"}, ["display_name", "group_name"]),
        ("Žák,Tým,Věk", {"Věk": "metadata"}, ["display_name", "group_name", ""]),
        ("Žák,Tým,Věk", {"Věk": ""}, ["display_name", "group_name", ""]),
        ("Žák,Tým,Jméno", {"Jméno": "first_name"}, ["", "group_name", "first_name"]),
        ("Žák,Tým,Příjmení", {"Žák": "display_name"}, ["display_name", "group_name", "last_name"]),
    ],
)
def test_a_mapping_wins_over_what_is_recognised(header, mapping, expected):
    assert columns(header, mapping) == expected


def test_only_the_mapping_counts_when_nothing_is_to_be_recognised():
    mapping = {"name": "display_name", "team": "group_name"}

    assert columns("name,team,age", mapping, recognise=False) == ["display_name", "group_name", ""]


@pytest.mark.parametrize(
    ("header", "mapping", "expected"),
    [
        (
            "a,b",
            {},
            [
                "No column is display_name. Say which one it is",
                "No column is group_name. Say which one it is",
            ],
        ),
        ("Věk,Tým", None, ["No column is display_name. Say which one it is"]),
        ("Žák,Věk", None, ["No column is group_name. Say which one it is"]),
        ("Žák,Tým", {"Tim": "group_name"}, ["The file has no column “Tim”. It has: Žák, Tým"]),
        ("Žák,Tým", {"": "age"}, ["The file has no column “”. It has: Žák, Tým"]),
        (
            "Žák,Tým",
            {"Tým": "shoe_size"},
            [f"“shoe_size” is not a field. The fields are: {', '.join(SYSTEM_FIELDS)}"],
        ),
        (
            "Žák,Tým",
            {"Tým": ["age"]},
            [f"“['age']” is not a field. The fields are: {', '.join(SYSTEM_FIELDS)}"],
        ),
        (
            "a,b,c",
            {"a": "display_name", "b": "group_name", "c": "group_name"},
            ["Several columns are group_name: b, c. Choose one of them"],
        ),
        (
            "Žák,Oddíl,Třída",
            None,
            ["Several columns are group_name: Oddíl, Třída. Choose one of them"],
        ),
        ("Žák,Tým,Věk,Věk", None, ["The column “Věk” is there more than once"]),
        (
            "a,b,c",
            {"a": "display_name", "b": "first_name", "c": "group_name"},
            ["Map either display_name, or first_name and last_name, not both"],
        ),
    ],
)
def test_what_a_mapping_cannot_be(header, mapping, expected):
    assert mapping_problems(header, mapping) == expected


def test_a_sentence_stays_one_however_many_columns_there_are():
    header = ",".join(f"c{number}" for number in range(1000))

    (sentence,) = mapping_problems(header, {"x": "age"})

    assert sentence.startswith("The file has no column “x”. It has: c0, c1, c2, ")
    assert len(sentence) == 500
