"""Diplomas to print."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.looks import backgrounds
from diplomas.looks.layout import Template, own_items
from diplomas.looks.work import check_work
from diplomas.models import DiplomaTemplate
from diplomas.printing.letters import lost_texts
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import pdf_answer
from diplomas.printing.winners import example_winner, winners
from events.models import Event
from events.rules.page_objects import activity_of, managed_event, visible_event
from foundation.web.organiser_pages import organiser_page

PREVIEW_SIDE = 800
"""Of a background on the page of its template, in pixels."""


@require_safe
@never_cache
def activity_diplomas(request, event_pk, activity_pk):
    """The diplomas of an activity, one page each; `?gender=F&category=…&place=1` narrows it.

    Without anybody to hand one to, back to the leaderboard with a sentence that says so. Where
    letters would be missing, the texts are listed first; `anyway=1` prints all the same.
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
    if _is_refused(request, template):
        return redirect("scoring:leaderboard", event.pk)
    lost = [] if "anyway" in request.GET else lost_texts(template, chosen)
    if lost:
        query = request.GET.copy()
        query["anyway"] = "1"
        context = {"event": event, "activity": activity, "lost": lost, "anyway": query.urlencode()}
        return render(request, "diplomas/printing/letters.html", context)
    return pdf_answer(diplomas_pdf(template, chosen), f"{_('Diplomas')} {activity.name}.pdf")


@organiser_page
@require_safe
@never_cache
def template_example(request, event_pk, template_pk):
    """A diploma for an invented winner, printed by this template."""
    event, template = _template(request, event_pk, template_pk)
    if _is_refused(request, template):
        return redirect("admin:diplomas_diplomatemplate_change", template.pk)
    return pdf_answer(
        diplomas_pdf(template, [example_winner(event)]), f"{_('Diploma')} {template.name}.pdf"
    )


@organiser_page
@require_safe
@never_cache
def template_background(request, event_pk, template_pk):
    """The template's picture, small, for the page of the template."""
    _event, template = _template(request, event_pk, template_pk)
    jpeg = backgrounds.jpeg(template.bg_image_url, PREVIEW_SIDE)
    if jpeg is None:
        raise Http404
    return HttpResponse(jpeg, content_type="image/jpeg")


def _template(request, event_pk: int, template_pk: int) -> tuple[Event, DiplomaTemplate]:
    event = managed_event(request, event_pk)
    return event, get_object_or_404(event.diploma_templates, pk=template_pk)


def _is_refused(request, template: Template) -> bool:
    """Whether a template is too much work to print, as one may be that is older than the bound;
    the next page says so.
    """
    try:
        check_work(own_items(template))
    except ValidationError as error:
        sentence = _("The diploma template “%(name)s” cannot be printed: %(problem)s")
        messages.error(request, sentence % {"name": template.name, "problem": error.messages[0]})
        return True
    return False
