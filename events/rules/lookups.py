"""Looking people, groups and events up by what somebody types, as all lists and searches do."""

from collections.abc import Iterable

from django.db.models import Q

from accounts.models import User
from events.models import Event
from foundation.text.names import fold

MOST_WORDS = 10
"""Of a longer text only the beginning is looked for: a database reads no endless condition."""


def managed_events(user: User):
    """The events of which the user is an organiser, as a query."""
    return Event.objects.manageable_by(user)


def has_all_words(text: str, fields: Iterable[str]) -> Q:
    """Rows where every word of `text` is part of one of the fields, in any order and case.

    fields: names for a query; what ends with `search_key` is kept folded (`SearchKeyField`), so
    "tabor" finds "Tábor" there. A text without words matches everything.
    """
    condition = Q()
    for word in text.split()[:MOST_WORDS]:
        somewhere = Q()
        for field in fields:
            if field.endswith("search_key"):
                somewhere |= Q(**{f"{field}__contains": fold(word)})
            else:
                somewhere |= Q(**{f"{field}__icontains": word})
        condition &= somewhere
    return condition
