"""A locked activity: evaluators only read its results, organisers correct and open it again."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Activity, Event
from events.parts.writes import lock_activity
from scoring.ledger import records
from scoring.models import Entry, Record
from tests import make
from tests.addresses import entry_page, row_page
from tests.scoring.entry.sheet import fields_of, row
from tests.threads import at_once


def page(activity):
    return reverse("scoring:activity-lock", args=[activity.event_id, activity.pk])


@pytest.fixture
def locked(activity, admin):
    return lock_activity(activity=activity, by=admin)


def is_locked(activity):
    return Activity.objects.get(pk=activity.pk).is_locked


def test_locking_asks_and_leaves_a_trail(as_admin, admin, organisation, activity, participant):
    make.record(activity, participant, "83")

    asked = as_admin.get(page(activity)).content.decode()
    answer = as_admin.post(page(activity), {"action": "lock"}, follow=True)

    assert "has 1 of 1 results" in asked
    assert answer.redirect_chain[-1][0] == reverse(
        "scoring:results", args=[activity.event_id, activity.pk]
    )
    assert "Běh na 60 m is locked: only organisers change its results now." in (
        answer.content.decode()
    )
    assert is_locked(activity)
    log = AuditLog.objects.first()
    assert (log.action, log.actor, log.detail, log.organisation) == (
        "LOCK_ACTIVITY",
        admin,
        "Běh na 60 m in Tábor 2026 was locked",
        organisation,
    )


def test_locking_what_is_locked_changes_nothing(admin, locked):
    again = lock_activity(activity=locked, by=admin)

    assert again.locked_at == locked.locked_at
    assert AuditLog.objects.filter(action="LOCK_ACTIVITY").count() == 1


def test_opening_again_takes_a_reason(as_admin, locked):
    missing = as_admin.post(page(locked), {"action": "reopen", "reason": "  "})

    assert missing.status_code == 422
    assert "Say why: the reason stays in the audit trail." in missing.content.decode()
    assert is_locked(locked)
    as_admin.post(page(locked), {"action": "reopen", "reason": "Přeměřený běh Bobrů"})
    assert not is_locked(locked)
    log = AuditLog.objects.first()
    assert (log.action, log.detail) == (
        "REOPEN_ACTIVITY",
        "Běh na 60 m in Tábor 2026 was opened again: Přeměřený běh Bobrů",
    )


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"action": "burn"},
        {"action": "reopen", "reason": "x" * 501},
        {"action": "reopen", "reason": "\x00"},
    ],
)
def test_what_cannot_be_read_changes_nothing(as_admin, locked, sent):
    answer = as_admin.post(page(locked), sent)

    assert answer.status_code == 422
    assert is_locked(locked)


def test_a_long_reason_comes_back_as_typed(as_admin, locked):
    answer = as_admin.post(page(locked), {"action": "reopen", "reason": "ř" * 501})

    assert "ř" * 501 in answer.content.decode()


@pytest.mark.parametrize("action", ["lock", "reopen"])
def test_an_archived_event_stays_as_it_is(as_admin, event, activity, admin, action):
    if action == "reopen":
        lock_activity(activity=activity, by=admin)
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")
    before = is_locked(activity)

    answer = as_admin.post(page(activity), {"action": action, "reason": "Chyba"})

    assert answer.status_code == 422
    assert "The event is archived, so it can only be read." in answer.content.decode()
    assert is_locked(activity) == before
    assert 'name="action"' not in as_admin.get(page(activity)).content.decode()


def test_nobody_of_another_organisation_locks(client, outsider, activity):
    client.force_login(outsider)

    assert client.get(page(activity)).status_code == 404
    assert client.post(page(activity), {"action": "lock"}).status_code == 404
    own = make.event(organisation=outsider.memberships.get().organisation)
    address = reverse("scoring:activity-lock", args=[own.pk, activity.pk])
    assert client.post(address, {"action": "lock"}).status_code == 404
    assert not is_locked(activity)


def test_the_evaluators_page_is_read_only_and_shows_why(
    client, evaluator, group, locked, participant
):
    make.record(locked, participant, "83,4")
    client.force_login(evaluator)

    answer = client.get(entry_page(group, locked))

    text = answer.content.decode()
    assert "This activity is locked, so its results can only be read." in text
    assert "1:23.40" in text
    assert '<form id="sheet"' not in text
    assert "Save all" not in text
    assert '<fieldset class="rows-frame"' in text
    assert " disabled>" in text.partition('<fieldset class="rows-frame"')[2].partition("<legend")[0]


def test_what_an_evaluator_still_had_open_is_refused_and_kept_as_typed(
    client, evaluator, group, activity, participant, admin
):
    client.force_login(evaluator)
    fields = {**fields_of(client.get(entry_page(group, activity))), **row(participant, value="12")}
    lock_activity(activity=activity, by=admin)

    whole = client.post(entry_page(group, activity), fields)
    alone = client.post(row_page(participant, activity), fields)

    for answer in (whole, alone):
        assert answer.status_code == 422
        assert "This activity is locked. Ask an organiser to open it again." in (
            answer.content.decode()
        )
    assert fields_of(whole)[f"p{participant.pk}-value"] == "12"
    assert not Entry.objects.exists()


def test_organisers_use_the_evaluators_page_as_before(client, admin, group, locked, participant):
    client.force_login(admin)
    answer = client.get(entry_page(group, locked))

    assert "evaluators cannot change its results, but you can" in answer.content.decode()
    client.post(entry_page(group, locked), {**fields_of(answer), **row(participant, value="12")})
    assert Record.objects.get().value == 12_000


@pytest.mark.django_db(transaction=True)
def test_a_submission_at_the_same_moment_is_saved_before_or_refused(
    activity, participant, evaluator, super_admin
):
    def enter():
        try:
            make.record(activity, participant, "12", by=evaluator)
        except records.ActivityLocked:
            return "refused"
        return "saved"

    for _ in range(5):
        entered = Entry.objects.count()
        Activity.objects.filter(pk=activity.pk).update(locked_at=None)
        outcome, _locked = at_once(enter, lambda: lock_activity(activity=activity, by=super_admin))
        assert outcome in {"saved", "refused"}
        assert is_locked(activity)
        made = Entry.objects.count() - entered
        assert made == (outcome == "saved" and entered == 0)
