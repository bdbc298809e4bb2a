"""What an organiser watches during the day; each is read for a whole event at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, F, Max, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.life.opening import opened_at
from events.models import Activity, Event, EventEvaluator, Group, Participant
from scoring.engine.suspects import ComparedResult, Comparison
from scoring.engine.values import Rule
from scoring.ledger.confirmations import RESULT_FIELDS
from scoring.ledger.history import in_words
from scoring.models import Entry, Record
from scoring.progress.matrix import Matrix
from scoring.progress.tally import Tally
from scoring.rules.activity_rules import rule_of

LATEST = 20
SHOWN = 50
"""How many of a kind are listed; where there are more, the list says so."""
QUIET_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A cell with what was entered in it: `result` in words, `reason` to look at it, if any."""

    activity: Activity
    participant: Participant
    result: str
    by: User | None
    at: datetime
    reason: str = ""
    source: str = ""

    @property
    def is_today(self) -> bool:
        """Whether it was entered today, so that the time alone is enough."""
        return timezone.localdate(self.at) == timezone.localdate()


@dataclass(frozen=True, slots=True)
class Findings:
    """The first of those found, and whether there are more."""

    sightings: list[Sighting]
    has_more: bool

    @classmethod
    def of(cls, found: Iterable[Sighting]) -> "Findings":
        found = list(found)
        return cls(found[:SHOWN], len(found) > SHOWN)


@dataclass(frozen=True, slots=True)
class ToLookAt:
    """Cells that somebody should look at, by the reason."""

    doubtful: Findings
    overwritten: Findings
    withdrawn: Findings

    @property
    def count(self) -> int:
        return sum(
            len(each.sightings) for each in (self.doubtful, self.overwritten, self.withdrawn)
        )


@dataclass(frozen=True, slots=True)
class SignOfLife:
    """When somebody of the pool was last heard of, and how far their group and stations are.

    Quiet is who has work left, has signed in once, and was silent for QUIET_AFTER since then and
    since the event was opened.

    `last_entry` at this event; `last_heard` by whatever came from them at all, None if nothing did.
    """

    user: User
    group: Group | None
    activities: list[Activity]
    tally: Tally
    last_entry: datetime | None
    last_heard: datetime | None
    is_quiet: bool
    is_just_now: bool

    @property
    def scope(self) -> str:
        """The names of what they score, "" where it is nothing."""
        return ", ".join(map(str, [*filter(None, [self.group]), *self.activities]))


def latest_entries(event: Event) -> list[Sighting]:
    """The newest entries, the newest first, in one query."""
    entries = _entries(event).order_by("-pk")[:LATEST]
    return [
        _sighting(entry, entry.entered_by, entry.received_at, source=entry.get_source_display())
        for entry in entries
    ]


def to_look_at(event: Event, viewer: User) -> ToLookAt:
    """Doubtful values, overwritten ones, those of people who withdrew; in four queries.

    What the viewer entered over somebody else's is not listed: they have looked at it.
    """
    return ToLookAt(
        Findings.of(doubtful(doubt_reasons(event), SHOWN + 1)),
        Findings.of(_overwritten(event, viewer)),
        Findings.of(_withdrawn(event)),
    )


def signs_of_life(event: Event, matrix: Matrix, at: datetime | None = None) -> list[SignOfLife]:
    """Everybody in the event's pool, those to worry about first, in four queries."""
    at = at or timezone.now()
    opened = opened_at(event)
    last_entries = dict(
        Entry.objects.filter(activity__event=event, entered_by__isnull=False)
        .order_by()
        .values_list("entered_by")
        .annotate(last=Max("received_at"))
    )
    pool = (
        EventEvaluator.objects.filter(event=event)
        .select_related("user", "group_assignment__group")
        .prefetch_related("stations")
    )
    found = [
        _sign(member, last_entries.get(member.user_id), event, matrix, opened, at)
        for member in pool
    ]
    return sorted(
        found,
        key=lambda sign: (
            not sign.is_quiet,
            sign.group is None,
            sign.group.sort_key if sign.group else "",
            sign.user.sort_key,
        ),
    )


def _sign(
    member: EventEvaluator,
    last_entry: datetime | None,
    event: Event,
    matrix: Matrix,
    opened: datetime,
    at: datetime,
) -> SignOfLife:
    user = member.user
    assignment = getattr(member, "group_assignment", None)
    group = assignment.group if assignment else None
    group_id = group.pk if group else None
    stations = {station.activity_id for station in member.stations.all()}
    activities = [part.activity for part in matrix.columns if part.activity.pk in stations]
    tally = matrix.of_group(group_id) + matrix.of_stations(stations, but_group_id=group_id)
    heard = max(filter(None, [last_entry, user.last_seen_at, user.last_login]), default=None)
    is_silent = heard is not None and at - max(heard, opened) > QUIET_AFTER
    return SignOfLife(
        user,
        group,
        activities,
        tally,
        last_entry,
        heard,
        is_quiet=is_silent and tally.is_unfinished and event.is_open_for_scoring,
        is_just_now=heard is not None and at - heard < timedelta(minutes=1),
    )


def doubt_reasons(event: Event) -> dict[int, str]:
    """Id of a record -> why it is in doubt, of the whole event in two queries; without what
    somebody confirmed.
    """
    rules = {activity.pk: rule_of(activity) for activity in event.activities.all()}
    cells = defaultdict(list)
    found = Record.objects.filter(activity__event=event, status=Entry.Status.OK).order_by("-pk")
    for pk, activity_id, confirmation, *result in found.values_list(
        "pk", "activity_id", "entry__confirmation", *RESULT_FIELDS
    ):
        cells[activity_id].append((pk, confirmation, ComparedResult(*result)))
    reasons = {}
    for activity_id, of_activity in cells.items():
        rule = rules.get(activity_id)
        if rule is not None:  # made since the activities were read
            reasons |= _reasons(of_activity, rule)
    return reasons


def doubtful(reasons: Mapping[int, str], most: int | None = None) -> list[Sighting]:
    """The records with these reasons, the newest first, at most so many; in one query."""
    newest_first = sorted(reasons, reverse=True)[:most]
    records = Record.objects.filter(pk__in=newest_first).select_related(
        "activity", "participant__group", "evaluator"
    )
    return [
        _sighting(record, record.evaluator, record.updated_at, reasons[record.pk])
        for record in records.order_by("-updated_at", "-pk")
    ]


def _reasons(cells: list[tuple[int, int | None, ComparedResult]], rule: Rule) -> dict[int, str]:
    """Id of a record -> why it is in doubt; of (id, id of a confirmation, result) of one activity.
    What somebody confirmed is in doubt no more, but the others are compared with it.
    """
    comparison = Comparison.of([result for _pk, _confirmation, result in cells], rule)
    found = {
        pk: " ".join(comparison.reasons(result.entry_id, result.value, result.attempts))
        for pk, confirmation, result in cells
        if confirmation is None
    }
    return {pk: reason for pk, reason in found.items() if reason}


def _overwritten(event: Event, viewer: User) -> list[Sighting]:
    later = Entry.objects.filter(
        activity=OuterRef("activity"), participant=OuterRef("participant"), pk__gt=OuterRef("pk")
    )
    entries = (
        _entries(event)
        .filter(entered_by__isnull=False, based_on__entered_by__isnull=False)
        .exclude(based_on__entered_by=F("entered_by"))
        .exclude(entered_by=viewer)
        .filter(~Exists(later))
        .select_related("based_on__entered_by")
        .order_by("-pk")[: SHOWN + 1]
    )
    return [
        _sighting(entry, entry.entered_by, entry.received_at, _what_was_there(entry))
        for entry in entries
    ]


def _what_was_there(entry: Entry) -> str:
    rule = rule_of(entry.activity)
    return _("%(name)s had entered %(before)s, %(other)s changed it.") % {
        "name": entry.based_on.entered_by,
        "before": in_words(entry.based_on, rule),
        "other": entry.entered_by,
    }


def _withdrawn(event: Event) -> list[Sighting]:
    records = (
        Record.objects.filter(
            activity__event=event, participant__status=Participant.Status.WITHDRAWN
        )
        .exclude(status__in=[Entry.Status.WD, Entry.Status.DNS])
        .select_related("activity", "participant__group", "evaluator")
        .order_by("participant__sort_key", "participant_id", "activity__order", "activity_id")
    )
    reason = _("Has a result although withdrawn from the event.")
    return [
        _sighting(record, record.evaluator, record.updated_at, reason)
        for record in records[: SHOWN + 1]
    ]


def _entries(event: Event):
    return Entry.objects.filter(activity__event=event).select_related(
        "activity", "participant__group", "entered_by"
    )


def _sighting(
    cell: Record | Entry, by: User | None, at: datetime, reason: str = "", source: str = ""
) -> Sighting:
    words = in_words(cell, rule_of(cell.activity)) or str(_("cleared"))
    return Sighting(cell.activity, cell.participant, words, by, at, reason, source)
