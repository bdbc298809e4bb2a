"""The organisers' page of the rules of standings: chosen, tried out, applied, undone."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property

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
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of
from scoring.boards.leaderboard import Everybody, people_of
from scoring.models import StandingsVersion
from scoring.points.presets import BY_KEY, Preset, propose
from scoring.points.rule_checks import ActivityFacts
from scoring.points.rules import StandingsRules
from scoring.standings.applying import apply_rules, undo_rules
from scoring.standings.doubts import without_table
from scoring.standings.stored_rules import (
    NO_VERSION,
    current_version,
    facts_of,
    for_activities,
    number_of,
    read_rules,
)
from scoring.standings_rules.preview import doubts_about, preview_of
from scoring.standings_rules.rules_forms import RulesForms
from scoring.standings_rules.suggestions import ReadyMade, bests_of, suggestions

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


@dataclass
class InForce:
    """The event with the version of its rules that applies as the page is asked for."""

    event: Event
    version: StandingsVersion | None
    facts: Mapping[int, ActivityFacts]

    @classmethod
    def of(cls, event: Event) -> "InForce":
        return cls(event, current_version(event), facts_of(event))

    @property
    def number(self) -> int:
        return number_of(self.version)

    @cached_property
    def rules(self) -> StandingsRules:
        return self.rules_in(self.version)

    @cached_property
    def everybody(self) -> Everybody:
        return people_of(self.event)

    @cached_property
    def bests(self) -> Mapping[int, Fraction]:
        return bests_of(self.event, self.facts)

    @property
    def is_archived(self) -> bool:
        return self.event.status == Event.Status.ARCHIVED

    @property
    def suggestions(self) -> list[ReadyMade]:
        """None where nothing may be changed."""
        if self.is_archived:
            return []
        return suggestions(self.event, self.rules, self.facts, self.bests, self.everybody)

    def rules_in(self, version: StandingsVersion | None) -> StandingsRules:
        return for_activities(read_rules(version.rules if version else {}), self.facts)

    def forms(self, typed, rules: StandingsRules) -> RulesForms:
        return RulesForms(typed, rules=rules, facts=self.facts, version=self.number)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def standings_rules(request, event_pk):
    """?preset= and ?version= show other rules than those in force, and what they would change.

    POST tries out what is typed, applies it, or undoes the last change.
    """
    event = managed_event(request, event_pk)
    if "undo" in request.POST:
        return _undo(request, event)
    now = InForce.of(event)
    if request.method != "POST":
        shown = _asked(request, now)
        return _render(request, now, now.forms(None, shown.rules), shown)
    shown = Shown(now.rules)
    forms = now.forms(request.POST, now.rules)
    if not forms.is_valid():
        return _render(request, now, forms, shown, 422)
    if request.POST.get("then") == "apply":
        return _apply(request, now, forms, shown)
    return _render(request, now, forms, replace(shown, rules=forms.rules))


def _asked(request: HttpRequest, now: InForce) -> Shown:
    if "preset" in request.GET:
        preset = BY_KEY.get(request.GET["preset"])
        if preset is None:
            raise Http404
        proposal = propose(preset, now.rules, now.facts, now.bests)
        return Shown(proposal.rules, preset=preset, left_out=proposal.left_out)
    if "version" in request.GET:
        number = read_id(request.GET["version"])
        earlier = now.event.standings_versions.filter(number=number).first() if number else None
        if earlier is None:
            raise Http404
        # What people decided about ties stays, as it does where such rules are applied.
        rules = replace(now.rules_in(earlier), decisions=now.rules.decisions)
        return Shown(rules, earlier=earlier.number)
    return Shown(now.rules)


def _apply(request, now: InForce, forms: RulesForms, shown: Shown) -> HttpResponse:
    given = forms.reason.cleaned_data
    try:
        made = apply_rules(
            event=now.event,
            rules=forms.rules,
            version=given["version"],
            reason=given["reason"],
            by=request.user,
        )
    except ValidationError as refusal:
        if getattr(refusal, "code", None) == "conflict":
            return _overtaken(request, now.event)
        forms.add_refusal(refusal)
        return _render(request, now, forms, shown, 422)
    if number_of(made) == now.number:
        messages.info(request, _("These rules apply already; nothing was changed."))
        return redirect("scoring:standings-rules", now.event.pk)
    messages.success(request, _("The rules apply from now on; the standings follow them."))
    if forms.rules.has_standings:
        for sentence in doubts_about(forms.rules, now.facts):
            messages.warning(request, sentence)
    return _to_applied(now.event, made)


def _overtaken(request, event: Event) -> HttpResponse:
    """What was typed, tried out against the rules that a colleague put into force meanwhile."""
    now = InForce.of(event)
    typed = request.POST.copy()
    typed["version"] = str(now.number)
    shown, forms = Shown(now.rules), now.forms(typed, now.rules)
    if forms.is_valid():
        shown = replace(shown, rules=forms.rules)
    return _render(request, now, forms, shown, 409)


def _undo(request, event: Event) -> HttpResponse:
    undone = read_id(request.POST["undo"]) or NO_VERSION
    try:
        made = undo_rules(event=event, version=undone, by=request.user)
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("scoring:standings-rules", event.pk)
    if number_of(made) == undone:
        text = _("Version %(number)s left nothing to undo: the rules before it are the same today.")
        messages.info(request, text % {"number": undone})
        return redirect("scoring:standings-rules", event.pk)
    messages.success(request, _("The change was undone: what was before applies again."))
    return _to_applied(event, made)


def _to_applied(event: Event, made: StandingsVersion | None) -> HttpResponse:
    address = reverse("scoring:standings-rules", args=[event.pk])
    return redirect(f"{address}?applied={number_of(made)}")


def _render(
    request, now: InForce, forms: RulesForms, shown: Shown, status: int = 200
) -> HttpResponse:
    """With what would change where other rules than those in force are shown. status: 422 where
    they are refused, 409 where a colleague was faster.
    """
    event, number = now.event, now.number
    preview = None
    is_tried_out = shown.is_proposed or request.method == "POST"
    if is_tried_out and status != 422 and not forms.has_errors:
        try:
            preview = preview_of(event, shown.rules, now.facts, number)
        except ValidationError as refusal:
            forms.add_refusal(refusal)
            status = 422 if status == 200 else status
    people, _bands = now.everybody
    names = {pk: facts.name for pk, facts in now.facts.items()}
    versions = event.standings_versions.select_related("made_by").order_by("-number")
    context = {
        "title": _("Rules of standings"),
        "event": event,
        "forms": forms,
        "shown": shown,
        "preview": preview,
        "was_overtaken": status == 409,
        "version": now.version,
        "number": number,
        "was_applied": bool(number) and request.GET.get("applied") == str(number),
        "suggestions": now.suggestions,
        "versions": versions[:MOST_VERSIONS],
        "is_archived": now.is_archived,
        "has_standings": now.rules.has_standings,
        "has_overall": now.rules.overall.enabled,
        "without_table": without_table(shown.rules, people.values(), names),
        **setup_context(event, "standings"),
    }
    return render_page(request, "scoring/standings_rules/rules.html", context, status)
