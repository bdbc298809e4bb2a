"""An event beside an earlier one: the same activities, and what has become better or worse."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from events.models import Activity, Event
from foundation.text.names import fold
from klepak.analytics.entered import EnteredResult
from klepak.analytics.summaries import (
    Summary,
    difference_in_words,
    in_format,
    percent,
    share_difference_in_words,
    summary_of,
)
from scoring.engine.ranking import BoardPerson
from scoring.engine.values import Rule, Status, unit_of
from scoring.models import Record
from scoring.rules.activity_rules import rule_of


@dataclass(frozen=True, slots=True)
class Then:
    """The results of an activity in one of the two events, as shown: all of them without regard to
    gender and age. Where there is only to pass or to fail, middle is how many in a hundred passed,
    and there is no best.
    """

    count: int = 0
    middle: str = ""
    best: str = ""


@dataclass(frozen=True, slots=True)
class ComparedActivity:
    """An activity that is in both events. Differences are "" where one of them has no values."""

    activity: Activity
    now: Then
    before: Then
    middle_difference: str = ""
    best_difference: str = ""


@dataclass(frozen=True, slots=True)
class YearOnYear:
    """The comparison with `earlier`. only_now: activities that it did not have."""

    earlier: Event
    activities: list[ComparedActivity]
    only_now: list[Activity]


def compared(
    earlier: Event,
    activities: Sequence[Activity],
    results: Iterable[EnteredResult],
    people: Mapping[int, BoardPerson],
) -> YearOnYear:
    """Activities are the same where the name is, whatever the capitals and accents, and the kind of
    result and the unit. Of several alike the first is compared with the first. In two queries.
    """
    pairs = _pairs(activities, earlier.activities.order_by("order", "pk"))
    before = Record.objects.expected().filter(activity__in=[each.pk for each in pairs.values()])
    values_before = _by_activity(
        before.filter(status=Status.OK).order_by().values_list("activity_id", "value")
    )
    values_now = _by_activity(
        (result.activity_id, result.value)
        for result in results
        if result.value is not None
        and (person := people.get(result.participant_id))
        and not person.is_withdrawn
    )
    return YearOnYear(
        earlier,
        [
            _compared_activity(
                activity,
                values_now.get(activity.pk, []),
                pairs[activity.pk],
                values_before.get(pairs[activity.pk].pk, []),
            )
            for activity in activities
            if activity.pk in pairs
        ],
        [activity for activity in activities if activity.pk not in pairs],
    )


def _pairs(activities: Iterable[Activity], earlier: Iterable[Activity]) -> dict[int, Activity]:
    """Id of an activity -> the same one of the earlier event."""
    at_hand: dict[tuple, list[Activity]] = {}
    for each in earlier:
        at_hand.setdefault(_key(each), []).append(each)
    return {
        activity.pk: same.pop(0)
        for activity in activities
        if (same := at_hand.get(_key(activity), []))
    }


def _key(activity: Activity) -> tuple[str, str, str]:
    unit = unit_of(activity.evaluation_type, activity.unit)
    return fold(activity.name), activity.evaluation_type, fold(unit)


def _by_activity(rows: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for activity_id, value in rows:
        found.setdefault(activity_id, []).append(value)
    return found


def _compared_activity(
    activity: Activity, values: list[int], earlier: Activity, values_before: list[int]
) -> ComparedActivity:
    """Differences are in the format of the activity of now, each number in its own."""
    rule = rule_of(activity)
    now, before = _then(values, rule), _then(values_before, rule_of(earlier))
    if not (values and values_before):
        return ComparedActivity(activity, now, before)
    if rule.is_boolean:
        words = share_difference_in_words(_share(values), _share(values_before))
        return ComparedActivity(activity, now, before, words)
    one, other = summary_of(values), summary_of(values_before)
    return ComparedActivity(
        activity,
        now,
        before,
        difference_in_words(one.median, other.median, rule),
        difference_in_words(_best(one, rule), _best(other, rule), rule),
    )


def _then(values: list[int], rule: Rule) -> Then:
    if not values:
        return Then()
    if rule.is_boolean:
        return Then(len(values), _("%(share)d %% passed") % {"share": _share(values)})
    summary = summary_of(values)
    middle, best = (in_format(each, rule) for each in (summary.median, _best(summary, rule)))
    return Then(len(values), middle, best)


def _share(values: list[int]) -> int:
    """In percent, of those who passed."""
    return percent(sum(map(bool, values)), len(values))


def _best(summary: Summary, rule: Rule) -> Fraction:
    return summary.lowest if rule.lower_is_better else summary.highest
