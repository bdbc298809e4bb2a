"""One of everything that the admin site knows, and the addresses of its pages."""

from django.urls import reverse

from accounts.models import AuditLog, InvitationToken, Organisation, User
from accounts.trail import audit
from diplomas.models import DiplomaTemplate
from events.models import (
    Activity,
    ActivityEvaluator,
    AgeCategory,
    Event,
    EventEvaluator,
    Group,
    GroupEvaluator,
    Participant,
)
from scoring.models import Entry, Record
from tests import make

MODELS = [
    Organisation,
    User,
    InvitationToken,
    AuditLog,
    Event,
    AgeCategory,
    Group,
    Participant,
    Activity,
    EventEvaluator,
    GroupEvaluator,
    ActivityEvaluator,
    Record,
    Entry,
    DiplomaTemplate,
]

TECHNICAL = {EventEvaluator, GroupEvaluator, ActivityEvaluator, Entry}
"""Whose pages are for super admins only."""

CHOICES = {
    Organisation: Event.organisation,
    User: EventEvaluator.user,
    Event: Group.event,
    Group: Participant.group,
    Participant: Record.participant,
    Activity: Record.activity,
    EventEvaluator: GroupEvaluator.event_evaluator,
    Entry: Record.entry,
}
"""The field whose choices are looked up among the model's objects."""


def page(model, name, *args):
    """Such as page(Group, "change", 1)."""
    meta = model._meta
    return reverse(f"admin:{meta.app_label}_{meta.model_name}_{name}", args=args)


def choices_page(field):
    """Where the choices of a field, such as Group.event, are looked up."""
    meta = field.field.model._meta
    return (
        f"{reverse('admin:autocomplete')}?app_label={meta.app_label}"
        f"&model_name={meta.model_name}&field_name={field.field.name}&term="
    )


def fill(organisation, name="Olin"):
    """One object of every model in the organisation, named so that a leak can be searched for."""
    event = make.event(organisation=organisation, name=f"{name} games")
    group = make.group(event, name=f"{name} group")
    participant = make.participant(group, display_name=f"{name} child", external_id=f"{name}-1")
    activity = make.activity(event, "TIME_LOW", name=f"{name} run")
    person = make.user(full_name=f"{name} judge", organisation=organisation)
    assignment = make.assign(person, group)
    record = make.record(activity, participant, "12.5", by=person)
    log = audit.log(
        actor=person,
        action="CREATE_GROUP",
        target=group,
        organisation=organisation,
        detail=f"{name} group was created",
    )
    return {
        Organisation: organisation,
        User: person,
        InvitationToken: make.invitation(
            organisation, email=f"{name.lower()}-invited@example.org", invited_by=person
        ),
        AuditLog: log,
        Event: event,
        AgeCategory: make.age_category(event, 10, 12, name=f"{name} category"),
        Group: group,
        Participant: participant,
        Activity: activity,
        EventEvaluator: assignment.event_evaluator,
        GroupEvaluator: assignment,
        ActivityEvaluator: make.station(person, activity),
        Record: record,
        Entry: record.entry,
        DiplomaTemplate: DiplomaTemplate.objects.create(event=event, name=f"{name} diploma"),
    }


def last_log():
    """(action, sentence, changes, organisation) of the newest row of the audit trail."""
    log = AuditLog.objects.first()
    return log.action, log.detail, log.changes, log.organisation


def posted(client, address, **data):
    """POST as the form of the page would; an empty value for None."""
    return client.post(
        address, {name: "" if value is None else value for name, value in data.items()}
    )


def errors(answer):
    """Every sentence on the form that was refused."""
    assert answer.status_code == 200
    return [
        sentence
        for sentences in answer.context["adminform"].form.errors.values()
        for sentence in sentences
    ]


NO_CATEGORIES = {
    "age_categories-TOTAL_FORMS": 0,
    "age_categories-INITIAL_FORMS": 0,
}
