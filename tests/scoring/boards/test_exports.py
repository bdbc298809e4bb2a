"""The leaderboard for spreadsheets."""

import csv
import io

import pytest

from scoring.boards.exports import HEADER
from tests import make


def url(event, query=""):
    return f"/api/events/{event.pk}/export-csv{query}"


def table(response, delimiter=","):
    text = response.content.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))


@pytest.fixture
def results(event, group, activity):
    """Three who are placed, a guest, somebody without a place."""
    make.age_category(event, 6, 15, name="děti")
    for name, text, fields in [
        ("Žofie Řehořová", "12.5", {}),
        ("Ema", "12.5", {}),
        ("Iva", "13", {}),
        ("Host", "12.8", {"status": "GUEST"}),
        ("Ota", "dnf", {}),
        ("Bez věku", "14", {"age": None, "gender": ""}),
    ]:
        fields = {"gender": "F", "age": 10, **fields}
        make.record(activity, make.participant(group, display_name=name, **fields), text)


def test_exact_rows(client, event, admin, results):
    client.force_login(admin)

    response = client.get(url(event))

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="leaderboard-{event.pk}.csv"'
    )
    run = "Běh na 60 m"
    assert table(response) == [
        ["rank", "podium", "activity", "gender", "age_category", "participant_name", "group_name",
         "age", "score"],
        ["1", "Gold", run, "F", "děti", "Ema", "Bobři", "10", "12.5"],
        ["1", "Gold", run, "F", "děti", "Žofie Řehořová", "Bobři", "10", "12.5"],
        ["3", "Bronze", run, "F", "děti", "Iva", "Bobři", "10", "13"],
        ["[3]", "", run, "F", "děti", "Host", "Bobři", "10", "12.8"],
        ["", "", run, "F", "děti", "Ota", "Bobři", "10", "DNF"],
        ["1", "Gold", run, "?", "Unassigned", "Bez věku", "Bobři", "", "14"],
    ]  # fmt: skip


def test_bytes_are_utf_8_with_bom(client, event, admin, results):
    client.force_login(admin)

    content = client.get(url(event)).content

    assert content.startswith(b"\xef\xbb\xbfrank,podium,")
    assert content.count(b"\xef\xbb\xbf") == 1
    assert "Žofie Řehořová".encode() in content
    assert content.endswith(b"\r\n")


def test_semicolons_come_with_decimal_commas(client, event, admin, results):
    client.force_login(admin)

    response = client.get(url(event, "?delimiter=semicolon"))

    assert response.content.startswith(b"\xef\xbb\xbfrank;podium;")
    rows = table(response, ";")
    assert [row[-1] for row in rows[1:]] == ["12,5", "12,5", "13", "12,8", "DNF", "14"]
    assert {len(row) for row in rows} == {len(HEADER)}


def test_comma_can_be_asked_for(client, event, admin, results):
    client.force_login(admin)

    assert client.get(url(event, "?delimiter=comma")).content == client.get(url(event)).content


@pytest.mark.parametrize("delimiter", ["", ";", ",", "tab", "SEMICOLON", "%00"])
def test_other_delimiters_are_refused(client, event, admin, delimiter):
    client.force_login(admin)

    response = client.get(url(event, f"?delimiter={delimiter}"))

    assert response.status_code == 422
    assert response.json() == {
        "detail": "delimiter: Choose comma or semicolon.",
        "errors": {"delimiter": ["Choose comma or semicolon."]},
    }


def test_names_that_look_like_formulas(client, event, admin):
    activity = make.activity(event, name="=SUM(A1:A9)")
    group = make.group(event, name="@home")
    make.age_category(event, 0, 99, name="-10")
    person = make.participant(group, display_name='=HYPERLINK("x";"y")', gender="F", age=5)
    make.record(activity, person, "-3")
    client.force_login(admin)

    for query, delimiter in (("", ","), ("?delimiter=semicolon", ";")):
        assert table(client.get(url(event, query)), delimiter)[1] == [
            "1", "Gold", "'=SUM(A1:A9)", "F", "-10", "'=HYPERLINK(\"x\";\"y\")", "'@home", "5",
            "-3",
        ]  # fmt: skip


def test_names_with_delimiters_and_quotes_stay_in_their_cells(client, event, admin):
    activity = make.activity(event)
    person = make.participant(make.group(event), display_name='Dvořák, "Jan"; ml.')
    make.record(activity, person, "5")
    client.force_login(admin)

    for query, delimiter in (("", ","), ("?delimiter=semicolon", ";")):
        [_header, row] = table(client.get(url(event, query)), delimiter)
        assert row[5] == 'Dvořák, "Jan"; ml.'


def test_no_name_begins_a_formula_where_a_spreadsheet_splits_at_the_other_sign(
    client, event, admin
):
    activity = make.activity(event)
    make.record(activity, make.participant(make.group(event), display_name="a;=1+1,=2"), "5")
    client.force_login(admin)

    for query, delimiter in (("", ","), ("?delimiter=semicolon", ";")):
        response = client.get(url(event, query))
        assert table(response, delimiter)[1][5] == "a;'=1+1,'=2"
        for other in ",;\t":
            cells = [cell for row in table(response, other) for cell in row]
            assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))]


def test_event_without_results(client, event, activity, admin):
    client.force_login(admin)

    assert table(client.get(url(event))) == [HEADER]


def test_podium_follows_the_place_not_the_row(client, event, group, activity, admin):
    for text in ("10", "10", "10", "11"):
        make.record(activity, make.participant(group, gender="F"), text)
    client.force_login(admin)

    rows = table(client.get(url(event)))
    assert [row[:2] for row in rows[1:]] == [["1", "Gold"]] * 3 + [["4", ""]]

    event.places = "DENSE"
    event.save()
    rows = table(client.get(url(event)))
    assert [row[:2] for row in rows[1:]] == [["1", "Gold"]] * 3 + [["2", "Silver"]]


@pytest.mark.parametrize(
    ("actor", "status"),
    [
        ("super_admin", 200),
        ("admin", 200),
        ("evaluator", 403),
        ("other_evaluator", 403),
        ("outsider", 404),
        ("stranger", 404),
    ],
)
def test_for_the_events_organisers_only(client, request, event, results, actor, status):
    client.force_login(request.getfixturevalue(actor))

    response = client.get(url(event))

    assert response.status_code == status
    if status != 200:
        assert list(response.json()) == ["detail"]


def test_an_organiser_elsewhere_who_scores_here_may_not(client, event, group, results, outsider):
    make.assign(outsider, group)
    client.force_login(outsider)

    assert client.get(url(event)).status_code == 403


def test_signed_out_is_401(client, event):
    assert client.get(url(event)).status_code == 401
