"""The presets as an event's organisers see them: each with an example from the results of today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Max, Min
from django.utils.translation import gettext as _

from events.models import Activity, Event
from scoring.boards.leaderboard import Everybody, activity_boards
from scoring.engine.marks import Status
from scoring.engine.ranking import Board, BoardPerson, Method, Placed
from scoring.models import Record
from scoring.points.exact import decimal_text
from scoring.points.presets import BY_KEY, PRESETS, Preset, Proposal, propose
from scoring.points.rule_checks import ActivityFacts, faults
from scoring.points.rules import OverallKind, Scheme, SchemeKind, StandingsRules
from scoring.points.schemes import earned_by_all, entrants
from scoring.rules.activity_rules import method_of

MOST_SAMPLES = 3
"""Boards that examples are taken from: each is a query."""
MEDALS = 3
FIRST_CHOICES = (
    "decathlon",
    "heptathlon",
    "heptathlon-indoors",
    "pentathlon-indoors",
    "places",
    "table-shared",
    "team",
    "camp",
    "medals",
)
"""Presets of which one suits nearly every event; the others are variants of them."""


@dataclass(frozen=True, slots=True)
class ReadyMade:
    """A preset, and what it would give to somebody; "" where there is no result to say it of."""

    preset: Preset
    example: str


@dataclass(frozen=True, slots=True)
class Sample:
    """The boards of an activity with results."""

    activity: Activity
    method: Method
    boards: Sequence[Board]


def suggestions(
    event: Event,
    now: StandingsRules,
    facts: Mapping[int, ActivityFacts],
    bests: Mapping[int, Fraction],
    everybody: Everybody,
) -> list[ReadyMade]:
    """All presets. facts: of the event's activities; bests, everybody: as `bests_of` and
    `people_of` have them.
    """
    people, _bands = everybody
    samples = _samples(event, everybody)
    return [
        ReadyMade(preset, _example(people, samples, propose(preset, now, facts, bests)))
        for preset in PRESETS
    ]


def fitting(
    event: Event, now: StandingsRules, facts: Mapping[int, ActivityFacts]
) -> tuple[list[Preset], Preset | None]:
    """The first choices that suit the event's activities as they are, combined events only where
    every discipline is there; and the preset that the rules of now are, if they are one. facts: of
    these activities.
    """
    bests = bests_of(event, facts)
    proposals = {preset.key: propose(preset, now, facts, bests) for preset in PRESETS}
    suited = [
        BY_KEY[key]
        for key in FIRST_CHOICES
        if not (proposals[key].left_out or proposals[key].missing)
        and not faults(proposals[key].rules, facts)
    ]
    return suited, next((each for each in PRESETS if proposals[each.key].rules == now), None)


def bests_of(event: Event, facts: Mapping[int, ActivityFacts]) -> dict[int, Fraction]:
    """Activity id -> the best value of today, in its unit. facts: of the event's activities."""
    rows = (
        Record.objects.expected()
        .filter(activity__event=event, status=Status.OK)
        .order_by()
        .values("activity")
        .annotate(lowest=Min("value"), highest=Max("value"))
    )
    return {
        row["activity"]: Fraction(
            row["lowest" if facts[row["activity"]].lowest_wins else "highest"], 1000
        )
        for row in rows
    }


def _samples(event: Event, everybody: Everybody) -> list[Sample]:
    with_results = Record.objects.filter(activity__event=event, status=Status.OK)
    activities = event.activities.filter(pk__in=with_results.order_by().values("activity"))
    found = []
    for activity in activities.order_by("order", "pk")[:MOST_SAMPLES]:
        activity.event = event
        boards = activity_boards(activity, everybody)
        found.append(Sample(activity, method_of(activity, event), boards))
    return found


def _example(
    people: Mapping[int, BoardPerson], samples: Sequence[Sample], proposal: Proposal
) -> str:
    """Of the first board with results of which the rules make something."""
    rules = proposal.rules
    schemes = {each.activity_id: each.scheme for each in rules.counting}
    for sample in samples:
        scheme = schemes.get(sample.activity.pk)
        board = next((board for board in sample.boards if board.placed), None)
        if scheme is not None and board is not None:
            row = _second(board.placed)
            if rules.overall.kind == OverallKind.MEDALS:
                return _of_medals(row, sample)
            return _of_points(people, row, sample, scheme)
    return ""


def _second(placed: Sequence[Placed]) -> Placed:
    """Somebody in the second place; in the first one where there is none."""
    return next((row for row in placed if row.place == 2 and not row.person.is_guest), placed[0])


def _of_points(
    people: Mapping[int, BoardPerson], row: Placed, sample: Sample, scheme: Scheme
) -> str:
    competing = entrants(people.values(), sample.method)
    earned = earned_by_all(sample.boards, scheme, sample.method, competing, absences=())
    points = earned[row.person.participant_id].points
    if points is None:
        return ""
    text = (
        _("%(name)s, place %(place)d in %(activity)s: %(points)s to the sum")
        if scheme.kind == SchemeKind.PLACES
        else _("%(name)s, place %(place)d in %(activity)s: %(points)s points")
    )
    return text % {**_names(row, sample), "points": decimal_text(points)}


def _of_medals(row: Placed, sample: Sample) -> str:
    text = (
        _("%(name)s, place %(place)d in %(activity)s: a medal")
        if row.place <= MEDALS
        else _("%(name)s, place %(place)d in %(activity)s: no medal")
    )
    return text % _names(row, sample)


def _names(row: Placed, sample: Sample) -> dict:
    return {"name": row.person.name, "place": row.place, "activity": sample.activity.name}
