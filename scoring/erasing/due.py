"""When the names of an event go: on the day that its organisers set, by the clock."""

from datetime import date, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone, translation

from events.models import Event, Participant
from foundation.jobs import queue
from foundation.jobs.clock import periodic
from foundation.jobs.steps import job
from foundation.jobs.work import Work
from scoring.erasing.anew import typed_since
from scoring.erasing.erasing import erase_event
from scoring.models import Publication

WARNED_BEFORE = timedelta(days=14)


class Notice(NamedTuple):
    """What the event's page says before: on which day, of how many people."""

    day: date
    count: int


def notice_of(publication: Publication, count: int, today: date) -> Notice | None:
    """count: participants of the event. None: the day is not set, or far, or was."""
    day = publication.names_erased_on
    if day is None or publication.names_erased_at or not count or day - today > WARNED_BEFORE:
        return None
    return Notice(day, count)


def due_events(today: date) -> QuerySet[Event]:
    """Whose day is there: nothing was erased yet, or somebody was added or something typed since.
    Not while the event itself is still to come, as where its own day was put off.
    """
    named = Participant.objects.filter(event=OuterRef("pk"), erased_at=None).order_by()
    events = Event.objects.filter(publication__names_erased_on__lte=today)
    typed = typed_since(OuterRef("pk"), OuterRef("publication__names_erased_at"))
    events = events.filter(Q(publication__names_erased_at=None) | Exists(named) | typed)
    events = events.filter(Q(date=None) | Q(date__lt=today))
    return events.annotate(language=F("publication__names_erased_in")).order_by("pk")


@periodic("scoring.erase_names", every="day")
def erase_due_names(work: Work) -> None:
    """A job for each event whose day is there: one that fails holds up no other."""
    for pk in due_events(timezone.localdate()).values_list("pk", flat=True):
        queue.enqueue(erase_step, arguments={"event_pk": pk})


@job("scoring.erase_event", lease=timedelta(minutes=30), is_kept=False)
def erase_step(work: Work, *, event_pk: int) -> None:
    """In one transaction: where its worker is killed, nothing was done, and another one does it."""
    event = due_events(timezone.localdate()).filter(pk=event_pk).first()
    if event is not None:
        erase_in_its_language(event)


def erase_in_its_language(event: Event) -> int:
    """In that of whoever set the day. event: one of `due_events`."""
    with translation.override(event.language or settings.LANGUAGE_CODE):
        return erase_event(event=event, by=None)
