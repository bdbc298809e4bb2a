"""The audit trail as people read it: sentences, changes and actions in the reader's language."""

from collections.abc import Iterator
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
from django.utils.translation import gettext_lazy as _

from accounts.models import AuditLog
from accounts.trail import audit
from accounts.trail.actions import label_of
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

COUNTED = {
    "groups": _("groups"),
    "participants": _("participants"),
    "activities": _("activities"),
    "results": _("results"),
    "value": _("result"),
    "group": _("group"),
}
"""What the keys of `changes` mean that are no fields of the object."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what was changed: how the field is called, and its values before and after."""

    name: str
    old: str
    new: str


def sentence(log: AuditLog, language: str | None = None) -> str:
    """What happened, in the language given, else in the reader's.

    Rows from before sentences were kept, and those written as plain text, are in English.
    """
    told = log.told
    with translation.override(language or translation.get_language()):
        if "text" in told:
            return audit.tell(told)
        if told.get("model") in _models_by_label():
            return _of_object(log)
        return log.detail or str(label_of(log.action))


def changes(log: AuditLog) -> list[Change]:
    """What was changed, in the reader's language, whole values."""
    model = _model_of(log)
    labels = log.told.get("labels", {})
    return [
        Change(
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
    if value in audit.EMPTY:
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


def _of_object(log: AuditLog) -> str:
    told = log.told
    model = _models_by_label()[told["model"]]
    event = "" if told["event"] in told["name"] else told["event"]
    values = _shortly(model, log) if told["done"] == "changed" else ""
    text = gettext(SENTENCES[told["done"], bool(event), bool(values)])
    whole = text % {
        "kind": capfirst(str(model._meta.verbose_name)),
        "name": told["name"],
        "event": event,
        "changes": values,
    }
    note = told["note"]
    return f"{whole} {audit.tell(note)}" if isinstance(note, dict) else whole + note


def _shortly(model: type[models.Model], log: AuditLog) -> str:
    return ", ".join(
        f"{_name_of(model, name)} {_short(model, name, old)} → {_short(model, name, new)}"
        for name, (old, new) in _ordered(model, log.changes)
    )


def _ordered(model: type[models.Model] | None, changed: audit.Changes) -> list[tuple[str, list]]:
    """As the model has its fields, then the rest: PostgreSQL keeps no order in JSON."""
    names = [field.name for field in model._meta.fields] if model else []
    place = {name: number for number, name in enumerate(names)}
    return sorted(changed.items(), key=lambda item: place.get(item[0], len(place)))


def _short(model: type[models.Model], name: str, value: Any) -> str:
    return Truncator(shown(model, name, value)).chars(LONGEST_IN_SENTENCE)


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
    told = _models_by_label().get(log.told.get("model", ""))
    return told or _models_by_name().get(log.resource_type)


def _models() -> Iterator[type[models.Model]]:
    """Those that the trail tells of: of the apps that live beside this one."""
    for model in apps.get_models():
        if not model.__module__.startswith(("django.", "rest_framework", "axes.")):
            yield model


@cache
def _models_by_label() -> dict[str, type[models.Model]]:
    return {model._meta.label_lower: model for model in _models()}


@cache
def _models_by_name() -> dict[str, type[models.Model]]:
    return {model._meta.model_name: model for model in _models()}
