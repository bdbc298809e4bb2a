"""An event on its day: how far it is, and what to look at."""

import hashlib
from collections.abc import Callable

from django.db.models import Count, Max
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from accounts.backoffice.scoped_admin import event_trail_url
from accounts.models import User
from accounts.people.invitation_pages import address_to_invite_organisers
from events.life.readiness import readiness
from events.models import Event, EventEvaluator
from events.models.querysets import is_expected
from events.rules.page_objects import managed_event
from foundation.web.etags import answer
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.site_address import address_of_page
from scoring.boards.leaderboard import Versions, event_there
from scoring.erasing.due import notice_of
from scoring.progress.matrix import board_matrix
from scoring.publishing.overview import overview_of
from scoring.watch import signs

HTML = "text/html; charset=utf-8"

Notice = Callable[[Event], tuple[str, str] | None]
ALSO_NOTICED: list[Notice] = []
"""What apps above this one know that organisers have to look at: event -> (sentence, name of the
page about it), None where there is nothing. Filled by their AppConfig.
"""


@organiser_page
@require_safe
def hub(request, event_pk):
    """The event's page: what is missing, every next step, the board, what to look at.

    The board and what is below it are the part that keeps itself up to date: `hub_live`.
    """
    etag = _etag(request, event_pk)
    event = managed_event(request, event_pk)
    now = timezone.now()
    overview = overview_of(event, now)
    address = address_of_page("scoring:public-event", overview.publication.slug)
    people = event.participants.aggregate(
        all=Count("pk"), expected=Count("pk", filter=is_expected())
    )
    context = {
        **_live_context(request, event),
        "title": event.name,
        "readiness": readiness(event),
        "people": people,
        "evaluator_count": EventEvaluator.objects.filter(event=event).count(),
        "audit_url": event_trail_url(event.pk),
        "invite_organiser": address_to_invite_organisers(event.organisation),
        "etag": etag,
        "overview": overview,
        "public_address": address if overview.publication.is_public else "",
        "erasing": notice_of(overview.publication, people["all"], timezone.localdate(now)),
        "notices": [found for notice in ALSO_NOTICED if (found := notice(event))],
    }
    return render_page(request, "scoring/watch/hub.html", context)


@organiser_page
@require_safe
def hub_live(request, event_pk):
    """The live part of the hub by itself; 304 without a body while nothing changed."""
    etag = _etag(request, event_pk)

    def make() -> bytes:
        event = managed_event(request, event_pk)
        context = _live_context(request, event)
        return render_to_string("scoring/watch/_live_part.html", context, request).encode()

    return answer(request, etag, make, content_type=HTML)


def _live_context(request, event: Event) -> dict:
    matrix = board_matrix(event)
    return {
        "event": event,
        "matrix": matrix,
        "latest": signs.latest_entries(event),
        "to_look_at": signs.to_look_at(event, request.user),
        "signs": signs.signs_of_life(event, matrix),
        "shown": signs.SHOWN,
        "quiet_minutes": int(signs.QUIET_AFTER.total_seconds() // 60),
        "results_list": f"{reverse('admin:scoring_record_changelist')}"
        f"?activity__event__id__exact={event.pk}",
    }


def _etag(request, event_pk: int) -> str:
    """The tag of what the page would show, in two queries: read before the page is made, so the
    tag is never newer than what it is of.

    It says "3 minutes ago", so it has a new tag every minute, and with every sign of life.
    """
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
    if not versions.can_manage:
        raise Http404
    pool = User.objects.filter(event_evaluators__event=event_pk).aggregate(
        seen=Max("last_seen_at"), came=Max("last_login"), count=Count("pk")
    )
    minute = timezone.now().replace(second=0, microsecond=0)
    made_from = (
        versions.etag("hub", request.user.pk, get_language()),
        minute.isoformat(),
        *(f"{each:%Y%m%d%H%M}" if each else "" for each in (pool["seen"], pool["came"])),
        pool["count"],
    )
    return f'"{hashlib.sha256(repr(made_from).encode()).hexdigest()[:32]}"'
