"""What a sentence of the trail is made of, and how a row keeps it: in `AuditLog.told`, as JSON."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.functional import Promise

EMPTY = (None, "", [], {})

Changes = dict[str, list[Any]]
"""field -> [old, new]"""


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice in a sentence: by its value in the English `detail`, by its label for people."""

    value: str
    label: Promise | str


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happened, in any language: a text with names in it, and what they stand for.

    text: English, marked with `gettext_noop`: "%(who)s locked %(activity)s". values: anything
    that `plain` takes; a lazy translation, such as a choice's label, is translated when it is read.
    labels: what the keys of the row's `changes` are called, where they are no fields.
    """

    text: str
    values: Mapping[str, Any]
    labels: Mapping[str, str] = field(default_factory=dict)

    @property
    def parts(self) -> dict[str, Any]:
        """As the row keeps it; labels are kept in the active language, which has to be English."""
        values = {name: _kept(value) for name, value in self.values.items()}
        parts = {"text": self.text, "values": values}
        return {**parts, "labels": dict(self.labels)} if self.labels else parts


def object_parts(obj: models.Model, done: str, note: Sentence | str = "") -> dict[str, Any]:
    """What a row keeps of a plain sentence about one object; the values are in its `changes`.

    Participant “Jan” in “Tábor 2026” was changed: age 12 → 13. done: "created", "added", "changed"
    or "deleted". note: how the sentence ends; a plain text brings the space before it along.
    """
    event = getattr(obj, "event", None)
    return {
        "model": obj._meta.label_lower,
        "name": str(obj),
        "event": str(event) if event else "",
        "done": done,
        "note": note.parts if isinstance(note, Sentence) else note,
    }


def plain(value: Any) -> Any:
    """A value as JSON can hold it: a related object by its name, a date in ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)


def _kept(value: Any) -> Any:
    """What a sentence keeps of a value: of a label its English text, which can be translated."""
    if isinstance(value, Choice):
        return {"label": str(value.label), "value": value.value}
    return {"label": str(value)} if isinstance(value, Promise) else plain(value)
