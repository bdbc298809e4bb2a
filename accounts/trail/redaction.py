"""The only way in which rows of the trail are ever changed: what they say of a person goes.

Who did what, when and from where stays, and so does every row.
"""

from collections.abc import Callable
from typing import NamedTuple

from django.db import models
from django.utils import translation

from accounts.models import AuditLog
from accounts.trail.sentence_parts import Changes
from accounts.trail.sentences import in_english

AT_ONCE = 500


class RowText(NamedTuple):
    """What a row consists of. parts: what its sentence is made of; {}: `detail` is all there is."""

    parts: dict
    changes: Changes
    detail: str


def redact(rows: models.QuerySet[AuditLog], redacted: Callable[[AuditLog], RowText]) -> int:
    """Have the rows say what `redacted` makes of them; returns how many say something else then.

    A sentence that is made of parts is made anew of the parts that are left.
    """
    count, changed = 0, []
    for row in rows.order_by("pk").iterator(AT_ONCE):
        text = redacted(row)
        if text == (row.told, row.changes, row.detail):
            continue
        row.told, row.changes, row.detail = text
        if row.told:
            with translation.override("en"):
                row.detail = in_english(row)
        changed.append(row)
        count += 1
        if len(changed) == AT_ONCE:
            _write(changed)
            changed = []
    _write(changed)
    return count


def _write(rows: list[AuditLog]) -> None:
    """By a plain queryset: the model's own refuses every change."""
    plain = models.QuerySet(AuditLog)
    plain.bulk_update(rows, ["told", "changes", "detail"], batch_size=AT_ONCE)
