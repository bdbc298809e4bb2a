"""Result lists to hang up."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.printing.pdf_answer import pdf_answer
from diplomas.result_lists.lists import ResultList, activity_lists, group_lists, overall_lists
from diplomas.result_lists.pdf import result_lists_pdf
from foundation.web.form_fields import is_id
from foundation.web.organiser_pages import organiser_page
from scoring.boards.leaderboard import Versions, event_there, head_of


@organiser_page
@require_safe
@never_cache
def result_list(request, event_pk):
    """The lists of `?board=`: the id of an activity, "overall" or "groups"; each category on pages
    of its own. Without any results back to the leaderboard, with a sentence that says so.
    """
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
        if not versions.can_manage:
            raise Http404
        head = head_of(versions)
        lists = _lists(versions, request.GET.get("board", ""))
    if not lists:
        messages.info(request, _("There are no results to list yet."))
        return redirect("scoring:leaderboard", event_pk)
    printed = date_format(timezone.localtime(), "SHORT_DATETIME_FORMAT")
    pdf = result_lists_pdf(head.event_name, printed, lists)
    return pdf_answer(pdf, f"{_('Results')} {lists[0].title}.pdf")


def _lists(versions: Versions, board: str) -> list[ResultList]:
    match board:
        case "overall":
            return overall_lists(versions)
        case "groups":
            return group_lists(versions)
        case _ if is_id(board) and int(board) in versions.activities:
            return activity_lists(versions, int(board))
    raise Http404
