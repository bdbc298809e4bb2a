"""All who have no result in an activity get a status at once: "did not start" and the like."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Activity, Group, Participant
from scoring.ledger import records
from scoring.ledger.records import Submission, SubmissionsRefused
from scoring.models import Entry

STATUSES = [Entry.Status.DNS, Entry.Status.DNF, Entry.Status.WD]
"""Statuses for a missing result, the usual one first."""
TRIES = 3
"""Attempts before giving up, where new results keep coming in meanwhile."""


@dataclass(frozen=True, slots=True)
class Blanks:
    """A group with those of its participants who have no result."""

    group: Group
    participants: list[Participant]


def blanks(activity: Activity, group: Group | None = None) -> list[Blanks]:
    """Who has no result in the activity and has not withdrawn, by group, in one query."""
    by_group: dict[Group, list[Participant]] = {}
    for participant in _blank(activity, group):
        by_group.setdefault(participant.group, []).append(participant)
    return [Blanks(each, people) for each, people in by_group.items()]


def mark_blanks(
    *,
    activity: Activity,
    participant_ids: Collection[int],
    status: str,
    by: User,
    group: Group | None = None,
    device: str = "",
) -> int:
    """Give the status to those of them who still have no result; returns how many got it.

    All of them or none. Somebody who got a result, withdrew or left since the person looked is
    left out. Raises ValidationError for another status, and as `records.submit` does.
    """
    if status not in STATUSES:
        raise ValidationError({"status": _("Choose one of the statuses.")})
    wanted = set(participant_ids)
    for _try in range(TRIES):
        people = [person.pk for person in _blank(activity, group) if person.pk in wanted]
        try:
            verdicts = records.submit(
                activity=activity,
                submissions=[Submission(pk, status=status, based_on=None) for pk in sorted(people)],
                by=by,
                source=Entry.Source.FORM,
                device=device,
            )
        except SubmissionsRefused:
            continue  # somebody got a result since we looked, a moment ago
        return len(verdicts)
    raise ValidationError(_("Results are coming in just now. Nothing was marked; try again."))


def _blank(activity: Activity, group: Group | None):
    people = (
        Participant.objects.filter(event=activity.event_id)
        if group is None
        else (group.participants.all())
    )
    return (
        people.expected()
        .exclude(records__activity=activity)
        .select_related("group")
        .order_by("group__sort_key", "group_id", "sort_key", "pk")
    )
