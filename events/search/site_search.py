"""What the site search finds: people, groups and events that an organiser manages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, QuerySet, Value, When

from accounts.models import User
from events.models import Event, Group, Participant
from events.rules.lookups import has_all_words

SHOWN = 20
"""How many of each kind; the lists of the admin site show the rest."""


@dataclass(frozen=True, slots=True)
class Found:
    """The first of one kind, those of archived events last. has_more: whether there are others."""

    rows: list[Any]
    has_more: bool


@dataclass(frozen=True, slots=True)
class SiteSearch:
    """Three queries, whatever there is; participants and groups come with their event."""

    events: Found
    groups: Found
    participants: Found

    @property
    def is_empty(self) -> bool:
        return not (self.events.rows or self.groups.rows or self.participants.rows)


def find(text: str, *, user: User) -> SiteSearch:
    """Whatever has all words of `text` in its name, number, identifier or place."""
    events = _matching(Event, text, ["search_key", "place"], user)
    groups = _matching(Group, text, ["search_key", "identifier"], user)
    people = _matching(Participant, text, ["search_key", "external_id"], user)
    return SiteSearch(
        events=_first(events.order_by(_archived_last("status"), *Event._meta.ordering)),
        groups=_first(
            groups.select_related("event").order_by(
                _archived_last("event__status"), "-event_id", "sort_key", "pk"
            )
        ),
        participants=_first(
            people.select_related("event", "group").order_by(
                _archived_last("event__status"), "-event_id", "sort_key", "pk"
            )
        ),
    )


def _matching(model, text: str, fields: list[str], user: User) -> QuerySet:
    return model.objects.manageable_by(user).filter(has_all_words(text, fields))


def _archived_last(status: str) -> Case:
    return Case(When(**{status: Event.Status.ARCHIVED}, then=Value(1)), default=Value(0))


def _first(queryset: QuerySet) -> Found:
    rows = list(queryset[: SHOWN + 1])
    return Found(rows[:SHOWN], len(rows) > SHOWN)
