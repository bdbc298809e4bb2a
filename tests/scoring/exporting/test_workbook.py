"""The workbook of an event, read back by another program."""

import io
from dataclasses import replace
from fractions import Fraction

import openpyxl
import pytest
from django.utils.translation import gettext, override

from scoring.boards.leaderboard import Versions
from scoring.exporting.workbook import read_results, results_xlsx
from scoring.points.rules import OverallRules
from tests import make

HEADER = ["Place", "Podium", "Gender", "Age category", "Name", "Group"]


@pytest.fixture
def sheets(event, admin):
    """sheets(): name of a sheet -> its rows, of the event's workbook as it is now."""

    def call():
        results = read_results(Versions.visible_to(admin, event.pk))
        book = openpyxl.load_workbook(io.BytesIO(results_xlsx(results)))
        return {sheet.title: list(map(list, sheet.values)) for sheet in book}

    return call


def test_medals_are_three_columns(sheets, kids, by_medals, put_in_force):
    put_in_force(by_medals)

    book = sheets()

    assert book["Overall"][0] == [
        *HEADER, "Běh na 60 m", "Skok daleký", "Gold", "Silver", "Bronze", "Results in the total"
    ]  # fmt: skip
    assert [[row[0], row[4], *row[8:11]] for row in book["Overall"][1:]] == [
        [1, "Cilka Malá", 1, 0, 0],
        [1, "Štěpánka Ďáblová", 1, 0, 0],
        [3, "Anna Malá", 0, 2, 0],
        [4, "Běla Malá", 0, 1, 0],
        ["[4]", "Hostka Cizí", 0, 1, 0],
    ]
    assert book["Groups"] == [
        ["Place", "Group", "Gold", "Silver", "Bronze", "Members who contribute"],
        [1, "Bobři", 1, 2, 0, 2],
        [2, "Draci", 1, 1, 0, 2],
    ]


def test_guests_alone_have_all_columns(sheets, event, group, activity, jump, rules, put_in_force):
    guest = make.participant(group, display_name="Host", gender="F", age=12, status="GUEST")
    make.record(activity, guest, "9.5")
    make.record(jump, guest, "4.5")
    put_in_force(rules)

    header, row = sheets()["Overall"]

    assert header == [*HEADER, "Běh na 60 m", "Skok daleký", "Total", "Results in the total"]
    assert row[0] == "[1]" and row[6:] == [10, 10, 20, 2]


def test_who_has_no_place_reads_as_on_the_page(sheets, kids, rules, put_in_force):
    """Not everybody was in both activities, and no group has five who contribute."""
    overall = OverallRules(enabled=True, minimum=2)
    put_in_force(replace(rules, overall=overall, groups=replace(rules.groups, minimum=5)))

    book = sheets()

    assert [[row[0], row[4], row[8]] for row in book["Overall"][1:]] == [
        [1, "Anna Malá", 15],
        ["not classified", "Běla Malá", "[7]"],
        ["not classified", "Cilka Malá", "[10]"],
        ["not classified", "Hostka Cizí", "[8]"],
        ["not classified", "Štěpánka Ďáblová", "[10]"],
    ]
    assert [row[:3] for row in book["Groups"][1:]] == [
        ["too few to be ranked", "Bobři", "[15]"],
        ["too few to be ranked", "Draci", None],
    ]


def test_points_that_do_not_count_have_the_readers_mark(sheets, kids, rules, put_in_force):
    sprint, jump = rules.activities
    half = replace(sprint, weight=Fraction(1, 2))
    put_in_force(
        replace(rules, activities=(half, jump), overall=OverallRules(enabled=True, best=1))
    )

    with override("cs"):
        rows = sheets()[gettext("Overall")]

    assert [row[6:9] for row in rows if row[4] == "Anna Malá"] == [["[3,5]", 8, 8]]


def test_two_activities_of_one_name_have_sheets_of_their_own(sheets, event, group):
    for text in ("9.5", "9.7"):
        run = make.activity(event, "TIME_LOW", name="Sprint")
        make.record(run, make.participant(group, display_name=f"K{text}", gender="F"), text)

    book = sheets()

    assert [row[9] for row in book["All results"][1:]] == [9.5, 9.7]
    assert [row[9] for row in book["Sprint"][1:]] == [9.5]
    assert [row[9] for row in book["Sprint (2)"][1:]] == [9.7]
