"""The audit trail: services call `log` inside the transaction of the change they describe."""

from collections.abc import Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils import translation
from django.utils.functional import Promise
from django.utils.text import Truncator

from accounts.models import AuditLog, Organisation, User
from foundation.text.decimals import with_own_point

request_address: ContextVar[str | None] = ContextVar("request_address", default=None)
"""The address the current request came from, set by middleware; None in commands."""

HIDDEN = frozenset({"password"})
EMPTY = (None, "", [], {})
DONE = {"CREATE": "created", "ADD": "added", "DELETE": "deleted"}

Changes = dict[str, list[Any]]
"""field -> [old, new]"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice in a sentence: by its value in English `detail`, by its label where it is told."""

    value: str
    label: Promise | str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, to be told in any language: a text with names in it, and what they stand for.

    text: English, marked with `gettext_noop`: "%(who)s locked %(activity)s". values: anything
    that `plain` takes; a lazy translation, such as a choice's label, is translated when it is told.
    labels: what the keys of the row's `changes` are called, where they are no fields.
    """

    text: str
    values: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def told(self) -> dict:
        """As the trail keeps it."""
        with translation.override("en"):
            values = {name: _told_value(value) for name, value in self.values.items()}
        told = {"text": self.text, "values": values}
        return {**told, "labels": dict(self.labels)} if self.labels else told

    @property
    def english(self) -> str:
        values = {
            name: value.get("value", value["label"]) if isinstance(value, dict) else value
            for name, value in self.told["values"].items()
        }
        return self.text % values


def tell(told: Mapping[str, Any], language: str | None = None) -> str:
    """The sentence that was kept, in the language given, else in the reader's."""
    with translation.override(language or translation.get_language()):
        values = {
            name: translation.gettext(value["label"]) if isinstance(value, dict) else _read(value)
            for name, value in told["values"].items()
        }
        return translation.gettext(told["text"]) % values


def _read(value: Any) -> Any:
    return with_own_point(value) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class ObjectSentence:
    """What happened to one object, with the old and new values:

    Participant “Jan” in “Tábor 2026” was changed: age 12 → 13. In other languages the trail tells
    it by `accounts.telling`: the model and its fields go by their names there.
    done: "created", "added", "changed" or "deleted".
    """

    obj: models.Model
    done: str
    changes: Changes
    note: str | Sentence = ""

    @property
    def told(self) -> dict:
        """As the trail keeps it; the values are in the row's `changes`."""
        event = getattr(self.obj, "event", None)
        return {
            "model": self.obj._meta.label_lower,
            "name": str(self.obj),
            "event": str(event) if event else "",
            "done": self.done,
            "note": self.note.told if isinstance(self.note, Sentence) else self.note,
        }

    @property
    def english(self) -> str:
        note = f" {self.note.english}" if isinstance(self.note, Sentence) else self.note
        with translation.override("en"):
            return _sentence(self.obj, self.done, self.changes) + note


def log(
    *,
    actor: User | None,
    action: str,
    target: models.Model | None = None,
    organisation: Organisation | None = None,
    detail: str | Sentence | ObjectSentence = "",
    changes: Changes | None = None,
) -> AuditLog:
    """Append one row. `detail`: what happened, with the names as they were then; a plain text is
    told in English to everybody.

    changes: field -> [old, new]; the values of hidden fields (passwords) are left out.
    """
    return AuditLog.objects.create(
        actor=actor if actor is not None and actor.is_authenticated else None,
        action=action,
        resource_type=target._meta.model_name if target is not None else "",
        resource_id=target.pk if target is not None else None,
        organisation=organisation,
        detail=detail if isinstance(detail, str) else detail.english,
        told={} if isinstance(detail, str) else detail.told,
        changes={
            name: ["…", "…"] if name in HIDDEN else [plain(old), plain(new)]
            for name, (old, new) in (changes or {}).items()
        },
        ip=request_address.get(),
    )


def log_object(
    *,
    actor: User | None,
    action: str,
    obj: models.Model,
    organisation: Organisation | None,
    target: models.Model | None = None,
    changes: Changes | None = None,
    note: str | Sentence = "",
) -> AuditLog:
    """Append the row of a plain change of one object, as an `ObjectSentence`.

    What was done follows from the action's verb. target: whose history it belongs to, where that
    is not the object itself. note: how the sentence ends, such as "with 3 results"; a plain text
    brings the space before it along.
    """
    done = DONE.get(action.partition("_")[0], "changed")
    return log(
        actor=actor,
        action=action,
        target=target or obj,
        organisation=organisation,
        detail=ObjectSentence(obj, done, changes or {}, note),
        changes=changes,
    )


def assign(obj: models.Model, fields: Mapping[str, Any]) -> Changes:
    """Give the object's fields these values, not saved yet; returns what that changes."""
    changes = {}
    for name, new in fields.items():
        old = getattr(obj, name)
        if old != new and not (old in EMPTY and new in EMPTY):
            changes[name] = [old, new]
        setattr(obj, name, new)
    return changes


def _sentence(obj: models.Model, done: str, changes: Changes) -> str:
    noun, name, event = str(obj._meta.verbose_name), str(obj), getattr(obj, "event", None)
    place = f" in “{event}”" if event and str(event) not in name else ""
    told = "" if done in DONE.values() else _told(obj, changes)
    sentence = f"{noun[:1].upper()}{noun[1:]} “{name}”{place} was {done}"
    return f"{sentence}: {told}" if told else sentence


def _told(obj: models.Model, changes: Changes) -> str:
    return ", ".join(
        f"{obj._meta.get_field(name).verbose_name} {_shortly(old)} → {_shortly(new)}"
        for name, (old, new) in changes.items()
    )


def _shortly(value: Any) -> str:
    return "–" if value in EMPTY else Truncator(plain(value)).chars(60)


def _told_value(value: Any) -> Any:
    """What a sentence keeps of a value: of a label its English text, which can be translated."""
    if isinstance(value, Choice):
        return {"label": str(value.label), "value": value.value}
    return {"label": str(value)} if isinstance(value, Promise) else plain(value)


def plain(value: Any) -> Any:
    """A value as JSON can hold it: a related object by its name, a date in ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
