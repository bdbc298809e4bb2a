"""The formats an event may be exported in, and what makes each."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from foundation.tables.writing import CSV_TYPE, XLSX_TYPE
from scoring.boards.exports import leaderboard_csv, read_delimiter
from scoring.boards.leaderboard import Versions
from scoring.exporting.event_json import export_json
from scoring.exporting.workbook import results_xlsx


class ExportFormat(NamedTuple):
    """make(versions, options): the file. Raises ValidationError by the option that does not fit.

    options: those that were asked for beside the format, as texts.
    """

    make: Callable[[Versions, Mapping[str, str]], bytes]
    media_type: str


def _csv(versions: Versions, options: Mapping[str, str]) -> bytes:
    delimiter = read_delimiter(options.get("delimiter", "comma"))
    return leaderboard_csv(versions, delimiter=delimiter)


FORMATS: dict[str, ExportFormat] = {
    "json": ExportFormat(
        lambda versions, _options: export_json(versions.event_id), "application/json"
    ),
    "xlsx": ExportFormat(lambda versions, _options: results_xlsx(versions), XLSX_TYPE),
    "csv": ExportFormat(_csv, CSV_TYPE),
}
"""By the name that is asked for. Other apps add what they can make, in their AppConfig."""
