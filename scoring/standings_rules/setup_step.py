"""The step of the set-up with the standings: whether and how results are added up."""

from dataclasses import replace

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from events.life.setup_steps import url_of
from events.models import Event
from events.setup.frame import go_on, render_step, step_page
from foundation.web.form_fields import read_id
from foundation.web.refusals import sentence_of
from scoring.models import Record
from scoring.points.presets import BY_KEY, propose
from scoring.points.rules import StandingsRules
from scoring.standings.applying import apply_rules
from scoring.standings.stored_rules import (
    NO_VERSION,
    current_version,
    facts_of,
    number_of,
    rules_in,
    rules_of,
)
from scoring.standings_rules.suggestions import bests_of, fitting

ONLY_BOARDS = "none"
"""Chosen instead of a preset: nothing is added up."""


@step_page
def setup_standings(request, event):
    """A tap puts ready-made rules into force, or takes the standings away; going on leaves them.

    An event that was opened has the page of the rules instead, which shows what would change.
    """
    if event.status != Event.Status.DRAFT:
        return redirect("scoring:standings-rules", event.pk)
    if "preset" in request.POST:
        return _choose(request, event, request.POST["preset"])
    if request.method == "POST":
        return go_on(request, event, "standings")
    version = current_version(event)
    rules = rules_in(version, event)
    facts = facts_of(event)
    suited, chosen = fitting(event, rules, facts)
    counting = {each.activity_id for each in rules.counting}
    context = {
        "rules": rules,
        "number": number_of(version),
        "suited": suited,
        "chosen": chosen,
        "has_activities": bool(facts),
        "idle": [each.name for pk, each in facts.items() if pk not in counting],
    }
    template = "scoring/standings_rules/setup_standings.html"
    return render_step(request, event, "standings", context, template=template)


def _choose(request: HttpRequest, event: Event, key: str) -> HttpResponse:
    """Applies what was chosen; with results there, shows first what it would change."""
    if key != ONLY_BOARDS and key not in BY_KEY:
        raise Http404
    if Record.objects.filter(activity__event=event).exists():
        text = _("There are results already: look first at what would change.")
        messages.info(request, text)
        address = reverse("scoring:standings-rules", args=[event.pk])
        return redirect(address if key == ONLY_BOARDS else f"{address}?preset={key}")
    try:
        apply_rules(
            event=event,
            rules=_rules_chosen(event, key),
            version=read_id(request.POST.get("version", "")) or NO_VERSION,
            by=request.user,
        )
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect(url_of(event, "standings"))
    if key == ONLY_BOARDS:
        return go_on(request, event, "standings", _("Nothing is added up."))
    text = _("Chosen: %(name)s. You can change it at any time.") % {"name": BY_KEY[key].name}
    return go_on(request, event, "standings", text)


def _rules_chosen(event: Event, key: str) -> StandingsRules:
    now = rules_of(event)
    if key == ONLY_BOARDS:
        return replace(
            now,
            overall=replace(now.overall, enabled=False),
            groups=replace(now.groups, enabled=False),
        )
    facts = facts_of(event)
    return propose(BY_KEY[key], now, facts, bests_of(event, facts)).rules
