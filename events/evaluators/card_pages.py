"""Team logins: made with one click, printed on cards, replaced, switched off."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import User
from accounts.sign_in.sign_in_codes import path_of
from events.evaluators.board import newest_codes
from events.evaluators.new_logins import (
    BootstrapLogin,
    bootstrap_evaluators,
    bootstrap_stations,
    groups_lacking,
    stations_lacking,
)
from events.evaluators.team_logins import (
    logins_of,
    make_new_cards,
    newest_code,
    revoke_codes,
    switch_logins,
)
from events.models import ActivityEvaluator, Event, GroupEvaluator
from events.rules.page_objects import managed_event
from foundation.web.form_fields import is_id, read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.qr_codes import QrCode, draw
from foundation.web.refusals import sentence_of, status_of

CARDS_PER_SHEET = 8
LOGINS_PER_PAGE = 100
ONLY_HERE = {"localhost", "127.0.0.1", "::1"}
"""Host names that mean this computer: no phone reaches them."""


@dataclass(frozen=True, slots=True)
class Card:
    """What is printed for one team. The password and the code are on paper only."""

    login: BootstrapLogin = field(repr=False)
    code: QrCode = field(repr=False)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("logins")
def team_cards(request, event_pk):
    """The team logins and what their codes can do. A POST answers with cards to be printed.

    Without an action it makes a login for every group that lacks an evaluator, with "stations" one
    for every activity that lacks a station; "chosen" and "all" make new cards. Nothing on the
    answer can be shown again, so it is no redirect; sent again, the form is refused, for the first
    cards would be dead paper.
    """
    event = managed_event(request, event_pk)
    if request.method != "POST":
        return _page(request, event)
    action = request.POST.get("action", "")
    try:
        if action in {"chosen", "all"}:
            chosen = _chosen(request, event)
            logins = make_new_cards(
                event=event,
                users=chosen,
                by=request.user,
                newest=read_id(request.POST.get("newest", "")) or 0,
            )
        else:
            chosen = []
            logins = _new_logins(event, action, request.user)
    except ValidationError as refusal:
        return _page(request, event, refusal=sentence_of(refusal), status=status_of(refusal))
    if logins:
        return _cards(request, event, logins, left_out=max(0, len(chosen) - len(logins)))
    if action in {"chosen", "all"}:
        refusal = _(
            "No card was made: choose team logins that may sign in and have a group or a station."
        )
        return _page(request, event, refusal=refusal, status=422)
    if action == "stations":
        sentence = _("No team login was made: every activity has a station.")
    else:
        sentence = _("No team login was made: every group has somebody who scores it.")
    messages.info(request, sentence)
    return redirect("events:team-cards", event.pk)


@sensitive_variables("logins")
def _new_logins(event: Event, action: str, by: User) -> list[BootstrapLogin]:
    if action == "stations":
        return bootstrap_stations(event=event, by=by, with_codes=True)
    return bootstrap_evaluators(event=event, by=by, with_codes=True).created


@organiser_page
@require_POST
def team_logins(request, event_pk):
    """Revoke codes, or switch logins off and on: the chosen ones, or all with `all`."""
    event = managed_event(request, event_pk)
    action = request.POST.get("action", "")
    if action not in {"revoke", "off", "on"}:
        return _page(request, event, refusal=_("Nothing was chosen. Try again."), status=422)
    users = _chosen(request, event)
    if not users:
        refusal = _("Choose at least one team login, then try again.")
        return _page(request, event, refusal=refusal, status=422)
    try:
        sentence = _act(action, event, users, request.user)
    except ValidationError as refusal:
        return _page(request, event, refusal=sentence_of(refusal), status=422)
    messages.success(request, sentence)
    if request.POST.get("back") == "evaluators":
        return redirect("events:evaluators", event.pk)
    return redirect("events:team-cards", event.pk)


def _act(action: str, event: Event, users: list[User], by: User) -> str:
    """Run the action; returns a sentence about what was done."""
    if action == "revoke":
        count = revoke_codes(event=event, users=users, by=by)
        return ngettext(
            "%(count)d code was revoked. The passwords on the cards still work.",
            "%(count)d codes were revoked. The passwords on the cards still work.",
            count,
        ) % {"count": count}
    count = switch_logins(event=event, users=users, is_active=action == "on", by=by)
    if action == "on":
        text = ngettext(
            "%(count)d team login was switched on.",
            "%(count)d team logins were switched on.",
            count,
        )
    else:
        text = ngettext(
            "%(count)d team login was switched off, its phones are signed out. What was entered"
            " stays.",
            "%(count)d team logins were switched off, their phones are signed out. What was entered"
            " stays.",
            count,
        )
    return text % {"count": count}


def _chosen(request: HttpRequest, event: Event) -> list[User]:
    """The team logins of the event that were ticked, or all of them."""
    logins = logins_of(event)
    if "all" in (request.POST.get("action"), request.POST.get("which")):
        return list(logins)
    return list(logins.filter(pk__in=filter(is_id, request.POST.getlist("user"))))


@sensitive_variables("logins", "cards")
def _cards(
    request: HttpRequest, event: Event, logins: list[BootstrapLogin], left_out: int
) -> HttpResponse:
    site = _site(request)
    cards = [Card(login, draw(f"{site}{path_of(login.token)}")) for login in logins]
    context = {
        "event": event,
        "sheets": [
            cards[first : first + CARDS_PER_SHEET]
            for first in range(0, len(cards), CARDS_PER_SHEET)
        ],
        "count": len(cards),
        "left_out": left_out,
        "site": site,
        "is_only_here": _is_only_here(site),
        "valid_until": timezone.now() + timedelta(days=settings.SIGN_IN_CODE_EXPIRE_DAYS),
    }
    return render(request, "events/evaluators/team_cards.html", context)


def _site(request: HttpRequest) -> str:
    """The site's address for phones: the configured one, else that of this request."""
    if not _is_only_here(settings.SITE_URL):
        return settings.SITE_URL
    return request.build_absolute_uri("/").rstrip("/")


def _is_only_here(address: str) -> bool:
    return urlsplit(address).hostname in ONLY_HERE


def _page(
    request: HttpRequest, event: Event, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    if status != 200:
        event = managed_event(request, event.pk)
    assignments = GroupEvaluator.objects.filter(
        event_evaluator__event=event, event_evaluator__user=OuterRef("pk")
    )
    logins = (
        logins_of(event)
        .annotate(
            group_name=Subquery(assignments.order_by().values("group__name")[:1]),
            group_key=Subquery(assignments.order_by().values("group__sort_key")[:1]),
        )
        .order_by(F("group_key").asc(nulls_last=True), "sort_key", "pk")
    )
    page = Paginator(logins, LOGINS_PER_PAGE).get_page(request.GET.get("page"))
    codes = newest_codes(list(page))
    stations = ActivityEvaluator.objects.in_order().filter(
        event_evaluator__event=event, event_evaluator__user__in=[login.pk for login in page]
    )
    names = defaultdict(list)
    for user_pk, name in stations.values_list("event_evaluator__user", "activity__name"):
        names[user_pk].append(name)
    for login in page:
        login.code = codes.get(login.pk)
        login.station_names = names[login.pk]
    context = {
        "title": _("Team logins and cards"),
        "event": event,
        "page": page,
        "lacking": groups_lacking(event).count(),
        "uncovered": event.groups.without_evaluator().count(),
        "stations_lacking": stations_lacking(event).count(),
        "group_count": event.groups.count(),
        "newest": newest_code(event),
        "is_open": event.status != Event.Status.ARCHIVED,
        "refusal": refusal,
    }
    return render_page(request, "events/evaluators/team_logins.html", context, status)
