"""The leaderboard as a table in the words, and with the signs, of whoever reads it."""

import csv
import io

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from foundation.web import versioned_cache
from tests import make

HEADER = [
    "Place", "Podium", "Activity", "Gender", "Age category", "Name", "Group", "Age", "Result",
    "Result as a number", "Unit",
]  # fmt: skip


@pytest.fixture
def field(event):
    """A run and a jump of people whose names a spreadsheet would like to take for something."""
    make.age_category(event, 6, 15, name="10-12")
    group = make.group(event, name="007")
    run = make.activity(event, name="Run", evaluation_type="TIME_LOW", order=1)
    jump = make.activity(event, name="Jump", evaluation_type="NUMERIC_HIGH", unit="m", order=2)
    for name, time, distance, fields in [
        ("1-2", "1:23.4", "2", {}),
        ("=1+1;=2,", "dnf", "1.95", {}),
        ("Host", "84", "dns", {"status": "GUEST", "age": None}),
    ]:
        person = make.participant(group, display_name=name, **{"gender": "F", "age": 10, **fields})
        make.record(run, person, time)
        make.record(jump, person, distance)


def address(event, ending):
    return reverse(f"scoring:leaderboard-{ending}", args=[event.pk])


def table(answer, delimiter):
    text = answer.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


def test_in_english_a_comma_separates_and_a_point_is_decimal(as_admin, event, field):
    answer = as_admin.get(address(event, "csv"), headers={"Accept-Language": "en"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/csv; charset=utf-8")
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="leaderboard-{event.pk}.csv"'
    )
    girls = ["Girls", "10-12"]
    assert table(answer, ",") == [
        HEADER,
        ["1", "gold", "Run", *girls, "1-2", "007", "10", "1:23.40", "83.4", "s"],
        ["", "", "Run", *girls, "'=1+1;'=2,'", "007", "10", "DNF", "", ""],
        ["[1]", "", "Run", "Girls", "No age category", "Host", "007", "", "1:24.00", "84", "s"],
        ["1", "gold", "Jump", *girls, "1-2", "007", "10", "2.00", "2", "m"],
        ["2", "silver", "Jump", *girls, "'=1+1;'=2,'", "007", "10", "1.95", "1.95", "m"],
        ["", "", "Jump", "Girls", "No age category", "Host", "007", "", "DNS", "", ""],
    ]


def test_in_czech_a_semicolon_separates_and_a_comma_is_decimal(as_admin, event, field):
    as_admin.cookies["django_language"] = "cs"

    rows = table(as_admin.get(address(event, "csv")), ";")

    assert [row[8:10] for row in rows[1:]] == [
        ["1:23,40", "83,4"],
        ["DNF", ""],
        ["1:24,00", "84"],
        ["2,00", "2"],
        ["1,95", "1,95"],
        ["DNS", ""],
    ]
    assert rows[1][1:4] == ["zlato", "Run", "Dívky"]


def test_in_a_workbook_texts_are_texts_and_numbers_are_numbers(as_admin, event, field):
    answer = as_admin.get(address(event, "xlsx"))

    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="leaderboard-{event.pk}.xlsx"'
    )
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).active.values)
    assert list(rows[0]) == HEADER
    assert rows[1] == (
        1, "gold", "Run", "Girls", "10-12", "1-2", "007", 10, "1:23.40", 83.4, "s"
    )  # fmt: skip
    assert rows[2][5:] == ("'=1+1;'=2,'", "007", 10, "DNF", None, None)
    assert rows[4][8:] == ("2.00", 2, "m")


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_only_organisers_get_it(client, event, field, evaluator, outsider, ending):
    for person, status in [(evaluator, 403), (outsider, 404)]:
        client.force_login(person)
        assert client.get(address(event, ending)).status_code == status


@pytest.mark.parametrize("delimiter", ",;\t")
@pytest.mark.parametrize("language", ["en", "cs"])
def test_no_cell_is_a_formula_whatever_a_spreadsheet_splits_at(
    as_admin, event, field, language, delimiter
):
    as_admin.cookies["django_language"] = language
    for ending in ("=1+1,", "=1+1;", "=1+1\t"):
        person = make.participant(event.groups.first(), display_name=f"Jana{ending[-1]}{ending}")
        make.record(event.activities.first(), person, "99")

    for row in table(as_admin.get(address(event, "csv")), delimiter):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_an_activity_costs_a_query_however_many_people_there_are(as_admin, event, field, ending):
    def cost():
        versioned_cache.clear()
        with CaptureQueriesContext(connection) as queries:
            assert as_admin.get(address(event, ending)).status_code == 200
        return len(queries)

    as_admin.get(address(event, ending))
    before = cost()

    run, group = event.activities.get(name="Run"), event.groups.get()
    for number in range(30):
        make.record(run, make.participant(group), str(60 + number))
    assert cost() == before
    make.activity(event)
    assert cost() == before + 1
