"""Result lists to hang up: as a page, and as a format of the API's export."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.printing.pdf_answer import pdf_answer
from diplomas.result_lists.lists import ResultList, all_lists
from diplomas.result_lists.pdf import count_pages, result_lists_pdf
from foundation.web.organiser_pages import organiser_page
from scoring.boards.leaderboard import Versions, event_there, head_of

MOST_PAGES = 500
"""More would keep a worker busy for long; board by board it is as quick as it is read."""


@organiser_page
@require_safe
@never_cache
def result_list(request, event_pk):
    """The lists of `?board=`: the id of an activity, "overall" or "groups"; without one all of
    them. Each category stands on pages of its own. Where there is nothing to print, or too much,
    back to the leaderboard with a sentence that says so.
    """
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
        if not versions.can_manage:
            raise Http404
        try:
            lists = checked_lists(versions, request.GET.get("board", ""))
        except ValidationError as error:
            messages.info(request, error.messages[0])
            return redirect("scoring:leaderboard", event_pk)
        if lists is None:
            raise Http404
        pdf = _pdf(versions, lists)
    return pdf_answer(pdf, f"{_('Results')} {lists[0].title}.pdf")


def export_pdf(versions: Versions, options: Mapping[str, str]) -> bytes:
    """The same for the API. Raises ValidationError of a board that is none, or not printed."""
    try:
        lists = checked_lists(versions, options.get("board", ""))
    except ValidationError as error:
        raise ValidationError({"board": error.messages}) from error
    if lists is None:
        raise ValidationError({"board": "Choose overall, groups or the id of an activity."})
    return _pdf(versions, lists)


def checked_lists(versions: Versions, board: str) -> list[ResultList] | None:
    """As `all_lists`. Raises ValidationError where there is nothing to print, or too much."""
    lists = all_lists(versions, board)
    if lists == []:
        raise ValidationError(_("There are no results to list yet."))
    if lists and (count := count_pages(lists)) > MOST_PAGES:
        text = _("This would be %(count)d pages. Print one board after another.")
        raise ValidationError(text % {"count": count})
    return lists


def _pdf(versions: Versions, lists: list[ResultList]) -> bytes:
    printed = date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")
    return result_lists_pdf(head_of(versions).event_name, printed, lists)
