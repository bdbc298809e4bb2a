"""Who else is on an entry page now: so that two people see each other before they collide.

Kept in the cache alone: where that is lost or hangs nobody is seen, and nothing else changes.
"""

from datetime import datetime, timedelta

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import ngettext

from accounts.models import User
from events.models import Activity, Group

SEEN_FOR = timedelta(seconds=70)
"""A page says that it is still open every 30 seconds; one call may get lost on the way."""


def arrive(user: User, group: Group, activity: Activity, at: datetime | None = None) -> list[str]:
    """Note that the user is on the page; returns the names of the others, in order.

    Two that arrive at the same moment may miss each other until the page's next call.
    """
    now = at or timezone.now()
    key = f"presence:{group.pk}:{activity.pk}"
    kept = cache.get(key) or {}
    there = {pk: (name, seen) for pk, (name, seen) in kept.items() if now - seen < SEEN_FOR}
    there[user.pk] = (str(user), now)
    cache.set(key, there, SEEN_FOR.total_seconds())
    return sorted(name for pk, (name, _seen) in there.items() if pk != user.pk)


def sentence_of(names: list[str]) -> str:
    """For the page; "" where nobody else is there."""
    if not names:
        return ""
    sentence = ngettext(
        "%(names)s is on this page as well: share the rows between you.",
        "%(names)s are on this page as well: share the rows between you.",
        len(names),
    )
    return sentence % {"names": ", ".join(names)}
