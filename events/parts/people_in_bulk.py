"""Changes to many participants or groups at once: typed into a list, or chosen for all selected.

All or nothing, in a number of queries that hardly depends on how many there are. Up to `SINGLY`
people have a row each in the audit trail; of more of them one row per event has the list.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.trail import audit
from events.models import Event, Group, Participant
from events.parts import writes
from events.rules import locks
from events.rules.status_rules import check_changeable

SINGLY = 50
CHANGEABLE = frozenset({"group", "gender", "age", "birth_date", "birth_year", "status"})
"""What `change_people` changes: nothing that has to be unique."""

Refusals = Mapping[int, ValidationError]
Values = Mapping[str, Any]
Changed = tuple[Participant, audit.Changes]


@dataclass(frozen=True, slots=True)
class Change:
    """New values of one row; `fields` and `seen` map names of fields to values.

    seen: what was shown to whoever typed it. Where something else is stored by now, it is a
    conflict (code "conflict") instead of a colleague's change undone unseen.
    """

    fields: Values
    seen: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Toll:
    """What a deletion removes: the number of people, and of their results."""

    people: int
    results: int


class RowsRefused(ValidationError):
    """Nothing was changed. `rows`: id -> what is wrong there, by field as far as there is one."""

    def __init__(self, rows: Refusals):
        self.rows = rows
        super().__init__([text for error in rows.values() for text in error.messages])


@transaction.atomic
def change_people(*, changes: Mapping[int, Change], by: User | None) -> int:
    """Change these participants (by id) in any of `CHANGEABLE`; returns how many really changed.

    Results go along with whoever moves. Raises RowsRefused; ValidationError for an archived event.
    """
    people = _stored_people(changes)
    groups = _stored_groups(change.fields.get("group") for change in changes.values())
    done: list[Changed] = []
    refused: dict[int, ValidationError] = {}
    for pk, change in changes.items():
        try:
            if changed := _assign(people.get(pk), change, groups):
                done.append((people[pk], changed))
        except ValidationError as error:
            refused[pk] = error
    if refused:
        raise RowsRefused(refused)
    if done:
        fields = {name for _person, changed in done for name in changed}
        Participant.objects.bulk_update([person for person, _changed in done], fields, 500)
        _log_changes(done, by)
    return len(done)


@transaction.atomic
def change_groups(*, changes: Mapping[int, Change], by: User | None) -> int:
    """Change names and identifiers of these groups (by id). Raises as `change_people` does."""
    locks.take_turns(set(_event_ids(Group, changes)))
    groups = Group.objects.select_related("event__organisation").order_by().in_bulk(changes)
    refused: dict[int, ValidationError] = {}
    for pk, change in changes.items():
        try:
            check_seen(groups.get(pk), change)
            with transaction.atomic():
                writes.change_group(group=groups[pk], fields=change.fields, by=by)
        except ValidationError as error:
            refused[pk] = error
    if refused:
        raise RowsRefused(refused)
    return len(changes)


@transaction.atomic
def delete_people(
    *, ids: Iterable[int], by: User | None, confirmed_counts: Toll | None = None
) -> Toll:
    """Delete these participants with their results, also those being submitted right now.

    confirmed_counts: what the person was asked about. Where it is not so any more, raises
    ValidationError (code "conflict"), and nothing is deleted.
    """
    ids = list(ids)
    locks.await_submissions(set(_event_ids(Participant, ids)))
    people = _stored_people(ids)
    results = _result_counts(people)
    toll = Toll(len(people), sum(results.values()))
    if confirmed_counts is not None and confirmed_counts != toll:
        raise ValidationError(
            _("Meanwhile something changed, so nothing was deleted. Look at the numbers again."),
            code="conflict",
        )
    _log_deletions(people.values(), results, by)
    Participant.objects.filter(pk__in=people).delete()
    return toll


@transaction.atomic
def delete_groups(*, ids: Iterable[int], by: User | None) -> int:
    """Delete these groups; raises ValidationError where one of them still has participants."""
    ids = list(ids)
    event_ids = set(_event_ids(Group, ids))
    locks.await_submissions(event_ids)
    locks.take_turns(event_ids)
    groups = Group.objects.filter(pk__in=ids).select_related("event__organisation").order_by("pk")
    refused: dict[int, ValidationError] = {}
    for group in groups:
        try:
            writes.delete_group(group=group, by=by)
        except ValidationError as error:
            refused[group.pk] = ValidationError(
                [f"{group}: {message}" for message in error.messages]
            )
    if refused:
        raise RowsRefused(refused)
    return len(groups)


def toll_of(ids: Iterable[int]) -> Toll:
    """The counts that deleting these participants would remove now."""
    ids = list(ids)
    return Toll(len(ids), sum(_result_counts(ids).values()))


def check_seen(part: models.Model | None, change: Change) -> None:
    """Raises ValidationError where a colleague changed one of the fields since it was shown."""
    if part is None:
        raise ValidationError(_("Somebody deleted this meanwhile."), code="gone")
    conflicts = {}
    for name, seen in change.seen.items():
        stored = getattr(part, name)
        if name in change.fields and stored not in (seen, change.fields[name]):
            conflicts[name] = conflict(shown_as(part, name, stored))
    if conflicts:
        raise ValidationError(conflicts)


def conflict(stored: str) -> ValidationError:
    """A colleague was faster. `stored`: what they put there, as it is shown."""
    return ValidationError(
        _("Meanwhile a colleague changed this to “%(value)s”. Save again to replace it."),
        params={"value": stored or "–"},
        code="conflict",
    )


def shown_as(part: models.Model, name: str, stored: Any) -> str:
    """The value of a field as people read it: a choice by its label, nothing as an empty text."""
    choices = dict(part._meta.get_field(name).flatchoices)
    return str(choices.get(stored, "" if stored is None else stored))


def _assign(person: Participant | None, change: Change, groups: dict[int, Group]) -> audit.Changes:
    if unknown := set(change.fields) - CHANGEABLE:
        raise ValueError(f"Not changed by the list: {', '.join(sorted(unknown))}")
    check_seen(person, change)
    fields = dict(change.fields)
    if "group" in fields:
        fields["group"] = groups.get(fields["group"].pk)
        if fields["group"] is None:
            raise ValidationError({"group": _("Somebody deleted this meanwhile.")})
    changed = audit.assign(person, fields)
    if changed:
        person.clean()
        person.full_clean(exclude={"event", "group"}, validate_constraints=False)
    return changed


def _stored_people(ids: Iterable[int]) -> dict[int, Participant]:
    """Id -> stored participant with event and group, read after the locks were taken."""
    ids = list(ids)
    event_ids = set(_event_ids(Participant, ids))
    locks.take_turns(event_ids)
    events = Event.objects.select_related("organisation").in_bulk(event_ids)
    for event in events.values():
        check_changeable(event)
    people = Participant.objects.filter(event__in=events).select_related("group").order_by()
    people = people.in_bulk(ids)
    for person in people.values():
        person.event = events[person.event_id]
    return people


def _stored_groups(groups: Iterable[Group | None]) -> dict[int, Group]:
    ids = {group.pk for group in groups if group is not None}
    return Group.objects.order_by().in_bulk(ids) if ids else {}


def _event_ids(model: type[models.Model], ids: Iterable[int]) -> Iterable[int]:
    of_events = model._default_manager.filter(pk__in=list(ids)).order_by()
    return of_events.values_list("event_id", flat=True).distinct()


def _result_counts(ids: Iterable[int]) -> dict[int, int]:
    """Participant's id -> number of results."""
    counted = Participant.objects.filter(pk__in=list(ids)).order_by().annotate(n=Count("records"))
    return dict(counted.values_list("pk", "n"))


def _log_changes(done: list[Changed], by: User | None) -> None:
    if len(done) > SINGLY:
        _log_by_event(done, by)
        return
    moved = _result_counts(person.pk for person, changed in done if "group" in changed)
    for person, changed in done:
        rest = dict(changed)
        if group := rest.pop("group", None):
            note = writes.results_note(writes.MOVED, moved[person.pk])
            moves = {"group": group}
            audit.log(actor=by, action="MOVE_PARTICIPANT", target=person, changes=moves, note=note)
        if rest:
            audit.log(actor=by, action="UPDATE_PARTICIPANT", target=person, changes=rest)


def _log_deletions(
    people: Iterable[Participant], results: Mapping[int, int], by: User | None
) -> None:
    people = list(people)
    if len(people) <= SINGLY:
        for person in people:
            count = results[person.pk]
            note = writes.results_note(writes.DELETED, count)
            changes = {"results": [count, 0]} if count else {}
            audit.log(
                actor=by, action="DELETE_PARTICIPANT", target=person, changes=changes, note=note
            )
        return
    by_event: dict[Event, list[Participant]] = defaultdict(list)
    for person in people:
        by_event[person.event].append(person)
    for event, deleted in by_event.items():
        count = sum(results[person.pk] for person in deleted)
        text = gettext_noop(
            "%(count)s participants of %(event)s were deleted, results: %(results)s"
        )
        values = {"count": len(deleted), "event": event, "results": count}
        gone = {_listed(person): [str(person.group), None] for person in deleted}
        detail = audit.Sentence(text, values)
        audit.log(actor=by, action="DELETE_PARTICIPANTS", target=event, detail=detail, changes=gone)


def _log_by_event(done: list[Changed], by: User | None) -> None:
    """One row of those who moved, one of everything else."""
    rows: dict[tuple[Event, str], audit.Changes] = defaultdict(dict)
    for person, changed in done:
        rest = dict(changed)
        if group := rest.pop("group", None):
            rows[person.event, "MOVE_PARTICIPANTS"][_listed(person)] = group
        if rest:
            old, new = (_together(person, rest, side) for side in (0, 1))
            rows[person.event, "UPDATE_PARTICIPANTS"][_listed(person)] = [old, new]
    texts = {
        "MOVE_PARTICIPANTS": gettext_noop("%(count)s participants of %(event)s were moved"),
        "UPDATE_PARTICIPANTS": gettext_noop("%(count)s participants of %(event)s were changed"),
    }
    for (event, action), people in rows.items():
        detail = audit.Sentence(texts[action], {"count": len(people), "event": event})
        audit.log(actor=by, action=action, target=event, detail=detail, changes=people)


def _listed(person: Participant) -> str:
    """The person's name with the id, so that namesakes in the list of one row differ."""
    return f"{person} ({person.pk})"


def _together(person: Participant, changed: audit.Changes, side: int) -> str:
    return ", ".join(
        shown_as(person, name, values[side]) or "–" for name, values in changed.items()
    )
