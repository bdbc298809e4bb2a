"""Many of everything: an organisation with as many rows in every list as are asked for.

Everything is called "Dav …", so that a page that shows rows can be told from one that shows none.
"""

from datetime import timedelta
from itertools import cycle, repeat

from django.utils import timezone

from accounts.models import AuditLog, InvitationToken, Membership, Organisation, User
from diplomas.models import AwardRule, Diploma, DiplomaTemplate
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

NAME = "Dav"
GROUPS = 50
OTHER_PARTS = 20
"""How many groups, activities and categories the one event grows to; a thousand has no event."""


def crowd(*, event, activity, participant, by, numbers: range) -> None:
    """Adds rows of these numbers to every list of the event, its organisation and the site.

    event: the one whose pages are looked at, with an activity and a participant in it; `by` has
    entered what is there. Every number brings an event of its own with a part of each kind.
    """
    events = _events(event, numbers)
    own = {part: _parts(part, events, numbers) for part in (Group, Activity)}
    _people(events, own[Group], numbers)
    groups = _parts(Group, repeat(event), [each for each in numbers if each < GROUPS])
    activities = _parts(Activity, repeat(event), [each for each in numbers if each < OTHER_PARTS])
    _categories(event, events, numbers)
    people = _people(repeat(event), cycle(groups), numbers)
    evaluators = _evaluators(event, groups, numbers)
    _assign(events, own[Group], evaluators)
    _stations(event, [activity, *activities], evaluators)
    _results(activity, people, by, evaluators)
    _diplomas(activity, people, by)
    _history(activity, participant, evaluators)
    _trail(event, by, numbers)


def _events(event, numbers) -> list[Event]:
    Organisation.objects.bulk_create(
        Organisation(name=f"{NAME} spolek {number}", slug=f"dav-{number}") for number in numbers
    )
    return Event.objects.bulk_create(
        Event(
            organisation=event.organisation,
            name=f"{NAME} hry {number}",
            status=Event.Status.choices[number % 3][0],
        )
        for number in numbers
    )


def _parts(model, events, numbers) -> list:
    """Groups or activities, one for each number."""
    fields = {"evaluation_type": "NUMERIC_HIGH"} if model is Activity else {}
    return model.objects.bulk_create(
        model(event=event, name=f"{NAME} část {number}", **fields)
        for event, number in zip(events, numbers, strict=False)
    )


def _categories(event, events, numbers) -> None:
    own = [(event, number) for number in numbers if number < OTHER_PARTS]
    everywhere = [*zip(events, numbers, strict=True), *own]
    AgeCategory.objects.bulk_create(
        AgeCategory(event=each, name=f"{NAME} věk {number}", min_age=number, max_age=number)
        for each, number in everywhere
    )
    DiplomaTemplate.objects.bulk_create(
        DiplomaTemplate(event=each, name=f"{NAME} diplom {number}") for each, number in everywhere
    )
    AwardRule.objects.bulk_create(
        AwardRule(event=each, order=number, name=f"{NAME} pravidlo {number}", scope="ACTIVITIES")
        for each, number in everywhere
    )


def _people(events, groups, numbers) -> list[Participant]:
    """Every name twice, and every fifth does not take part any more."""
    return Participant.objects.bulk_create(
        Participant(
            event=event,
            group=group,
            display_name=f"{NAME} dítě {number // 2}",
            gender="F",
            age=number % 12,
            status="COMPETING" if number % 5 else "WITHDRAWN",
        )
        for event, group, number in zip(events, groups, numbers, strict=False)
    )


def _evaluators(event, groups, numbers) -> list[User]:
    """Team logins that score the event's groups, people half of whom are in its pool too, and
    others who wait to be let in, or are invited. Returns the teams.
    """
    teams, people, waiting = (
        User.objects.bulk_create(
            User(
                email=f"{kind}{number}@example.org",
                full_name=f"{NAME} {kind} {number}",
                is_team=kind == "tym",
                is_active=kind != "ceka",
            )
            for number in numbers
        )
        for kind in ("tym", "clen", "ceka")
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=event.organisation)
        for user in [*teams, *people, *waiting]
    )
    _assign(repeat(event), cycle(groups), teams)
    EventEvaluator.objects.bulk_create(
        EventEvaluator(event=event, user=user) for user in people[::2]
    )
    InvitationToken.objects.bulk_create(
        InvitationToken(
            email=f"dav{number}@example.org",
            organisation=event.organisation,
            invited_by=people[0],
            token_hash=f"dav{number:061}",
            expires_at=timezone.now() + timedelta(days=number % 3 - 1),
        )
        for number in numbers
    )
    return teams


def _assign(events, groups, users) -> None:
    pool = EventEvaluator.objects.bulk_create(
        EventEvaluator(event=event, user=user) for event, user in zip(events, users, strict=False)
    )
    GroupEvaluator.objects.bulk_create(
        GroupEvaluator(event_evaluator=member, group=group)
        for member, group in zip(pool, groups, strict=False)
    )


def _stations(event, activities, users) -> None:
    pool = EventEvaluator.objects.filter(event=event, user__in=users).order_by("pk")
    ActivityEvaluator.objects.bulk_create(
        ActivityEvaluator(event_evaluator=member, activity=of)
        for member, of in zip(pool, cycle(activities), strict=False)
    )


def _results(activity, people, by, evaluators) -> None:
    """A value that nobody believes, entered over what somebody else had entered before."""
    scored = people[::2]
    first = [_entry(activity, person, by) for person in scored]
    Entry.objects.bulk_create(first)
    second = [
        _entry(activity, person, evaluator, based_on=entry)
        for person, evaluator, entry in zip(scored, evaluators, first, strict=False)
    ]
    Entry.objects.bulk_create(second)
    Record.objects.bulk_create(
        Record(
            activity=activity,
            participant=entry.participant,
            entry=entry,
            value_raw=entry.value_raw,
            value=entry.value,
            status="OK",
            evaluator=entry.entered_by,
            created_at=entry.received_at,
            updated_at=entry.received_at,
        )
        for entry in second
    )


def _diplomas(activity, people, by) -> None:
    """One of everybody, which nobody would get today."""
    Diploma.objects.bulk_create(
        Diploma(
            event=activity.event,
            kind=Diploma.Kind.ACTIVITY,
            participant=person,
            activity=activity,
            code=f"dav{person.pk:07}",
            facts={
                "name": person.display_name,
                "activity": activity.name,
                "gender": "F",
                "category": "All",
                "place": 1,
            },
            printed_at=timezone.now(),
            printed_by=by,
            changed_at=timezone.now(),
        )
        for person in people
    )


def _history(activity, participant, evaluators) -> None:
    Entry.objects.bulk_create(_entry(activity, participant, each) for each in evaluators)


def _entry(activity, participant, by, **fields) -> Entry:
    return Entry(
        activity=activity,
        participant=participant,
        value_raw="999",
        value=999_000,
        source="FORM",
        entered_by=by,
        received_at=timezone.now(),
        **fields,
    )


def _trail(event, by, numbers) -> None:
    AuditLog.objects.bulk_create(
        AuditLog(
            actor=by,
            action="UPDATE_EVENT",
            resource_type="event",
            resource_id=event.pk,
            organisation=event.organisation,
            detail=f"{NAME} změna {number}",
        )
        for number in numbers
    )
