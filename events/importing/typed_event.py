"""An event typed in by hand, with its groups and participants: all of it or nothing."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_noop

from accounts.models import Organisation, User
from accounts.trail import audit
from events.importing.typed_plan import Given, plan_groups
from events.importing.writing import add_people
from events.life.lifecycle import build_event
from events.models import Event
from events.models.whole_statements import whole_statements


@dataclass(frozen=True, slots=True)
class ManualSummary:
    """What was made."""

    event: Event
    groups_created: int
    participants_created: int


def create_event(
    *,
    organisation: Organisation,
    name: str,
    groups: Sequence[Given],
    by: User | None,
    date: datetime.date | None = None,
    place: str = "",
) -> ManualSummary:
    """Create an event in preparation with these groups and participants (see `plan_groups`).

    Raises ValidationError with the place of every problem, such as
    {"groups.0.participants.3.age": […]}. A fixed number of queries however many there are.
    """
    event = build_event(organisation=organisation, name=name, by=by, date=date, place=place)
    plan = plan_groups(groups, today=timezone.localdate())
    if plan.errors:
        raise ValidationError(plan.errors)
    with transaction.atomic(), whole_statements():
        event.save()
        add_people(event, plan.groups, plan.participants)
        event.refresh_from_db(fields=["version"])
        audit.log(
            actor=by,
            action="CREATE_EVENT_MANUAL",
            target=event,
            detail=audit.Sentence(
                gettext_noop("%(event)s created: %(groups)s groups, %(participants)s participants"),
                {
                    "event": event,
                    "groups": len(plan.groups),
                    "participants": len(plan.participants),
                },
            ),
        )
    return ManualSummary(event, len(plan.groups), len(plan.participants))
