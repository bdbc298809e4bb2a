"""Result lists to hang up: as a page, and as a format of the export."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils import timezone
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.result_lists.lists import ResultList, all_lists
from diplomas.result_lists.pdf import count_pages, result_lists_pdf
from foundation.tables.writing import ReportWritten
from foundation.web.form_fields import is_id
from foundation.web.organiser_pages import organiser_page
from scoring.boards.leaderboard import Versions, head_of
from scoring.exporting.formats import ExportFormat, Options, count_rows
from scoring.exporting.pages import file_answer, managed_versions
from scoring.exporting.workbook import as_of_words

MOST_PAGES = 5_000
"""Nobody hangs up more; board by board it is as quick as it is read."""
QUICK_ROWS = 3_000
"""So many take some 1.5 seconds of a core."""


class ListsToPrint(NamedTuple):
    """What is in the file."""

    event: str
    as_of: datetime
    lists: Sequence[ResultList]


@organiser_page
@require_safe
@never_cache
def result_list(request, event_pk):
    """The lists of `?board=`: the id of an activity, "overall" or "groups"; without one all of
    them. Each category stands on pages of its own. Where there is nothing to print, or too much,
    back to the leaderboard with a sentence that says so.
    """
    versions = managed_versions(request, event_pk)
    board = request.GET.get("board", "")
    if not _is_board(versions, board):
        raise Http404
    file_name = get_valid_filename(f"{_('Results')} {_title(versions, board)[:100]}.pdf")
    return file_answer(request, versions, "pdf", {"board": board}, file_name)


def _title(versions: Versions, board: str) -> str:
    head = head_of(versions)
    titles = {"": head.event_name, "overall": _("Overall"), "groups": _("Standings of groups")}
    return titles[board] if board in titles else head.activities.get(int(board), board)


def _is_board(versions: Versions, board: str) -> bool:
    is_activity = is_id(board) and int(board) in versions.activities
    return board in ("", "overall", "groups") or is_activity


def _count(versions: Versions, options: Options) -> int:
    """About how many rows are printed. Raises ValidationError of a board that is none."""
    board = options.get("board", "")
    if not _is_board(versions, board):
        raise ValidationError({"board": "Choose overall, groups or the id of an activity."})
    if board in ("overall", "groups"):
        versions = versions.of()
    elif board:
        versions = versions.of(int(board))
    return count_rows(versions, options)


def _read(versions: Versions, options: Options) -> ListsToPrint:
    """Raises ValidationError where there is nothing to print, or too much."""
    lists = all_lists(versions, options.get("board", ""))
    if not lists:
        raise ValidationError({"board": _("There are no results to list yet.")})
    if (count := count_pages(lists)) > MOST_PAGES:
        text = _("This would be %(count)d pages. Print one board after another.")
        raise ValidationError({"board": text % {"count": count}})
    return ListsToPrint(head_of(versions).event_name, timezone.localtime(), lists)


def _written(read: ListsToPrint, report: ReportWritten) -> bytes:
    return result_lists_pdf(read.event, as_of_words(read.as_of), read.lists, report)


LISTS_TO_HANG_UP = ExportFormat(
    _read, _written, "application/pdf", QUICK_ROWS, count=_count, takes=("board",)
)
