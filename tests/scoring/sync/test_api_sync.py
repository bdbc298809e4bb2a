"""POST /records/sync."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Activity, Event, GroupEvaluator
from events.parts.writes import lock_activity
from scoring.ledger.confirmations import confirm
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, refused, rows_of_everything, stored_records
from tests.scoring.sync.phones import outcomes, uuid

NOT_THERE = "You are not assigned to this activity, or it was deleted."
NOT_ASSIGNED = "You are not assigned to this participant's group"


def values(activity):
    """What the cells hold, by participant, in thousandths, or a status."""
    records = Record.objects.filter(activity=activity)
    return {record.participant_id: record.value or record.status for record in records}


# --- The shape -----------------------------------------------------------------------------------


def test_everything_of_an_item_and_of_its_verdict(post, item, activity, participant, evaluator):
    captured = datetime(2026, 7, 4, 12, 31, 58, tzinfo=UTC)
    first = item(1, participant, "12,5", captured_at=captured.isoformat(), based_on=None)
    ill = item(2, participant, status="DNS", reason="nemocná", based_on_uuid=uuid(1))

    response = post(first, ill, clock_offset_ms=-90_000, device="Nokia 3310", person=evaluator.pk)

    record, (saved, last) = Record.objects.get(), Entry.objects.order_by("pk")
    shown = {
        "id": record.pk,
        "value_raw": "DNS",
        "display_value": "DNS (nemocná)",
        "status": "DNS",
        "entry_id": last.pk,
    }
    body = response.json()
    assert abs(datetime.fromisoformat(body["server_time"]) - datetime.now(UTC)).seconds < 60
    assert body["items"] == [
        {"uuid": uuid(n), "outcome": "saved", "warnings": [], "record": shown} for n in (1, 2)
    ]
    assert (saved.uuid, saved.source, saved.value_raw) == (UUID(int=1), "SYNC", "12,5")
    assert (saved.captured_at, saved.clock_offset_ms) == (captured, -90_000)
    assert saved.typed_at == captured + timedelta(seconds=90)
    assert (saved.entered_by, saved.device) == (evaluator, "Nokia 3310")
    assert stored_records() == folded_ledger()


@pytest.mark.parametrize(
    ("fault", "path"),
    [
        ({"uuid": "x"}, "items.1.uuid"),
        ({"uuid": None}, "items.1.uuid"),
        ({"activity_id": None}, "items.1.activity_id"),
        ({"participant_id": 0}, "items.1.participant_id"),
        ({"value_raw": None}, "items.1.value_raw"),
        ({"status": "DNS"}, "items.1.status"),
        ({"status": "LATE"}, "items.1.status"),
        ({"value_raw": "", "reason": "ill"}, "items.1.value_raw"),
        ({"captured_at": "noon"}, "items.1.captured_at"),
        ({"based_on": "x"}, "items.1.based_on"),
        ({"based_on_uuid": 7}, "items.1.based_on_uuid"),
    ],
)
def test_a_call_of_another_shape_changes_nothing(post, item, participant, fault, path):
    before = rows_of_everything()

    response = post(item(1, participant, "12"), item(2, participant, "13") | fault)

    assert response.status_code == 422
    assert path in response.json()["errors"]
    assert rows_of_everything() == before


def test_bounds_of_the_call(post, sync, item, participant):
    whole = [item(number, participant, "12") for number in range(1, 202)]

    assert post(*whole).status_code == 422
    assert post().status_code == 422
    assert post(whole[0], clock_offset_ms=10**13).status_code == 422
    assert not Entry.objects.exists()
    assert outcomes(sync(*whole[:200], clock_offset_ms=-1_790_000_000_000)) == [
        "saved",
        *["unchanged"] * 199,
    ]


def test_nothing_of_one_person_is_sent_by_another(post, item, participant, admin, evaluator):
    response = post(item(1, participant, "12"), by=admin, person=evaluator.pk)

    assert refused(response) == (403, "Somebody else typed this. Sign in as they did to send it.")
    assert not Entry.objects.exists()


def test_a_phone_is_answered_in_its_language(client, item, participant, evaluator):
    """Its person reads the sentences; a program, with a token, looks for the contract's."""
    client.force_login(evaluator)
    evaluator.language = "cs"
    evaluator.save()
    items = [item(1, participant, "rychle")]

    sent = {"content_type": "application/json", "HTTP_ACCEPT_LANGUAGE": "en"}
    answer = client.post("/api/records/sync", {"items": items}, **sent)

    assert "není čas" in answer.json()["items"][0]["detail"]


# --- Each item on its own ------------------------------------------------------------------------


def test_a_bad_item_never_changes_the_verdict_of_another(
    sync, item, activity, jump, participant, sibling, other, organisation
):
    elsewhere = make.participant(make.group(make.event(organisation=organisation)))
    foreign = make.activity(make.event(organisation=make.organisation()))
    nowhere = Activity(pk=10**6)

    verdicts = sync(
        item(1, participant, "12.5"),
        item(2, sibling, "fast"),
        item(3, other, "12"),
        item(4, elsewhere, "12"),
        item(5, None, "12", participant_id=10**30),
        item(6, participant, "12", activity=foreign),
        item(7, participant, "12", activity=nowhere),
        item(8, participant, "12", activity=Activity(pk=10**30)),
        item(9, participant, "4.10", activity=jump),
        item(10, sibling, "13"),
    )

    assert outcomes(verdicts) == ["saved", *["refused"] * 7, "saved", "saved"]
    assert "is not a time" in verdicts[1]["detail"]
    assert verdicts[2]["detail"] == NOT_ASSIGNED
    assert {verdict["detail"] for verdict in verdicts[3:5]} == {
        "This participant is not in the event."
    }
    assert {verdict["detail"] for verdict in verdicts[5:8]} == {NOT_THERE}
    assert [verdict["uuid"] for verdict in verdicts] == [uuid(n) for n in range(1, 11)]
    assert [verdict["record"] for verdict in verdicts[2:8]] == [None] * 6
    assert values(activity) == {participant.pk: 12_500, sibling.pk: 13_000}
    assert values(jump) == {participant.pk: 4100}
    assert stored_records() == folded_ledger()


def test_other_peoples_participants_are_as_if_they_were_not_there(
    post, item, activity, participant, stranger, outsider
):
    for by in (stranger, outsider):
        (verdict,) = post(item(1, participant, "12"), by=by).json()["items"]
        (nowhere,) = post(item(1, participant, "12", activity=Activity(pk=10**6)), by=by).json()[
            "items"
        ]
        assert (
            verdict
            == nowhere
            == {
                "uuid": uuid(1),
                "outcome": "refused",
                "detail": NOT_THERE,
                "warnings": [],
                "record": None,
            }
        )


def test_at_a_station_everybody_of_this_activity_alone(
    sync, item, activity, jump, participant, other, stranger
):
    make.station(stranger, activity)

    verdicts = sync(
        item(1, participant, "12"),
        item(2, other, "13"),
        item(3, other, "4", activity=jump),
        by=stranger,
    )

    assert outcomes(verdicts) == ["saved", "saved", "refused"]
    assert (verdicts[2]["detail"], verdicts[2]["record"]) == (NOT_ASSIGNED, None)


@pytest.mark.parametrize("closing", ["event", "activity"])
def test_what_was_saved_in_time_is_a_duplicate_afterwards(
    sync, item, event, activity, participant, sibling, admin, closing
):
    """A phone whose answer got lost is not frightened because the event is over."""
    saved = item(1, participant, "12")
    sync(saved)
    make.record(activity, sibling, "14", by=admin)
    if closing == "event":
        Event.objects.filter(pk=event.pk).update(status="ARCHIVED")
    else:
        lock_activity(activity=activity, by=admin)
    before = rows_of_everything()

    again, late, taken = sync(saved, item(2, sibling, "13", based_on=None), item(1, sibling, "13"))

    sentence = {
        "event": "Event is not open for scoring",
        "activity": "This activity is locked. Ask an organiser to open it again.",
    }[closing]
    assert outcomes([again, late, taken]) == ["duplicate", "refused", "refused"]
    assert again["record"]["value_raw"] == "12"
    assert (late["detail"], late["record"]["value_raw"]) == (sentence, "14")
    assert rows_of_everything() == before


def test_who_was_assigned_elsewhere_sees_what_is_still_their_own(
    sync, item, activity, participant, sibling, evaluator, admin
):
    mine, replaced = item(1, participant, "12"), item(2, sibling, "13")
    sync(mine, replaced)
    make.record(activity, sibling, "14", by=admin)
    GroupEvaluator.objects.all().delete()

    own, theirs, new = sync(mine, replaced, item(3, participant, "11"))

    assert outcomes([own, theirs, new]) == ["duplicate", "duplicate", "refused"]
    assert (own["record"]["value_raw"], theirs["record"]) == ("12", None)
    assert (new["detail"], new["record"]) == (NOT_ASSIGNED, None)


def test_twice(sync, item, activity, participant):
    sent = [item(1, participant, "12"), item(2, participant, "13", based_on_uuid=uuid(1))]
    sync(*sent)
    before = rows_of_everything()

    again = sync(*sent, item(3, participant, "13.0", based_on_uuid=uuid(2)))

    assert outcomes(again) == ["duplicate", "duplicate", "unchanged"]
    assert {verdict["record"]["value_raw"] for verdict in again} == {"13"}
    assert rows_of_everything() == before


def test_ways_to_empty_a_cell(sync, item, activity, participant, sibling):
    sync(item(1, participant, "12"), item(2, sibling, "13"))

    verdicts = sync(
        item(3, participant, "", based_on_uuid=uuid(1)),
        item(4, sibling, status="CLEARED", based_on_uuid=uuid(2)),
    )

    assert [(one["outcome"], one["record"]) for one in verdicts] == [("saved", None)] * 2
    assert values(activity) == {}


def test_digits_alone_are_a_time_as_on_the_page_only_on_request(sync, item, event, participant):
    run = make.activity(event, "TIME_LOW", digits=True)
    sure = make.activity(event, "TIME_LOW", digits=True, plausible_maximum=60_000)

    plain, asked, read = sync(
        item(1, participant, "942", activity=run),
        item(2, participant, "942", activity=run, digits=True),
        item(3, participant, "942", activity=sure, digits=True),
    )

    assert plain["record"]["display_value"] == "15:42.00"
    assert (asked["outcome"], asked["detail"]) == (
        "refused",
        "These digits may be 9.42 s or 15:42. Choose one.",
    )
    assert read["record"]["display_value"] == "9.42"


def test_doubts_are_sentences_until_somebody_confirms(sync, item, event, group, evaluator):
    run = make.activity(event, "TIME_LOW", plausible_minimum=8000)
    kids = [make.participant(group) for _ in range(7)]
    items = [item(n, kid, f"1{n}", activity=run) for n, kid in enumerate(kids[:5], start=1)]

    verdicts = sync(*items, item(6, kids[5], "130", activity=run), item(7, kids[6], "5", run))

    assert [bool(verdict["warnings"]) for verdict in verdicts] == [False] * 5 + [True] * 2
    assert "far from what is usual here" in verdicts[5]["warnings"][0]
    entry_id = verdicts[5]["record"]["entry_id"]
    confirm(activity=run, participant_id=kids[5].pk, entry_id=entry_id, by=evaluator)
    assert sync(item(6, kids[5], "130", activity=run))[0]["warnings"] == []


def test_the_same_as_somebody_else_of_the_group_is_doubted_as_on_the_page(
    sync, item, event, participant, sibling
):
    jump = make.activity(event, unit="m", combine="BEST")

    verdicts = sync(
        item(1, participant, "4.12; x; 4.05", activity=jump),
        item(2, sibling, "4,05 4,12 x", activity=jump),
    )

    assert [verdict["warnings"] for verdict in verdicts] == [
        [],
        [f"The same as {participant}: 4.12; 4.05. Is it right?"],
    ]


# --- Many, and what is kept of it ----------------------------------------------------------------


def test_queries(api, item, activity, group, evaluator, admin):
    """As many for 200 as for 10, whatever becomes of them."""
    kids = [make.participant(group) for _ in range(210)]
    client = api(evaluator)
    counts = []
    for some in (kids[:10], kids[10:]):
        quarter = len(some) // 5
        for kid in some[:quarter]:
            make.record(activity, kid, "14", by=admin)
        first = kids.index(some[0])
        items = [
            item(number, kid, "fast" if number % 5 == 4 else "12", based_on_uuid=uuid(number + 500))
            for number, kid in enumerate(some, start=first)
        ]
        with CaptureQueriesContext(connection) as captured:
            answer = client.post("/api/records/sync", {"items": items}, format="json")
        assert {"saved", "conflict", "refused"} == set(outcomes(answer.json()["items"]))
        # SQLite takes long insertions in parts.
        counts.append(len([one for one in captured if not one["sql"].startswith("INSERT")]))
    assert counts[0] == counts[1] <= 20


def test_the_trail_and_the_history_of_the_cell(
    sync, item, event, activity, participant, sibling, as_admin
):
    captured = "2026-07-04T10:00:00Z"
    one = item(1, participant, "12", captured_at=captured)
    sync(one, item(2, sibling, "13"), clock_offset_ms=3_600_000)

    actions = AuditLog.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["CREATE_RECORD", "CREATE_RECORD", "BULK_SUBMIT_RECORDS"]
    page = as_admin.get(reverse("scoring:cell", args=[event.pk, activity.pk, participant.pk]))
    assert "typed at 11:00:00" in page.content.decode()
