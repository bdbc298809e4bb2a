"""The audit trail: services call `log` inside the transaction of the change they describe."""

from contextvars import ContextVar
from datetime import date, datetime
from typing import Any

from django.db import models

from accounts.models import AuditLog, Organisation, User

request_address: ContextVar[str | None] = ContextVar("request_address", default=None)
"""The address the current request came from, set by middleware; None in commands."""

HIDDEN = frozenset({"password"})


def log(
    *,
    actor: User | None,
    action: str,
    target: models.Model | None = None,
    organisation: Organisation | None = None,
    detail: str = "",
    changes: dict[str, list[Any]] | None = None,
) -> AuditLog:
    """Append one row. `detail` is a sentence in English with the names as they were then.

    changes: field -> [old, new]; the values of hidden fields (passwords) are left out.
    """
    return AuditLog.objects.create(
        actor=actor if actor is not None and actor.is_authenticated else None,
        action=action,
        resource_type=target._meta.model_name if target is not None else "",
        resource_id=target.pk if target is not None else None,
        organisation=organisation,
        detail=detail,
        changes={
            field: ["…", "…"] if field in HIDDEN else [plain(old), plain(new)]
            for field, (old, new) in (changes or {}).items()
        },
        ip=request_address.get(),
    )


def plain(value: Any) -> Any:
    """A value as JSON can hold it: a related object by its name, a date in ISO 8601."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    return str(value)
