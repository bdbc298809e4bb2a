"""The organisers' home: their events, how far each is, and what comes next."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import Case, Count, QuerySet, Value, When

from accounts.models import Organisation, User
from events.models import Activity, Event, Group, Participant
from klepak.workplace.next_step import EventNumbers, NextStep, next_step
from scoring.models import Record
from scoring.progress.tally import Tally

PER_PAGE = 20
ORDER = [Event.Status.ACTIVE, Event.Status.DRAFT, Event.Status.ARCHIVED]


@dataclass(frozen=True, slots=True)
class EventCard:
    """An event as the home page shows it."""

    event: Event
    numbers: EventNumbers
    next: NextStep


@dataclass(frozen=True, slots=True)
class Home:
    """The home page of one organiser; `page` holds EventCards.

    shows_organisation: whether events say whose they are; a single club never sees the word.
    waiting: how many people who registered wait to be let in; 0 for all but super admins.
    """

    page: Page
    shows_organisation: bool
    waiting: int


def home(user: User, page: str | None = None) -> Home:
    """What the user sees first, in the same number of queries however many events there are.

    page: of the list, as the address says; what is no page is the nearest one.
    """
    rank = Case(*[When(status=status, then=Value(place)) for place, status in enumerate(ORDER)])
    events = (
        Event.objects.manageable_by(user)
        .select_related("organisation")
        .order_by(rank, *Event._meta.ordering)
    )
    found = Paginator(events, PER_PAGE).get_page(page)
    found.object_list = cards(found.object_list)
    organisations = Organisation.objects.manageable_by(user)[:2]
    return Home(
        page=found,
        shows_organisation=len(organisations) > 1,
        waiting=User.objects.waiting_for_approval().count() if user.is_super_admin else 0,
    )


def cards(events: Iterable[Event]) -> list[EventCard]:
    """A card per event, in the order given; five queries for all of them."""
    events = list(events)
    pks = [event.pk for event in events]
    groups = _count(Group.objects.filter(event__in=pks))
    unassigned = _count(Group.objects.filter(event__in=pks).without_evaluator())
    participants = _count(Participant.objects.expected().filter(event__in=pks))
    activities = _count(Activity.objects.filter(event__in=pks))
    scored = _count(Record.objects.filter(activity__event__in=pks).expected(), "activity__event")
    found = []
    for event in events:
        pk = event.pk
        numbers = EventNumbers(
            status=event.status,
            setup_step=event.setup_step,
            groups=groups.get(pk, 0),
            participants=participants.get(pk, 0),
            activities=activities.get(pk, 0),
            unassigned=unassigned.get(pk, 0),
            tally=Tally(scored.get(pk, 0), participants.get(pk, 0) * activities.get(pk, 0)),
        )
        found.append(EventCard(event, numbers, next_step(numbers)))
    return found


def _count(rows: QuerySet, event: str = "event") -> dict[int, int]:
    """Event id -> the number of rows of the event."""
    return dict(rows.order_by().values_list(event).annotate(count=Count("pk")))
