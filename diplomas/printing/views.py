"""Diplomas to print."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.looks.layout import Template
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.winners import winners
from events.rules.page_objects import activity_of, visible_event


@require_safe
@never_cache
def activity_diplomas(request, event_pk, activity_pk):
    """The diplomas of an activity, one page each; `?gender=F&category=…&place=1` narrows it.

    Without anybody to hand one to, back to the leaderboard with a sentence that says so.
    """
    event = visible_event(request, event_pk)
    activity = activity_of(event, activity_pk)
    place = request.GET.get("place", "")
    chosen = [
        winner
        for winner in winners(
            activity,
            gender=request.GET.get("gender") or None,
            category=request.GET.get("category") or None,
        )
        if place in {"", str(winner.place)}
    ]
    if not chosen:
        messages.info(
            request,
            _("There are no results to print diplomas from yet: %(activity)s.")
            % {"activity": activity},
        )
        leaderboard = reverse("scoring:leaderboard", args=[event.pk])
        return redirect(f"{leaderboard}?activity={activity.pk}")
    template = event.diploma_templates.first() or Template()
    response = HttpResponse(diplomas_pdf(template, chosen), content_type="application/pdf")
    filename = get_valid_filename(f"{_('Diplomas')} {activity.name}.pdf")
    response.headers["Content-Disposition"] = content_disposition_header(False, filename)
    return response
