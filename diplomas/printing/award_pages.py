"""Who gets a diploma of an activity or of the overall standings, and how it is printed."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diplomas.awards.winners import Winner, overall_winners, winners
from diplomas.issued.issuing import CURRENT, issue
from diplomas.models import Diploma
from diplomas.printing.letters import lost_texts
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import pdf_answer, problem_of, template_of
from events.models import Activity, Event
from events.rules.page_objects import activity_of, visible_event
from scoring.boards.board_words import board_words
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import rules_of


@dataclass(frozen=True, slots=True)
class AwardRow:
    """Somebody who gets a diploma. diploma: the one there is by now; None: none was printed."""

    winner: Winner
    diploma: Diploma | None

    @property
    def board(self) -> str:
        return board_words(self.winner.gender, self.winner.category)

    @property
    def is_outdated(self) -> bool:
        """Whether the one that was printed says something else."""
        return self.diploma is not None and self.diploma.facts != self.winner.facts()

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be printed."""
        return self.diploma is None or self.is_outdated


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity(request, event_pk, activity_pk):
    """Of an activity; ?gender= ?category= ?place= narrow the list, ?all=1 chooses everybody on it.
    POST prints who is chosen (`winner`) and keeps that it was printed.

    Without anybody to hand one to, back to the leaderboard with a sentence that says so.
    """
    event = visible_event(request, event_pk)
    one: Activity = activity_of(event, activity_pk)
    back = f"{reverse('scoring:leaderboard', args=[event.pk])}?activity={one.pk}"
    return _answer(request, event, lambda: winners(one), one.name, back)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def overall(request, event_pk):
    """The same of the overall standings."""
    event = visible_event(request, event_pk)

    def found() -> list[Winner]:
        rules = rules_of(event)
        if not rules.overall.enabled:
            return []
        return overall_winners(event, standings_of(event, rules))

    back = reverse("scoring:standings", args=[event.pk])
    return _answer(request, event, found, _("Overall standings"), back)


@require_safe
def activity_pdf(request, event_pk, activity_pk):
    """Where diplomas used to be printed without a trace; links to it lead to the list now."""
    event = visible_event(request, event_pk)
    one = activity_of(event, activity_pk)
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    return redirect(f"{reverse('diplomas:activity', args=[event.pk, one.pk])}{query}")


def _answer(
    request: HttpRequest, event: Event, find: Callable[[], list[Winner]], name: str, back: str
) -> HttpResponse:
    found = _narrowed(request, find())
    if not found:
        text = _("There are no results to print diplomas from yet: %(activity)s.")
        messages.info(request, text % {"activity": name})
        return redirect(back)
    template = template_of(event)
    if problem := problem_of(template):
        messages.error(request, problem)
        return redirect(back)
    if request.method == "POST":
        awards = {each.award for each in found if str(each.participant_id) in _chosen(request)}
        printed = issue(event=event, awards=awards, by=request.user) if awards else []
        if printed:
            return pdf_answer(diplomas_pdf(template, printed), f"{_('Diplomas')} {name}.pdf")
        text = (
            _("Nobody you chose has a place any more: the results changed. Look at the list again.")
            if _chosen(request)
            else _("Choose at least one diploma to print.")
        )
        messages.error(request, text)
        return redirect(request.get_full_path())
    rows = _rows(event, found)
    waiting = sum(row.is_waiting for row in rows)
    context = {
        "event": event,
        "name": name,
        "back": back,
        "rows": rows,
        "chooses_all": "all" in request.GET or not waiting,
        "waiting": waiting,
        "lost": lost_texts(template, found),
        "summary": _summary(len(rows), waiting),
    }
    return render(request, "diplomas/printing/awards.html", context)


def _chosen(request: HttpRequest) -> list[str]:
    return request.POST.getlist("winner")


def _narrowed(request: HttpRequest, found: Sequence[Winner]) -> list[Winner]:
    asked = [
        (request.GET.get(name, ""), value)
        for name, value in (
            ("gender", lambda each: each.gender),
            ("category", lambda each: each.category),
            ("place", lambda each: str(each.place)),
        )
    ]
    return [each for each in found if all(text in {"", value(each)} for text, value in asked)]


def _rows(event: Event, found: Sequence[Winner]) -> list[AwardRow]:
    activity_id = found[0].activity_id
    kind = Diploma.Kind.OVERALL if activity_id is None else Diploma.Kind.ACTIVITY
    current = Diploma.objects.filter(
        event=event, kind=kind, activity=activity_id, state__in=CURRENT
    ).select_related("printed_by")
    printed = {each.participant_id: each for each in current}
    return [AwardRow(each, printed.get(each.participant_id)) for each in found]


def _summary(count: int, waiting: int) -> str:
    text = ngettext("%(count)d diploma", "%(count)d diplomas", count) % {"count": count}
    if not waiting:
        return _("%(diplomas)s, all printed.") % {"diplomas": text}
    return _("%(diplomas)s, %(count)d still to be printed.") % {"diplomas": text, "count": waiting}
