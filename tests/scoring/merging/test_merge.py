"""Two entries of one person become one, and nothing that was measured is lost."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Activity, Participant
from scoring.ledger import records
from scoring.ledger.confirmations import confirm
from scoring.ledger.records import Submission
from scoring.merging import pairs
from scoring.merging.merging import merge_participants
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, stored_records
from tests.threads import at_once

pytestmark = pytest.mark.django_db
CAPTURED = datetime(2026, 7, 4, 8, 30, tzinfo=UTC)


@pytest.fixture
def twin(other_group):
    """The same person, entered once more in another group."""
    return make.participant(
        other_group,
        display_name="Stepanka Dablova",
        external_id="A-17",
        age=13,
        metadata={"Škola": "Lysá"},
    )


def page_of(event, *people):
    ids = ",".join(str(person.pk) for person in people)
    return reverse("scoring:merge", args=[event.pk]) + (f"?ids={ids}" if ids else "")


def submit(activity, participant, text, by, uuid=None, at=None):
    submission = Submission(
        participant.pk, text, uuid=uuid and UUID(int=uuid), captured_at=CAPTURED
    )
    records.submit(
        activity=activity, submissions=[submission], by=by, source="SYNC", device="Nokia", at=at
    )


def content_of(entry):
    """All that an entry says, but whose and which it is."""
    return {
        name: value
        for name, value in vars(entry).items()
        if name not in {"_state", "id", "participant_id", "based_on_id"}
    }


# --- The service ---------------------------------------------------------------------------------


def test_the_whole_ledger_of_the_other_goes_along(
    participant, twin, activity, event, admin, other_evaluator, organisation
):
    jump = make.activity(event, name="Skok")
    submit(jump, twin, "3", other_evaluator, uuid=7)
    submit(jump, twin, "3.5", other_evaluator, uuid=8)
    submit(activity, participant, "12", admin)
    before = [content_of(entry) for entry in Entry.objects.filter(participant=twin).order_by("pk")]
    versions = Activity.objects.in_bulk()
    event.refresh_from_db()
    old_version = event.version

    kept = merge_participants(kept=participant, other=twin, fields=["external_id"], by=admin)

    assert kept == participant
    assert Participant.objects.get() == participant
    moved = list(Entry.objects.filter(activity=jump).order_by("pk"))
    assert [content_of(entry) for entry in moved] == before
    assert [entry.uuid.int for entry in moved] == [7, 8]
    assert [entry.based_on_id for entry in moved] == [None, moved[0].pk]
    record = Record.objects.get(activity=jump)
    assert (record.participant, record.value) == (participant, 3500)
    assert (record.entry_id, record.evaluator) == (moved[1].pk, other_evaluator)
    assert stored_records() == folded_ledger()
    participant.refresh_from_db()
    assert (participant.external_id, participant.display_name) == ("A-17", "Štěpánka Ďáblová")
    assert participant.metadata == {"Škola": "Lysá"}
    now = Activity.objects.in_bulk()
    assert now[jump.pk].results_version > versions[jump.pk].results_version
    assert now[activity.pk].results_version == versions[activity.pk].results_version
    event.refresh_from_db()
    assert event.version > old_version
    log = AuditLog.objects.get(action="MERGE_PARTICIPANTS")
    assert log.detail == (
        f"Stepanka Dablova (Draci, id {twin.pk}) was merged into Štěpánka Ďáblová (Bobři) "
        "in Tábor 2026; 2 entries came along"
    )
    assert (log.resource_type, log.resource_id) == ("participant", participant.pk)
    assert (log.actor, log.organisation) == (admin, organisation)
    assert log.changes == {
        "external_id": [None, "A-17"],
        "metadata": [{}, {"Škola": "Lysá"}],
    }


@pytest.mark.parametrize(
    ("first", "second", "takes_other", "value", "entries"),
    [
        (["12"], ["11"], True, 11000, 2),
        (["12"], ["11"], False, 12000, 3),  # said once more, because the other's came after it
        (["12"], ["12"], False, 12000, 2),  # nothing to decide
        (["12"], ["11", ""], False, 12000, 4),  # the other's was cleared in the end
        (["12", ""], ["11"], False, 11000, 3),
        (["12", ""], ["11", ""], False, None, 4),
        (["dnf"], ["11"], False, None, 3),
        (["12", "12.5"], ["dns"], True, None, 3),
    ],
)
def test_which_result_stands(
    participant, twin, activity, admin, evaluator, first, second, takes_other, value, entries
):
    for text in second:
        submit(activity, twin, text, admin)
    for text in first:
        submit(activity, participant, text, evaluator)
    old = Record.objects.filter(participant=participant).first()

    results = [activity.pk] if takes_other else []
    merge_participants(kept=participant, other=twin, results=results, by=admin)

    assert Entry.objects.count() == entries
    assert {entry.participant_id for entry in Entry.objects.all()} == {participant.pk}
    assert stored_records() == folded_ledger()
    record = Record.objects.filter(activity=activity).first()
    assert (record.value if record else None) == value
    if old is not None:
        assert record.pk == old.pk


def test_a_result_entered_once_more_is_the_organisers(
    participant, twin, activity, admin, evaluator
):
    submit(activity, participant, "dq (přešlap)", evaluator)
    submit(activity, twin, "11", admin, uuid=9)

    merge_participants(kept=participant, other=twin, by=admin)

    last = Entry.objects.first()
    assert (last.status, last.reason, last.value_raw) == ("DQ", "přešlap", "dq (přešlap)")
    assert (last.entered_by, last.source, last.device) == (admin, "FORM", "")
    assert last.based_on.uuid == UUID(int=9)
    changes = AuditLog.objects.get(action="MERGE_PARTICIPANTS").changes
    assert changes[f"result_{activity.pk}"] == ["11.00", "DQ (přešlap)"]


@pytest.mark.parametrize("takes_other", [True, False])
def test_a_confirmed_result_stays_confirmed(participant, twin, activity, admin, takes_other):
    submit(activity, participant, "11", admin)
    submit(activity, twin, "12", admin)
    for record in Record.objects.all():
        confirm(
            activity=activity,
            participant_id=record.participant_id,
            entry_id=record.entry_id,
            by=admin,
        )

    results = [activity.pk] if takes_other else []
    merge_participants(kept=participant, other=twin, results=results, by=admin)

    assert Record.objects.get().entry.confirmation.confirmed_by == admin


def test_merging_three_one_after_the_other(participant, twin, activity, group, admin):
    third = make.participant(group, display_name="Š. Ďáblová")
    for person, text in [(third, "10"), (twin, "11"), (participant, "12")]:
        submit(activity, person, text, admin)

    merge_participants(kept=twin, other=third, by=admin)
    merge_participants(kept=participant, other=twin, results=[activity.pk], by=admin)

    assert Record.objects.get().value == 11000
    assert stored_records() == folded_ledger()
    entries = {entry.pk: entry for entry in Entry.objects.all()}
    based_on = [entry.based_on_id for entry in entries.values() if entry.based_on_id]
    assert len(based_on) == 1
    assert based_on[0] in entries


def test_other_data_of_both_are_kept(participant, twin, admin):
    participant.metadata = {"Škola": "Praha", "Tričko": "M"}
    participant.save()

    merge_participants(kept=participant, other=twin, fields=["metadata"], by=admin)

    participant.refresh_from_db()
    assert participant.metadata == {"Škola": "Lysá", "Tričko": "M"}


def test_a_repeated_sending_is_still_recognised(participant, twin, activity, admin):
    submit(activity, participant, "12", admin, uuid=5)
    merge_participants(kept=participant, other=twin, by=admin)

    submit(activity, participant, "12", admin, uuid=5)

    assert Entry.objects.count() == 1


def test_what_is_refused(participant, twin, activity, event, organisation, admin):
    elsewhere = make.participant(make.group(make.event(organisation=organisation)))
    submit(activity, twin, "11", admin)
    pair = pairs.read(event.pk, participant.pk, twin.pk)

    def refused(**given):
        with pytest.raises(ValidationError) as error:
            merge_participants(**{"kept": participant, "other": twin, "by": admin, **given})
        return error.value

    other_event = "Only two participants of one event can be merged."
    assert refused(other=elsewhere).messages == [other_event]
    assert refused(other=participant).messages == [other_event]
    assert refused(results=[10**6]).code == "conflict"
    submit(activity, twin, "10", admin)
    assert refused(seen=pair.fingerprint).code == "conflict"
    event.status = "ARCHIVED"
    event.save()
    assert refused().code == "archived"
    assert Participant.objects.count() == 3
    assert not AuditLog.objects.filter(action="MERGE_PARTICIPANTS").exists()


# --- At the same time ----------------------------------------------------------------------------


def outcome_of(call):
    try:
        call()
    except ValidationError as error:
        return error.messages[0]
    return "done"


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_the_same_pair_at_once(participant, twin, activity, admin, super_admin):
    submit(activity, participant, "12", admin)
    submit(activity, twin, "11", admin)

    outcomes = at_once(
        lambda: outcome_of(lambda: merge_participants(kept=participant, other=twin, by=admin)),
        lambda: outcome_of(
            lambda: merge_participants(kept=twin, other=participant, by=super_admin)
        ),
    )

    assert sorted(outcomes) == ["Somebody deleted this meanwhile.", "done"]
    assert Participant.objects.count() == 1
    assert Entry.objects.count() == 3
    assert stored_records() == folded_ledger()


@pytest.mark.django_db(transaction=True)
def test_scoring_and_merging_at_once_lose_nothing(participant, twin, event, admin, evaluator):
    activities = [make.activity(event) for _number in range(4)]
    for activity in activities:
        submit(activity, twin, "5", admin)

    def score(activity, person, text):
        return outcome_of(lambda: submit(activity, person, text, admin))

    outcomes = at_once(
        lambda: outcome_of(lambda: merge_participants(kept=participant, other=twin, by=admin)),
        *(lambda each=each: score(each, participant, "7") for each in activities[:2]),
        *(lambda each=each: score(each, twin, "8") for each in activities[2:]),
    )

    assert outcomes[:3] == ["done"] * 3
    gone = "This participant is not in the event."
    assert set(outcomes[3:]) <= {"done", gone}
    content_of = Entry.objects.filter(participant=participant)
    assert content_of.filter(value=7000).count() >= 2
    assert content_of.filter(value=5000).count() == 4
    assert content_of.filter(value=8000).count() == outcomes[3:].count("done")
    assert stored_records() == folded_ledger()


# --- The page ------------------------------------------------------------------------------------


def answers(form, **chosen):
    """What the browser would send of the page."""
    sent = {"seen": form["seen"].value()}
    for name, field in form.fields.items():
        if name not in {"seen", "sure"} and field.initial:
            sent[name] = field.initial
    return {**sent, **chosen}


def test_the_two_are_shown_side_by_side_and_merged(
    as_admin, event, participant, twin, activity, evaluator, other_evaluator
):
    submit(activity, participant, "12", evaluator)
    submit(activity, twin, "11.5", other_evaluator)
    address = page_of(event, participant, twin)

    shown = as_admin.get(address)
    text = shown.content.decode()
    for part in ["Štěpánka Ďáblová", "Stepanka Dablova", "A-17", "12.00", "11.50", "Ota Jiný"]:
        assert part in text
    form = shown.context["form"]
    assert f"result-{activity.pk}" in form.fields
    sent = answers(form, sure="on", **{f"result-{activity.pk}": "other", "field-age": "other"})

    answer = as_admin.post(address, sent)

    assert answer.url == reverse("admin:events_participant_change", args=[participant.pk])
    participant.refresh_from_db()
    assert (participant.age, participant.external_id, participant.gender) == (13, "A-17", "F")
    assert Record.objects.get().value == 11500


def test_nothing_happens_without_a_choice_and_a_tick(as_admin, event, participant, twin, activity):
    for person, text in [(participant, "12"), (twin, "11")]:
        make.record(activity, person, text)
    address = page_of(event, participant, twin)
    sent = answers(as_admin.get(address).context["form"], **{"field-age": "other"})

    answer = as_admin.post(address, sent)

    assert answer.status_code == 422
    assert answer.context["form"].errors == {
        f"result-{activity.pk}": ["Choose one of the two."],
        "sure": ["Tick this to merge them."],
    }
    assert answer.context["form"]["field-age"].value() == "other"
    assert Participant.objects.count() == 2


def test_what_came_in_meanwhile_is_shown_first(as_admin, event, participant, twin, activity):
    address = page_of(event, participant, twin)
    sent = answers(as_admin.get(address).context["form"], sure="on")
    make.record(activity, twin, "11")

    answer = as_admin.post(address, sent)
    assert answer.status_code == 422
    assert "Meanwhile something changed." in answer.content.decode()
    assert "11.00" in answer.content.decode()
    seen = answer.context["form"]["seen"].value()

    assert as_admin.post(address, {**sent, "seen": seen}).status_code == 302
    assert Record.objects.get().participant == participant


@pytest.mark.parametrize(
    "ids",
    [
        "",
        "1",
        "abc,1",
        "1,1",
        "{a}",
        "{a},{a}",
        "{a},{foreign}",
        "{a},9{big}",
        "{a},{b},{c}",
        "\x00",
    ],
)
def test_ids_that_are_no_pair(as_admin, event, participant, twin, outsider, ids):
    foreign = make.participant(
        make.group(make.event(organisation=outsider.memberships.get().organisation))
    )
    ids = ids.format(a=participant.pk, b=twin.pk, c=foreign.pk, foreign=foreign.pk, big="0" * 30)

    for send in (as_admin.get, as_admin.post):
        answer = send(reverse("scoring:merge", args=[event.pk]), query_params={"ids": ids})
        assert answer.status_code in {302, 400}
    assert Participant.objects.count() == 3


def test_whoever_is_not_to_see_it_gets_nothing(
    client, outsider, evaluator, event, participant, twin
):
    address = page_of(event, participant, twin)
    for user, status in [(outsider, 404), (evaluator, 403)]:
        client.force_login(user)
        assert client.get(address).status_code == status
        assert client.post(address, {"sure": "on"}).status_code == status
    assert Participant.objects.count() == 2


def test_an_archived_event_is_only_read(as_admin, event, participant, twin):
    address = page_of(event, participant, twin)
    sent = answers(as_admin.get(address).context["form"], sure="on")
    event.status = "ARCHIVED"
    event.save()

    text = as_admin.get(address).content.decode()
    assert "is archived, so this can only be read" in text
    assert "Merge them" not in text
    answer = as_admin.post(address, sent)

    assert answer.status_code == 422
    assert Participant.objects.count() == 2


def test_suggestions_come_in_pages(as_admin, event, group, participant, activity):
    assert "Nobody seems to be entered twice" in as_admin.get(page_of(event)).content.decode()
    for number in range(30):
        for _twice in range(2):
            make.participant(group, display_name=f"Žák {number:02}")
    again = make.participant(group, display_name="Ďáblová Štěpánka")
    make.record(activity, again, "12")

    found = as_admin.get(page_of(event))

    assert found.context["page"].paginator.count == 31
    first = found.context["page"].object_list[0]
    assert (first.kept, first.other) == (again, participant)  # the one with a result is kept
    assert f"?ids={again.pk},{participant.pk}" in found.content.decode()
    assert "page 1 of 2" in found.content.decode()
    last = as_admin.get(page_of(event), {"page": "2"})
    assert len(last.context["page"].object_list) == 6


@pytest.mark.parametrize("number", ["abc", "0", "99", "9" * 40, ""])
def test_any_page_number_shows_a_page(as_admin, event, participant, number):
    assert as_admin.get(page_of(event), {"page": number}).status_code == 200


def test_queries_do_not_grow(as_admin, event, group, admin):
    def queries(address):
        with CaptureQueriesContext(connection) as captured:
            assert as_admin.get(address).status_code == 200
        return len(captured)

    def add(count):
        Participant.objects.bulk_create(
            Participant(event=event, group=group, display_name="Jan", search_key="jan")
            for _number in range(count)
        )

    add(10)
    pair = page_of(event, *Participant.objects.all()[:2])
    few = queries(page_of(event)), queries(pair)
    add(50)
    for one in Activity.objects.bulk_create(
        Activity(event=event, name=f"A{number}", evaluation_type="NUMERIC_HIGH")
        for number in range(5)
    ):
        for person in Participant.objects.order_by("pk")[:2]:
            make.record(one, person, "5", by=admin)
    assert (queries(page_of(event)), queries(pair)) == few
