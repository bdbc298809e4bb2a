"""Adding and changing events and their parts, and what the audit trail says about it."""

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from accounts.models import AuditLog, Membership, Organisation, User
from diplomas.models import DiplomaTemplate
from events.models import (
    Activity,
    AgeCategory,
    Event,
    EventEvaluator,
    Group,
    GroupEvaluator,
    Participant,
)
from tests import make
from tests.admin_site import NO_CATEGORIES, choices_page, errors, last_log, page, posted

EVENT = {"status": "DRAFT", "places": "STANDARD", "date_0": ""}
ACTIVITY = {"combine": "SINGLE", "order": 0, "evaluation_type": "TIME_LOW"}
PERSON = {"status": "COMPETING", "metadata": "{}"}


def test_adding_an_event_is_the_guided_set_ups(as_admin):
    for answer in [
        as_admin.get(page(Event, "add")),
        posted(as_admin, page(Event, "add"), name="A"),
    ]:
        assert (answer.status_code, answer.url) == (302, reverse("events:new"))
    assert not Event.objects.exists()


def test_details_of_an_event_are_changed_without_its_status(as_admin, organisation):
    event = make.event(organisation=organisation, name="Lysá", status="DRAFT")
    form = {**EVENT, "status": "ACTIVE", **NO_CATEGORIES}

    answer = as_admin.get(page(Event, "change", event.pk))
    assert 'name="status"' not in answer.content.decode()
    assert reverse("events:status", args=[event.pk]) in answer.content.decode()
    posted(as_admin, page(Event, "change", event.pk), name="Lysá hora", **form)

    event.refresh_from_db()
    assert (event.name, event.status, event.search_key) == ("Lysá hora", "DRAFT", "lysa hora")
    assert list(AuditLog.objects.order_by("pk").values_list("action", "changes")) == [
        ("UPDATE_EVENT", {"name": ["Lysá", "Lysá hora"]}),
    ]


def test_only_an_organisation_of_ones_own_is_a_choice(as_admin, admin, event):
    second, foreign = make.organisation(), make.organisation()
    Membership.objects.create(user=admin, organisation=second)
    address = page(Event, "change", event.pk)
    form = {"name": event.name, **EVENT, **NO_CATEGORIES}

    assert errors(posted(as_admin, address, organisation=foreign.pk, **form)) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    posted(as_admin, address, organisation=second.pk, **form)
    event.refresh_from_db()
    assert event.organisation == second


def test_saving_without_a_change_leaves_no_trace(as_admin, event):
    posted(
        as_admin,
        page(Event, "change", event.pk),
        name=event.name,
        **{**EVENT, "status": event.status, **NO_CATEGORIES},
    )

    assert not AuditLog.objects.exists()


def test_age_categories_are_edited_with_their_event(as_admin, event, organisation):
    old = make.age_category(event, 6, 9, name="Small")
    gone = make.age_category(event, 10, 99, name="Others")
    row = "age_categories-{}-{}".format
    answer = posted(
        as_admin,
        page(Event, "change", event.pk),
        name=event.name,
        **{
            **EVENT,
            "status": event.status,
            "age_categories-TOTAL_FORMS": 3,
            "age_categories-INITIAL_FORMS": 2,
            row(0, "id"): old.pk,
            row(0, "name"): "Small",
            row(0, "min_age"): 6,
            row(0, "max_age"): 10,
            row(1, "id"): gone.pk,
            row(1, "name"): "Others",
            row(1, "min_age"): 10,
            row(1, "max_age"): 99,
            row(1, "DELETE"): "on",
            row(2, "name"): "Big",
            row(2, "min_age"): 11,
            row(2, "max_age"): 15,
        },
    )

    assert answer.status_code == 302
    assert list(AgeCategory.objects.values_list("name", "min_age", "max_age")) == [
        ("Small", 6, 10),
        ("Big", 11, 15),
    ]
    assert list(AuditLog.objects.order_by("pk").values_list("action", "detail")) == [
        ("DELETE_AGE_CATEGORY", "Age category “Others” in “Tábor 2026” was deleted"),
        (
            "UPDATE_AGE_CATEGORY",
            "Age category “Small” in “Tábor 2026” was changed: to age 9 → 10",
        ),
        ("CREATE_AGE_CATEGORY", "Age category “Big” in “Tábor 2026” was created"),
    ]
    assert {log.organisation for log in AuditLog.objects.all()} == {organisation}


@pytest.mark.parametrize(
    ("model", "form", "log"),
    [
        (
            AgeCategory,
            {"name": "Small", "min_age": 6, "max_age": 9},
            ("CREATE_AGE_CATEGORY", "Age category “Small” in “Tábor 2026” was created"),
        ),
        (
            Group,
            {"name": "Vydry", "identifier": "modrá"},
            ("CREATE_GROUP", "Group “Vydry” in “Tábor 2026” was created"),
        ),
        (
            Activity,
            {"name": "Skok", **ACTIVITY},
            ("CREATE_ACTIVITY", "Activity “Skok” in “Tábor 2026” was created"),
        ),
        (
            DiplomaTemplate,
            {"name": "Zlatý", "orientation": "PORTRAIT"},
            ("CREATE_DIPLOMA", "Diploma template “Zlatý” in “Tábor 2026” was created"),
        ),
    ],
    ids=["age category", "group", "activity", "diploma"],
)
def test_parts_are_added_to_events_of_ones_own(
    as_admin, event, organisation, super_admin, model, form, log
):
    foreign = make.event(organisation=make.organisation())

    refused = posted(as_admin, page(model, "add"), event=foreign.pk, **form)
    assert errors(refused) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert not model.objects.exists()

    assert posted(as_admin, page(model, "add"), event=event.pk, **form).status_code == 302
    part = model.objects.get()
    assert (part.event, part.name) == (event, form["name"])
    action, detail, _changes, owner = last_log()
    assert ((action, detail), owner) == (log, organisation)
    assert not LogEntry.objects.exists()


def test_a_part_stays_in_its_event(as_admin, organisation, group):
    elsewhere = make.event(organisation=organisation)

    posted(
        as_admin,
        page(Group, "change", group.pk),
        event=elsewhere.pk,
        name="Bobři a spol.",
        identifier="hnědá",
    )

    group.refresh_from_db()
    assert (group.event.name, group.name) == ("Tábor 2026", "Bobři a spol.")
    assert last_log() == (
        "UPDATE_GROUP",
        "Group “Bobři a spol.” in “Tábor 2026” was changed: name Bobři → Bobři a spol.",
        {"name": ["Bobři", "Bobři a spol."]},
        organisation,
    )


def test_names_taken_in_the_event_are_a_sentence_although_the_event_is_not_on_the_form(
    as_admin, event, group, other_group, participant
):
    make.participant(group, external_id="7")
    make.age_category(event, 1, 2, name="Small")
    category = make.age_category(event, 3, 4, name="Big")

    assert errors(posted(as_admin, page(Group, "change", other_group.pk), name="bobři")) == [
        "The event already has a group of this name."
    ]
    assert errors(
        posted(
            as_admin,
            page(Participant, "change", participant.pk),
            **{**PERSON, "group": group.pk, "display_name": "Jan", "external_id": "7"},
        )
    ) == ["The event already has a participant with this registration number."]
    assert errors(
        posted(
            as_admin,
            page(AgeCategory, "change", category.pk),
            name="Small",
            min_age=3,
            max_age=4,
        )
    ) == ["The event already has a category of this name."]


def test_participant_is_added_to_the_groups_event(as_admin, event, group, organisation):
    answer = posted(
        as_admin,
        page(Participant, "add"),
        **{**PERSON, "group": group.pk, "display_name": " Jan  Novák ", "age": 11},
    )

    assert answer.status_code == 302
    participant = Participant.objects.get()
    assert (participant.event, participant.display_name, participant.external_id) == (
        event,
        "Jan Novák",
        None,
    )
    assert last_log() == (
        "ADD_PARTICIPANT",
        "Participant “Jan Novák” in “Tábor 2026” was added",
        {"display_name": [None, "Jan Novák"], "age": [None, 11]},
        organisation,
    )


def test_participant_moves_within_the_event_only(
    as_admin, organisation, participant, other_group, outsider
):
    elsewhere = make.group(make.event(organisation=organisation))
    foreign = make.group(make.event(organisation=outsider.memberships.get().organisation))
    form = {**PERSON, "display_name": "Štěpánka", "gender": "F", "age": 12}
    address = page(Participant, "change", participant.pk)

    assert errors(posted(as_admin, address, group=elsewhere.pk, **form)) == [
        "A participant can move only to a group of the same event."
    ]
    assert errors(posted(as_admin, address, group=foreign.pk, **form)) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert posted(as_admin, address, group=other_group.pk, **form).status_code == 302
    participant.refresh_from_db()
    assert participant.group == other_group
    assert list(AuditLog.objects.order_by("pk").values_list("action", "changes")) == [
        ("MOVE_PARTICIPANT", {"group": ["Bobři", "Draci"]}),
        ("UPDATE_PARTICIPANT", {"display_name": ["Štěpánka Ďáblová", "Štěpánka"]}),
    ]


def test_kind_of_result_is_locked_once_there_is_one(as_admin, activity, participant):
    address = page(Activity, "change", activity.pk)
    form = {**ACTIVITY, "name": activity.name}

    posted(as_admin, address, **{**form, "evaluation_type": "NUMERIC_HIGH"})
    activity.refresh_from_db()
    assert activity.evaluation_type == "NUMERIC_HIGH"

    make.record(activity, participant, "12")
    posted(as_admin, address, **{**form, "evaluation_type": "TIME_LOW"})
    activity.refresh_from_db()
    assert activity.evaluation_type == "NUMERIC_HIGH"


def test_limits_of_an_activity_are_typed_in_its_unit(as_admin, activity):
    posted(
        as_admin,
        page(Activity, "change", activity.pk),
        **{**ACTIVITY, "name": activity.name, "minimum": "5.5"},
    )

    activity.refresh_from_db()
    assert activity.minimum == 5500
    assert last_log()[2] == {"minimum": [None, 5500]}


def test_pool_and_groups_of_evaluators(as_super_admin, event, group, organisation):
    judge = make.user(full_name="Eva", organisation=organisation)

    posted(as_super_admin, page(EventEvaluator, "add"), event=event.pk, user=judge.pk)
    member = EventEvaluator.objects.get()
    assert last_log()[:2] == ("ADD_EVENT_EVALUATOR", "Eva joined the evaluators of Tábor 2026")
    again = posted(as_super_admin, page(EventEvaluator, "add"), event=event.pk, user=judge.pk)
    assert errors(again) == ["Evaluator already assigned to this event"]

    posted(as_super_admin, page(GroupEvaluator, "add"), event_evaluator=member.pk, group=group.pk)
    assignment = GroupEvaluator.objects.get()
    assert last_log()[:2] == ("ASSIGN_GROUP_EVALUATOR", "Eva scores Bobři in Tábor 2026")
    again = posted(
        as_super_admin, page(GroupEvaluator, "add"), event_evaluator=member.pk, group=group.pk
    )
    assert errors(again) == ["Evaluator already assigned to another group of this event"]

    posted(as_super_admin, page(GroupEvaluator, "delete", assignment.pk), post="yes")
    assert last_log()[0] == "DELETE_GROUP_EVALUATOR"
    posted(as_super_admin, page(EventEvaluator, "delete", member.pk), post="yes")
    assert last_log()[0] == "DELETE_EVENT_EVALUATOR"
    assert not EventEvaluator.objects.exists()
    assert AuditLog.objects.filter(resource_type="event", resource_id=event.pk).count() == 2
    assert AuditLog.objects.filter(resource_type="group", resource_id=group.pk).count() == 2


def test_evaluator_of_another_event_is_refused_and_a_group_may_be_swapped(
    as_super_admin, organisation, group, other_group, evaluator
):
    elsewhere = make.group(make.event(organisation=organisation))
    member = EventEvaluator.objects.get(user=evaluator)
    assignment = member.group_assignment

    refused = posted(
        as_super_admin, page(GroupEvaluator, "change", assignment.pk), group=elsewhere.pk
    )
    assert errors(refused) == ["Evaluator must be assigned to this event first"]
    posted(as_super_admin, page(GroupEvaluator, "change", assignment.pk), group=other_group.pk)
    assignment.refresh_from_db()
    assert assignment.group == other_group
    assert last_log()[0::2] == ("MOVE_GROUP_EVALUATOR", {"group": ["Bobři", "Draci"]})


def test_history_is_the_audit_trail_of_the_object(as_admin, group, other_group):
    for this in [group, other_group]:
        posted(as_admin, page(Group, "change", this.pk), name=f"{this.name} 2", identifier="")

    answer = as_admin.get(page(Group, "history", group.pk), follow=True)

    [log] = answer.context["cl"].result_list
    assert log.detail.startswith("Group “Bobři 2” in “Tábor 2026” was changed: name Bobři →")


def test_same_named_choices_have_distinct_labels(as_admin, organisation, group):
    make.group(make.event(organisation=organisation, name="Tábor 2025"), name="Bobři")

    answer = as_admin.get(choices_page(Participant.group) + "bob")

    assert {choice["text"] for choice in answer.json()["results"]} == {
        "Bobři – Tábor 2025",
        "Bobři – Tábor 2026",
    }


def test_trail_is_in_english_whatever_the_organiser_reads(as_admin, admin, group):
    User.objects.filter(pk=admin.pk).update(language="cs")

    posted(as_admin, page(Group, "change", group.pk), name="Vydry", identifier="hnědá")

    assert last_log()[1] == ("Group “Vydry” in “Tábor 2026” was changed: name Bobři → Vydry")


def test_a_single_club_never_sees_the_word_organisation(as_super_admin, event):
    text = as_super_admin.get(page(Event, "change", event.pk)).content.decode()
    assert 'name="organisation"' in text  # its own and the default one

    Organisation.objects.exclude(pk=event.organisation_id).delete()
    text = as_super_admin.get(page(Event, "change", event.pk)).content.decode()
    assert 'name="organisation"' not in text
