"""What somebody enters, and what it was based on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Max

from accounts.models import User
from events.models import Activity
from scoring.engine.values import Status
from scoring.models import Entry, Record, by_our_clock

UNSEEN = -1
"""`based_on` of somebody who did not look at the cell first, such as a script."""

Cell = tuple[UUID, int]
"""The uuid of an entry, and the participant that it has to be of."""


@dataclass(frozen=True, slots=True)
class Submission:
    """A result that somebody enters for a participant.

    text: as typed; empty clears the cell. status: chosen with a key instead of a text (DNS, …).
    uuid: the client's own id, by which a repeated sending is recognised. captured_at: the
    client's clock, which was clock_offset_ms ahead of ours. based_on: id of the entry the person
    saw in the cell, None for an empty cell; where the cell says something else by now, the
    submission is a conflict. based_on_uuid: of an entry of their own instead, sent before this one
    or not yet; only what others entered since then is a conflict.
    """

    participant_id: int
    text: str = ""
    status: str = ""
    reason: str = ""
    uuid: UUID | None = None
    captured_at: datetime | None = None
    based_on: int | None = UNSEEN
    based_on_uuid: UUID | None = None
    clock_offset_ms: int | None = None

    @property
    def typed_at(self) -> datetime | None:
        """When it was typed, by our own clock where it is known how far off the device's was."""
        return by_our_clock(self.captured_at, self.clock_offset_ms)

    @property
    def clears(self) -> bool:
        return not self.text.strip() and self.status in {"", Status.OK}


class OwnBases:
    """Says of each submission of one call whether its `based_on_uuid` leads to a conflict.

    Reads in two queries what it needs of the activity, and in none where nobody sent such a base.
    A base that was refused, or that changed nothing, is no entry: then its own base counts.
    """

    def __init__(self, activity: Activity, submissions: Sequence[Submission], by: User):
        self.by = by
        based = [each for each in submissions if each.based_on_uuid]
        self.sent = {(each.uuid, each.participant_id): each for each in submissions if each.uuid}
        self.entries: dict[Cell, int] = {}
        self.newest_of_others: dict[int, int] = {}
        if not based:
            return
        of_activity = Entry.objects.filter(activity=activity).order_by()
        uuids = {each.based_on_uuid for each in [*based, *submissions] if each.based_on_uuid}
        own = of_activity.filter(uuid__in=uuids, entered_by=by)
        self.entries = {
            (uuid, participant): pk
            for uuid, participant, pk in own.values_list("uuid", "participant", "pk")
        }
        cells = {each.participant_id for each in based if 0 < each.participant_id < 2**63}
        others = of_activity.filter(participant__in=cells).exclude(entered_by=by)
        newest = others.values("participant").annotate(newest=Max("pk"))
        self.newest_of_others = dict(newest.values_list("participant", "newest"))

    def is_conflict(self, submission: Submission, current: Record | None) -> bool:
        """Whether somebody else changed the cell after the base. `current`: what it holds now."""
        base, participant_id = submission, submission.participant_id
        seen: set[UUID] = set()
        while (uuid := base.based_on_uuid) is not None and uuid not in seen:
            seen.add(uuid)
            if (entry_id := self.entries.get((uuid, participant_id))) is not None:
                return self.newest_of_others.get(participant_id, 0) > entry_id
            base = self.sent.get((uuid, participant_id), base)
        if base.based_on != UNSEEN or base.based_on_uuid is None:
            return base.based_on not in {UNSEEN, current.entry_id if current else None}
        return current is not None and current.evaluator_id != self.by.pk
