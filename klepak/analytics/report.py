"""Everything that the page of an event's numbers shows, and its files as well; put together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from events.models import Activity, Event
from klepak.analytics import charts
from klepak.analytics.comparison import YearOnYear, compared
from klepak.analytics.distribution import Distribution, distributions
from klepak.analytics.entered import (
    EnteredResult,
    EvaluatorEntries,
    entries_by_evaluator,
    results_of,
)
from klepak.analytics.filters import AnalyticsForm, Narrowing, earlier_events
from klepak.analytics.time_steps import Course, TimeStep, course_of
from scoring.boards.leaderboard import people_of
from scoring.engine.ranking import BoardPerson
from scoring.progress.tally import Tally
from scoring.watch.signs import Sighting, doubt_reasons, doubtful

SHOWN = 100
"""How many doubtful results the page lists; files have all of them."""
MOST_BARS = 20
"""How many evaluators the chart has; the table has all of them."""
FORMATS = {"day": "SHORT_DATE_FORMAT", "month": "YEAR_MONTH_FORMAT", "year": "Y"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How results came in. tally: of those expected, however the page is narrowed by days; day: the
    only one, if steps are its hours; steps: (when in words, the step), without those in which
    nothing came.
    """

    tally: Tally
    unit: str
    day: datetime | None
    steps: list[tuple[str, TimeStep]]
    bars: charts.TimeChart | None
    totals: charts.TimeChart | None

    @property
    def entered(self) -> int:
        """Within the days asked for."""
        return sum(step.count for _words, step in self.steps)

    @property
    def last(self) -> tuple[str, TimeStep]:
        return self.steps[-1]


@dataclass(frozen=True, slots=True)
class Analytics:
    """doubtful_count: also of those that the page does not list."""

    event: Event
    form: AnalyticsForm
    progress: Progress
    evaluators: list[EvaluatorEntries]
    evaluator_chart: charts.RowChart | None
    distributions: list[Distribution]
    comparison: YearOnYear | None
    doubtful: list[Sighting]
    doubtful_count: int


def analytics_of(event: Event, form: AnalyticsForm, *, most_doubtful: int | None) -> Analytics:
    """In a fixed number of queries. form: as `form_for` made it; it is checked here."""
    form.is_valid()
    narrowing = form.narrowing
    people, bands = people_of(event)
    results = [each for each in results_of(event) if each.participant_id in people]
    entered = [each for each in results if narrowing.takes_in(each.at, each.activity_id)]
    evaluators = entries_by_evaluator(event, form.activities, narrowing)
    activities = [each for each in form.activities if narrowing.activity_id in (None, each.pk)]
    reasons = doubt_reasons(event)
    in_doubt = {
        each.record_id: reasons[each.record_id] for each in entered if each.record_id in reasons
    }
    return Analytics(
        event=event,
        form=form,
        progress=_progress(results, activities, people, narrowing),
        evaluators=evaluators,
        evaluator_chart=_evaluator_chart(evaluators),
        distributions=distributions(event, activities, entered, people, bands),
        comparison=compared(form.compared, activities, entered, people) if form.compared else None,
        doubtful=doubtful(in_doubt, most_doubtful),
        doubtful_count=len(in_doubt),
    )


def form_for(event: Event, user: User, given) -> AnalyticsForm:
    """What was asked of the page, in two queries."""
    activities = list(event.activities.all())
    return AnalyticsForm(given, activities=activities, earlier=earlier_events(event, user))


def words_of(step: TimeStep, course: Course) -> str:
    """When the step is, as short as an axis needs it: an hour of a single day by its clock."""
    if course.unit != "hour":
        return date_format(step.begins, FORMATS[course.unit])
    words = date_format(step.begins, "H:i")
    if _day_of(course) is None:
        words = f"{date_format(step.begins, 'SHORT_DATE_FORMAT')} {words}"
    return f"{words} {step.begins.tzname()}" if step.is_twice else words


def _day_of(course: Course) -> datetime | None:
    """The day of which all steps are hours; None where it is no single one."""
    if course.unit != "hour" or not course.steps:
        return None
    first, last = course.steps[0].begins, course.steps[-1].begins
    return first if first.date() == last.date() else None


def _progress(
    results: Sequence[EnteredResult],
    activities: Sequence[Activity],
    people: dict[int, BoardPerson],
    narrowing: Narrowing,
) -> Progress:
    """Of the results of now, by when each was first entered; without people who have withdrawn, as
    everywhere where results are counted.
    """
    wanted = {activity.pk for activity in activities}
    counted = [
        each
        for each in results
        if each.activity_id in wanted and not people[each.participant_id].is_withdrawn
    ]
    expected = sum(not person.is_withdrawn for person in people.values()) * len(activities)
    before = sum(narrowing.is_before(each.first_at) for each in counted)
    moments = [
        each.first_at for each in counted if narrowing.takes_in(each.first_at, each.activity_id)
    ]
    course = course_of(moments, timezone.get_current_timezone(), before)
    worded = [(words_of(step, course), step) for step in course.steps]
    tally = Tally(len(counted), expected)
    if not worded:
        return Progress(tally, course.unit, None, [], None, None)
    return Progress(
        tally,
        course.unit,
        _day_of(course),
        [(words, step) for words, step in worded if step.count],
        charts.bar_chart([(words, step.count) for words, step in worded]),
        charts.total_chart([(words, step.total) for words, step in worded], expected, before),
    )


def _evaluator_chart(evaluators: Sequence[EvaluatorEntries]) -> charts.RowChart | None:
    if not evaluators:
        return None
    rows = [(each.name, each.entries, str(each.entries)) for each in evaluators[:MOST_BARS]]
    return charts.row_chart(rows, whole=evaluators[0].entries)
