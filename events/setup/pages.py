"""The guided set-up of an event: its beginning and end; the steps between are `…_step` modules."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from events.life.lifecycle import update_event
from events.life.opening import open_for_scoring
from events.life.readiness import few, readiness
from events.life.setup_steps import leave_at, left_at, url_of
from events.models import ActivityEvaluator, Event, EventEvaluator
from events.setup.forms import BasicsForm
from events.setup.frame import event_page, go_on, render_step, step_page
from foundation.web.posted_forms import form_status
from foundation.web.refusals import add_refusal


@event_page
def setup(request, event):
    """Redirects to the step where the set-up was left, or to the event's page once it is open."""
    if event.status == Event.Status.DRAFT:
        return redirect(url_of(event, left_at(event)))
    return redirect("scoring:hub", event.pk)


@step_page
def setup_basics(request, event):
    form = BasicsForm(instance=event)
    if request.method == "POST":
        form = BasicsForm(request.POST, instance=event)
        if form.is_valid():
            try:
                event = update_event(event=event, fields=form.changed, by=request.user)
            except ValidationError as error:
                add_refusal(form, error)
            else:
                return go_on(request, event, "basics")
    return render_step(request, event, "basics", {"form": form}, form_status(form))


@step_page
def setup_evaluators(request, event):
    """How far it is with the evaluators, who are invited and given groups on a page of their own.

    It is a step of its own so that it can be left for later.
    """
    if request.method == "POST":
        return go_on(request, event, "evaluators")
    pool = EventEvaluator.objects.filter(event=event)
    alone = event.groups.without_evaluator().values_list("name", flat=True)
    context = {
        "pool": pool.count(),
        "groups": event.groups.count(),
        "alone": alone.count(),
        "alone_names": few(list(alone)),
        "stations": ActivityEvaluator.objects.filter(activity__event=event).count(),
    }
    return render_step(request, event, "evaluators", context)


@step_page
def setup_review(request, event):
    """What is missing and what is doubtful; the button opens the event for scoring."""
    then = request.POST.get("then")
    if then == "later" and event.status == Event.Status.DRAFT:
        return go_on(request, event, "review")
    found = readiness(event)
    if request.method == "POST":
        if event.status == Event.Status.ACTIVE:
            return redirect("scoring:hub", event.pk)
        if found.is_ready:
            try:
                open_for_scoring(event=event, by=request.user)
            except ValidationError as error:
                messages.error(request, error.messages[0])
            else:
                return opened(request, event)
        leave_at(event, "review")
    context = {"readiness": found, "counts": _counts(event)}
    return render_step(request, event, "review", context, 422 if request.method == "POST" else 200)


def opened(request, event: Event):
    """Redirects to the event's page, with a message about what comes next."""
    text = _(
        "%(event)s is open for scoring. Next: print the evaluators’ sign-in cards, and share the"
        " address of the leaderboard."
    )
    messages.success(request, text % {"event": event})
    return redirect("scoring:hub", event.pk)


def _counts(event: Event) -> dict[str, int]:
    return {
        "groups": event.groups.count(),
        "participants": event.participants.expected().count(),
        "categories": event.age_categories.count(),
        "activities": event.activities.count(),
        "evaluators": event.evaluators.count(),
    }
