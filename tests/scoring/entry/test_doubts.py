"""A doubtful result never looks safe, on whatever page, until somebody says that it is right."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLog
from accounts.trail.sentences import sentence
from events.models import Activity, Event
from events.parts.writes import lock_activity
from scoring.ledger.confirmations import confirm
from scoring.ledger.records import ActivityLocked, NotOpen
from scoring.models import Confirmation, Entry, Record
from scoring.watch import signs
from tests import make
from tests.addresses import entry_page, row_page
from tests.scoring.entry.sheet import fields_of, row
from tests.threads import at_once

LOW = "5.00 is unusually low. Is it right?"


@pytest.fixture
def run(event):
    return make.activity(event, "TIME_LOW", name="Běh", plausible_minimum=7_000)


@pytest.fixture
def doubtful(run, participant, evaluator):
    return make.record(run, participant, "5", by=evaluator)


def grid(activity):
    return reverse("scoring:results", args=[activity.event_id, activity.pk])


def cell(record, name="cell"):
    activity = record.activity
    return reverse(f"scoring:{name}", args=[activity.event_id, activity.pk, record.participant_id])


def shown(answer) -> str:
    """The page without what its script may show later."""
    return re.sub(r"<template.*?</template>", "", answer.content.decode(), flags=re.S)


def looks_doubtful(answer) -> bool:
    text = shown(answer)
    is_marked = 'data-state="doubtful"' in text and "saved – please check" in text
    is_asked = LOW in text and "It is right" in text and "Correct" in text
    assert is_marked == is_asked
    assert is_marked != ("✓ saved" in text)
    return is_marked


def says_right(client, record, page, path):
    pressed = row(record.participant, right=str(record.entry_id))
    return client.post(path, {**fields_of(page), **pressed})


def test_it_looks_doubtful_on_every_page_and_after_a_reload(
    client, evaluator, admin, run, participant, group
):
    client.force_login(evaluator)
    page = client.get(entry_page(group, run))
    sent = {**fields_of(page), **row(participant, value="5")}

    assert looks_doubtful(client.post(row_page(participant, run), sent))
    assert looks_doubtful(client.get(entry_page(group, run)))
    client.force_login(admin)
    assert looks_doubtful(client.get(grid(run)))
    text = client.get(cell(Record.objects.get())).content.decode()
    assert "Please check this result" in text
    assert LOW in text


def test_far_from_what_is_usual_is_doubted_without_limits(as_evaluator, event, group):
    throw = make.activity(event, unit="m")
    for text in ["31", "32", "35", "28", "340"]:
        make.record(throw, make.participant(group), text)

    text = as_evaluator.get(entry_page(group, throw)).content.decode()

    assert text.count('data-state="doubtful"') == 1
    assert text.count('data-state="saved"') == 4
    assert "340.00 is far from what is usual here (32.00). Is the decimal point right?" in text


def test_the_same_as_somebody_else_of_the_group_is_doubted_on_every_page(
    as_evaluator, admin, evaluator, event, run, participant, group, other_group
):
    make.record(run, make.participant(group, display_name="Adam Malý"), "9.42")
    make.record(run, make.participant(other_group), "9.42")
    same = "The same as Adam Malý: 9.42. Is it right?"
    fields = fields_of(as_evaluator.get(entry_page(group, run)))
    sent = {**fields, **row(participant, value="9.42")}

    answer = as_evaluator.post(entry_page(group, run), sent, follow=True)

    assert shown(answer).count('data-state="doubtful"') == 1
    assert same in shown(answer)
    assert [each.reason for each in signs.to_look_at(event, admin).doubtful.sightings] == [same]
    record = Record.objects.get(participant=participant)
    as_evaluator.force_login(admin)
    for page in (as_evaluator.get(grid(run)), as_evaluator.get(cell(record))):
        assert same in shown(page)
    confirm(activity=run, participant_id=participant.pk, entry_id=record.entry_id, by=evaluator)
    assert signs.to_look_at(event, admin).count == 0
    assert same not in shown(as_evaluator.get(grid(run)))


def test_saving_the_whole_form_says_what_to_check(as_evaluator, run, participant, group):
    fields = fields_of(as_evaluator.get(entry_page(group, run)))

    answer = as_evaluator.post(
        entry_page(group, run), {**fields, **row(participant, value="5")}, follow=True
    )

    shown = [(each.level_tag, str(each)) for each in answer.context["messages"]]
    assert shown == [
        ("success", "1 result saved."),
        ("warning", "1 saved result is in doubt: please check it."),
    ]
    assert looks_doubtful(answer)


def test_the_evaluator_confirms_in_the_row(as_evaluator, evaluator, admin, doubtful, group, event):
    page = as_evaluator.get(entry_page(group, doubtful.activity))
    assert signs.to_look_at(event, admin).count == 1

    answer = says_right(
        as_evaluator, doubtful, page, row_page(doubtful.participant, doubtful.activity)
    )

    assert answer.status_code == 200
    assert not looks_doubtful(answer)
    assert "checked by Eva Měřičová" in answer.content.decode()
    assert not looks_doubtful(as_evaluator.get(entry_page(group, doubtful.activity)))
    kept = Confirmation.objects.get()
    assert (kept.entry_id, kept.confirmed_by) == (doubtful.entry_id, evaluator)
    assert signs.to_look_at(event, admin).count == 0
    assert Entry.objects.count() == 1


def test_it_is_audited_in_a_sentence(as_evaluator, evaluator, doubtful, group, organisation):
    confirm(
        activity=doubtful.activity,
        participant_id=doubtful.participant_id,
        entry_id=doubtful.entry_id,
        by=evaluator,
    )

    log = AuditLog.objects.first()
    assert (log.action, log.actor, log.organisation, log.resource_id) == (
        "CONFIRM_RECORD",
        evaluator,
        organisation,
        doubtful.pk,
    )
    assert sentence(log, "en") == "Štěpánka Ďáblová – Běh: 5.00 was looked at and is right"


def test_without_javascript_the_button_confirms_and_saves_the_rest(
    as_evaluator, doubtful, participant, group
):
    other = make.participant(group)
    page = as_evaluator.get(entry_page(group, doubtful.activity))
    sent = {**fields_of(page), **row(participant, right=str(doubtful.entry_id))}

    answer = as_evaluator.post(
        entry_page(group, doubtful.activity), {**sent, **row(other, value="9")}, follow=True
    )

    assert Confirmation.objects.get().entry_id == doubtful.entry_id
    assert Record.objects.get(participant=other).value == 9_000
    assert "saved – please check" not in shown(answer)


def test_organisers_confirm_on_the_grid_and_on_the_cells_page(as_admin, admin, doubtful, run):
    other = make.record(run, make.participant(doubtful.participant.group), "4")
    page = as_admin.get(grid(run))

    in_row = says_right(as_admin, doubtful, page, cell(doubtful, "result-save"))
    on_page = as_admin.post(cell(other, "cell-confirm"), {"entry": other.entry_id})

    assert in_row.status_code == 200
    assert (on_page.status_code, on_page.url) == (302, cell(other))
    assert set(Confirmation.objects.values_list("confirmed_by", flat=True)) == {admin.pk}
    text = as_admin.get(on_page.url).content.decode()
    assert "Confirmed: the result is right." in text
    assert "checked by Adam Pořadatel" in text
    assert "Please check this result" not in text


def test_a_new_value_is_doubted_anew(as_admin, admin, evaluator, doubtful, run, participant, event):
    confirm(activity=run, participant_id=participant.pk, entry_id=doubtful.entry_id, by=admin)
    make.record(run, participant, "6", by=evaluator)

    assert [each.result for each in signs.to_look_at(event, admin).doubtful.sightings] == ["6.00"]
    assert "6.00 is unusually low." in as_admin.get(grid(run)).content.decode()


def test_what_was_changed_since_is_not_confirmed(
    as_evaluator, admin, doubtful, run, participant, group
):
    page = as_evaluator.get(entry_page(group, run))
    make.record(run, participant, "6", by=admin)
    changed = "Somebody changed this result meanwhile, so it was not confirmed. Look at it again."

    alone = says_right(as_evaluator, doubtful, page, row_page(participant, run))
    whole = says_right(as_evaluator, doubtful, page, entry_page(group, run))
    as_evaluator.force_login(admin)
    on_page = as_evaluator.post(cell(doubtful, "cell-confirm"), {"entry": doubtful.entry_id})

    assert (alone.status_code, whole.status_code, on_page.status_code) == (409, 422, 409)
    for answer in (alone, whole, on_page):
        assert changed in answer.content.decode()
    assert not Confirmation.objects.exists()


def test_a_value_typed_over_it_is_saved_and_not_confirmed(
    as_evaluator, doubtful, run, participant, group
):
    page = as_evaluator.get(entry_page(group, run))
    pressed = row(participant, right=str(doubtful.entry_id), value="4")

    answer = as_evaluator.post(row_page(participant, run), {**fields_of(page), **pressed})

    assert Record.objects.get().value == 4_000
    assert not Confirmation.objects.exists()
    assert "4.00 is unusually low." in answer.content.decode()


def test_who_may_not_score_may_not_confirm(client, doubtful, other_evaluator, evaluator, run):
    def by(user):
        return confirm(
            activity=run,
            participant_id=doubtful.participant_id,
            entry_id=doubtful.entry_id,
            by=user,
        )

    with pytest.raises(PermissionDenied):
        by(other_evaluator)
    client.force_login(evaluator)
    sent = {"entry": doubtful.entry_id}
    assert client.post(cell(doubtful, "cell-confirm"), sent).status_code == 403
    lock_activity(activity=run, by=None)
    with pytest.raises(ActivityLocked):
        by(evaluator)
    Event.objects.update(status="ARCHIVED")
    with pytest.raises(NotOpen):
        by(evaluator)
    assert not Confirmation.objects.exists()


@pytest.mark.parametrize("sent", ["", "x", "-1", "9" * 30])
def test_an_entry_that_is_none_is_a_sentence(as_admin, doubtful, sent):
    answer = as_admin.post(cell(doubtful, "cell-confirm"), {"entry": sent})

    assert answer.status_code == 422
    assert "Choose the result that is right." in answer.content.decode()


def test_archived_it_still_looks_doubtful_but_has_no_button(as_admin, doubtful, run):
    Event.objects.update(status="ARCHIVED")

    for page in (as_admin.get(grid(run)), as_admin.get(cell(doubtful))):
        text = page.content.decode()
        assert LOW in text
        assert "It is right" not in text


def test_the_hub_hears_of_it(as_admin, admin, doubtful, event, run):
    live = reverse("scoring:hub-live", args=[event.pk])
    before = as_admin.get(live)

    confirm(
        activity=run,
        participant_id=doubtful.participant_id,
        entry_id=doubtful.entry_id,
        by=admin,
    )

    after = as_admin.get(live, headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200
    assert LOW in before.content.decode()
    assert LOW not in after.content.decode()


def test_a_wider_range_ends_the_doubt(as_evaluator, doubtful, group, run):
    Activity.objects.filter(pk=run.pk).update(plausible_minimum=1_000)

    assert not looks_doubtful(as_evaluator.get(entry_page(group, run)))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one_confirmation(doubtful, run, super_admin, admin):
    def confirming(user):
        return lambda: confirm(
            activity=run,
            participant_id=doubtful.participant_id,
            entry_id=doubtful.entry_id,
            by=user,
        )

    at_once(confirming(super_admin), confirming(admin))

    assert Confirmation.objects.count() == 1
    assert AuditLog.objects.filter(action="CONFIRM_RECORD").count() == 1


def test_the_page_costs_the_same_with_few_and_with_many(
    event, evaluator, group, run, django_assert_num_queries
):
    client = Client()
    client.force_login(evaluator)
    for more in (2, 20):
        for _ in range(more):
            make.record(run, make.participant(group), "5", by=evaluator)
        client.get(entry_page(group, run))
        with django_assert_num_queries(13):
            client.get(entry_page(group, run))
