"""The results of one activity for all groups, typed into one page."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from events.models import Event, Group, Participant
from events.parts.writes import lock_activity
from scoring.entry import grid
from scoring.models import Entry, Record
from scoring.progress.tally import Tally
from tests import make
from tests.scoring.entry.sheet import fields_of, row


def results(activity):
    return reverse("scoring:results", args=[activity.event_id, activity.pk])


def saving(activity, participant):
    return reverse("scoring:result-save", args=[activity.event_id, activity.pk, participant.pk])


@pytest.fixture
def other(other_group):
    return make.participant(other_group, display_name="Řehoř Žluťoučký")


def ledger():
    return list(Entry.objects.order_by("pk").values_list("participant__display_name", "value_raw"))


def test_everybody_of_all_groups_is_on_the_page_with_what_is_stored(
    as_admin, activity, participant, other
):
    make.record(activity, participant, "83,4")
    gone = make.participant(participant.group, display_name="Adam Pryč", status="WITHDRAWN")

    answer = as_admin.get(results(activity))

    shown = answer.context["grid"]
    assert [(each.group.name, each.tally) for each in shown.sections] == [
        ("Bobři", Tally(1, 1)),
        ("Draci", Tally(0, 1)),
    ]
    assert [each.participant for each in shown.rows] == [participant, gone, other]
    fields = fields_of(answer)
    assert fields[f"p{participant.pk}-value"] == "1:23.40"
    assert fields[f"p{other.pk}-value"] == ""


def test_the_whole_form_saves_what_was_touched_in_any_group(
    as_admin, admin, activity, participant, other
):
    fields = fields_of(as_admin.get(results(activity)))

    answer = as_admin.post(
        results(activity), {**fields, **row(participant, value="83,4"), **row(other, status="DNS")}
    )

    assert (answer.status_code, answer.url) == (302, results(activity))
    assert ledger() == [("Štěpánka Ďáblová", "83,4"), ("Řehoř Žluťoučký", "")]
    assert set(Record.objects.values_list("evaluator", flat=True)) == {admin.pk}
    log = AuditLog.objects.latest("pk")
    assert (log.action, log.actor, log.detail) == (
        "BULK_SUBMIT_RECORDS",
        admin,
        "2 results in Běh na 60 m",
    )


def test_what_is_refused_comes_back_as_typed_and_holds_up_nothing_else(
    as_admin, activity, participant, other
):
    fields = fields_of(as_admin.get(results(activity)))

    answer = as_admin.post(
        results(activity), {**fields, **row(participant, value="rychle"), **row(other, value="12")}
    )

    assert answer.status_code == 422
    text = answer.content.decode()
    assert "“rychle” is not a time. Type it such as 83.4 or 1:23.4, or dns" in text
    assert "1 result was not saved; its row says why." in text
    assert fields_of(answer)[f"p{participant.pk}-value"] == "rychle"
    assert ledger() == [("Řehoř Žluťoučký", "12")]


def test_two_people_at_one_cell(as_admin, activity, participant, evaluator):
    fields = fields_of(as_admin.get(results(activity)))
    make.record(activity, participant, "80", by=evaluator)

    whole = as_admin.post(results(activity), {**fields, **row(participant, value="83")})
    alone = as_admin.post(saving(activity, participant), {**fields, **row(participant, value="83")})

    assert (whole.status_code, alone.status_code) == (422, 409)
    for answer in (whole, alone):
        assert "Meanwhile Eva Měřičová entered <b>1:20.00</b> at " in answer.content.decode()
    assert Record.objects.get().value == 80_000
    assert as_admin.post(results(activity), fields_of(whole)).status_code == 422
    assert Record.objects.get().value == 80_000
    mine = row(participant, over=str(Record.objects.get().entry_id))
    again = as_admin.post(results(activity), {**fields_of(whole), **mine})
    assert again.status_code == 302
    assert Record.objects.get().value == 83_000


def test_a_row_saves_itself_and_shows_how_far_all_are(as_admin, activity, participant, other):
    fields = fields_of(as_admin.get(results(activity)))

    answer = as_admin.post(
        saving(activity, participant), {**fields, **row(participant, value="12")}
    )

    text = answer.content.decode()
    assert answer.status_code == 200
    assert 'data-state="saved"' in text
    assert f'<span id="chip-{participant.group_id}" hx-swap-oob="innerHTML">' in text
    assert f'id="count-{participant.group_id}" hx-swap-oob' in text
    assert "<b>1</b> of 2 entered" in text
    refused = as_admin.post(saving(activity, other), {**fields, **row(other, value="rychle")})
    assert (refused.status_code, "is not a time" in refused.content.decode()) == (422, True)
    assert as_admin.post(saving(activity, other), {}).status_code == 422


def test_a_row_of_somebody_deleted_or_typed_by_another_person(
    as_admin, activity, participant, evaluator
):
    sent = row(participant, value="12", status="", shown_value="", shown_status="", base="")

    person = {**sent, "person": evaluator.pk}
    refused = as_admin.post(saving(activity, participant), person)
    assert (refused.status_code, Entry.objects.exists()) == (403, False)
    address = saving(activity, participant)
    participant.delete()
    gone = as_admin.post(address, sent)
    assert (gone.status_code, gone.content.decode()) == (
        404,
        "This participant was deleted, so the result was not saved.",
    )


def test_one_group_alone(as_admin, activity, participant, other, other_group):
    answer = as_admin.get(results(activity), {"group": other_group.pk})

    shown = answer.context["grid"]
    assert [each.participant for each in shown.rows] == [other]
    assert [each.group.name for each in shown.groups] == ["Bobři", "Draci"]
    address = f"{results(activity)}?group={other_group.pk}"
    saved = as_admin.post(address, {**fields_of(answer), **row(other, value="12")})
    assert (saved.status_code, saved.url) == (302, address)


@pytest.mark.parametrize("asked", ["abc", "-1", "9" * 30, "1" * 18, "ž"])
def test_a_group_that_is_none(as_admin, activity, participant, asked):
    assert as_admin.get(results(activity), {"group": asked}).status_code == 404


def test_a_group_of_another_event_is_none(as_admin, activity, organisation):
    elsewhere = make.group(make.event(organisation=organisation))

    assert as_admin.get(results(activity), {"group": elsewhere.pk}).status_code == 404


def test_large_events_are_paged_by_whole_groups(as_admin, activity, event, monkeypatch):
    monkeypatch.setattr(grid, "ON_A_PAGE", 5)
    for size in [3, 2, 1, 9, 1]:
        home = make.group(event, name=f"Oddíl {Group.objects.count()}")
        for _ in range(size):
            make.participant(home)

    def people(number):
        shown = as_admin.get(results(activity), {"page": number}).context["grid"]
        return [len(each.rows) for each in shown.sections]

    assert [people(number) for number in (1, 2, 3, 4)] == [[3, 2], [1], [9], [1]]
    assert people("99") == [1]
    assert people("x") == people("-1") == people("9" * 30) == [3, 2]


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        ("DRAFT", "only one that is open for scoring takes results"),
        ("ARCHIVED", "The event is archived: results can only be read."),
    ],
)
def test_only_an_open_event_is_typed_into(as_admin, activity, participant, status, sentence):
    make.record(activity, participant, "83,4")
    fields = fields_of(as_admin.get(results(activity)))
    Event.objects.filter(pk=activity.event_id).update(status=status)

    shown = as_admin.get(results(activity))
    refused = as_admin.post(results(activity), {**fields, **row(participant, value="90")})

    assert sentence in shown.content.decode()
    assert set(fields_of(shown)) == set()
    assert "1:23.40" in shown.content.decode()
    assert refused.status_code == 422
    assert "Event is not open for scoring" in refused.content.decode()
    assert fields_of(refused)[f"p{participant.pk}-value"] == "90"
    assert Record.objects.get().value == 83_400


def test_organisers_still_correct_a_locked_activity(as_admin, activity, participant, admin):
    lock_activity(activity=activity, by=admin)
    answer = as_admin.get(results(activity))

    assert "evaluators cannot change its results, but you can" in answer.content.decode()
    as_admin.post(results(activity), {**fields_of(answer), **row(participant, value="12")})
    assert Record.objects.get().value == 12_000


@pytest.mark.parametrize("kind", ["BOOLEAN", "SCORE_SET", "NUMERIC_LOW"])
def test_every_kind_of_result_has_its_fields(as_admin, event, participant, kind):
    choices = [{"label": "zlato", "points": 3000}, {"label": "nic", "points": 0}]
    activity = make.activity(event, kind, choices=choices if kind == "SCORE_SET" else [])
    text = {"BOOLEAN": "1", "SCORE_SET": "zlato", "NUMERIC_LOW": "7"}[kind]
    fields = fields_of(as_admin.get(results(activity)))

    as_admin.post(results(activity), {**fields, **row(participant, value=text)})

    assert fields_of(as_admin.get(results(activity)))[f"p{participant.pk}-value"] == text


def test_another_organisations_activity_is_not_there(client, outsider, activity, participant):
    client.force_login(outsider)

    assert client.get(results(activity)).status_code == 404
    sent = row(participant, value="12", status="", shown_value="", shown_status="", base="")
    assert client.post(results(activity), sent).status_code == 404
    assert client.post(saving(activity, participant), sent).status_code == 404
    assert not Entry.objects.exists()


def test_ones_own_event_is_no_way_to_another_organisations_people(
    client, outsider, organisation, activity, participant
):
    own = make.event(organisation=outsider.memberships.get().organisation)
    sport = make.activity(own)
    make.participant(make.group(own))
    client.force_login(outsider)
    sent = row(participant, value="12", status="", shown_value="", shown_status="", base="")

    whole = client.post(results(sport), sent)
    assert whole.status_code == 422
    assert participant.display_name not in whole.content.decode()
    assert client.post(saving(sport, participant), sent).status_code == 404
    address = reverse("scoring:results", args=[own.pk, activity.pk])
    assert client.get(address).status_code == 404
    assert not Entry.objects.exists()


def test_nobody_in_the_event_yet(as_admin, activity):
    assert "There are no groups yet." in as_admin.get(results(activity)).content.decode()


def test_the_grid_costs_the_same_with_ten_and_with_sixty(
    as_admin, admin, organisation, django_assert_num_queries
):
    for groups, people in [(2, 10), (12, 60)]:
        event = make.event(organisation=organisation)
        activity = make.activity(event)
        homes = [make.group(event) for _ in range(groups)]
        Participant.objects.bulk_create(
            Participant(event=event, group=homes[number % groups], display_name=f"Dítě {number}")
            for number in range(people)
        )
        as_admin.get(results(activity))
        for child in event.participants.all()[:2]:
            make.record(activity, child, "12", by=admin)
        with django_assert_num_queries(11):
            assert as_admin.get(results(activity)).status_code == 200
