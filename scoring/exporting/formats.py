"""The formats an event may be exported in: what each is made of, and what makes it."""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from events.models import Participant
from foundation.tables.writing import CSV_TYPE, XLSX_TYPE, ReportWritten
from scoring.boards.exports import leaderboard_csv, people_csv, read_delimiter
from scoring.boards.leaderboard import Versions, activity_parts
from scoring.exporting.event_json import json_bytes, read_event
from scoring.exporting.workbook import read_results, results_xlsx
from scoring.models import Record

QUICK_ROWS, BOOK_ROWS = 20_000, 2_000
"""So many rows of a text, and of a workbook, take some 1.5 seconds of a core."""

Options = Mapping[str, str]


def count_rows(versions: Versions, _options: Options) -> int:
    """About how many rows the file has: every result, and everybody once more. Two queries."""
    results = Record.objects.filter(activity__in=list(versions.activities))
    return results.count() + Participant.objects.filter(event=versions.event_id).count()


class ExportFormat(NamedTuple):
    """A kind of file. options: those that were asked for beside the format, as texts.

    read(versions, options): all that is in the file, as plain values; raises ValidationError by the
    option that does not fit, or with the sentence why there is no such file. written(read, report):
    the file, without a query. count(versions, options): about how many rows; refuses options that
    do not fit, too. at_once: so many are quickly made. takes: the names of its options.
    """

    read: Callable[[Versions, Options], Any]
    written: Callable[[Any, ReportWritten], bytes]
    media_type: str
    at_once: int
    count: Callable[[Versions, Options], int] = count_rows
    takes: tuple[str, ...] = ()


def _parts(versions: Versions, _options: Options) -> list[bytes]:
    return list(activity_parts(versions).values())


def _count_table(versions: Versions, options: Options) -> int:
    read_delimiter(options.get("delimiter", "comma"))
    return count_rows(versions, options)


def _table(versions: Versions, options: Options) -> tuple[list[bytes], str]:
    return _parts(versions, options), read_delimiter(options.get("delimiter", "comma"))


FORMATS: dict[str, ExportFormat] = {
    "json": ExportFormat(
        lambda versions, _options: read_event(versions.event_id),
        lambda values, _report: json_bytes(values),
        "application/json",
        QUICK_ROWS,
    ),
    "xlsx": ExportFormat(
        lambda versions, _options: read_results(versions), results_xlsx, XLSX_TYPE, BOOK_ROWS
    ),
    "csv": ExportFormat(
        _table,
        lambda read, _report: leaderboard_csv(read[0], delimiter=read[1]),
        CSV_TYPE,
        QUICK_ROWS,
        count=_count_table,
        takes=("delimiter",),
    ),
}
"""By the name that the API knows them by. Other apps add what they can make, in their AppConfig."""
ON_PAGES = {
    "people-csv": ExportFormat(
        _parts, lambda parts, _report: people_csv(parts), CSV_TYPE, QUICK_ROWS
    ),
}
"""What only pages offer."""


def format_named(name: str) -> ExportFormat:
    return FORMATS[name] if name in FORMATS else ON_PAGES[name]
