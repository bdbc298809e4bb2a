"""The age categories of an event, saved as one table."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction

from accounts.models import User
from events.ages.bands import Band
from events.models import AgeCategory, Event
from events.parts.writes import (
    change_age_category,
    create_age_category,
    delete_age_category,
    follow_names,
)
from events.rules import locks


@dataclass(frozen=True, slots=True)
class CategoryRow:
    """A row of the table. pk: of a category that is there already; band: None deletes it.

    is_touched: whether the row says something else than was shown in it.
    """

    pk: int | None
    band: Band | None
    is_touched: bool = True


@transaction.atomic
def save_categories(*, event: Event, rows: Iterable[CategoryRow], by: User | None) -> None:
    """Make the event's categories what the rows say. Those that no row names stay as they are, and
    so do those whose row was not touched: a colleague may have changed them meanwhile.

    A touched row of a category that is gone meanwhile makes it anew. Raises ValidationError, and
    changes nothing, where a name would be there twice or a band will not do.
    """
    locks.take_turns([event.pk])
    stored = {category.pk: category for category in event.age_categories.all()}
    names = {category.name for category in stored.values()}
    changed: list[tuple[AgeCategory, Band]] = []
    added: list[Band] = []
    swapped: dict[str, str] = {}
    for row in rows:
        category = stored.get(row.pk)
        if row.pk is not None and not row.is_touched:
            continue
        if row.band is None:
            if category:
                delete_age_category(category=category, by=by)
        elif category is None:
            added.append(row.band)
        elif row.band.name in names - {category.name}:
            # Names that change places would meet on the way.
            delete_age_category(category=category, by=by)
            added.append(row.band)
            swapped[category.name] = row.band.name
        else:
            changed.append((category, row.band))
    for category, band in changed:
        change_age_category(category=category, fields=_fields(band), by=by)
    for band in added:
        create_age_category(event=event, fields=_fields(band), by=by)
    if swapped:
        follow_names(event, swapped)


def _fields(band: Band) -> dict[str, str | int]:
    return {"name": band.name, "min_age": band.low, "max_age": band.high}


def band_of(category: AgeCategory) -> Band:
    return Band(category.name, category.min_age, category.max_age)
