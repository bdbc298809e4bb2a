"""POST /records/sync/hand-over, and the key that a phone signs with."""

import json
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.models import AuditLog, User
from events.models import GroupEvaluator
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, refused, rows_of_everything, stored_records
from tests.scoring.sync.phones import entry, frames_of, signed, signed_text

PATH = "/api/records/sync/hand-over"
NOT_OURS = (
    "This was not made by a phone of one of your events, or it was changed since. Nothing was"
    " taken in."
)


@pytest.fixture
def hand_over(api, admin):
    def call(content: bytes, by=admin):
        return api(by).post(PATH, {"file": SimpleUploadedFile("entries.json", content)})

    return call


@pytest.fixture
def show_codes(api, admin):
    def call(frames, by=admin):
        return api(by).post(PATH, {"frames": frames}, format="json")

    return call


def test_entries_stay_those_of_the_phones_person(
    api, hand_over, event, activity, participant, sibling, other, evaluator, admin
):
    """With the key that the phone has fetched; each is judged as if the phone had sent it."""
    make.record(activity, sibling, "14", by=admin)
    key = api(evaluator).get(f"/api/records/sync/key?event={event.pk}").json()["key"]
    items = [
        entry(1, activity, participant, "12", captured_at="2026-07-04T10:00:00Z"),
        entry(2, activity, sibling, "13", based_on=None),
        entry(3, activity, other, "13"),
        entry(4, activity, participant, "fast"),
        {"uuid": "x", "value_raw": "12"},
        "nothing",
    ]
    content = signed(evaluator, event, items, key=key, device="Nokia", clock_offset_ms=500)

    response = hand_over(content)

    assert response.status_code == 200, response.content
    body = response.json()
    outcomes = [verdict["outcome"] for verdict in body["items"]]
    assert outcomes == ["saved", "conflict", "refused", "refused", "refused", "refused"]
    assert body["items"][1]["theirs"]["entered_by"] == "Adam Pořadatel"
    assert body["items"][4]["detail"].startswith("This entry cannot be read. ")
    at = datetime.fromisoformat(body["receipt"].pop("at"))
    assert abs(at - datetime.now(UTC)).seconds < 60
    code = body["receipt"].pop("code")
    counts = {"saved": 1, "duplicate": 0, "unchanged": 0, "conflict": 1, "refused": 4}
    assert body["receipt"] == counts
    saved = Entry.objects.get(uuid=items[0]["uuid"])
    assert (saved.entered_by, saved.source, saved.device) == (evaluator, "SYNC", "Nokia")
    assert saved.clock_offset_ms == 500
    row = AuditLog.objects.get(action="TAKE_IN_ENTRIES")
    assert (row.actor, row.event_id) == (admin, event.pk)
    assert row.detail == f"1 results taken in from the phone of Eva Měřičová, code {code}"
    assert stored_records() == folded_ledger()


def test_taken_in_twice_and_sent_by_the_phone_later(
    api, hand_over, show_codes, event, activity, participant, sibling, evaluator
):
    items = [entry(1, activity, participant, "12"), entry(2, activity, sibling, "13")]
    content = signed(evaluator, event, items)
    first = hand_over(content).json()
    before = rows_of_everything()

    again = show_codes([*frames_of(content)[::-1], frames_of(content)[0]]).json()
    sent = api(evaluator).post("/api/records/sync", {"items": items}, format="json").json()

    assert [verdict["outcome"] for verdict in first["items"]] == ["saved"] * 2
    for answer in (again, sent):
        assert [verdict["outcome"] for verdict in answer["items"]] == ["duplicate"] * 2
    assert again["receipt"]["code"] == first["receipt"]["code"]
    assert rows_of_everything() == before


def test_what_the_person_may_no_longer_do_is_refused(
    hand_over, event, activity, participant, evaluator
):
    items = [entry(1, activity, participant, "12")]
    content = signed(evaluator, event, items)
    GroupEvaluator.objects.all().delete()
    (verdict,) = hand_over(content).json()["items"]
    assert verdict["detail"] == "You are not assigned to this participant's group"

    User.objects.filter(pk=evaluator.pk).update(is_active=False)
    (verdict,) = hand_over(content).json()["items"]
    assert verdict["outcome"] == "refused"
    assert not Entry.objects.exists()


def test_only_entries_of_the_event_that_it_was_signed_for(
    hand_over, event, organisation, participant, evaluator
):
    """The key of one event is none for another where the same person scores."""
    foreign = make.event(organisation=make.organisation())
    group = make.group(foreign)
    make.assign(evaluator, group)
    run, child = make.activity(foreign), make.participant(group)

    (verdict,) = hand_over(signed(evaluator, event, [entry(1, run, child, "12")])).json()["items"]

    assert verdict["outcome"] == "refused"
    assert refused(hand_over(signed(evaluator, foreign, [entry(1, run, child, "12")]))) == (
        422,
        NOT_OURS,
    )
    assert not Record.objects.exists()


def broken(good: bytes, evaluator, event) -> dict[str, bytes]:
    """Name -> content that is not to be taken in."""
    document = json.loads(good)
    changed = {**document, "payload": document["payload"].replace('"12"', '"11"')}
    return {
        "empty": b"",
        "a photo": b"\x89PNG\r\n\xff",
        "a list": b"[]",
        "brackets": b"[" * 50_000,
        "no mac": json.dumps({"payload": document["payload"]}).encode(),
        "odd mac": json.dumps({**document, "mac": "€"}).encode(),
        "changed": json.dumps(changed).encode(),
        "half a character": json.dumps({**document, "payload": "\ud800"}).encode(),
        "another key": signed(evaluator, event, [1], key="AAAA"),
        "nobody": signed_text("{}", evaluator, event),
        "user of a wrong type": signed_text('{"user": true, "event": 1}', evaluator, event),
    }


def test_what_no_phone_of_ours_has_signed(hand_over, event, activity, participant, evaluator):
    good = signed(evaluator, event, [entry(1, activity, participant, "12")])
    before = rows_of_everything()

    for name, content in broken(good, evaluator, event).items():
        assert refused(hand_over(content)) == (422, NOT_OURS), name
    assert rows_of_everything() == before


def test_what_is_signed_but_of_no_use(hand_over, event, evaluator):
    for fields in ({"version": 2}, {"items": []}, {"items": {}}):
        content = signed(evaluator, event, **{"items": [1], **fields})
        expected = "There are no entries in this that can be read."
        assert refused(hand_over(content)) == (422, expected)
    too_many = signed(evaluator, event, [0] * 3001)
    assert refused(hand_over(too_many))[1].startswith("This is too much at once.")
    large = refused(hand_over(b" " * 1_000_001))
    assert large == (
        422,
        "This file is too large: a phone's file has at most 1 MB. Choose another one.",
    )


def test_codes_that_are_not_all_there(show_codes, event, activity, participant, evaluator):
    items = [entry(1, activity, participant, "12")]
    frames = frames_of(signed(evaluator, event, items), size=40)
    others = frames_of(signed(evaluator, event, items, device="x"), size=40)
    total = len(frames)

    def sentence(*frames):
        status, detail = refused(show_codes(frames))
        assert status == 422
        return detail

    assert sentence(*frames[:1], *frames[2:]) == (
        f"Of {total} codes one is missing: number 2. Scan it as well."
    )
    assert sentence(frames[0], *frames[3:]).startswith(
        f"Of {total} codes some are missing: numbers 2, 3."
    )
    of_two = "These codes are of two phones, or were shown at two times."
    assert sentence(*frames, *others) == of_two
    assert sentence(*frames, "KS1.0.7.AAAA") == of_two
    not_codes = "These are not the codes of a phone's entries. Each begins with KS1, one on a line."
    for wrong in ("https://example.org", "KS2.1.1.AA", "KS1.1.1.€"):
        assert sentence(wrong) == not_codes
    assert show_codes(frames).status_code == 200


def test_the_key_is_for_who_scores_at_the_event(api, event, evaluator, other_evaluator, stranger):
    path = f"/api/records/sync/key?event={event.pk}"
    keys = {api(by).get(path).json()["key"] for by in (evaluator, other_evaluator)}

    assert len(keys) == 2
    assert refused(api(stranger).get(path)) == (404, "Event not found")


def test_a_key_outlives_the_change_of_the_secret(
    hand_over, event, activity, participant, evaluator, settings
):
    content = signed(evaluator, event, [entry(1, activity, participant, "12")])
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-secret-that-is-as-long-as-the-first-one-was"

    with_tokens_of_the_new_secret = hand_over(content)

    assert with_tokens_of_the_new_secret.json()["receipt"]["saved"] == 1
