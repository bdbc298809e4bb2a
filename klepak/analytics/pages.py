"""The page of an event's numbers, for its organisers, and its tables as files."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.rules.page_objects import managed_event
from foundation.tables.writing import CSV_TYPE, XLSX_TYPE
from foundation.web.downloads import download
from foundation.web.organiser_pages import organiser_page, render_page
from klepak.analytics.report import SHOWN, Analytics, analytics_of, form_for
from klepak.analytics.tables import analytics_csv, analytics_xlsx


@organiser_page
@require_safe
def analytics(request, event_pk):
    """Progress, evaluators, distributions, the earlier event, doubtful values; narrowed down by
    `?from=`, `?to=` and `?activity=`, compared with `?compare=`.
    """
    event = managed_event(request, event_pk)
    found = analytics_of(event, form_for(event, request.user, request.GET), most_doubtful=SHOWN)
    context = {"title": _("Analytics"), "event": event, "analytics": found, "shown": SHOWN}
    return render_page(request, "klepak/analytics/analytics.html", context)


@organiser_page
@require_safe
def analytics_workbook(request, event_pk):
    return _table(request, event_pk, analytics_xlsx, XLSX_TYPE, "xlsx")


@organiser_page
@require_safe
def analytics_table(request, event_pk):
    return _table(request, event_pk, analytics_csv, CSV_TYPE, "csv")


def _table(
    request: HttpRequest,
    event_pk: int,
    made: Callable[[Analytics], bytes],
    content_type: str,
    ending: str,
) -> HttpResponse:
    """The file; where what was asked for makes no sense the page says why."""
    event = managed_event(request, event_pk)
    form = form_for(event, request.user, request.GET)
    if not form.is_valid():
        page = reverse("analytics", args=[event.pk])
        return redirect(f"{page}?{request.GET.urlencode()}")
    content = made(analytics_of(event, form, most_doubtful=None))
    return download(content, content_type, f"analytics-{event.pk}.{ending}")
