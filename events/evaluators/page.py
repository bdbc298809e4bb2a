"""What the page about evaluators shows; its forms come back to it when they are refused."""

from django.core.paginator import Paginator
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import InvitationToken, User
from accounts.people.invitation_pages import address_to_invite_organisers
from events.evaluators.board import board_of
from events.evaluators.forms import InviteForm, candidates, find_candidates
from events.life.setup_steps import setup_context
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import render_page

INVITATIONS_PER_PAGE = 10
MOST_CHOICES = 4000
"""Options in all lists of groups on one page, and in those of people at stations; above that each
person or station has a link to its list.
"""
LONGEST_SEARCH = 200


def address_of(event: Event, part: str = "") -> str:
    """The page's address, at this part of it."""
    address = reverse("events:evaluators", args=[event.pk])
    return f"{address}#{part}" if part else address


def back_to(event: Event, part: str = "") -> HttpResponse:
    """Redirects to the page, scrolled to the element with this id."""
    return redirect(address_of(event, part))


def show_page(
    request: HttpRequest,
    event: Event,
    *,
    refusal: str = "",
    invite_form: InviteForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The whole page, as things are now. refusal: why what was asked for was not done."""
    if status != 200:
        event = managed_event(request, event.pk)
    context = {
        "title": _("Evaluators"),
        **_board_context(request, event),
        **candidates_context(request, event),
        **setup_context(event, "evaluators"),
        "invitations": _invitations_page(request, event),
        "invite_form": invite_form or InviteForm(),
        "invite_organiser": address_to_invite_organisers(event.organisation),
        "refusal": refusal,
    }
    return render_page(request, "events/evaluators/evaluators.html", context, status)


def show_board(
    request: HttpRequest, event: Event, *, sentence: str = "", refusal: str = "", status: int = 200
) -> HttpResponse:
    """The board by itself for htmx, else the whole page."""
    if not request.htmx:
        return show_page(request, event, refusal=refusal, status=status)
    if status != 200:
        event = managed_event(request, event.pk)
    context = {**_board_context(request, event), "sentence": sentence, "refusal": refusal}
    return render(request, "events/evaluators/_board_part.html", context, status=status)


def candidates_context(request: HttpRequest, event: Event) -> dict:
    """Whom to offer for the pool, by what was typed into the search box."""
    text = request.GET.get("q", "")[:LONGEST_SEARCH]
    found, total = find_candidates(event, request.user, text)
    return {"event": event, "q": text, "candidates": found, "more": total - len(found)}


def invitations_of(request: HttpRequest, event: Event):
    """Invitations of evaluators into the event's organisation."""
    return InvitationToken.objects.visible_to(request.user).filter(
        organisation=event.organisation_id, role=User.Role.EVALUATOR
    )


def _board_context(request: HttpRequest, event: Event) -> dict:
    board = board_of(event)
    return {
        "event": event,
        "board": board,
        "everybody": board.everybody,
        "is_open": event.status != Event.Status.ARCHIVED,
        "has_lists": board.choices <= MOST_CHOICES,
        "moving": read_id(request.GET.get("move", "")),
        "has_station_lists": board.station_choices <= MOST_CHOICES,
        "adding": read_id(request.GET.get("station", "")),
    }


def _invitations_page(request: HttpRequest, event: Event):
    """Open ones first; `account` is who accepted it and can be put into the pool."""
    sent = invitations_of(request, event).order_by(F("used_at").desc(nulls_first=True), "-pk")
    page = Paginator(sent, INVITATIONS_PER_PAGE).get_page(request.GET.get("invitations"))
    accepted = [each.email for each in page if each.used]
    free = candidates(event, request.user).filter(email__in=accepted)
    accounts = {user.email: user for user in free}
    for each in page:
        each.account = accounts.get(each.email) if each.used else None
    return page
