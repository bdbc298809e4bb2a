"""The page by which a ceremony is led, made for a phone: what is shown, what comes next, a button.

Forms work without a script. With one they are sent without a reload, and the page asks every two
seconds where the ceremony is, so two phones always show the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.etags import answer
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of, status_of
from scoring.ceremony import running
from scoring.ceremony.announcer import (
    AnnouncedBoard,
    AnnouncedPlace,
    announced_board,
    has_changed,
)
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import CeremonyPlan, PlannedBoard, ceremony_of, plan_of_ceremony
from scoring.ceremony.steps import PLACE, CeremonyStep, steps_of
from scoring.models import Ceremony, Publication, Screen
from scoring.models.screen import MOST_SCREENS
from scoring.public.open_boards import shown_people
from scoring.public.versions import PublicVersions
from scoring.publishing.changing import change_publication
from scoring.publishing.stored import publication_of

NO_TURN = -1
NUMBERS = range(1, MOST_SCREENS + 1)


@dataclass
class RevealPage:
    """Where the ceremony is, for whoever leads it. notice: what became of a press; is_refusal:
    whether it did nothing.
    """

    event: Event
    publication: Publication
    ceremony: Ceremony
    screens: list[int]
    notice: str = ""
    is_refusal: bool = False

    @classmethod
    def of(cls, event: Event, notice: str = "", *, is_refusal: bool = False) -> "RevealPage":
        screens = Screen.objects.filter(event=event, shows_ceremony=True)
        numbers = list(screens.order_by("number").values_list("number", flat=True))
        publication = publication_of(event)
        return cls(event, publication, ceremony_of(event), numbers, notice, is_refusal)

    @cached_property
    def now(self) -> BoardsNow:
        return BoardsNow(self.event)

    @cached_property
    def plan(self) -> CeremonyPlan:
        return plan_of_ceremony(self.ceremony, self.now)

    @cached_property
    def public(self) -> PublicVersions:
        """What the public's names are made from."""
        return PublicVersions.previewed(self.event)

    @property
    def etag(self) -> str:
        """Of all that is on the page, but for a notice."""
        stored = self.ceremony
        at = stored.turn, stored.version, stored.board_id, stored.is_running
        public = self.public.made_from
        return self.now.versions.etag("ceremony", at, public, self.screens, get_language())

    @cached_property
    def names_on_screen(self) -> Mapping[int, str]:
        """Participant id -> the name that the public reads."""
        people = shown_people(self.public)
        return {pk: who.name for pk, who in people.items()}

    @cached_property
    def shown(self) -> AnnouncedBoard | None:
        """The board on the screen, with all that is announced of it."""
        return self._in_words(self.plan.current)

    @cached_property
    def step(self) -> CeremonyStep | None:
        """What of it is shown."""
        return self._steps[self.ceremony.step] if self._steps else None

    @cached_property
    def _steps(self) -> list[CeremonyStep]:
        return steps_of(running.rows_of(self.plan.current)) if self.plan.current else []

    @property
    def places_shown(self) -> list[AnnouncedPlace]:
        """Those that are out, best first."""
        out = {each.place for each in self._steps[: self.ceremony.step + 1] if each.kind == PLACE}
        return [each for each in self.shown.places if each.place in out][::-1] if self.shown else []

    @property
    def step_count(self) -> int:
        return len(self._steps)

    @property
    def next_step(self) -> CeremonyStep | None:
        """Of the board that is shown; None: a new one comes."""
        later = self._steps[self.ceremony.step + 1 :]
        return later[0] if later else None

    @property
    def next_place(self) -> AnnouncedPlace | None:
        step = self.next_step
        if step is None or step.kind != PLACE:
            return None
        return next((each for each in self.shown.places if each.place == step.place), None)

    @cached_property
    def next_board(self) -> AnnouncedBoard | None:
        return self._in_words(running.next_board(self.plan))

    @property
    def has_changed(self) -> bool:
        return self.plan.current is not None and has_changed(self.plan.current)

    @property
    def is_last(self) -> bool:
        return self.next_step is None and self.next_board is None

    @property
    def jumps(self) -> list[PlannedBoard]:
        return [each for each in self.plan.announced if each.stored]

    def _in_words(self, planned: PlannedBoard | None) -> AnnouncedBoard | None:
        if planned is None:
            return None
        return announced_board(planned, self.now, self.names_on_screen)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def reveal(request, event_pk):
    """POST: `then` says what is done: next, back, jump, anew, start, end (each with the `turn` that
    the page showed), screens, open_page.
    """
    event = managed_event(request, event_pk)
    if request.method != "POST":
        return _answer(request, RevealPage.of(event))
    try:
        notice = _done(request, event)
    except ValidationError as refusal:
        page = RevealPage.of(event, sentence_of(refusal), is_refusal=True)
        return _answer(request, page, status_of(refusal))
    if _is_scripted(request):
        return _answer(request, RevealPage.of(event, notice))
    if notice:
        messages.success(request, notice)
    then = request.POST.get("then")
    return redirect("scoring:ceremony" if then == "end" else "scoring:ceremony-reveal", event.pk)


@organiser_page
@require_safe
def reveal_live(request, event_pk):
    """Where it is now, asked for again and again: 304 without a body while nothing changed."""
    page = RevealPage.of(managed_event(request, event_pk))
    return answer(
        request, page.etag, lambda: _part(request, page), content_type="text/html; charset=utf-8"
    )


def _done(request: HttpRequest, event: Event) -> str:
    """Do what was pressed; a sentence where the page does not show it. Raises ValidationError."""
    turn = read_id(request.POST.get("turn", ""))
    turn = NO_TURN if turn is None else min(turn, 2**31 - 1)
    match request.POST.get("then"):
        case str() as move if move in running.MOVES:
            running.move_ceremony(
                event=event,
                turn=turn,
                move=move,
                board_pk=read_id(request.POST.get("board", "")),
                by=request.user,
            )
            return ""
        case "start":
            running.start_ceremony(event=event, turn=turn, by=request.user)
            return _("The ceremony has begun. Nobody sees it until you send it to a screen.")
        case "end":
            running.end_ceremony(event=event, turn=turn, by=request.user)
            return _("The ceremony is over. All screens show their boards again.")
        case "screens":
            send_to_screens(event, request.POST.getlist("screen"))
            return _("Sent. Open screens show it within two seconds.")
        case "open_page":
            version = publication_of(event).version
            fields = {"is_public": True}
            change_publication(event=event, version=version, fields=fields, by=request.user)
            return _("The public page is on. No board was published with it.")
    raise ValidationError(_("Press one of the buttons."))


def send_to_screens(event: Event, chosen: list[str]) -> None:
    """Have these screens show the ceremony while it runs, and no others."""
    numbers = [number for number in NUMBERS if str(number) in chosen]
    with transaction.atomic():
        for number in numbers:
            shows = {"shows_ceremony": True}
            Screen.objects.update_or_create(event=event, number=number, defaults=shows)
        others = Screen.objects.filter(event=event).exclude(number__in=numbers)
        others.update(shows_ceremony=False)


def _is_scripted(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"


def _context(page: RevealPage) -> dict[str, object]:
    return {
        "title": _("Lead the ceremony"),
        "event": page.event,
        "reveal": page,
        "numbers": NUMBERS,
        "asked_at": timezone.now(),
    }


def _part(request: HttpRequest, page: RevealPage) -> bytes:
    return render(request, "scoring/ceremony/_reveal_part.html", _context(page)).content


def _answer(request: HttpRequest, page: RevealPage, status: int = 200) -> HttpResponse:
    if _is_scripted(request):
        response = HttpResponse(_part(request, page), status=status)
        response.headers["ETag"] = page.etag
        return response
    context = {**_context(page), "etag": page.etag}
    return render_page(request, "scoring/ceremony/reveal.html", context, status)
