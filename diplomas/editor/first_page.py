"""The first diploma of an event, one press away from the event's page; or why there is none yet."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.awards.awarding import awarded
from diplomas.awards.composing import page_of
from diplomas.awards.places import Results
from diplomas.awards.winners import Winner
from diplomas.editor.drawing import markup
from diplomas.looks.layout import Template
from diplomas.models import AwardRule, DiplomaTemplate
from diplomas.printing.award_pages import AwardRow
from diplomas.printing.event_templates import EventTemplates
from diplomas.printing.examples import coded
from diplomas.printing.letters import fonts_for
from diplomas.printing.pdf_answer import problem_of
from events.life.setup_steps import url_of
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.organiser_pages import organiser_page, render_page
from scoring.models import Record


class NextStep(NamedTuple):
    """What is missing before there is a diploma, and where it is done."""

    why: str
    todo: str
    address: str


@organiser_page
@require_safe
@never_cache
def first(request, event_pk):
    """Nothing is kept by looking; the button on it prints, as the list of all diplomas does."""
    event = managed_event(request, event_pk)
    found = awarded(event)
    context = {"title": _("First diploma"), "event": event}
    if not found:
        step = next_step(event)
        return render_page(request, "diplomas/editor/first.html", context | {"step": step})
    return _shown(request, context, coded(found[0]), len(found))


def _shown(request: HttpRequest, context: dict, winner: Winner, count: int) -> HttpResponse:
    event = context["event"]
    templates = EventTemplates(event)
    template = templates.of(winner)
    problem = problem_of(template)
    context |= {
        "winner": winner,
        "template": template if isinstance(template, DiplomaTemplate) else None,
        "count": count,
        "problem": problem,
        "warnings": AwardRow(winner, None, "").warnings,
        "lost": [] if problem else templates.lost_texts([winner]),
        "picture": "" if problem else _picture(event, template, winner),
    }
    return render_page(request, "diplomas/editor/first.html", context)


def _picture(event: Event, template: Template | DiplomaTemplate, winner: Winner) -> str:
    own = fonts_for(template, [winner])
    page = page_of(template, winner, own)
    background = ""
    if getattr(template, "background_file_id", None):
        background = reverse("diplomas:background", args=[event.pk, template.pk])
    return markup(page, own, _("Diploma: %(name)s") % {"name": winner.name}, background)


def next_step(event: Event) -> NextStep:
    """Of an event in which nobody gets a diploma yet."""
    if not event.participants.exists():
        return NextStep(
            _("There are no participants yet."), _("Add participants"), url_of(event, "people")
        )
    activity = event.activities.order_by("order", "pk").first()
    if activity is None:
        return NextStep(
            _("There are no activities yet."), _("Add activities"), url_of(event, "activities")
        )
    entered = Record.objects.filter(activity__event=event).count()
    if not entered and event.status == Event.Status.DRAFT:
        return NextStep(
            _("No result can be entered before the event is open for scoring."),
            _("Open for scoring"),
            reverse("events:status", args=[event.pk]),
        )
    if not entered:
        return NextStep(
            _("There are no results yet: the first that has a place makes a diploma."),
            _("Enter results: %(activity)s") % {"activity": activity.name},
            reverse("scoring:results", args=[event.pk, activity.pk]),
        )
    return _of_entered(event, entered)


def _of_entered(event: Event, entered: int) -> NextStep:
    """There are results, but they give nobody a diploma."""
    boards = [board for those in Results(event).boards.values() for board in those]
    if not any(board.placed for board in boards):
        text = ngettext(
            "%(count)d result is in, but it gives nobody a place: whoever did not start, did not"
            " finish or did not pass has none.",
            "%(count)d results are in, but none gives a place: whoever did not start, did not"
            " finish or did not pass has none.",
            entered,
        )
        return NextStep(
            text % {"count": entered},
            _("Look at the leaderboard"),
            reverse("scoring:leaderboard", args=[event.pk]),
        )
    has_own = AwardRule.objects.filter(event=event).exists()
    return NextStep(
        _("The rules give nobody a diploma for the results that are in.")
        if has_own
        else _("Nobody has one of the places that get a diploma yet."),
        _("Change who gets a diploma"),
        reverse("diplomas:rules", args=[event.pk]),
    )
