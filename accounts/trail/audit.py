"""The audit trail: services call `log` inside the transaction of the change they describe."""

from collections.abc import Collection, Mapping
from contextvars import ContextVar
from typing import Any

from django.db import models
from django.utils import translation

from accounts.models import AuditLog, Organisation, User
from accounts.trail.sentence_parts import EMPTY, Changes, Choice, Sentence, object_parts, plain
from accounts.trail.sentences import rendered

__all__ = [
    "EMPTY",
    "HIDDEN",
    "Changes",
    "Choice",
    "Sentence",
    "assign",
    "event_of",
    "keep",
    "log",
    "organisation_of",
    "request_address",
    "row",
    "save_changes",
]

request_address: ContextVar[str | None] = ContextVar("request_address", default=None)
"""The address the current request came from, set by middleware; None in commands."""

HIDDEN = frozenset({"password"})
DONE = {"CREATE": "created", "ADD": "added", "DELETE": "deleted"}


def log(**fields: Any) -> AuditLog:
    """Append one row: who did what to the target. fields: as `row` takes them."""
    made = row(**fields)
    made.save()
    return made


def keep(rows: Collection[AuditLog]) -> None:
    """Append rows that `row` made, in their order, by one query."""
    AuditLog.objects.bulk_create(rows)


def row(
    *,
    actor: User | None,
    action: str,
    target: models.Model | None = None,
    detail: Sentence | str | None = None,
    changes: Changes | None = None,
    note: Sentence | str = "",
    organisation: Organisation | None = None,
    event_id: int | None = None,
) -> AuditLog:
    """One row, not saved yet: who did what to the target.

    detail: what happened, with the names as they were then; a plain text is read in English by
    everybody. Without it the sentence is a plain one about the target, in which what was done
    follows from the action's verb, and `note` is how it ends, such as "with 3 results".
    changes: field -> [old, new]; the values of hidden fields (passwords) are left out.
    organisation: whose trail it is, where that is another one than the target's own.
    event_id: the event that it is about, where the target is no part of it.
    """
    if organisation is None and target is not None:
        organisation = organisation_of(target)
    if event_id is None and target is not None:
        event_id = event_of(target)
    changes = {
        name: ["…", "…"] if name in HIDDEN else [plain(old), plain(new)]
        for name, (old, new) in (changes or {}).items()
    }
    with translation.override("en"):
        parts = _parts(action, target, detail, note)
        text = rendered(parts, changes, by_value=True) if parts else detail or ""
    return AuditLog(
        actor=actor if actor is not None and actor.is_authenticated else None,
        action=action,
        resource_type=target._meta.model_name if target is not None else "",
        resource_id=target.pk if isinstance(getattr(target, "pk", None), int) else None,
        organisation=organisation,
        event_id=event_id,
        detail=text,
        told=parts,
        changes=changes,
        ip=request_address.get(),
    )


def organisation_of(obj: models.Model) -> Organisation | None:
    """Whose trail a row about the object belongs to.

    An organisation's own, a user's only one, and of anything else its `organisation`: a field, or
    a property that follows the way there.
    """
    if isinstance(obj, Organisation):
        return obj
    if isinstance(obj, User):
        return Organisation.objects.only_of(obj)
    return obj.organisation


def event_of(obj: models.Model) -> int | None:
    """In the trail of which event a row about the object stands: of its `event_id`, a field or a
    property that follows the way there; None for what is no part of an event.
    """
    return getattr(obj, "event_id", None)


def assign(obj: models.Model, fields: Mapping[str, Any]) -> Changes:
    """Give the object's fields these values, not saved yet; returns what that changes."""
    changes = {}
    for name, new in fields.items():
        old = getattr(obj, name)
        if old != new and not (old in EMPTY and new in EMPTY):
            changes[name] = [old, new]
        setattr(obj, name, new)
    return changes


def save_changes(
    obj: models.Model,
    fields: Mapping[str, Any],
    *,
    action: str,
    by: User | None,
    also: Collection[str] = (),
) -> None:
    """Give the object's fields these values, save it and log that; nothing where nothing changes.

    also: other fields to save with them, which the row does not mention.
    """
    changes = assign(obj, fields)
    if changes:
        obj.save(update_fields=[*fields, *also])
        log(actor=by, action=action, target=obj, changes=changes)


def _parts(
    action: str,
    target: models.Model | None,
    detail: Sentence | str | None,
    note: Sentence | str,
) -> dict[str, Any]:
    """What the row keeps of its sentence; nothing of one that is a plain text."""
    if isinstance(detail, Sentence):
        return detail.parts
    if detail is not None or target is None:
        return {}
    return object_parts(target, DONE.get(action.partition("_")[0], "changed"), note)
