"""The organisers' page of ties: who share an overall place, and what is decided about them."""

from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal, sentence_of, status_of
from scoring.models import StandingsVersion
from scoring.models.standings import LONGEST_REASON
from scoring.points.rules import StandingsRules
from scoring.standings.stored_rules import NO_VERSION, current_version, number_of, rules_in
from scoring.standings_rules.deciding import TIE_HAS_CHANGED, decide_tie, withdraw_decision
from scoring.standings_rules.open_ties import OpenTie, decisions_of, ties_of

MOST_TIES = 100
"""That the page shows; the rest is counted."""
MOST_TIED = 50
"""Whom one decision puts in order; where more are tied, the place stays shared."""
EQUAL = "equal"
"""The button by which all of them stay equal."""


class TieForm(forms.Form):
    """Where each of the tied stands among them, from 1; who have the same number stay equal.

    is_equal: whether all of them do, so that no numbers are asked for.
    """

    use_required_attribute = False  # one of its buttons asks for no numbers
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy(
            "Such as: jump-off for the first place. Everybody who sees the standings can read it."
        ),
    )

    def __init__(self, data, *, tie: OpenTie, version: int, is_equal: bool = False):
        reason = tie.decision.reason if tie.decision else ""
        super().__init__(data, initial={"version": version, "reason": reason})
        self.is_equal = is_equal
        self.names = {each.participant_id: f"place_{each.participant_id}" for each in tie.people}
        for person in tie.people:
            self.fields[self.names[person.participant_id]] = forms.IntegerField(
                label=f"{person.name} ({person.group})",
                min_value=1,
                max_value=len(tie.people),
                initial=tie.numbers.get(person.participant_id),
                required=not is_equal,
            )

    @property
    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in self.names.values()]

    @property
    def order(self) -> list[list[int]]:
        """Of a valid form: ids, the first ones first, who stay equal together."""
        if self.is_equal:
            return [list(self.names)]
        place_of = {pk: self.cleaned_data[name] for pk, name in self.names.items()}
        in_order = sorted(place_of, key=place_of.get)
        return [list(ids) for _place, ids in groupby(in_order, key=place_of.get)]


@dataclass(frozen=True, slots=True)
class TieTable:
    """What the page is made from: the rules in force, and who is tied by them."""

    event: Event
    version: StandingsVersion | None
    rules: StandingsRules
    ties: list[OpenTie]

    @classmethod
    def of(cls, event: Event) -> "TieTable":
        version = current_version(event)
        rules = rules_in(version, event)
        return cls(event, version, rules, ties_of(event, rules))

    @property
    def number(self) -> int:
        return number_of(self.version)

    def tie_with(self, participant_id: str) -> OpenTie | None:
        """The tie in which the participant is, if it can be decided."""
        pk = read_id(participant_id)
        few = (tie for tie in self.ties if len(tie.people) <= MOST_TIED)
        return next((tie for tie in few if pk in tie.ids), None)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def ties(request, event_pk):
    """Who is tied; with ?of=<participant>, the form that decides the tie in which they are.

    POST decides it, or takes a decision back.
    """
    table = TieTable.of(managed_event(request, event_pk))
    if "withdraw" in request.POST:
        return _withdraw(request, table)
    if request.method == "POST":
        return _decide(request, table)
    tie = table.tie_with(request.GET.get("of", ""))
    if "of" in request.GET and tie is None:
        messages.info(request, _("There is no tie here that could be decided."))
        return redirect("scoring:ties", event_pk)
    return _render(request, table, tie, tie and TieForm(None, tie=tie, version=table.number))


def _decide(request: HttpRequest, table: TieTable) -> HttpResponse:
    tie = table.tie_with(request.POST.get("of", ""))
    if tie is None:
        messages.error(request, TIE_HAS_CHANGED)
        return _render(request, table, None, None, 409)
    is_equal = request.POST.get("then") == EQUAL
    form = TieForm(request.POST.copy(), tie=tie, version=table.number, is_equal=is_equal)
    is_valid = form.is_valid()
    if request.POST.get("tied") != tie.key:
        form.add_error(None, TIE_HAS_CHANGED)
        return _render(request, table, tie, form, 409)
    if not is_valid:
        return _render(request, table, tie, form, 422)
    given = form.cleaned_data
    try:
        made = decide_tie(
            event=table.event,
            order=form.order,
            reason=given["reason"],
            version=given["version"],
            by=request.user,
        )
    except ValidationError as refusal:
        add_refusal(form, refusal)
        form.data["version"] = str(table.number)  # whoever has read why may go on
        return _render(request, table, tie, form, status_of(refusal))
    messages.success(request, _("It is decided: the standings follow it."))
    return _to_applied(table.event, made)


def _withdraw(request: HttpRequest, table: TieTable) -> HttpResponse:
    number, seen = (read_id(request.POST.get(name, "")) for name in ("withdraw", "version"))
    try:
        made = withdraw_decision(
            event=table.event,
            number=number or 0,
            version=seen or NO_VERSION,
            by=request.user,
        )
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return _render(request, table, None, None, status_of(refusal))
    messages.success(request, _("The decision was taken back."))
    return _to_applied(table.event, made)


def _to_applied(event: Event, made: StandingsVersion) -> HttpResponse:
    return redirect(f"{reverse('scoring:ties', args=[event.pk])}?applied={made.number}")


def _render(
    request: HttpRequest,
    table: TieTable,
    tie: OpenTie | None,
    form: TieForm | None,
    status: int = 200,
) -> HttpResponse:
    event, number, shown = table.event, table.number, table.ties[:MOST_TIES]
    context = {
        "title": _("Ties"),
        "event": event,
        "boards": [list(tied) for _board, tied in groupby(shown, key=_board_of)],
        "more": max(0, len(table.ties) - MOST_TIES),
        "most_tied": MOST_TIED,
        "tie": tie,
        "form": form,
        "decisions": decisions_of(event, table.rules, table.ties),
        "number": number,
        "has_standings": table.rules.overall.enabled,
        "was_applied": bool(number) and request.GET.get("applied") == str(number),
        "is_archived": event.status == Event.Status.ARCHIVED,
    }
    return render_page(request, "scoring/standings_rules/ties.html", context, status)


def _board_of(tie: OpenTie) -> tuple[str, str]:
    return tie.gender, tie.category
