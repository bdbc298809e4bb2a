"""Lists to hang up, read back by another program."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from diplomas.result_lists import pages
from diplomas.result_lists.lists import ResultList
from diplomas.result_lists.pdf import ROWS_TO_A_PAGE, SIGNED_ROWS, pages_of, result_lists_pdf
from scoring.points.rules import (
    ActivityRules,
    GroupRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
)
from scoring.standings.applying import apply_rules
from tests import make


def address(event, board):
    return reverse("diplomas:result-list", args=[event.pk]) + f"?board={board}"


def read(answer):
    assert answer.headers["Content-Type"] == "application/pdf"
    return [page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages]


@pytest.fixture
def field(event, group, other_group, participant, activity, admin):
    """Two girls, a boy without a time, and a guest; places count as points."""
    make.record(activity, participant, "9.42")
    for home, name, gender, text, fields in [
        (other_group, "Žofie Příliš-Žluťoučká", "F", "9.5", {}),
        (group, "Hostka", "F", "9.1", {"status": "GUEST"}),
        (group, "Jan Novák", "M", "dnf", {}),
    ]:
        child = make.participant(home, display_name=name, gender=gender, age=12, **fields)
        make.record(activity, child, text)
    rules = StandingsRules(
        (ActivityRules(activity.pk, Scheme(SchemeKind.TABLE)),),
        OverallRules(enabled=True),
        GroupRules(enabled=True),
    )
    apply_rules(event=event, rules=rules, version=0, by=admin)


def test_every_category_has_its_pages(as_admin, event, activity, field):
    girls, boys = read(as_admin.get(address(event, activity.pk)))

    for text in ("Tábor 2026", "Běh na 60 m", "Girls", "1.", "Štěpánka Ďáblová", "Bobři", "9.42"):
        assert text in girls
    for text in (
        "2.",
        "Žofie Příliš-Žluťoučká",
        "(1)",
        "Hostka (guest)",
        "Page 1 of 2",
        "Results as of",
    ):
        assert text in girls
    assert "Jan Novák" not in girls and "Date and signature" in girls
    assert "Boys" in boys and "Jan Novák" in boys and "DNF" in boys and "Page 2 of 2" in boys


def test_standings_are_listed_too(as_admin, event, field):
    overall = read(as_admin.get(address(event, "overall")))
    [groups] = read(as_admin.get(address(event, "groups")))

    assert "Overall" in overall[0] and "10" in overall[0] and len(overall) == 2
    assert groups.index("Bobři") < groups.index("Draci")


def test_all_boards_at_once_and_by_the_api(as_admin, api, admin, event, activity, field):
    whole = read(as_admin.get(reverse("diplomas:result-list", args=[event.pk])))
    export = reverse("api:export", args=[event.pk])
    client = api(admin)

    assert len(whole) == 5  # overall of girls and of boys, groups, girls, boys
    assert len(read(client.get(export, {"format": "pdf"}))) == 5
    assert len(read(client.get(export, {"format": "pdf", "board": activity.pk}))) == 2
    for board in ("x", 10**12):
        assert client.get(export, {"format": "pdf", "board": board}).status_code == 422


def test_too_much_is_not_begun(as_admin, api, admin, event, activity, field, monkeypatch):
    monkeypatch.setattr(pages, "MOST_PAGES", 4)

    answer = as_admin.get(reverse("diplomas:result-list", args=[event.pk]), follow=True)

    assert "This would be 5 pages. Print one board after another." in answer.content.decode()
    export = reverse("api:export", args=[event.pk])
    assert api(admin).get(export, {"format": "pdf"}).status_code == 422


def test_in_the_language_of_the_reader(as_admin, event, activity, field):
    as_admin.cookies["django_language"] = "cs"

    girls, _boys = read(as_admin.get(address(event, activity.pk)))

    assert "9,42" in girls and "Dívky" in girls


def test_without_results_back_to_the_board(as_admin, event, activity):
    answer = as_admin.get(address(event, activity.pk))

    assert answer.status_code == 302
    assert answer.url == reverse("scoring:leaderboard", args=[event.pk])


@pytest.mark.parametrize("board", ["x", "0", "9" * 30])
def test_a_board_that_is_none(as_admin, event, field, board):
    assert as_admin.get(address(event, board)).status_code == 404


@pytest.mark.parametrize(
    "count", [1, SIGNED_ROWS, SIGNED_ROWS + 1, ROWS_TO_A_PAGE + 1, 3 * ROWS_TO_A_PAGE + 2]
)
def test_no_row_is_lost_and_no_signature_stands_alone(count):
    rows = [(f"{n}.", f"Child {n}", "Group", "1") for n in range(1, count + 1)]
    made = list(pages_of(ResultList("Run", "Girls", "Result", rows)))

    assert [row for page in made for row in page.rows] == rows
    assert [page.is_last for page in made] == [False] * (len(made) - 1) + [True]
    assert 1 <= len(made[-1].rows) <= SIGNED_ROWS
    assert all(len(page.rows) <= ROWS_TO_A_PAGE for page in made)


@pytest.mark.parametrize("column", range(4), ids=["place", "name", "group", "result"])
def test_what_is_too_long_for_its_column_is_cut(column):
    row = ["1.", "Ema", "Bobři", "9.42 s"]
    row[column] = "Nguyễn Wolfeschlegelsteinhausen " * 9
    pdf = result_lists_pdf("Tábor", "1. 2. 2026", [ResultList("Běh", "😀 漢", "m", [tuple(row)])])

    [page] = PdfReader(io.BytesIO(pdf)).pages
    assert page.extract_text().count("…") == 1


def test_no_list_is_no_pdf():
    with pytest.raises(ValueError, match="at least one"):
        result_lists_pdf("Tábor", "", [])
