"""Writing what an update plan says into the event: in a few statements, however many people."""

from collections.abc import Iterable, Sequence

from django.db.models import Prefetch

from accounts.trail import audit
from events.importing.plan import Plan
from events.importing.rows import PlannedGroup, PlannedParticipant
from events.importing.update_plan import (
    PLAIN_FIELDS,
    PlannedChange,
    UpdatePlan,
)
from events.models import Event, Group, Participant
from events.rosters.columns import METADATA_PREFIX
from foundation.text.names import fold_case

UPDATED = (
    "group",
    "display_name",
    "search_key",
    "sort_key",
    "external_id",
    "gender",
    "age",
    "birth_date",
    "birth_year",
    "last_name",
    "metadata",
    "status",
    "is_hidden",
)
"""What an import changes in a participant. Their results hang on the row, which stays."""
MOST_CHANGES = 300
"""Of single people in one audit row."""


def people_of(event: Event) -> tuple[list[Group], list[Participant]]:
    """The groups and participants of an event as they are stored now, in two queries; none whose
    data are erased: no row of a table can be about them.
    """
    people = Participant.objects.filter(erased_at=None).order_by("sort_key", "pk")
    groups = Group.objects.filter(event=event).order_by("sort_key", "pk")
    groups = list(groups.prefetch_related(Prefetch("participants", people)))
    found = [person for group in groups for person in group.participants.all()]
    for person in found:
        person.event = event
    return groups, found


def add_people(
    event: Event,
    groups: Iterable[PlannedGroup],
    participants: Iterable[PlannedParticipant],
    stored: Iterable[Group] = (),
) -> dict[str, Group]:
    """Create the planned groups and participants in two statements.

    Participants find their group, a new or a stored one, by its name regardless of case. Returns
    all of those groups by that name.
    """
    new = [Group(event=event, name=group.name, identifier=group.identifier) for group in groups]
    Group.objects.bulk_create(new)
    group_of = {fold_case(group.name): group for group in (*stored, *new)}
    Participant.objects.bulk_create(
        Participant(
            event=event,
            group=group_of[fold_case(planned.group.name)],
            **_fields_of(planned),
        )
        for planned in participants
    )
    return group_of


def _fields_of(planned: PlannedParticipant) -> dict:
    fields = {name: getattr(planned, name) for name in (*PLAIN_FIELDS, "metadata")}
    fields["status"] = planned.status or Participant.Status.COMPETING
    return {**fields, "is_hidden": bool(planned.is_hidden)}


def order_by_surname(event: Event, plan: Plan) -> None:
    """An event whose first table has the surnames for itself stands by them."""
    if plan.has_last_names and not event.orders_by_surname:
        event.orders_by_surname = True
        event.save(update_fields=["orders_by_surname"])


def write_update(
    event: Event, groups: Iterable[Group], update: UpdatePlan, *, withdraw_missing: bool
) -> audit.Changes:
    """Write the plan, made from the event's groups and people as they are stored; inside a
    transaction, at the event's turn. Its people and groups change along.

    Returns who was changed and how, for the audit trail: the first MOST_CHANGES of it.
    """
    changes = _mark(update.new_marks)
    group_of = add_people(event, update.new_groups, update.added, groups)
    for change in update.changed:
        who = f"{change.person.display_name} #{change.person.pk}"
        _change(change, group_of)
        for name, pair in change.fields.items():
            changes[f"{who}: {name}"] = list(pair)
    touched = [change.person for change in update.changed]
    for person in update.missing if withdraw_missing else ():
        changes[f"{person} #{person.pk}: status"] = [person.status, Participant.Status.WITHDRAWN]
        person.status = Participant.Status.WITHDRAWN
        touched.append(person)
    _overwrite(Participant, touched, UPDATED)
    event.refresh_from_db(fields=["version"])
    return dict(list(changes.items())[:MOST_CHANGES])


def _mark(new_marks: Sequence[tuple[Group, str]]) -> audit.Changes:
    """Give stored groups their new identifiers."""
    changes = {}
    for group, mark in new_marks:
        changes[f"{group} #{group.pk}: identifier"] = [group.identifier, mark]
        group.identifier = mark
    _overwrite(Group, [group for group, _mark in new_marks], ["identifier"])
    return changes


def _change(change: PlannedChange, group_of: dict[str, Group]) -> None:
    person, metadata = change.person, {}
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
