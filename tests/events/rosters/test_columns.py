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


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("Jméno účastníka,Příjmení,Oddíl", ["first_name", "last_name", "group_name"]),
        ("Participant,Last name,Team", ["first_name", "last_name", "group_name"]),
        ("Jméno dítěte,Příjmení dítěte,Oddíl", ["first_name", "last_name", "group_name"]),
        ("Child's first name,Child's last name,Group", ["first_name", "last_name", "group_name"]),
        ("Celé jméno,Jméno,Příjmení,Oddíl", ["", "first_name", "last_name", "group_name"]),
        ("Jméno zákonného zástupce,Jméno dítěte,Oddíl", ["", "display_name", "group_name"]),
        ("Parent's name,Name,Parent's age,Age,Team", ["", "display_name", "", "age", "group_name"]),
        ("Jméno vedoucího,Příjmení vedoucího,Žák,Třída", ["", "", "display_name", "group_name"]),
        ("Jméno (dítěte),Věk (let),Oddíl *", ["display_name", "age", "group_name"]),
        ("Datum narození dítěte,Žák,Třída", ["birth_date", "display_name", "group_name"]),
        ("Jméno,Klub,Rok narození", ["display_name", "group_name", "birth_year"]),
        ("Jméno,Klub,Oddíl", ["display_name", "", "group_name"]),
        (
            "id,external_id,name,group,last_name,status,event_id,event,metadata: Věk",
            [
                *("leave_out", "external_id", "display_name", "group_name", "last_name"),
                *("status", "leave_out", "leave_out", ""),
            ],
        ),
        ("id,reg. number,name,group", ["", "external_id", "display_name", "group_name"]),
    ],
)
def test_headers_of_forms_and_lists(header, expected):
    assert columns(header) == expected


@pytest.mark.parametrize(
    ("header", "cells", "expected"),
    [
        ("Ročník", ["2014", "2013", ""], "birth_year"),
        ("Ročník", ["2014.0", "2013.0"], "birth_year"),
        ("Ročník", ["5.", "6."], ""),
        ("Ročník", ["2014", "6."], ""),
        ("Stav", ["soutěží", "odhlášena", ""], "status"),
        ("Stav", ["zaplaceno", ""], ""),
        ("Číslo", ["12", "7", ""], "external_id"),
        ("Č.", ["A1", "A2"], "external_id"),
        ("#", ["1", "2"], "external_id"),
        ("No.", ["7", "7"], ""),
        ("Číslo", ["Náměstí Míru 12, Praha", "x"], ""),
        ("Číslo", ["", ""], ""),
    ],
)
def test_the_cells_decide_where_a_header_says_too_little(header, cells, expected):
    below = {header: cells}
    assigned, problems = assign_columns(
        ["Jméno", "Oddíl", header], cells=lambda each: below.get(each, ["x"] * len(cells))
    )

    assert (problems, assigned[2].field) == ([], expected)


def test_columns_can_be_named_by_their_numbers():
    mapping = {"1": "display_name", "2": "group_name"}

    assert columns("Kdo,Kam,Věk", mapping) == ["display_name", "group_name", "age"]
    assert columns("2,1,Věk", {"1": "display_name", "2": "group_name"}) == [
        *("group_name", "display_name", "age"),  # a header of that name wins
    ]
