"""What the page of an event's numbers is narrowed to, and with which event it is compared."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django import forms
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce, TruncDate
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from events.models import Activity, Event
from foundation.web.form_fields import DaysForm
from scoring.models import Record

NONE = "none"
"""In the address: compare with no event."""
MOST_EARLIER = 100
ADDRESS_NAMES = {"since": "from", "until": "to"}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """Entries from `begins_at` on and before `ends_before`, of one activity; None: no bound."""

    begins_at: datetime | None = None
    ends_before: datetime | None = None
    activity_id: int | None = None

    def takes_in(self, moment: datetime, activity_id: int) -> bool:
        """Whether what was entered then for this activity is to be counted."""
        return (
            self.activity_id in (None, activity_id)
            and not self.is_before(moment)
            and (self.ends_before is None or moment < self.ends_before)
        )

    def is_before(self, moment: datetime) -> bool:
        return self.begins_at is not None and moment < self.begins_at

    def entries(self) -> Q:
        """The same of entries of the ledger, by when the server received them."""
        wanted = Q()
        if self.begins_at:
            wanted &= Q(received_at__gte=self.begins_at)
        if self.ends_before:
            wanted &= Q(received_at__lt=self.ends_before)
        if self.activity_id:
            wanted &= Q(activity=self.activity_id)
        return wanted


class AnalyticsForm(DaysForm):
    """From the address: `from`, `to`, `activity` and `compare`; every one may be left out.

    What makes no sense narrows nothing, and has its sentence. The latest earlier event is compared
    with unless another one is chosen, or none.
    """

    activity = forms.ChoiceField(
        label=_("Activity"),
        required=False,
        error_messages={"invalid_choice": _("This activity is not there. Choose one of the list.")},
    )
    compare = forms.ChoiceField(
        label=_("Compare with"),
        required=False,
        error_messages={
            "invalid_choice": _("This event cannot be compared with. Choose one of the list.")
        },
    )

    def __init__(self, given: Mapping, *, activities: Sequence[Activity], earlier: Sequence[Event]):
        super().__init__(given, label_suffix="", auto_id="analytics-%s")
        self.activities, self.earlier = activities, earlier
        self.fields["activity"].choices = [
            ("", _("All activities")),
            *((str(activity.pk), activity.name) for activity in activities),
        ]
        latest = [(str(event.pk), _with_day(event)) for event in earlier]
        self.fields["compare"].choices = [*latest, (NONE, _("No event"))]

    def add_prefix(self, field_name):
        return ADDRESS_NAMES.get(field_name, field_name)

    @property
    def is_narrowed(self) -> bool:
        return any(self.data.get(self.add_prefix(name)) for name in self.fields)

    @property
    def narrowing(self) -> Narrowing:
        """Of a form that was checked."""
        activity = self.cleaned_data.get("activity")
        activity_id = int(activity) if activity else None
        if "since" in self.errors or "until" in self.errors:
            return Narrowing(activity_id=activity_id)
        return Narrowing(self.begins_at, self.ends_before, activity_id)

    @property
    def compared(self) -> Event | None:
        """The earlier event; None where there is none, or none is wanted."""
        chosen = self.cleaned_data.get("compare")
        if chosen == NONE or "compare" in self.errors:
            return None
        found = [event for event in self.earlier if not chosen or str(event.pk) == chosen]
        return found[0] if found else None


def earlier_events(event: Event, user: User) -> list[Event]:
    """Events of the same organisation that took place before this one and have results, the latest
    first; only those that the user may manage.
    """
    day = event.date or timezone.localdate(event.created_at)
    return list(
        Event.objects.manageable_by(user)
        .filter(organisation=event.organisation_id)
        .annotate(day=Coalesce("date", TruncDate("created_at")))
        .filter(Q(day__lt=day) | Q(day=day, pk__lt=event.pk))
        .filter(Exists(Record.objects.filter(activity__event=OuterRef("pk"))))
        .order_by(F("day").desc(), "-pk")[:MOST_EARLIER]
    )


def _with_day(event: Event) -> str:
    """Events of one name differ by their day."""
    if event.date is None:
        return event.name
    return f"{event.name} · {date_format(event.date, 'SHORT_DATE_FORMAT')}"
