"""The organisers' page of the rules of standings: chosen, tried out, applied, undone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.life.setup_steps import setup_context
from events.models import Event
from events.rules.page_objects import managed_event
from events.rules.status_rules import check_changeable
from foundation.text.decimals import with_own_point
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of
from scoring.boards.leaderboard import people_of
from scoring.models import StandingsVersion
from scoring.points.differences import Differences, MovedPerson, Stand
from scoring.points.exact import decimal_text
from scoring.points.presets import BY_KEY, Preset, propose
from scoring.points.rule_checks import ActivityFacts
from scoring.points.rules import StandingsRules
from scoring.standings.applying import apply_rules, undo_rules
from scoring.standings.doubts import without_table
from scoring.standings.stored_rules import current_version, facts_of, number_of, rules_in
from scoring.standings.what_if import what_if
from scoring.standings_rules.rules_forms import RulesForms
from scoring.standings_rules.suggestions import bests_of, suggestions

MOST_ROWS = 10
"""Of one board in a preview; the rest is counted."""
MOST_BOARDS = 12
MOST_VERSIONS = 50


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page shows: rules that apply, or that somebody thinks of applying.

    preset: whose they are; earlier: the number of the version whose they are.
    """

    rules: StandingsRules
    preset: Preset | None = None
    earlier: int | None = None
    left_out: tuple[str, ...] = ()

    @property
    def is_proposed(self) -> bool:
        return self.preset is not None or self.earlier is not None


class PreviewRow(NamedTuple):
    """A person or a group; before and after as texts, such as "2 · 17.5"."""

    name: str
    group: str
    before: str
    after: str


class PreviewBoard(NamedTuple):
    """A board on which places change. more: how many rows are not shown."""

    gender: str
    category: str
    rows: list[PreviewRow]
    more: int


@dataclass(frozen=True, slots=True)
class Preview:
    """What rules would change. is_shown: whether they make any standings at all."""

    differences: Differences
    is_shown: bool

    @property
    def boards(self) -> list[PreviewBoard]:
        return [
            PreviewBoard(
                board.gender,
                board.category,
                list(map(_preview_of_person, board.rows[:MOST_ROWS])),
                max(0, len(board.rows) - MOST_ROWS),
            )
            for board in self.differences.overall[:MOST_BOARDS]
        ]

    @property
    def more_boards(self) -> int:
        return max(0, len(self.differences.overall) - MOST_BOARDS)

    @property
    def groups(self) -> list[PreviewRow]:
        return [
            PreviewRow(row.name, "", _stand_text(row.before), _stand_text(row.after))
            for row in self.differences.groups
        ]


def _preview_of_person(row: MovedPerson) -> PreviewRow:
    person = row.person
    stands = [_stand_text(stand, in_brackets=person.is_guest) for stand in (row.before, row.after)]
    return PreviewRow(person.name, person.group, *stands)


def _stand_text(stand: Stand | None, *, in_brackets: bool = False) -> str:
    if stand is None:
        return "–"
    if stand.place is None:
        return _("no place")
    place = f"({stand.place})" if in_brackets else str(stand.place)
    return (
        place if stand.total is None else f"{place} · {with_own_point(decimal_text(stand.total))}"
    )


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def standings_rules(request, event_pk):
    """?preset= and ?version= show other rules than those in force, and what they would change.

    POST tries out what is typed, applies it, or undoes the last change.
    """
    event = managed_event(request, event_pk)
    version = current_version(event)
    facts = facts_of(event)
    if request.method != "POST":
        shown = _asked(request, event, version, facts)
        forms = RulesForms(None, rules=shown.rules, facts=facts, version=number_of(version))
        return _render(request, event, version, forms, shown)
    if "undo" in request.POST:
        return _undo(request, event)
    shown = Shown(rules_in(version, event))
    forms = RulesForms(
        request.POST.copy(), rules=shown.rules, facts=facts, version=number_of(version)
    )
    if not forms.is_valid():
        return _render(request, event, version, forms, shown, 422)
    if request.POST.get("then") == "apply":
        return _apply(request, event, version, forms, shown)
    return _render(request, event, version, forms, replace(shown, rules=forms.rules))


def _asked(
    request: HttpRequest,
    event: Event,
    version: StandingsVersion | None,
    facts: Mapping[int, ActivityFacts],
) -> Shown:
    now = rules_in(version, event)
    if "preset" in request.GET:
        preset = BY_KEY.get(request.GET["preset"])
        if preset is None:
            raise Http404
        proposal = propose(preset, now, facts, bests_of(event))
        return Shown(proposal.rules, preset=preset, left_out=proposal.left_out)
    if "version" in request.GET:
        number = read_id(request.GET["version"])
        earlier = event.standings_versions.filter(number=number).first() if number else None
        if earlier is None:
            raise Http404
        # What people decided about ties stays, as it does where such rules are applied.
        rules = replace(rules_in(earlier, event), decisions=now.decisions)
        return Shown(rules, earlier=earlier.number)
    return Shown(now)


def _apply(request, event: Event, version, forms: RulesForms, shown: Shown) -> HttpResponse:
    given = forms.reason.cleaned_data
    try:
        made = apply_rules(
            event=event,
            rules=forms.rules,
            version=given["version"],
            reason=given["reason"],
            by=request.user,
        )
    except ValidationError as refusal:
        return _refused(request, event, version, forms, shown, refusal)
    if number_of(made) == number_of(version):
        messages.info(request, _("These rules apply already; nothing was changed."))
        return redirect("scoring:standings-rules", event.pk)
    messages.success(request, _("The rules apply from now on; the standings follow them."))
    return _to_applied(event, made)


def _undo(request, event: Event) -> HttpResponse:
    try:
        made = undo_rules(event=event, version=read_id(request.POST["undo"]) or 0, by=request.user)
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("scoring:standings-rules", event.pk)
    messages.success(request, _("The change was undone: what was before applies again."))
    return _to_applied(event, made)


def _to_applied(event: Event, made: StandingsVersion | None) -> HttpResponse:
    address = reverse("scoring:standings-rules", args=[event.pk])
    return redirect(f"{address}?applied={number_of(made)}")


def _refused(request, event: Event, version, forms: RulesForms, shown: Shown, refusal):
    """The page with what was typed. After a conflict the version of now is the one seen."""
    is_conflict = getattr(refusal, "code", None) == "conflict"
    if is_conflict:
        forms.reason.data["version"] = str(number_of(version))
    forms.add_refusal(refusal)
    return _render(request, event, version, forms, shown, 409 if is_conflict else 422)


def _render(
    request, event: Event, version, forms: RulesForms, shown: Shown, status: int = 200
) -> HttpResponse:
    """With what would change where other rules than those in force are shown."""
    number = number_of(version)
    now = rules_in(version, event)
    preview = None
    if status == 200 and (shown.is_proposed or request.method == "POST"):
        try:
            preview = _preview(event, shown.rules, number)
        except ValidationError as refusal:
            forms.add_refusal(refusal)
            status = 422
    people, _bands = people_of(event)
    names = {form.activity_id: form.facts.name for form in forms.activities}
    versions = event.standings_versions.select_related("made_by").order_by("-number")
    context = {
        "title": _("Rules of standings"),
        "event": event,
        "forms": forms,
        "shown": shown,
        "preview": preview,
        "version": version,
        "number": number,
        "was_applied": bool(number) and request.GET.get("applied") == str(number),
        "suggestions": suggestions(event, now),
        "versions": versions[:MOST_VERSIONS],
        "is_archived": event.status == Event.Status.ARCHIVED,
        "is_in_force": now.is_shown,
        "has_overall": now.overall.enabled,
        "without_table": without_table(shown.rules, people.values(), names),
        **setup_context(event, "standings"),
    }
    return render_page(request, "scoring/standings_rules/rules.html", context, status)


def _preview(event: Event, rules: StandingsRules, number: int) -> Preview:
    check_changeable(event)
    tried = what_if(event=event, rules=rules, version=number)
    return Preview(tried.differences, rules.is_shown)
