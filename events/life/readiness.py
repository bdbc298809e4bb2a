"""What an event still lacks before it is opened: what must be there, and what to look at."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Count
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.ages.ages import age_of
from events.ages.bands import Band, Competitor, Fall, fall
from events.life.setup_steps import url_of
from events.models import Activity, AgeCategory, Event, Group, Participant

FEW = 3
"""Names listed in a sentence before the rest are only counted."""


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that is missing or doubtful. link: where it is mended; count: how many of them."""

    text: str
    link: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Readiness:
    """errors: they keep the set-up from opening the event. warnings: they do not."""

    errors: list[Point] = field(default_factory=list)
    warnings: list[Point] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        return not self.errors


class Someone(NamedTuple):
    """The fields of a participant, not withdrawn, that the checks need."""

    event_id: int
    group_id: int
    search_key: str
    display_name: str
    gender: str
    age: int | None
    birth_date: date | None
    birth_year: int | None

    def competitor(self, day: date) -> Competitor:
        age = age_of(self.birth_date, self.birth_year, self.age, day)
        return Competitor(self.display_name, self.gender, age)


@dataclass(slots=True)
class _Parts:
    """The parts of one event."""

    bands: list[Band] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    people: list[Someone] = field(default_factory=list)
    activities: int = 0


def readiness(event: Event) -> Readiness:
    """What the event lacks, in the reader's language. Four queries."""
    return readiness_of([event])[event.pk]


def readiness_of(events: Sequence[Event]) -> dict[int, Readiness]:
    """The same for many events, by their ids; still four queries."""
    parts = _read(events)
    return {event.pk: _look(event, parts[event.pk]) for event in events}


def who_falls_where(event: Event, bands: Sequence[Band]) -> Fall:
    """The event's people in these age categories, as its boards would have them. One query."""
    people = event.participants.expected().order_by("sort_key", "pk")
    rows = people.values_list(*Someone._fields)
    day = event.ages_on
    return fall(bands, (Someone(*row).competitor(day) for row in rows))


def few(names: Sequence[str], limit: int = FEW) -> str:
    """The first of them: “Eva, Jana, Petr and 5 more”."""
    listed = ", ".join(names[:limit])
    rest = len(names) - limit
    if rest <= 0:
        return listed
    more = ngettext("%(names)s and %(count)d more", "%(names)s and %(count)d more", rest)
    return more % {"names": listed, "count": rest}


def _read(events: Sequence[Event]) -> dict[int, _Parts]:
    parts: dict[int, _Parts] = defaultdict(_Parts)
    ids = [event.pk for event in events]
    bands = AgeCategory.objects.filter(event__in=ids).order_by("min_age", "sort_key")
    for event_id, *band in bands.values_list("event_id", "name", "min_age", "max_age"):
        parts[event_id].bands.append(Band(*band))
    groups = Group.objects.filter(event__in=ids).with_cover()
    for group in groups.order_by("sort_key", "pk"):
        parts[group.event_id].groups.append(group)
    people = Participant.objects.expected().filter(event__in=ids).order_by("sort_key", "pk")
    for row in people.values_list(*Someone._fields):
        parts[row[0]].people.append(Someone(*row))
    counted = Activity.objects.filter(event__in=ids).order_by().values("event_id")
    for row in counted.annotate(count=Count("pk")):
        parts[row["event_id"]].activities = row["count"]
    return parts


def _look(event: Event, parts: _Parts) -> Readiness:
    return Readiness(
        errors=list(_errors(event, parts)),
        warnings=[
            *_doubts_about_date(event),
            *_doubts_about_groups(event, parts),
            *_doubts_about_people(event, parts),
            *_doubts_about_ages(event, parts),
        ],
    )


def _errors(event: Event, parts: _Parts) -> Iterable[Point]:
    people = url_of(event, "people")
    if not event.name:
        yield Point(_("The event has no name."), url_of(event, "basics"))
    if not parts.groups:
        yield Point(_("There are no groups yet."), people)
    if not parts.people:
        yield Point(_("There are no participants yet."), people)
    if not parts.activities:
        yield Point(_("There are no activities yet."), url_of(event, "activities"))


def _doubts_about_date(event: Event) -> Iterable[Point]:
    if event.date is None:
        yield Point(_("The event has no date."), url_of(event, "basics"))
    elif event.date < timezone.localdate() and event.status == Event.Status.DRAFT:
        yield Point(_("The date of the event is in the past."), url_of(event, "basics"))


def _doubts_about_groups(event: Event, parts: _Parts) -> Iterable[Point]:
    taken = {person.group_id for person in parts.people}
    if empty := [group.name for group in parts.groups if group.pk not in taken]:
        text = ngettext(
            "%(count)d group has no participants: %(names)s.",
            "%(count)d groups have no participants: %(names)s.",
            len(empty),
        )
        yield _counted(text, empty, url_of(event, "people"))
    if alone := [group.name for group in parts.groups if not group.is_covered]:
        text = ngettext(
            "%(count)d group has no evaluator: %(names)s.",
            "%(count)d groups have no evaluator: %(names)s.",
            len(alone),
        )
        yield _counted(text, alone, reverse("events:evaluators", args=[event.pk]))


def _doubts_about_people(event: Event, parts: _Parts) -> Iterable[Point]:
    seen: dict[tuple[int, str], list[str]] = defaultdict(list)
    for person in parts.people:
        seen[person.group_id, person.search_key].append(person.display_name)
    if twice := [names[0] for names in seen.values() if len(names) > 1]:
        text = ngettext(
            "%(count)d name is twice in one group: %(names)s.",
            "%(count)d names are twice in one group: %(names)s.",
            len(twice),
        )
        yield _counted(text, twice, people_list(event))
    without_gender = [person.display_name for person in parts.people if not person.gender]
    if without_gender and not event.ignores_gender:
        text = ngettext(
            "%(count)d participant without a gender is ranked apart: %(names)s.",
            "%(count)d participants without a gender are ranked apart: %(names)s.",
            len(without_gender),
        )
        yield _counted(text, without_gender, people_list(event, gender__exact=""))


def _doubts_about_ages(event: Event, parts: _Parts) -> Iterable[Point]:
    if event.ignores_age or not parts.bands:
        return
    day = event.ages_on
    found = fall(parts.bands, (person.competitor(day) for person in parts.people))
    categories = url_of(event, "categories")
    if names := found.without_age.names:
        text = ngettext(
            "%(count)d participant without an age is in no age category: %(names)s.",
            "%(count)d participants without an age are in no age category: %(names)s.",
            len(names),
        )
        link = people_list(event, missing="age")
        yield _counted(text, names, link)
    place = {person.display_name: number for number, person in enumerate(parts.people)}
    left_out = [*found.too_young.names, *found.between.names, *found.too_old.names]
    if names := sorted(left_out, key=place.get):
        text = ngettext(
            "%(count)d participant fits no age category: %(names)s.",
            "%(count)d participants fit no age category: %(names)s.",
            len(names),
        )
        yield _counted(text, names, categories)
    if found.gaps:
        ages = ", ".join(map(str, found.gaps))
        text = _("The age categories leave a gap: %(ages)s.") % {"ages": ages}
        yield Point(text, categories, len(found.gaps))
    if found.overlaps:
        ages = ", ".join(str(overlap.span) for overlap in found.overlaps)
        text = _("The age categories overlap: %(ages)s.") % {"ages": ages}
        yield Point(text, categories, len(found.overlaps))


def _counted(text: str, names: Sequence[str], link: str) -> Point:
    return Point(text % {"count": len(names), "names": few(names)}, link, len(names))


def people_list(event: Event, **lookups: str) -> str:
    """The list of the event's participants on the admin site, filtered."""
    asked = urlencode({"event__id__exact": event.pk, **lookups})
    return f"{reverse('admin:events_participant_changelist')}?{asked}"
