"""What a public answer is made from right now: the one query of a read that brings no news."""

import hashlib
from collections.abc import Iterable
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cache, cached_property

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from events.models import Event
from foundation.web import versioned_cache
from scoring.models import Publication
from scoring.publishing.gate import Opening, Plan, opening
from scoring.publishing.stored import plan_of

ADDRESS = "address"


class NotPublic(Exception):
    """There is nothing to see at this address: no event, or one that is closed."""


@dataclass(frozen=True)
class PublicVersions:
    """Of the event's people, its activities' results and its publication.

    now: the moment at which it is looked. previews: whether an organiser looks, who sees what the
    public would see.
    """

    publication_id: int
    event_id: int
    event: int
    publication: int
    activities: dict[int, int]
    now: datetime
    previews: bool = False

    @classmethod
    def at_address(cls, slug: str, now: datetime | None = None) -> "PublicVersions":
        """Raises NotPublic for an address of nothing, and for an event that is not public."""
        return cls._of(_rows_at(slug), now, previews=False)

    @classmethod
    def previewed(cls, event: Event, now: datetime | None = None) -> "PublicVersions":
        """As the public would see the event if it was public. Its publication has to be there."""
        return cls._of(list(_rows(event=event)), now, previews=True)

    @classmethod
    def _of(cls, rows: list[tuple], now: datetime | None, *, previews: bool) -> "PublicVersions":
        if not rows:
            raise NotPublic
        activities = {row[4]: row[5] for row in rows if row[4] is not None}
        return cls(*rows[0][:4], activities, now or timezone.now(), previews)

    @cached_property
    def plan(self) -> Plan:
        """What organisers decided; read once per version of the publication."""
        key = f"publication-plan:{self.publication_id}"
        # That it is public the query saw to, or somebody previews.
        return versioned_cache.kept(
            key, self.publication, lambda: plan_of(self.stored).open_to_all()
        )

    @cached_property
    def opening(self) -> Opening:
        return opening(self.plan, self.now)

    @property
    def made_from(self) -> tuple:
        """What everything public of the event depends on, but for results."""
        return self.event, self.publication, self.plan.moments_passed(self.now)

    @property
    def made_from_all(self) -> tuple:
        """The same with the results of all of the activities."""
        return *self.made_from, tuple(self.activities.items())

    def made_from_each(self, activity_ids: Iterable[int]) -> dict[int, tuple]:
        """Activity id -> the same with its own results, of those that are still there."""
        known = self.activities
        return {pk: (*self.made_from, known[pk]) for pk in activity_ids if pk in known}

    def of(self, *activity_ids: int) -> "PublicVersions":
        """The same, narrowed to some of the activities."""
        narrowed = {pk: self.activities[pk] for pk in activity_ids if pk in self.activities}
        same = replace(self, activities=narrowed)
        known = {
            name: self.__dict__[name]
            for name in ("plan", "opening", "stored")
            if name in self.__dict__
        }
        same.__dict__.update(known)
        return same

    def etag(self, *variant: object) -> str:
        """A tag of whatever is made from these versions in the given variant; for the cache alone,
        as it is made of what is not public too.
        """
        made_from = (self.event_id, *self.made_from, *self.activities.items(), *variant)
        return hashlib.sha256(repr(made_from).encode()).hexdigest()

    @cached_property
    def stored(self) -> Publication:
        """The publication with its event and its picture; one query, for what is not at hand."""
        try:
            publications = Publication.objects.select_related("event__organisation", "picture")
            return publications.get(pk=self.publication_id)
        except Publication.DoesNotExist as error:  # deleted while it was looked at
            raise NotPublic from error


def _rows(**which) -> QuerySet:
    """Versions of a publication and its event, with each of its activities."""
    return (
        Publication.objects.filter(**which)
        .order_by("event__activities__order", "event__activities__pk")
        .values_list(
            "pk",
            "event_id",
            "event__version",
            "version",
            "event__activities__pk",
            "event__activities__results_version",
        )
    )


@cache
def _statement(vendor: str) -> str:
    """The query of every poll, which Django builds once: that takes longer than to send it."""
    queryset = _rows(slug=ADDRESS, is_public=True)
    statement, _values = queryset.query.get_compiler(connection=connection).as_sql()
    return statement


def _rows_at(slug: str) -> list[tuple]:
    statement = _statement(connection.vendor)
    prepared = getattr(connection, "prepared", None)  # SQLite's driver does so by itself
    at_once = prepared("public_versions", statement) if prepared else nullcontext(statement)
    with at_once as query, connection.cursor() as cursor:
        cursor.execute(query, [slug])
        return cursor.fetchall()
