"""What somebody entered themselves, and what became of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Max, QuerySet
from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import User
from events.models import Event
from foundation.web.form_fields import find_by_id
from scoring.ledger.history import in_words
from scoring.models import Entry
from scoring.rules.activity_rules import rule_of

ENTRIES_PER_PAGE = 50

Cell = tuple[int, int]
"""Ids of an activity and a participant."""


@dataclass(frozen=True, slots=True)
class OwnEntry:
    """An entry of one's own. `newest`: the last one of its cell, None where they may not see it.

    is_newest: whether this is the last one itself.
    """

    entry: Entry
    is_newest: bool
    newest: Entry | None

    @property
    def text(self) -> str:
        """The result in words; "" where it emptied the cell."""
        return in_words(self.entry, rule_of(self.entry.activity))

    @property
    def newer(self) -> str:
        """What the cell says now, in words; "" where it is empty."""
        return in_words(self.newest, rule_of(self.entry.activity))

    @property
    def is_replaced_by_myself(self) -> bool:
        return self.newest is not None and self.newest.entered_by_id == self.entry.entered_by_id

    @property
    def at(self) -> datetime:
        """When it was typed, as far as the device's clock can be trusted; else received."""
        is_sure = self.entry.clock_offset_ms is not None and self.entry.captured_at is not None
        return self.entry.typed_at if is_sure else self.entry.received_at

    @property
    def is_today(self) -> bool:
        return timezone.localdate(self.at) == timezone.localdate()


@require_safe
def my_results(request):
    """The reader's own entries, the newest first; `?event=` narrows them down to one event.

    Whoever scores somewhere else by now still sees what they entered, but nobody else's results.
    """
    own = Entry.objects.filter(entered_by=request.user)
    events = Event.objects.filter(pk__in=own.order_by().values("activity__event"))
    chosen = _chosen_event(events, request.GET.get("event", ""))
    if chosen is not None:
        own = own.filter(activity__event=chosen)
    own = own.select_related("activity__event", "participant", "group_at_entry").order_by("-pk")
    page = Paginator(own, ENTRIES_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "lines": with_newest(page.object_list, request.user),
        "events": events.order_by("-date", "-pk"),
        "chosen": chosen,
    }
    return render(request, "scoring/sync/my_results.html", context)


def with_newest(entries: Sequence[Entry], user: User) -> list[OwnEntry]:
    """The user's entries with what their cells say now, in two queries."""
    entries = list(entries)
    newest_ids = _newest_ids(entries)
    seen = Entry.objects.visible_to(user) | Entry.objects.filter(entered_by=user)
    found = seen.filter(pk__in=newest_ids.values()).select_related("entered_by").order_by()
    newest = {entry.pk: entry for entry in found}
    lines = []
    for entry in entries:
        newest_id = newest_ids[entry.activity_id, entry.participant_id]
        lines.append(OwnEntry(entry, newest_id == entry.pk, newest.get(newest_id)))
    return lines


def _newest_ids(entries: Sequence[Entry]) -> dict[Cell, int]:
    """Cell -> the id of its last entry, whoever made it."""
    of_cells = Entry.objects.filter(
        activity__in={entry.activity_id for entry in entries},
        participant__in={entry.participant_id for entry in entries},
    )
    newest = of_cells.order_by().values("activity", "participant").annotate(newest=Max("pk"))
    return {
        (activity, participant): pk
        for activity, participant, pk in newest.values_list("activity", "participant", "newest")
    }


def _chosen_event(events: QuerySet[Event], text: str) -> Event | None:
    """The event of `?event=`; None for all. Raises Http404 where it is none of these."""
    if not text:
        return None
    event = find_by_id(events, text)
    if event is None:
        raise Http404
    return event
