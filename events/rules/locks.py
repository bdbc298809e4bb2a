"""The order of locks: activities first, then events, then everything else.

Every transaction keeps to this order, so no two of them wait for each other.
Results are submitted under the lock of their activity, and so never wait for a change of people.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from events.models import Activity, Event
from events.rules.status_rules import check_changeable


def await_submissions(events: Iterable[int]) -> None:
    """Let the submissions of results to these events (ids, or a query for them) finish.

    Those that come later wait for the end of the transaction.
    """
    locked = Activity.objects.filter(event__in=events).order_by("pk").select_for_update()
    list(locked.values_list("pk"))


def locked_activity(pk: int) -> Activity:
    """The activity as stored; submissions of results to it wait.

    Raises ValidationError where it is gone.
    """
    # By pk: the usual order joins the event, whose row would be locked too, and all activities
    # would wait for each other.
    locked = Activity.objects.select_for_update().order_by("pk").filter(pk=pk).first()
    if locked is None:
        raise ValidationError(_("This activity was deleted."))
    return locked


def take_turns(events: Iterable[int]) -> None:
    """Make other writes to these events (ids) and to their parts wait.

    Rows that only point to an event may be added meanwhile.
    """
    locked = Event.objects.filter(pk__in=events).order_by("pk").select_for_update(no_key=True)
    list(locked.values_list("pk"))


def locked_event(pk: int, *, is_to_go: bool = False) -> Event:
    """The event as stored, with its organisation; it and its parts are the caller's to change.

    is_to_go: whether it will be deleted: then rows that only point to it have to wait as well.
    Raises ValidationError where it is gone already.
    """
    events = Event.objects.select_related("organisation").order_by("pk")
    locked = events.select_for_update(of=["self"], no_key=not is_to_go)
    event = locked.filter(pk=pk).first()
    if event is None:
        raise ValidationError(_("This event was deleted."))
    return event


def changeable_event(pk: int) -> Event:
    """As `locked_event`; raises ValidationError, code "archived", where it is only read."""
    event = locked_event(pk)
    check_changeable(event)
    return event
