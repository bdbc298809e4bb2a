"""The step of the set-up with the activities: ready-made ones, own ones, their order."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.life.setup_steps import leave_at, url_of
from events.models import Activity, Event
from events.parts.activity_order import DOWN, UP, last_order, move_activity
from events.parts.presets import BY_KEY
from events.parts.writes import change_activity, create_activity, delete_activity
from events.setup.activity_forms import ActivityStepForm, blank_activity, preset_rows
from events.setup.frame import go_on, render_step, step_page
from foundation.web.form_fields import find_by_id
from foundation.web.refusals import add_refusal

OWN = "own"
MOVES = {"up": UP, "down": DOWN}


@step_page
def setup_activities(request, event):
    """One address for the list and what is done on it: ?new=<preset or own>, ?edit=, ?delete=."""
    if request.method != "POST":
        return _show(request, event)
    for asked, answer in {
        "up": _move,
        "down": _move,
        "save": _save,
        "delete": _delete,
    }.items():
        if asked in request.POST:
            return answer(request, event)
    return _add_presets(request, event)


def _show(request: HttpRequest, event: Event) -> HttpResponse:
    if "edit" in request.GET:
        activity = _find(event, request.GET["edit"])
        return _form_page(request, event, activity, _form(activity))
    if "delete" in request.GET:
        return _render(request, event, "delete", {"activity": _find(event, request.GET["delete"])})
    if "new" in request.GET:
        form = ActivityStepForm(activity=blank_activity(event, BY_KEY.get(request.GET["new"])))
        return _form_page(request, event, None, form)
    return _list_page(request, event, preset_rows())


def _add_presets(request: HttpRequest, event: Event) -> HttpResponse:
    """Create the ticked ones under the names typed, all of them or none, and go on.

    What may be a slip of the finger is asked about first, and nothing is added until it is decided.
    """
    rows = preset_rows(request.POST)
    present = list(event.activities.all())
    questions = [row.ask(present) for row in rows]
    if any(questions):
        return _list_page(request, event, rows, 422)
    ticked = [row for row in rows if row.is_ticked]
    current = None
    try:
        with transaction.atomic():
            for number, current in enumerate(ticked, start=last_order(event)):
                fields = {**current.fields, "order": number}
                create_activity(event=event, fields=fields, by=request.user)
    except ValidationError as error:
        current.errors = error.messages
        return _list_page(request, event, rows, 422)
    if request.POST.get("then") == "stay" and not ticked:
        messages.warning(request, _("Nothing was added: tick the activities first."))
        return redirect(url_of(event, "activities"))
    return go_on(request, event, "activities", _added(len(ticked)) if ticked else "")


def _added(count: int) -> str:
    text = ngettext("%(count)d activity was added.", "%(count)d activities were added.", count)
    return text % {"count": count}


def _save(request: HttpRequest, event: Event) -> HttpResponse:
    """A new one, or the one whose id is in `save`."""
    pk = request.POST["save"]
    activity = _find(event, pk) if pk else None
    form = _form(activity or blank_activity(event, None), request.POST)
    if form.is_valid():
        try:
            if activity:
                change_activity(activity=activity, fields=form.changed, by=request.user)
            else:
                fields = {**form.cleaned_data, "order": last_order(event)}
                create_activity(event=event, fields=fields, by=request.user)
        except ValidationError as error:
            add_refusal(form, error)
        else:
            return _back(request, event, _("%(activity)s was saved."), form.cleaned_data["name"])
    return _form_page(request, event, activity, form, 422)


def _delete(request: HttpRequest, event: Event) -> HttpResponse:
    activity = _find(event, request.POST["delete"])
    try:
        delete_activity(activity=activity, by=request.user)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(url_of(event, "activities"))
    return _back(request, event, _("%(activity)s was deleted."), activity.name)


def _move(request: HttpRequest, event: Event) -> HttpResponse:
    """One place up or down. htmx gets the list back; the button pressed keeps the focus."""
    way = "up" if "up" in request.POST else "down"
    activity = _find(event, request.POST[way])
    try:
        place, count = move_activity(activity=activity, by_places=MOVES[way], by=request.user)
    except ValidationError as error:
        sentence = error.messages[0]
    else:
        text = _("%(activity)s is now number %(place)d of %(count)d.")
        sentence = text % {"activity": activity, "place": place, "count": count}
    leave_at(event, "activities")
    if request.headers.get("HX-Request"):
        context = {"event": event, "activities": _activities(event), "sentence": sentence}
        return render(request, "events/setup/activities/_activities_part.html", context)
    messages.info(request, sentence)
    return redirect(url_of(event, "activities"))


def _back(request: HttpRequest, event: Event, text: str, name: str) -> HttpResponse:
    messages.success(request, text % {"activity": name})
    leave_at(event, "activities")
    return redirect(url_of(event, "activities"))


def _find(event: Event, pk: str) -> Activity:
    """The event's activity with the number of its results; 404 for anything else."""
    found = find_by_id(_activities(event), pk)
    if found is None:
        raise Http404
    return found


def _activities(event: Event):
    return event.activities.annotate(results=Count("records")).order_by("order", "pk")


def _form(activity: Activity, posted=None) -> ActivityStepForm:
    has_results = activity.pk is not None and activity.records.exists()
    return ActivityStepForm(posted, activity=activity, has_results=has_results)


def _form_page(request, event, activity, form, status=200):
    return _render(request, event, "form", {"activity": activity, "form": form}, status)


def _list_page(request, event, presets, status=200):
    context = {
        "activities": _activities(event),
        "presets": presets,
        "has_questions": any(row.question for row in presets),
    }
    return _render(request, event, "list", context, status)


def _render(request, event, shows, context, status=200):
    """shows: "list", "form", or "delete"."""
    return render_step(request, event, "activities", {"shows": shows, **context}, status)
