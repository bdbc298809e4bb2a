"""Next year's event: the rules of an earlier one, without its people and results."""

import datetime
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from accounts.trail import audit
from events.life.lifecycle import build_event
from events.models import Activity, AgeCategory, Event, EventEvaluator, Group
from events.models.whole_statements import whole_statements

ALSO_COPIED: list[Callable[[Event, Event], None]] = []
"""What other apps copy from the first event to the second, in the same transaction; each adds its
own when it is ready, for this app knows none of them."""

OWN_FIELDS = {"id", "event", "locked_at", "created_at", "results_version", "name_key", "search_key"}
"""What a part of an event does not share with its copy."""
YEAR = re.compile(r"(?<!\d)20[1-9]\d(?!\d)")
WEEK = 7


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Initial name and dates of a copy."""

    name: str
    date: datetime.date | None
    reference_date: datetime.date | None


def suggestion(event: Event) -> Suggestion:
    """A year later: “Camp 2026” becomes “Camp 2027”, on the same day of the week."""
    return Suggestion(
        name=YEAR.sub(lambda year: str(int(year[0]) + 1), event.name),
        date=event.date and same_weekday(year_later(event.date), event.date),
        reference_date=event.reference_date and year_later(event.reference_date),
    )


def year_later(day: datetime.date) -> datetime.date:
    """The same day a year later; 29 February becomes 28 February, the year 9999 stays."""
    year = min(day.year + 1, datetime.MAXYEAR)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def same_weekday(day: datetime.date, as_on: datetime.date) -> datetime.date:
    """The nearest day to `day` that falls on the same day of the week as `as_on`."""
    shift = (as_on.weekday() - day.weekday() + WEEK // 2) % WEEK - WEEK // 2
    try:
        return day + datetime.timedelta(days=shift)
    except OverflowError:
        return day


@transaction.atomic
def copy_event(
    *,
    event: Event,
    organisation: Organisation,
    name: str,
    date: datetime.date | None,
    place: str,
    reference_date: datetime.date | None,
    keeps_groups: bool,
    keeps_evaluators: bool,
    by: User | None,
) -> Event:
    """A new event in preparation with the ranking, age categories and activities of this one, and
    what other apps add (`ALSO_COPIED`). Its set-up goes on at the participants.

    keeps_groups: also the groups, empty. keeps_evaluators: also the pool, without its groups,
    stations and team logins, which belong to one event.
    Raises ValidationError as `build_event` does.
    """
    new = build_event(organisation=organisation, name=name, by=by, date=date, place=place)
    new.reference_date = reference_date
    new.ignores_gender = event.ignores_gender
    new.ignores_age = event.ignores_age
    new.places = event.places
    new.orders_by_surname = event.orders_by_surname
    new.setup_step = "people"
    with whole_statements():
        new.save()
        counts = {
            "categories": _copy_parts(AgeCategory, event, new),
            "activities": _copy_parts(Activity, event, new),
            "groups": _copy_parts(Group, event, new) if keeps_groups else 0,
            "evaluators": _copy_pool(event, new) if keeps_evaluators else 0,
        }
        for copy_also in ALSO_COPIED:
            copy_also(event, new)
    new.refresh_from_db(fields=["version"])
    text = gettext_noop(
        "%(new)s was made as a copy of %(event)s: %(categories)s age categories,"
        " %(activities)s activities, %(groups)s groups, %(evaluators)s evaluators"
    )
    audit.log(
        actor=by,
        action="COPY_EVENT",
        target=new,
        detail=audit.Sentence(text, {"new": new, "event": event, **counts}),
    )
    return new


def _copy_parts(model: type[Activity | AgeCategory | Group], event: Event, new: Event) -> int:
    shared = [
        field.attname for field in model._meta.concrete_fields if field.name not in OWN_FIELDS
    ]
    copies = [
        model(event=new, **{name: getattr(part, name) for name in shared})
        for part in model.objects.filter(event=event).order_by("pk")
    ]
    model.objects.bulk_create(copies)
    return len(copies)


def _copy_pool(event: Event, new: Event) -> int:
    people = User.objects.filter(event_evaluators__event=event, is_active=True, is_team=False)
    pool = [EventEvaluator(event=new, user=user) for user in people.order_by("pk")]
    EventEvaluator.objects.bulk_create(pool)
    return len(pool)
