"""The beginning of an event and the changes of its status."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.importing.new_event import create_event
from events.life.copying import copy_event, suggestion
from events.life.lifecycle import change_status
from events.life.opening import open_for_scoring
from events.life.readiness import readiness
from events.life.setup_steps import leave_at
from events.models import Event
from events.rules.status_rules import IN_ORDER, goes_back
from events.setup.forms import CopyForm, NewEventForm, StatusForm
from events.setup.frame import READ_OR_POST, event_page
from events.setup.pages import opened
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.posted_forms import form_status, posted
from foundation.web.refusals import add_refusal

EARLIER = 12
"""How many events are offered to copy; older ones are found in the list of events."""


@organiser_page
@READ_OR_POST
def event_new(request):
    """Creates an event from a name, a date and a place; then the participants are next."""
    form = NewEventForm(posted(request), user=request.user)
    if form.is_valid():
        organisation = form.take_organisation()
        try:
            with transaction.atomic():
                made = create_event(
                    organisation=organisation, groups=[], by=request.user, **form.cleaned_data
                )
                leave_at(made.event, "people")
        except ValidationError as error:
            add_refusal(form, error)
        else:
            messages.success(request, _("%(event)s was created.") % {"event": made.event})
            return redirect("events:setup-people", made.event.pk)
    events = Event.objects.manageable_by(request.user).select_related("organisation")
    earlier = list(events[: EARLIER + 1])
    context = {
        "title": _("New event"),
        "form": form,
        "earlier": earlier[:EARLIER],
        "more_earlier": len(earlier) > EARLIER,
        "shows_organisation": len({event.organisation_id for event in earlier}) > 1,
    }
    return render_page(request, "events/setup/event/new.html", context, form_status(form))


@event_page
def event_copy(request, event):
    """Copies the event without its people; then the participants of the new one are next."""
    suggested = suggestion(event)
    initial = {
        "name": suggested.name,
        "date": suggested.date,
        "place": event.place,
        "reference_date": suggested.reference_date,
        "keeps_groups": True,
        "organisation": event.organisation_id,
    }
    form = CopyForm(posted(request), user=request.user, initial=initial)
    if form.is_valid():
        organisation = form.take_organisation()
        try:
            new = copy_event(
                event=event, organisation=organisation, by=request.user, **form.cleaned_data
            )
        except ValidationError as error:
            add_refusal(form, error)
        else:
            text = _("%(event)s was created. Now its participants.")
            messages.success(request, text % {"event": new})
            return redirect("events:setup-people", new.pk)
    context = {
        "title": _("Copy the event"),
        "event": event,
        "form": form,
        "counts": _copied_parts(event),
    }
    return render_page(request, "events/setup/event/copy.html", context, form_status(form))


def _copied_parts(event: Event) -> list[str]:
    """What is copied, as sentences with numbers."""
    categories, activities = event.age_categories.count(), event.activities.count()
    return [
        ngettext("%(count)d age category", "%(count)d age categories", categories)
        % {"count": categories},
        ngettext(
            "%(count)d activity with its rules", "%(count)d activities with their rules", activities
        )
        % {"count": activities},
        _("the ranking by gender and age, and the look of the diplomas"),
    ]


@event_page
def event_status(request, event):
    """What each status means, and the way there: opening looks at what is missing, going back
    asks why, the archive asks whether it is meant.
    """
    form = StatusForm(posted(request))
    if form.is_valid():
        status, reason = form.cleaned_data["status"], form.cleaned_data["reason"]
        if status == event.status:
            messages.info(request, _("The event has this status already."))
            return redirect("events:status", event.pk)
        try:
            event = _change(event, status, reason, request.user)
        except ValidationError as error:
            add_refusal(form, error)
        else:
            if status == Event.Status.ACTIVE:
                return opened(request, event)
            text = _("%(event)s is now %(status)s.")
            names = {"event": event, "status": event.get_status_display()}
            messages.success(request, text % names)
            return redirect("scoring:hub", event.pk)
    context = {
        "title": _("Status"),
        "event": event,
        "form": form,
        "statuses": [_status_card(event, status, form) for status in IN_ORDER],
        "readiness": readiness(event) if event.status != Event.Status.ACTIVE else None,
    }
    return render_page(request, "events/setup/event/status.html", context, form_status(form))


def _change(event: Event, status: str, reason: str, by) -> Event:
    if status == Event.Status.ACTIVE:
        return open_for_scoring(event=event, by=by, reason=reason)
    return change_status(event=event, status=status, by=by, reason=reason)


def _status_card(event: Event, status: str, form: StatusForm) -> dict:
    """A status on the page: what it means, and what its form asks for.

    form: what was posted, which shows in the card of the status that it asked for.
    """
    is_asked = form.is_bound and form.data.get("status") == status
    shown = form if is_asked else StatusForm()
    shown.auto_id = f"{status}_%s"
    return {
        "key": status,
        "label": Event.Status(status).label,
        "is_current": status == event.status,
        "asks_reason": goes_back(event.status, status),
        "asks_twice": status == Event.Status.ARCHIVED,
        "form": shown,
    }
