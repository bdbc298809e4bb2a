"""The trail in words: the one place where a row's sentence is made, in English and in the
reader's language, and its changes as people read them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils import formats, timezone, translation
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.text import Truncator, capfirst
from django.utils.translation import gettext, gettext_noop

from accounts.models import AuditLog
from accounts.trail.sentence_parts import EMPTY, Changes
from accounts.trail.vocabulary import COUNTED, label_of
from foundation.text.decimals import with_own_point

NOTHING = "–"
LONGEST_IN_SENTENCE = 60

# Whole sentences, so that each can be turned round in translation. By (what was done, whether the
# event is named, whether values are).
SENTENCES = {
    ("created", False, False): gettext_noop("%(kind)s “%(name)s” was created"),
    ("created", True, False): gettext_noop("%(kind)s “%(name)s” in “%(event)s” was created"),
    ("added", False, False): gettext_noop("%(kind)s “%(name)s” was added"),
    ("added", True, False): gettext_noop("%(kind)s “%(name)s” in “%(event)s” was added"),
    ("deleted", False, False): gettext_noop("%(kind)s “%(name)s” was deleted"),
    ("deleted", True, False): gettext_noop("%(kind)s “%(name)s” in “%(event)s” was deleted"),
    ("changed", False, False): gettext_noop("%(kind)s “%(name)s” was changed"),
    ("changed", True, False): gettext_noop("%(kind)s “%(name)s” in “%(event)s” was changed"),
    ("changed", False, True): gettext_noop("%(kind)s “%(name)s” was changed: %(changes)s"),
    ("changed", True, True): gettext_noop(
        "%(kind)s “%(name)s” in “%(event)s” was changed: %(changes)s"
    ),
}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One line of what was changed: how the field is called, and its values before and after."""

    name: str
    old: str
    new: str


def rendered(parts: Mapping[str, Any], changes: Changes, *, by_value: bool = False) -> str:
    """The sentence in the active language.

    parts: what the row keeps of it (`sentence_parts`). changes: the row's, in the order to name
    them. by_value: values as they are stored – a choice's value, True, an ISO date – which is
    what `detail` has for the API; else as people read them.
    """
    if "text" in parts:
        return _of_text(parts, by_value)
    model = _models_by_label()[parts["model"]]
    event = "" if parts["event"] in parts["name"] else parts["event"]
    listed = _listed(model, changes, by_value) if parts["done"] == "changed" else ""
    text = gettext(SENTENCES[parts["done"], bool(event), bool(listed)])
    whole = text % {
        "kind": capfirst(str(model._meta.verbose_name)),
        "name": parts["name"],
        "event": event,
        "changes": listed,
    }
    note = parts["note"]
    return f"{whole} {_of_text(note, by_value)}" if isinstance(note, dict) else whole + note


def sentence(log: AuditLog, language: str | None = None) -> str:
    """What happened, in the language given, else in the reader's.

    Rows from before parts were kept, and those written as plain text, are in English.
    """
    parts = log.told
    with translation.override(language or translation.get_language()):
        if "text" in parts:
            return rendered(parts, log.changes)
        if parts.get("model") in _models_by_label():
            return rendered(parts, dict(_ordered(_model_of(log), log.changes)))
        return log.detail or str(label_of(log.action))


def in_english(log: AuditLog) -> str:
    """What `detail` says of a row that has parts: values as they are stored, in English."""
    if "text" not in log.told and log.told.get("model") not in _models_by_label():
        return log.detail
    changed = dict(_ordered(_model_of(log), log.changes))
    return rendered(log.told, changed, by_value=True)


def changes(log: AuditLog) -> list[ShownChange]:
    """What was changed, in the reader's language, whole values."""
    model = _model_of(log)
    labels = log.told.get("labels", {})
    return [
        ShownChange(
            labels.get(name) or capfirst(_name_of(model, name)),
            shown(model, name, old),
            shown(model, name, new),
        )
        for name, (old, new) in _ordered(model, log.changes)
    ]


def kind_of(resource_type: str) -> str:
    """What kind of object it is, such as "participant"; "" for none."""
    model = _models_by_name().get(resource_type)
    return str(model._meta.verbose_name) if model else resource_type


def is_kind(resource_type: str) -> bool:
    """Whether there is such a kind of object at all."""
    return resource_type in _models_by_name()


def shown(model: type[models.Model] | None, name: str, value: Any) -> str:
    """A kept value as it is read: a choice by its label, a date as dates are written here."""
    if value in EMPTY:
        return NOTHING
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(shown(None, "", part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key}: {shown(None, '', part)}" for key, part in value.items())
    field = _field(model, name)
    if field is None:
        return with_own_point(str(value))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    return _moment(field, value) or str(value)


def _of_text(parts: Mapping[str, Any], by_value: bool) -> str:
    values = {name: _in_text(value, by_value) for name, value in parts["values"].items()}
    return gettext(parts["text"]) % values


def _in_text(value: Any, by_value: bool) -> Any:
    if isinstance(value, dict):
        is_choice = by_value and "value" in value
        return value["value"] if is_choice else gettext(value["label"])
    return with_own_point(value) if isinstance(value, str) and not by_value else value


def _listed(model: type[models.Model], changes: Changes, by_value: bool) -> str:
    def short(name: str, value: Any) -> str:
        text = _stored(value) if by_value else shown(model, name, value)
        return Truncator(text).chars(LONGEST_IN_SENTENCE)

    return ", ".join(
        f"{_name_of(model, name)} {short(name, old)} → {short(name, new)}"
        for name, (old, new) in changes.items()
    )


def _stored(value: Any) -> str:
    return NOTHING if value in EMPTY else str(value)


def _ordered(model: type[models.Model] | None, changed: Changes) -> list[tuple[str, list]]:
    """As the model has its fields, then the rest: PostgreSQL keeps no order in JSON."""
    names = [field.name for field in model._meta.fields] if model else []
    place = {name: number for number, name in enumerate(names)}
    return sorted(changed.items(), key=lambda item: place.get(item[0], len(place)))


def _name_of(model: type[models.Model] | None, name: str) -> str:
    field = _field(model, name)
    return str(field.verbose_name if field is not None else COUNTED.get(name, name))


def _field(model: type[models.Model] | None, name: str) -> models.Field | None:
    try:
        field = model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
    return field if isinstance(field, models.Field) else None


def _moment(field: models.Field, value: Any) -> str:
    """A kept date or time, "" where it is none."""
    try:
        if isinstance(field, models.DateTimeField):
            moment: datetime | None = parse_datetime(value)
            if moment and timezone.is_aware(moment):
                moment = timezone.localtime(moment)
            return formats.date_format(moment, "SHORT_DATETIME_FORMAT") if moment else ""
        if isinstance(field, models.DateField):
            day: date | None = parse_date(value)
            return formats.date_format(day, "SHORT_DATE_FORMAT") if day else ""
    except (TypeError, ValueError, OverflowError):  # whatever an older version may have kept
        return ""
    return ""


def _model_of(log: AuditLog) -> type[models.Model] | None:
    named = _models_by_label().get(log.told.get("model", ""))
    return named or _models_by_name().get(log.resource_type)


def _models() -> Iterator[type[models.Model]]:
    """Those that rows are about: of the apps that live beside this one."""
    for model in apps.get_models():
        if not model.__module__.startswith(("django.", "rest_framework", "axes.")):
            yield model


@cache
def _models_by_label() -> dict[str, type[models.Model]]:
    return {model._meta.label_lower: model for model in _models()}


@cache
def _models_by_name() -> dict[str, type[models.Model]]:
    return {model._meta.model_name: model for model in _models()}
