"""The numbers of an event as tables for a spreadsheet: a sheet of a workbook for each section.

Numbers are numbers there, times in seconds; differences are in words.
"""

from collections.abc import Iterator
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.tables.writing import own_csv_bytes, workbook_bytes
from foundation.text.decimals import as_number
from klepak.analytics.report import Analytics
from klepak.analytics.summaries import as_shown
from scoring.engine.values import canonical, unit_of


def analytics_xlsx(found: Analytics) -> bytes:
    return workbook_bytes(_tables(found))


def analytics_csv(found: Analytics) -> bytes:
    """The tables one below another, each under its name, apart by an empty row."""
    rows: list[list] = []
    for name, table in _tables(found):
        rows += [[name], *table, []]
    return own_csv_bytes(rows)


def _tables(found: Analytics) -> list[tuple[str, list[list]]]:
    tables = [
        (_("How results came in"), _progress(found)),
        (_("Entries by evaluator"), _evaluators(found)),
        (_("How results are spread"), _distributions(found)),
        (_("Pass or fail"), _passes(found)),
        (_("Comparison"), _comparison(found)),
        (_("Doubtful values"), _doubtful(found)),
    ]
    return [(name, list(rows)) for name, rows in tables]


def _progress(found: Analytics) -> Iterator[list]:
    yield [_("Time"), _("Results entered"), _("Altogether"), _("Expected")]
    day = found.progress.day
    before = f"{date_format(day, 'SHORT_DATE_FORMAT')} " if day else ""
    for words, step in found.progress.steps:
        yield [f"{before}{words}", step.count, step.total, found.progress.tally.expected]


def _evaluators(found: Analytics) -> Iterator[list]:
    yield [
        _("Evaluator"),
        _("Entries"),
        _("Corrections"),
        _("First entry"),
        _("Last entry"),
        _("Activities"),
    ]
    for each in found.evaluators:
        times = map(_moment, (each.first, each.last))
        yield [each.name, each.entries, each.corrections, *times, ", ".join(each.activities)]


def _distributions(found: Analytics) -> Iterator[list]:
    yield [
        _("Activity"),
        _("Category"),
        _("Results"),
        _("Lowest"),
        _("Lower quartile"),
        _("Median"),
        _("Upper quartile"),
        _("Highest"),
        _("Unit"),
        _("Without a value"),
    ]
    for each in found.distributions:
        for spread in [] if each.rule.is_boolean else each.spreads:
            five = spread.summary[1:] if spread.summary else ()
            numbers = [
                as_number(canonical(as_shown(value, each.rule), each.rule)) for value in five
            ]
            head = [each.activity.name, spread.name, spread.count]
            unit = unit_of(each.rule.type, each.rule.unit)
            yield [*head, *(numbers or [None] * 5), unit, spread.status_words]


def _passes(found: Analytics) -> Iterator[list]:
    yield [
        _("Activity"),
        _("Category"),
        _("Results"),
        _("passed"),
        _("failed"),
        _("Share passed"),
        _("Without a value"),
    ]
    for each in found.distributions:
        for spread in each.spreads if each.rule.is_boolean else []:
            numbers = [spread.count, spread.passed, spread.failed, spread.share]
            yield [each.activity.name, spread.name, *numbers, spread.status_words]


def _comparison(found: Analytics) -> Iterator[list]:
    earlier = found.comparison.earlier.name if found.comparison else ""
    now = found.event.name
    yield [
        _("Activity"),
        *(f"{name}: {what}" for name in (now, earlier) for what in (_("Results"), _("Median"))),
        _("Median: difference"),
        *(f"{name}: {_('Best')}" for name in (now, earlier)),
        _("Best: difference"),
    ]
    for each in found.comparison.activities if found.comparison else []:
        middles = [each.now.count, each.now.middle, each.before.count, each.before.middle]
        bests = [each.now.best, each.before.best, each.best_difference]
        yield [each.activity.name, *middles, each.middle_difference, *bests]


def _doubtful(found: Analytics) -> Iterator[list]:
    yield [
        _("Activity"),
        pgettext("person", "Name"),
        _("Group"),
        _("Result"),
        _("Why"),
        _("Entered by"),
        _("Time"),
    ]
    for each in found.doubtful:
        who = [each.activity.name, each.participant.display_name, each.participant.group.name]
        by = str(each.by) if each.by else ""
        yield [*who, each.result, each.reason, by, _moment(each.at)]


def _moment(at: datetime) -> str:
    return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
