"""What was typed about people after the personal data of their event were erased: it goes, too."""

from collections.abc import Collection
from datetime import datetime

from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import AuditLog
from scoring.erasing.new_names import GONE
from scoring.models import (
    Amendment,
    Ceremony,
    CeremonyBoard,
    Entry,
    Record,
    StandingsVersion,
)

DONE: Collection[str] = ("", GONE)


def typed_since(event: int | OuterRef, since: datetime | OuterRef) -> Q:
    """Whether there is anything. event: an id; since: when its data were erased last. Somebody who
    was added and deleted meanwhile stands in the trail alone, as do some reasons.
    """
    of_trail = AuditLog.objects.filter(event_id=event, created_at__gt=since)
    is_about_people = Q(action__startswith="DELETE_PARTICIPANT") | Q(told__values__has_key="reason")
    found: list[models.QuerySet] = [
        Entry.objects.filter(activity__event=event).exclude(reason=""),
        Record.objects.filter(activity__event=event).exclude(reason=""),
        Ceremony.objects.filter(event=event).exclude(note__in=DONE),
        CeremonyBoard.objects.filter(ceremony__event=event).exclude(note__in=DONE),
        Amendment.objects.filter(publication__event=event).exclude(reason__in=DONE),
        StandingsVersion.objects.filter(event=event, made_at__gt=since),
        of_trail.filter(is_about_people),
    ]
    anything = Q()
    for rows in found:
        anything |= Q(Exists(rows.order_by()))
    return anything
