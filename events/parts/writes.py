"""Writes to the parts of an event: groups, participants, age categories, activities.

`fields` are given by the names of the model's fields, what is left out stays. Every function
looks at what is stored now, under a lock (`locks`), returns the part as it is afterwards and
leaves a row in the audit trail; what changes nothing writes nothing.

Raises ValidationError: with fields where a value will not do, code "conflict" for a clash, without
fields where a rule says no or what was meant is gone.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import User
from accounts.trail import audit
from events.models import Activity, AgeCategory, Event, EventPart, Group, Participant
from events.rules import locks
from foundation.text.names import tidy

Part = TypeVar("Part", bound=EventPart)
Fields = Mapping[str, Any]
LONGEST_REASON = 500
ALSO_RENAMED: list[Callable[[Event, Mapping[str, str]], None]] = []
"""What else knows age categories by their names: told, in the same transaction, which of them got
other ones, old name -> new name. Other apps add theirs when they are ready."""
MOVED = (gettext_noop("along with 1 result"), gettext_noop("along with %(count)s results"))
DELETED = (gettext_noop("with 1 result"), gettext_noop("with %(count)s results"))

FIELDS = {
    "agecategory_name_unique_in_event": "name",
    "agecategory_bounds_in_order": "min_age",
    "group_name_unique_in_event": "name",
    "participant_external_id_unique_in_event": "external_id",
    "participant_external_id_not_empty": "external_id",
    "activity_evaluation_type_known": "evaluation_type",
    "activity_decimals_at_most_three": "decimals",
    "activity_limits_in_order": "minimum",
    "activity_plausible_limits_in_order": "plausible_minimum",
    "activity_best_count_given": "best_count",
    "activity_heights_highest_wins": "combine",
}
"""Constraint -> the field that its error belongs to."""


@transaction.atomic
def create_group(*, event: Event, fields: Fields, by: User | None) -> Group:
    """A new group of the event, without anybody in it."""
    return _create(Group(event=locks.changeable_event(event.pk)), fields, "CREATE_GROUP", by)


@transaction.atomic
def change_group(*, group: Group, fields: Fields, by: User | None) -> Group:
    """Its name or its identifier."""
    return _change(_stored(group), fields, "UPDATE_GROUP", by)


@transaction.atomic
def delete_group(*, group: Group, by: User | None) -> None:
    """Refused while it has participants; evaluators of it stay in the event's pool."""
    locks.await_submissions([group.event_id])
    group = _stored(group)
    if count := group.participants.count():
        raise ValidationError(
            ngettext(
                "This group still has %(count)d participant. Move or delete them first.",
                "This group still has %(count)d participants. Move or delete them first.",
                count,
            )
            % {"count": count}
        )
    _delete(group, "DELETE_GROUP", by)


@transaction.atomic
def add_participant(*, group: Group, fields: Fields, by: User | None) -> Participant:
    """Somebody new in the group."""
    group = _stored(group)
    participant = Participant(event=group.event, group=group)
    return _create(participant, fields, "ADD_PARTICIPANT", by)


@transaction.atomic
def change_participant(*, participant: Participant, fields: Fields, by: User | None) -> Participant:
    """Anything but the group; for that there is `move_participant`.

    Whether the public sees somebody can be changed in an archived event as well.
    """
    is_about_privacy = set(fields) == {"is_hidden"}
    stored = _stored(participant, archived_too=is_about_privacy)
    return _change(stored, fields, "UPDATE_PARTICIPANT", by)


@transaction.atomic
def move_participant(*, participant: Participant, group: Group, by: User | None) -> Participant:
    """Into another group of the same event. The results go along."""
    participant = _stored(participant)
    if group.event_id != participant.event_id:
        raise ValidationError(_("A participant can move only to a group of the same event."))
    group = _stored(group)
    note = results_note(MOVED, participant.records.count())
    return _change(participant, {"group": group}, "MOVE_PARTICIPANT", by, note)


@transaction.atomic
def delete_participant(*, participant: Participant, by: User | None) -> None:
    """With the results, also those being submitted right now."""
    locks.await_submissions([participant.event_id])
    _delete_with_results(_stored(participant), "DELETE_PARTICIPANT", by)


@transaction.atomic
def create_age_category(*, event: Event, fields: Fields, by: User | None) -> AgeCategory:
    """A new range of ages that the event ranks on its own."""
    return _create(
        AgeCategory(event=locks.changeable_event(event.pk)), fields, "CREATE_AGE_CATEGORY", by
    )


@transaction.atomic
def change_age_category(*, category: AgeCategory, fields: Fields, by: User | None) -> AgeCategory:
    """Its name or its bounds."""
    stored = _stored(category)
    old = stored.name
    changed = _change(stored, fields, "UPDATE_AGE_CATEGORY", by)
    if changed.name != old:
        follow_names(changed.event, {old: changed.name})
    return changed


def follow_names(event: Event, names: Mapping[str, str]) -> None:
    """Tell who knows age categories by their names that they have others now, all at once: names
    may have changed places. names: old -> new.
    """
    for follow in ALSO_RENAMED:
        follow(event, names)


@transaction.atomic
def delete_age_category(*, category: AgeCategory, by: User | None) -> None:
    """Whoever was ranked in it is unassigned then, unless another fits."""
    _delete(_stored(category), "DELETE_AGE_CATEGORY", by)


@transaction.atomic
def create_activity(*, event: Event, fields: Fields, by: User | None) -> Activity:
    """A new activity of the event."""
    return _create(Activity(event=locks.changeable_event(event.pk)), fields, "CREATE_ACTIVITY", by)


@transaction.atomic
def change_activity(*, activity: Activity, fields: Fields, by: User | None) -> Activity:
    """The kind of result is locked once there is one: see `hold_kind`."""
    hold_kind(activity=activity, kind=fields.get("evaluation_type"))
    return _change(_stored(activity), fields, "UPDATE_ACTIVITY", by)


@transaction.atomic
def delete_activity(*, activity: Activity, by: User | None) -> None:
    """With its results, also those being submitted right now."""
    locks.locked_activity(activity.pk)
    _delete_with_results(_stored(activity), "DELETE_ACTIVITY", by)


@transaction.atomic
def lock_activity(*, activity: Activity, by: User | None) -> Activity:
    """From now on only organisers change its results; submissions under way finish first."""
    return _set_lock(activity, timezone.now(), "LOCK_ACTIVITY", by)


@transaction.atomic
def reopen_activity(*, activity: Activity, reason: str, by: User | None) -> Activity:
    """Evaluators may change its results again. Raises ValidationError without a reason."""
    if not tidy(reason):
        raise ValidationError({"reason": _("Say why: the reason stays in the audit trail.")})
    return _set_lock(activity, None, "REOPEN_ACTIVITY", by, tidy(reason)[:LONGEST_REASON])


def _set_lock(
    activity: Activity, locked_at: datetime | None, action: str, by: User | None, reason: str = ""
) -> Activity:
    locks.locked_activity(activity.pk)
    activity = _stored(activity)
    if activity.is_locked == (locked_at is not None):
        return activity
    old, activity.locked_at = activity.locked_at, locked_at
    activity.save(update_fields=["locked_at"])
    text = (
        gettext_noop("%(activity)s in %(event)s was opened again: %(reason)s")
        if reason
        else gettext_noop("%(activity)s in %(event)s was locked")
    )
    values = {"activity": activity, "event": activity.event, "reason": reason}
    audit.log(
        actor=by,
        action=action,
        target=activity,
        detail=audit.Sentence(text, values),
        changes={"locked_at": [old, locked_at]},
    )
    return activity


def hold_kind(*, activity: Activity, kind: str | None) -> None:
    """Lock the activity, so that no result comes in before its new kind of result is saved.

    Raises ValidationError where there is a result already that `kind` would read otherwise.
    """
    stored = locks.locked_activity(activity.pk)
    if kind not in (None, stored.evaluation_type) and stored.records.exists():
        raise ValidationError(
            _("There are results already, so the kind of result is locked. Delete them first.")
        )


def _stored(part: Part, *, archived_too: bool = False) -> Part:
    """The part as stored, read after its lock was taken."""
    lock = locks.locked_event if archived_too else locks.changeable_event
    event = lock(part.event_id)
    stored = type(part)._default_manager.filter(pk=part.pk).order_by("pk").first()
    if stored is None:
        raise ValidationError(_("Somebody deleted this meanwhile."))
    stored.event = event
    return stored


def _create(part: Part, fields: Fields, action: str, by: User | None) -> Part:
    given = audit.assign(part, fields)
    check(part)
    part.save()
    changes = {name: [None, getattr(part, name)] for name in given}
    audit.log(actor=by, action=action, target=part, changes=changes)
    return part


def _change(
    part: Part, fields: Fields, action: str, by: User | None, note: audit.Sentence | str = ""
) -> Part:
    given = audit.assign(part, fields)
    if not given:
        return part
    check(part)
    changes = {
        name: [old, getattr(part, name)]
        for name, (old, _typed) in given.items()
        if getattr(part, name) != old
    }
    if changes:
        part.save()
        audit.log(actor=by, action=action, target=part, changes=changes, note=note)
    return part


def results_note(texts: tuple[str, str], count: int) -> audit.Sentence | str:
    """How the sentence of the audit trail ends where results go along; empty where there are none.

    texts: for one result, and for `count` of them.
    """
    return audit.Sentence(texts[count > 1], {"count": count}) if count else ""


def _delete_with_results(part: Activity | Participant, action: str, by: User | None) -> None:
    count = part.records.count()
    note = results_note(DELETED, count)
    _delete(part, action, by, note, {"results": [count, 0]} if count else {})


def _delete(
    part: EventPart,
    action: str,
    by: User | None,
    note: audit.Sentence | str = "",
    changes: audit.Changes | None = None,
) -> None:
    audit.log(actor=by, action=action, target=part, changes=changes, note=note)
    part.delete()


def check(part: models.Model) -> None:
    """Runs the model's checks and its constraints; raises ValidationError by field."""
    part.clean()  # tidies, so it goes before the fields are looked at
    part.full_clean(exclude={"event", "group"}, validate_constraints=False)
    for constraint in part._meta.constraints:
        try:
            constraint.validate(type(part), part)
        except ValidationError as error:
            raise ValidationError({FIELDS[constraint.name]: error}) from error
