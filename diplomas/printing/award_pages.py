"""Who gets a diploma, why, and what to know before any is printed; and how they are printed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import NamedTuple

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diplomas.awards.awarding import awarded, overall_winners, winners
from diplomas.awards.places import PlaceNow, Results
from diplomas.awards.rules import problems_of, rules_of
from diplomas.awards.winners import Award, Kind, Winner
from diplomas.issued.facts import is_still_true
from diplomas.issued.issuing import CURRENT, Wording, award_of, issue, kept_wording
from diplomas.looks.bounds import LONGEST
from diplomas.models import Diploma
from diplomas.printing.batches import Printing
from diplomas.printing.choosing import Choice
from diplomas.printing.event_templates import EventTemplates
from events.models import Activity, Event
from events.rules.page_objects import activity_of, visible_event
from scoring.boards.board_words import board_words, place_words

LONGEST_NAME = 255
MOST_MOVES = 10
"""Named of a board; the rest is counted."""


@dataclass(frozen=True, slots=True)
class AwardRow:
    """Somebody who gets a diploma. diploma: the one there is by now; None: none was printed."""

    winner: Winner
    diploma: Diploma | None
    template: str

    @property
    def key(self) -> str:
        return self.winner.award.key

    @property
    def board(self) -> str:
        """ "" of groups, which are one board."""
        if self.winner.kind == Kind.GROUP:
            return ""
        return board_words(self.winner.gender, self.winner.category)

    @property
    def name(self) -> str:
        return self.winner.wording.get("name") or self.winner.name

    @property
    def is_outdated(self) -> bool:
        """Whether the one that was printed says something else."""
        if self.diploma is None:
            return False
        return not is_still_true(self.diploma.facts, self.winner.facts())

    @property
    def is_waiting(self) -> bool:
        """Whether it is still to be printed."""
        return self.diploma is None or self.is_outdated

    @property
    def warnings(self) -> list[str]:
        """Why it may be too early, or a surprise, in sentences."""
        found = []
        if missing := self.winner.missing:
            text = ngettext(
                "%(count)d result is missing: places may still change.",
                "%(count)d results are missing: places may still change.",
                missing,
            )
            found.append(text % {"count": missing})
        if self.winner.is_tied:
            text = _("Several share the %(place)s.")
            found.append(text % {"place": place_words(self.winner.place)})
        return found


class PublishedNote(NamedTuple):
    """A board whose places are those that were published. moves: whose would be another one by the
    results of now; more: how many beside these.
    """

    name: str
    as_of: datetime
    moves: list[str]
    more: int


class WordingForm(forms.Form):
    """What one diploma says by hand; what is left empty is as on the others."""

    name = forms.CharField(label=gettext_lazy("Name on it"), required=False, max_length=255)
    first_line = forms.CharField(
        label=gettext_lazy("First line"),
        required=False,
        max_length=LONGEST,
        help_text=gettext_lazy(
            "Above the name, where the template has {first_line}, as the look that comes with the"
            " product does."
        ),
    )

    @property
    def wording(self) -> Wording:
        return {key: text for key, text in self.cleaned_data.items() if text}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def everything(request, event_pk):
    """Of the whole event, by its rules; ?rule=, the number in their order, narrows the list, as
    `activity` has it otherwise.
    """
    event = visible_event(request, event_pk)
    back = reverse("scoring:leaderboard", args=[event.pk])
    return _answer(request, event, lambda: awarded(event), event.name, back)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def activity(request, event_pk, activity_pk):
    """Of an activity; ?gender= ?category= ?place= narrow the list, ?all=1 chooses everybody on it,
    ?reword= has the form that writes one of them (`Award.key`) by hand.
    POST prints who is chosen (`award`), or that one, and keeps that it was printed.

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
    back = reverse("scoring:standings", args=[event.pk])
    return _answer(request, event, lambda: overall_winners(event), _("Overall standings"), back)


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
        for problem in _problems(event):
            messages.warning(request, problem)
        return redirect(back)
    templates = EventTemplates(event)
    if problem := templates.problem(found):
        messages.error(request, problem)
        return redirect(back)
    key = request.POST.get("reword") or request.GET.get("reword", "")
    printing = Printing(request, event, templates, name)
    is_choice = request.method == "POST" and "reword" not in request.POST
    if is_choice and "list" not in request.POST:
        chosen = set(_chosen(request))
        return _print(printing, {each.award for each in found if each.award.key in chosen})
    rows = _rows(event, found, templates)
    choice = Choice.of(rows, request.GET)
    if is_choice:
        if choice.token != request.POST["list"]:
            messages.error(request, _("The list has changed meanwhile. Choose again."))
            return redirect(request.get_full_path())
        posted = request.POST
        choice = choice.sent(posted.get("changed", ""), posted.get("shown", ""), _chosen(request))
        if "page" not in posted:
            return _print(printing, {each.winner.award for each in choice.chosen})
        choice = choice.on_page(posted["page"])
    row = next((each for each in rows if each.key == key), None)
    if key and row is None:
        raise Http404
    form = row and _form(request, row)
    if request.method == "POST" and form and form.is_valid():
        award = row.winner.award
        return _print(printing, {award}, {award: form.wording})
    waiting = sum(each.is_waiting for each in rows)
    context = {
        "event": event,
        "name": name,
        "back": back,
        "choice": choice,
        "rows": choice.on_page_rows,
        "count": len(rows),
        "chosen_count": len(choice.chosen),
        "waiting": waiting,
        "lost": templates.lost_texts([each.winner for each in rows]),
        "summary": _summary(len(rows), waiting),
        "problems": _problems(event),
        "published": _published(event, found),
        "form": form,
        "reworded": row,
        "printing": printing,
    }
    status = 422 if form and form.errors else 200
    return render(request, "diplomas/printing/awards.html", context, status=status)


def _problems(event: Event) -> list[str]:
    """Why rules give less than they say, in sentences."""
    text = _("Rule %(number)d: %(problem)s")
    found = problems_of(rules_of(event), event)
    return [text % {"number": number, "problem": problem} for number, problem in found.items()]


def _published(event: Event, found: Sequence[Winner]) -> list[PublishedNote]:
    """Of the boards of these that follow what was published."""
    if not any(each.as_of for each in found):
        return []
    boards = {each.board for each in found} | {(each.kind,) for each in found}
    return [
        PublishedNote(
            each.name,
            each.as_of,
            [_moved(move) for move in each.moves[:MOST_MOVES]],
            max(0, len(each.moves) - MOST_MOVES),
        )
        for each in Results(event).published_boards()
        if each.board in boards
    ]


def _moved(move: PlaceNow) -> str:
    """ "Anna 1 → 2"; "–" is no place."""
    places = (f"{place}." if place else "–" for place in (move.published, move.now))
    return f"{move.name} {' → '.join(places)}"


def _form(request: HttpRequest, row: AwardRow) -> WordingForm:
    is_typed = "reword" in request.POST
    form = WordingForm(request.POST if is_typed else None, initial=row.winner.wording)
    form.fields["name"].widget.attrs["placeholder"] = row.winner.name
    return form


def _print(
    printing: Printing, wanted: set[Award], wordings: Mapping[Award, Wording] | None = None
) -> HttpResponse:
    request = printing.request
    if refusal := printing.refusal(len(wanted)):
        messages.error(request, refusal)
        return redirect(request.get_full_path())
    by = request.user
    printed = []
    if wanted:
        version_of = printing.templates.version_of
        printed = issue(
            event=printing.event, awards=wanted, by=by, wordings=wordings, version_of=version_of
        )
    if printed:
        return printing.answer(printed)
    text = (
        _("Nobody you chose has a place any more: the results changed. Look at the list again.")
        if _chosen(request)
        else _("Choose at least one diploma to print.")
    )
    messages.error(request, text)
    return redirect(request.get_full_path())


def _chosen(request: HttpRequest) -> list[str]:
    return request.POST.getlist("award")


def _narrowed(request: HttpRequest, found: Sequence[Winner]) -> list[Winner]:
    asked = [
        (request.GET.get(name, ""), value)
        for name, value in (
            ("gender", lambda each: each.gender),
            ("category", lambda each: each.category),
            ("place", lambda each: str(each.place)),
            ("rule", lambda each: str(each.rule_number)),
        )
    ]
    return [each for each in found if all(text in {"", value(each)} for text, value in asked)]


def _rows(event: Event, found: Sequence[Winner], templates: EventTemplates) -> list[AwardRow]:
    """With the words that were written by hand for the diploma there is."""
    kinds = {each.kind for each in found}
    current = Diploma.objects.filter(event=event, kind__in=kinds, state__in=CURRENT).select_related(
        "printed_by"
    )
    printed = {award_of(each): each for each in current}
    rows = []
    for each in found:
        diploma = printed.get(each.award)
        worded = replace(each, wording=kept_wording(diploma, each))
        rows.append(AwardRow(worded, diploma, templates.name_of(each)))
    return rows


def _summary(count: int, waiting: int) -> str:
    text = ngettext("%(count)d diploma", "%(count)d diplomas", count) % {"count": count}
    if not waiting:
        return _("%(diplomas)s, all printed.") % {"diplomas": text}
    return _("%(diplomas)s, %(count)d still to be printed.") % {"diplomas": text, "count": waiting}
