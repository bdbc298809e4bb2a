"""Who scores what: the pool of an event, the group of each evaluator, and stations."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from events.evaluators.forms import PlaceForm, StationForm, candidates
from events.evaluators.page import back_to, candidates_context, show_board, show_page
from events.evaluators.pool import add_evaluator, place_evaluator, remove_evaluator
from events.evaluators.stations import assign_station, unassign_station
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import find_by_id
from foundation.web.organiser_pages import organiser_page
from foundation.web.refusals import sentence_of, status_of

OVERTAKEN = {"conflict", "not_in_pool", "gone", "not_assigned"}
"""Codes of refusals that mean that a colleague was quicker."""


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def evaluators(request, event_pk):
    """The board; a POST adds somebody to the pool or takes them out of it."""
    event = managed_event(request, event_pk)
    if request.method == "POST":
        return _change_pool(request, event)
    if request.htmx.target == "candidates":
        context = {**candidates_context(request, event), "is_open": True}
        return render(request, "events/evaluators/_candidates_part.html", context)
    return show_page(request, event)


@organiser_page
@require_POST
def evaluator_place(request, event_pk):
    """Move one person; htmx gets the board back, a plain browser the page.

    What cannot be done comes with the board as it is now: 409 where a colleague was quicker.
    """
    event = managed_event(request, event_pk)
    form = PlaceForm(request.POST, event=event)
    if not form.is_valid():
        return show_board(request, event, refusal=form.first_problem, status=422)
    user, group = form.cleaned_data["user"], form.cleaned_data["group"]
    try:
        place_evaluator(event=event, user=user, group=group, by=request.user, **form.shown_group)
    except ValidationError as refusal:
        status = status_of(refusal, OVERTAKEN)
        return show_board(request, event, refusal=sentence_of(refusal), status=status)
    if group is None:
        sentence = _("%(who)s scores no group now.") % {"who": user}
    else:
        sentence = _("%(who)s scores %(group)s now.") % {"who": user, "group": group}
    if request.htmx:
        return show_board(request, event, sentence=sentence)
    messages.success(request, sentence)
    return back_to(event, f"person-{user.pk}")


@organiser_page
@require_POST
def evaluator_station(request, event_pk):
    """Give one person the station of an activity, or take them off it; answers as
    `evaluator_place` does.
    """
    event = managed_event(request, event_pk)
    form = StationForm(request.POST, event=event)
    if not form.is_valid():
        return show_board(request, event, refusal=form.first_problem, status=422)
    user, activity = form.cleaned_data["user"], form.cleaned_data["activity"]
    is_given = form.cleaned_data["action"] == "assign"
    try:
        (assign_station if is_given else unassign_station)(
            user=user, activity=activity, by=request.user
        )
    except ValidationError as refusal:
        status = status_of(refusal, OVERTAKEN)
        return show_board(request, event, refusal=sentence_of(refusal), status=status)
    if is_given:
        sentence = _("%(who)s scores %(activity)s for every group now.")
    else:
        sentence = _("%(who)s scores %(activity)s for every group no more.")
    sentence %= {"who": user, "activity": activity}
    if request.htmx:
        return show_board(request, event, sentence=sentence)
    messages.success(request, sentence)
    return back_to(event, f"station-{activity.pk}")


def _change_pool(request: HttpRequest, event: Event) -> HttpResponse:
    changes = {"add": _add, "remove": _remove}
    change = changes.get(request.POST.get("action", ""))
    if change is None:
        return show_page(request, event, refusal=_("Nothing was chosen. Try again."), status=422)
    try:
        return change(request, event)
    except ValidationError as refusal:
        return show_page(request, event, refusal=sentence_of(refusal), status=422)


def _add(request: HttpRequest, event: Event) -> HttpResponse:
    people = candidates(event, request.user, request.POST.get("q", ""))
    user = find_by_id(people, request.POST.get("user", ""))
    if user is None:
        raise ValidationError(
            _("This person cannot be added: they are among the evaluators already, or away.")
        )
    add_evaluator(user=user, event=event, by=request.user)
    sentence = _("%(who)s is among the evaluators now. Choose a group or a station for them.")
    messages.success(request, sentence % {"who": user})
    return back_to(event, f"person-{user.pk}")


def _remove(request: HttpRequest, event: Event) -> HttpResponse:
    in_pool = User.objects.filter(event_evaluators__event=event)
    user = find_by_id(in_pool, request.POST.get("user", ""))
    if user is None:
        raise ValidationError(_("This person is not among the evaluators any more."))
    remove_evaluator(user=user, event=event, by=request.user)
    sentence = _("%(who)s is not among the evaluators any more. What they entered stays.")
    messages.success(request, sentence % {"who": user})
    return back_to(event)
