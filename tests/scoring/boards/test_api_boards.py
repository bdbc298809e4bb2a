"""Leaderboard and CSV export, as calls of the API with an access token."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.models import Event
from tests import make
from tests.scoring import refused

HUGE = 10**30  # fits no database
READS = ["api:leaderboard", "api:export-csv"]


@pytest.fixture
def results(event, group, activity):
    make.age_category(event, 10, 12, name="10–12")
    for name, text, fields in [
        ("Ema", "1:23.4", {}),
        ("Iva", "84", {}),
        ("Host", "83.9", {"status": "GUEST"}),
        ("Ota", "dnf", {}),
    ]:
        person = make.participant(group, display_name=name, **{"gender": "F", "age": 11, **fields})
        make.record(activity, person, text)


def get(client, event_pk, what="leaderboard", query="", **headers):
    return client.get(f"/api/events/{event_pk}/{what}{query}", headers=headers)


def test_leaderboard(api, event, activity, results, evaluator):
    answer = get(api(evaluator), event.pk)

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "private, no-cache"
    board = answer.json()
    assert list(board) == ["event_id", "event_name", "has_age_categories", "activities"]
    assert (board["event_id"], board["event_name"]) == (event.pk, "Tábor 2026")
    assert board["has_age_categories"] is True
    [part] = board["activities"]
    assert (part["activity_id"], part["activity_name"]) == (activity.pk, "Běh na 60 m")
    assert (part["evaluation_type"], part["unit"]) == ("TIME_LOW", "")
    [category] = part["categories"]
    assert (category["gender"], category["age_category_name"]) == ("F", "10–12")
    first, second = category["participants"]
    assert {name: first[name] for name in first if name != "participant_id"} == {
        "rank": 1,
        "display_name": "Ema",
        "gender": "F",
        "age": 11,
        "group_name": "Bobři",
        "value": "83.4",
        "display_value": "1:23.40",
    }
    assert (second["rank"], second["value"]) == (2, "84")
    [guest] = category["guests"]
    assert (guest["rank"], guest["display_name"]) == (2, "Host")
    [unranked] = category["unranked"]
    assert (unranked["status"], unranked["value"], unranked["display_value"]) == ("DNF", None, None)


def test_nothing_is_sent_again(api, event, activity, participant, results, admin):
    client = api(admin)
    etag = get(client, event.pk).headers["ETag"]

    again = get(client, event.pk, if_none_match=etag)
    make.record(activity, participant, "80")
    changed = get(client, event.pk, if_none_match=etag)

    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", etag)
    assert changed.status_code == 200
    assert changed.headers["ETag"] != etag


def test_export(api, event, results, admin):
    answer = get(api(admin), event.pk, "export-csv")

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="leaderboard-{event.pk}.csv"'
    )
    assert "no-store" in answer.headers["Cache-Control"]
    run = "Běh na 60 m"
    assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))) == [
        ["rank", "podium", "activity", "gender", "age_category", "participant_name", "group_name",
         "age", "score"],
        ["1", "Gold", run, "F", "10–12", "Ema", "Bobři", "11", "83.4"],
        ["2", "Silver", run, "F", "10–12", "Iva", "Bobři", "11", "84"],
        ["[2]", "", run, "F", "10–12", "Host", "Bobři", "11", "83.9"],
        ["", "", run, "F", "10–12", "Ota", "Bobři", "11", "DNF"],
    ]  # fmt: skip


@pytest.mark.parametrize("accepted", ["text/csv", "text/html", "application/json", "*/*"])
def test_export_whatever_is_accepted(api, event, results, admin, accepted):
    client = api(admin)

    assert get(client, event.pk, "export-csv", accept=accepted).status_code == 200
    wrong = get(client, event.pk, "export-csv", "?delimiter=tab", accept=accepted)
    assert refused(wrong) == (422, "delimiter: Choose comma or semicolon.")


@pytest.mark.parametrize("name", READS)
@pytest.mark.parametrize(
    ("actor", "board", "table"),
    [
        ("super_admin", 200, 200),
        ("admin", 200, 200),
        ("evaluator", 200, 403),
        ("other_evaluator", 200, 403),
        ("outsider", 404, 404),
        ("stranger", 404, 404),
    ],
)
def test_for_whom(request, api, event, evaluator, other_evaluator, name, actor, board, table):
    client = api(request.getfixturevalue(actor))

    answer = client.get(reverse(name, args=[event.pk]))

    assert answer.status_code == (board if name == "api:leaderboard" else table)
    if answer.status_code == 404:
        assert answer.json() == {"detail": "Event not found"}


@pytest.mark.parametrize("name", READS)
def test_not_there(api, event, admin, name):
    for pk in (0, 10**6, 2**63 - 1, 2**63, HUGE):
        address = reverse(name, args=[event.pk]).replace(str(event.pk), str(pk))
        assert refused(api(admin).get(address)) == (404, "Event not found")
    assert api(None).get(reverse(name, args=[event.pk])).status_code == 401


@pytest.mark.parametrize("name", READS)
def test_its_headers_alone(api, event, results, admin, name):
    address = reverse(name, args=[event.pk])
    client = api(admin)

    whole, head = client.get(address), client.head(address)

    assert (head.status_code, head.content) == (200, b"")
    assert {**whole.headers, "X-Request-ID": ""} == {**head.headers, "X-Request-ID": ""}


@pytest.mark.parametrize("name", [*READS, "scoring:leaderboard", "scoring:leaderboard-live"])
def test_deleted_while_its_board_is_read(api, client, event, activity, results, admin, name):
    """The versions are read, then the event goes, then its board would be made."""
    if name.startswith("api:"):
        client = api(admin)
    else:
        client.force_login(admin)
    waiting = [event]

    def execute(run, sql, params, many, context):
        found = run(sql, params, many, context)
        if waiting and "is_managed" in sql:
            waiting.pop().delete()
        return found

    with connection.execute_wrapper(execute):
        answer = client.get(reverse(name, args=[event.pk]))

    assert answer.status_code == 404
    assert not Event.objects.exists()
    if name.startswith("api:"):
        assert answer.json() == {"detail": "Event not found"}


@pytest.mark.parametrize("name", READS)
def test_queries_when_warm(api, event, group, activity, admin, name):
    """The account's, and the one for the versions; however many results there are."""
    client, address = api(admin), reverse(name, args=[event.pk])
    for _ in range(2):
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert len(captured) == 2
        for _more in range(10):
            make.record(activity, make.participant(group), "12")
