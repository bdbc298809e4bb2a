"""The order of locks: activities first, then events, then everything else.

Every transaction keeps to this order, so no two of them wait for each other.
Results are submitted under the lock of their activity, and so never wait for a change of people.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Activity, Event


def await_submissions(events: Iterable[int]) -> None:
    """Let the submissions of results to these events (ids, or a query for them) finish.

    Those that come later wait for the end of the transaction.
    """
    locked = Activity.objects.filter(event__in=events).order_by("pk").select_for_update()
    list(locked.values_list("pk"))


def take_turns(events: Iterable[int]) -> None:
    """Make other writes to the groups, participants and categories of these events wait."""
    locked = Event.objects.filter(pk__in=events).order_by("pk").select_for_update(no_key=True)
    list(locked.values_list("pk"))


def locked_event(event: Event) -> Event:
    """The event as stored, its row locked. Raises ValidationError where it is gone."""
    locked = Event.objects.select_for_update().filter(pk=event.pk).first()
    if locked is None:
        raise ValidationError(_("This event was deleted."))
    return locked
