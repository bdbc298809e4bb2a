"""The organisers' page of the rules of who gets a diploma: listed, added, changed, ordered."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from diplomas.awards.rule_changes import change_rules
from diplomas.awards.rule_form import RuleForm
from diplomas.awards.rules import (
    BY_KEY,
    READY,
    fields_of,
    problems_of,
    rule_sentence,
    rules_of,
    token_of,
)
from diplomas.models import AwardRule
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import number_in
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal, sentence_of, status_of

Listed = list[dict[str, Any]]
"""Rules as `change_rules` takes them."""


class ShownRule(NamedTuple):
    rule: AwardRule
    sentence: str
    template: str
    problem: str = ""


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def award_rules(request, event_pk):
    """?edit= has the form of a rule, by its number in the list. POST changes that one (`edit`),
    adds a ready-made one (`add`), deletes one or moves it (`delete`, `up`, `down`); `seen` is the
    token of the list that was shown.
    """
    event = managed_event(request, event_pk)
    rules = rules_of(event)
    if request.method != "POST":
        rule = _numbered(rules, request.GET["edit"]) if "edit" in request.GET else None
        form = rule and RuleForm(None, event=event, rule=rule)
        return _render(request, event, rules, form, rule)
    if "edit" in request.POST:
        return _edit(request, event, rules)
    for name, change in CHANGES.items():
        if name in request.POST:
            return _change(request, event, change(rules, request.POST[name]))
    return _render(request, event, rules, status=422)


def _add(rules: Sequence[AwardRule], key: str) -> Listed:
    if key not in BY_KEY:
        raise Http404
    return [*_listed(rules), dict(BY_KEY[key].what)]


def _delete(rules: Sequence[AwardRule], number: str) -> Listed:
    gone = _numbered(rules, number)
    return _listed([rule for rule in rules if rule is not gone])


def _move(by: int) -> Callable[[Sequence[AwardRule], str], Listed]:
    def move(rules: Sequence[AwardRule], number: str) -> Listed:
        moved = _numbered(rules, number)
        others = [rule for rule in rules if rule is not moved]
        others.insert(max(0, rules.index(moved) + by), moved)
        return _listed(others)

    return move


CHANGES = {"add": _add, "delete": _delete, "up": _move(-1), "down": _move(1)}


def _edit(request: HttpRequest, event: Event, rules: Sequence[AwardRule]) -> HttpResponse:
    rule = _numbered(rules, request.POST["edit"])
    form = RuleForm(request.POST, event=event, rule=rule)
    if not form.is_valid():
        return _render(request, event, rules, form, rule, 422)
    number = rules.index(rule)
    changed = _listed(rules)
    changed[number] |= form.rule
    try:
        change_rules(event=event, rules=changed, seen=request.POST.get("seen", ""), by=request.user)
    except ValidationError as refusal:
        names = {f"rules.{number}.{name}": name for name in form.fields}
        add_refusal(form, refusal, names)
        return _render(request, event, rules, form, rule, status_of(refusal))
    messages.success(request, _("The rule is saved."))
    return redirect("diplomas:rules", event.pk)


def _change(request: HttpRequest, event: Event, rules: Listed) -> HttpResponse:
    try:
        change_rules(event=event, rules=rules, seen=request.POST.get("seen", ""), by=request.user)
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("diplomas:rules", event.pk)
    if not rules:
        messages.info(request, _("Without rules of its own an event has those that you see here."))
    else:
        messages.success(request, _("The rules are saved."))
    return redirect("diplomas:rules", event.pk)


def _listed(rules: Sequence[AwardRule]) -> Listed:
    return [{"id": rule.pk, **fields_of(rule)} for rule in rules]


def _numbered(rules: Sequence[AwardRule], number: str) -> AwardRule:
    index = number_in(number, 0) - 1
    if not 0 <= index < len(rules):
        raise Http404
    return rules[index]


def _render(
    request: HttpRequest,
    event: Event,
    rules: Sequence[AwardRule],
    form: RuleForm | None = None,
    edited: AwardRule | None = None,
    status: int = 200,
) -> HttpResponse:
    names = dict(event.activities.values_list("pk", "name"))
    templates = dict(event.diploma_templates.values_list("pk", "name"))
    problems = problems_of(rules, event)
    context = {
        "title": _("Who gets a diploma"),
        "event": event,
        "rules": [
            ShownRule(
                rule,
                rule_sentence(rule, names),
                templates.get(rule.template_id, ""),
                problems.get(rule.order, ""),
            )
            for rule in rules
        ],
        "are_usual": all(rule.pk is None for rule in rules),
        "seen": token_of(rules),
        "ready": READY,
        "form": form,
        "edited": edited,
        "number": edited and list(rules).index(edited) + 1,
        "is_archived": event.status == Event.Status.ARCHIVED,
    }
    return render_page(request, "diplomas/awards/rules.html", context, status)
