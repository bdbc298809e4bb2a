"""Writing what an update plan says into the event: in a few statements, however many people."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from accounts.trail import audit
from events.importing.new_event import participant_of
from events.importing.update_plan import (
    METADATA_PREFIX,
    PlannedChange,
    StoredGroup,
    StoredPerson,
    UpdatePlan,
)
from events.models import Event, Group, Participant
from foundation.text.names import fold_case

UPDATED = (
    "group",
    "display_name",
    "search_key",
    "external_id",
    "gender",
    "age",
    "birth_date",
    "metadata",
    "status",
)
"""What an import changes in a participant. Their results hang on the row, which stays."""
MOST_CHANGES = 300
"""Of single people in one audit row."""


@dataclass(frozen=True, slots=True)
class People:
    """The groups and participants of an event as they are stored now."""

    groups: list[Group]
    participants: list[Participant]

    @property
    def stored_groups(self) -> list[StoredGroup]:
        return [StoredGroup(group.pk, group.name, group.identifier) for group in self.groups]

    @property
    def stored_people(self) -> list[StoredPerson]:
        name_of = {group.pk: group.name for group in self.groups}
        return [
            StoredPerson(
                pk=person.pk,
                group=name_of[person.group_id],
                display_name=person.display_name,
                external_id=person.external_id,
                gender=person.gender,
                age=person.age,
                birth_date=person.birth_date,
                metadata=person.metadata,
                is_withdrawn=person.status == Participant.Status.WITHDRAWN,
            )
            for person in self.participants
            if person.group_id in name_of  # unless somebody is moving them just now
        ]


def people_of(event: Event) -> People:
    """Everybody in the event, in two queries."""
    groups = list(Group.objects.filter(event=event).order_by("pk"))
    participants = list(Participant.objects.filter(event=event).order_by("group_id", "pk"))
    return People(groups, participants)


def write_update(
    event: Event, people: People, update: UpdatePlan, *, withdraw_missing: bool
) -> audit.Changes:
    """Write the plan, made from just these people; inside a transaction, at the event's turn.

    Returns who was changed and how, for the audit trail: the first MOST_CHANGES of it.
    """
    group_of = {fold_case(group.name): group for group in people.groups}
    changes = _mark(people.groups, update.new_marks)
    new = [Group(event=event, name=g.name, identifier=g.identifier) for g in update.new_groups]
    Group.objects.bulk_create(new)
    group_of |= {fold_case(group.name): group for group in new}
    Participant.objects.bulk_create(
        participant_of(planned, event, group_of[fold_case(planned.group.name)])
        for planned in update.added
    )
    stored = {person.pk: person for person in people.participants}
    touched = []
    for change in update.changed:
        person = stored[change.person.pk]
        _change(person, change, group_of)
        touched.append(person)
        for name, pair in change.fields.items():
            changes[f"{change.person.display_name} #{person.pk}: {name}"] = list(pair)
    for missing in update.missing if withdraw_missing else ():
        person = stored[missing.pk]
        changes[f"{person} #{person.pk}: status"] = [person.status, Participant.Status.WITHDRAWN]
        person.status = Participant.Status.WITHDRAWN
        touched.append(person)
    _overwrite(Participant, touched, UPDATED)
    event.refresh_from_db(fields=["version"])
    return dict(list(changes.items())[:MOST_CHANGES])


def _mark(groups: Iterable[Group], new_marks: Sequence[tuple[StoredGroup, str]]) -> audit.Changes:
    """Give stored groups their new identifiers."""
    mark_of = {stored.pk: mark for stored, mark in new_marks}
    marked = [group for group in groups if group.pk in mark_of]
    changes = {}
    for group in marked:
        changes[f"{group} #{group.pk}: identifier"] = [group.identifier, mark_of[group.pk]]
        group.identifier = mark_of[group.pk]
    _overwrite(Group, marked, ["identifier"])
    return changes


def _change(person: Participant, change: PlannedChange, group_of: dict[str, Group]) -> None:
    metadata: dict[str, Any] = {}
    for name, (_old, new) in change.fields.items():
        if name == "group":
            person.group = group_of[fold_case(new)]
        elif name.startswith(METADATA_PREFIX):
            metadata[name.removeprefix(METADATA_PREFIX)] = new
        else:
            setattr(person, name, new)
    person.metadata = {**person.metadata, **metadata}


def _overwrite(model: type[Group | Participant], rows: Sequence, fields: Sequence[str]) -> None:
    """Save stored rows in one statement; `bulk_update` would take a CASE of as many branches.

    PostgreSQL locks them as if their registration numbers changed, which results that come in
    for them wait for: so no submission may be under way, or each could wait for the other.
    """
    model.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["pk"], update_fields=list(fields)
    )
