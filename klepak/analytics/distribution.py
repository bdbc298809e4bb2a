"""How the results of an activity are spread, in each gender and age category."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from events.ages.bands import Band
from events.models import Activity, Event
from foundation.text.decimals import with_own_point
from klepak.analytics import charts
from klepak.analytics.entered import EnteredResult
from klepak.analytics.summaries import Summary, in_format, percent, summary_of
from scoring.boards.board_words import board_words
from scoring.engine.numbers import show_number
from scoring.engine.ranking import UNPLACED_ORDER, BoardPerson, board_key, in_order
from scoring.engine.single import display
from scoring.engine.values import Rule, Status
from scoring.rules.activity_rules import method_of, rule_of


@dataclass(frozen=True, slots=True)
class Spread:
    """The results of a gender and age category, or of everybody.

    values: those with a value, in thousandths, guests among them. statuses: NM, DNS and so on with
    how many there are of each; who has withdrawn from the event is a WD, as on boards. summary:
    None where there are no values.
    """

    name: str
    rule: Rule
    values: list[int]
    statuses: list[tuple[str, int]]
    summary: Summary | None

    @property
    def count(self) -> int:
        return len(self.values)

    @property
    def numbers(self) -> list[str]:
        """Lowest, lower quartile, median, upper quartile, highest, as results are shown."""
        five = self.summary[1:] if self.summary else ()
        return [in_format(value, self.rule) for value in five]

    @property
    def passed(self) -> int:
        """Where there is only to pass or to fail."""
        return sum(map(bool, self.values))

    @property
    def failed(self) -> int:
        return self.count - self.passed

    @property
    def share(self) -> int:
        """In percent, of those who passed or failed."""
        return percent(self.passed, self.count)

    @property
    def status_words(self) -> str:
        """ "DNS 2, NM 1"."""
        return ", ".join(f"{status} {count}" for status, count in self.statuses)


@dataclass(frozen=True, slots=True)
class Distribution:
    """An activity: everybody first where there are several categories, then each of them.

    chart: boxes below each other on one axis, or bars of who passed; None where nobody has a value.
    """

    activity: Activity
    rule: Rule
    spreads: list[Spread]
    chart: charts.BoxChart | charts.RowChart | None

    @property
    def unit(self) -> str:
        """Of the numbers; times show theirs by themselves."""
        return "" if self.rule.is_time else self.rule.unit.strip()

    @property
    def chart_name(self) -> str:
        """Unlike that of any other chart of the page."""
        return f"chart-spread-{self.activity.pk}"


def distributions(
    event: Event,
    activities: Sequence[Activity],
    results: Iterable[EnteredResult],
    people: Mapping[int, BoardPerson],
    bands: Sequence[Band],
) -> list[Distribution]:
    """Of the activities that have any of the results, in order. No queries."""
    of_activity: dict[int, list[EnteredResult]] = {}
    for result in results:
        if result.participant_id in people:
            of_activity.setdefault(result.activity_id, []).append(result)
    return [
        _distribution(event, activity, of_activity[activity.pk], people, bands)
        for activity in activities
        if activity.pk in of_activity
    ]


def _distribution(
    event: Event,
    activity: Activity,
    results: list[EnteredResult],
    people: Mapping[int, BoardPerson],
    bands: Sequence[Band],
) -> Distribution:
    rule, method = rule_of(activity), method_of(activity, event)
    boards: dict[tuple, list[EnteredResult]] = {}
    for result in results:
        boards.setdefault(board_key(people[result.participant_id], method), []).append(result)
    spreads = [
        _spread(board_words(*key), boards[key], people, rule) for key in in_order(boards, bands)
    ]
    if len(spreads) > 1:
        spreads.insert(0, _spread(_("Everybody"), results, people, rule))
    return Distribution(activity, rule, spreads, _chart(spreads, rule))


def _spread(
    name: str, results: list[EnteredResult], people: Mapping[int, BoardPerson], rule: Rule
) -> Spread:
    values, statuses = [], Counter()
    for result in results:
        if people[result.participant_id].is_withdrawn:
            statuses[Status.WD] += 1
        elif result.value is None:
            statuses[result.status] += 1
        else:
            values.append(result.value)
    in_turn = [(str(each), statuses[each]) for each in UNPLACED_ORDER if statuses[each]]
    return Spread(name, rule, values, in_turn, summary_of(values))


def _chart(spreads: list[Spread], rule: Rule) -> charts.BoxChart | charts.RowChart | None:
    with_values = [spread for spread in spreads if spread.values]
    if not with_values:
        return None
    if rule.is_boolean:
        rows = [(each.name, each.share, f"{each.share} %") for each in with_values]
        return charts.row_chart(rows, whole=100)
    return charts.box_chart(
        [(each.name, each.summary) for each in with_values],
        lambda value: _tick_text(value, rule),
        is_time=rule.is_time,
    )


def _tick_text(value: int, rule: Rule) -> str:
    """Of a set of scores the points: between two of them there is no label."""
    return with_own_point(show_number(value) if rule.choices else display(value, rule))
