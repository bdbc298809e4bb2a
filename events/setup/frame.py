"""What the pages of the set-up share: access, rendering, and going to the next step."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.life.setup_steps import LABELS, leave_at, step_after, step_before, steps_of, url_of
from events.models import Event
from events.rules.page_objects import managed_event
from events.rules.status_rules import check_changeable
from foundation.web.organiser_pages import organiser_page, render_page

READ_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


def event_page(view: Callable) -> Callable:
    """A page about one event that the organiser manages: view(request, event). Others get a 404."""

    @organiser_page
    @READ_OR_POST
    @wraps(view)
    def page(request: HttpRequest, event_pk: int) -> HttpResponse:
        return view(request, managed_event(request, event_pk))

    return page


def step_page(view: Callable) -> Callable:
    """As `event_page`; an archived event redirects to its status page."""

    @wraps(view)
    def page(request: HttpRequest, event: Event) -> HttpResponse:
        try:
            check_changeable(event)
        except ValidationError as error:
            messages.error(request, error.messages[0])
            return redirect("events:status", event.pk)
        return view(request, event)

    return event_page(page)


def render_step(
    request: HttpRequest,
    event: Event,
    step: str,
    context: dict[str, Any],
    status: int = 200,
    template: str = "",
) -> HttpResponse:
    """The page of a step, with the list of steps on a draft.

    template: that of a step of another app; the others are templates/events/setup/<step>.html.
    """
    is_draft = event.status == Event.Status.DRAFT
    before = step_before(step)
    shared = {
        "title": LABELS[step],
        "event": event,
        "is_draft": is_draft,
        "setup": steps_of(event, step) if is_draft else [],
        "before": url_of(event, before) if is_draft and before else "",
    }
    template = template or f"events/setup/{step}.html"
    return render_page(request, template, {**shared, **context}, status)


def go_on(request: HttpRequest, event: Event, step: str, summary: str = "") -> HttpResponse:
    """After a step was saved: on to the next one, home, or here again, as the button said.

    summary: what was saved, as a sentence; "" for no more than “Saved.”
    """
    then = request.POST.get("then")
    if event.status != Event.Status.DRAFT or then == "stay":
        leave_at(event, step)
        messages.success(request, summary or _("Saved."))
        return redirect(url_of(event, step))
    if summary:
        messages.success(request, summary)
    if then == "later":
        leave_at(event, step)
        text = _("Everything is saved. The set-up of %(event)s waits for you where you left it.")
        messages.success(request, text % {"event": event})
        return redirect("admin:index")
    leave_at(event, step_after(step))
    return redirect(url_of(event, step_after(step)))
