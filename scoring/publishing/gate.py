"""The gate: what of an event anybody may see at a moment. Pure.

Every page and every answer for the public starts here: what is not opened by `opening` is in none.
Source: docs/publishing.md.
"""

import hashlib
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple

BOARD, OVERALL, GROUPS = "BOARD", "OVERALL", "GROUPS"
OPEN, CLOSED, PUBLISHED, OFFICIAL = STATES = ("OPEN", "CLOSED", "PUBLISHED", "OFFICIAL")
"""The states of a board, from the first to the last."""
SHOWN = frozenset({PUBLISHED, OFFICIAL})


class NameForm(StrEnum):
    """How the public reads names, from all of them to none."""

    FULL = "FULL"
    FIRST_INITIAL = "FIRST_INITIAL"
    FIRST = "FIRST"
    NUMBER = "NUMBER"


class BoardId(NamedTuple):
    """Which board: of an activity by gender and category, or the overall or group standings."""

    kind: str
    activity_id: int = 0
    gender: str = ""
    category: str = ""

    @property
    def key(self) -> str:
        """A name for the board in a form, whatever stands in its own."""
        return hashlib.sha256(repr(tuple(self)).encode()).hexdigest()[:12]


OVERALL_ID, GROUPS_ID = BoardId(OVERALL), BoardId(GROUPS)


class BoardRule(NamedTuple):
    """What an organiser decided about a board. official_at: None unless it is OFFICIAL."""

    state: str
    hold_until: datetime | None = None
    official_at: datetime | None = None
    changed_at: datetime | None = None


class Opened(NamedTuple):
    """A board that the public sees. cutoff: the moment whose results it shows; None: those of now.
    since: when it came to be as it is, by a decision or by the clock.
    """

    state: str
    cutoff: datetime | None
    since: datetime | None


@dataclass(frozen=True)
class Plan:
    """All that organisers decided. numbers_from: from when on names are no more than numbers.
    is_indexed: whether search engines may list the pages.
    """

    is_public: bool
    names: str = NameForm.FULL
    numbers_from: datetime | None = None
    frozen_at: datetime | None = None
    boards: Mapping[BoardId, BoardRule] = field(default_factory=dict)
    is_indexed: bool = False

    @cached_property
    def moments(self) -> list[datetime]:
        """When something changes by the clock alone, in order."""
        found = {self.frozen_at, self.numbers_from}
        found |= {rule.hold_until for rule in self.boards.values()}
        return sorted(found - {None})

    def open_to_all(self) -> "Plan":
        """The same of an event that is public: what the public would see."""
        return replace(self, is_public=True)

    def moments_passed(self, now: datetime) -> int:
        """How many of the moments are over: as long as that and the plan stay the same, so does
        what is open.
        """
        return bisect_right(self.moments, now)

    def next_moment(self, now: datetime) -> datetime | None:
        """The first that is not over; None: nothing changes by the clock any more."""
        return next(iter(self.moments[self.moments_passed(now) :]), None)


@dataclass(frozen=True)
class Opening:
    """What is open. cutoff: as of which moment everything is shown; None: as of now. held: boards
    that an organiser holds back until later: their results count nowhere before.
    """

    names: str
    cutoff: datetime | None
    boards: Mapping[BoardId, Opened]
    held: frozenset[BoardId]

    @property
    def is_of_now(self) -> bool:
        """Whether all that is open counts all results that there are now: nothing is frozen, held
        back or official.
        """
        is_frozen = any(each.cutoff for each in self.boards.values())
        return not (self.cutoff or self.held or is_frozen)

    @property
    def overall(self) -> Opened | None:
        return self.boards.get(OVERALL_ID)

    @property
    def groups(self) -> Opened | None:
        return self.boards.get(GROUPS_ID)

    def of_activity(self, activity_id: int) -> dict[BoardId, Opened]:
        """The boards of the activity."""
        return {key: each for key, each in self.boards.items() if key.activity_id == activity_id}

    @property
    def activity_ids(self) -> set[int]:
        """The activities of which at least one board is open."""
        return {key.activity_id for key in self.boards if key.kind == BOARD}


def opening(plan: Plan, now: datetime) -> Opening | None:
    """What anybody may see at this moment; None: nothing, not even that there is an event."""
    if not plan.is_public:
        return None
    frozen = _passed(plan.frozen_at, now)
    boards, held = {}, set()
    for key, rule in plan.boards.items():
        if rule.hold_until is not None and rule.hold_until > now:
            held.add(key)
        elif rule.state in SHOWN:
            since = latest(rule.changed_at, rule.hold_until)
            boards[key] = Opened(rule.state, earliest(frozen, rule.official_at), since)
    is_late = _passed(plan.numbers_from, now) is not None
    names = NameForm.NUMBER if is_late else plan.names
    return Opening(str(names), frozen, boards, frozenset(held))


def goes_back(old: str, new: str) -> bool:
    """Whether a board in the state `old` is taken back by the state `new`."""
    return STATES.index(new) < STATES.index(old)


def earliest(*moments: datetime | None) -> datetime | None:
    return min(filter(None, moments), default=None)


def latest(*moments: datetime | None) -> datetime | None:
    return max(filter(None, moments), default=None)


def _passed(moment: datetime | None, now: datetime) -> datetime | None:
    """The moment where it is over, else None."""
    return moment if moment is not None and moment <= now else None
