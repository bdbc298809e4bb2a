"""Changes of the rules of who gets a diploma, and their way into an event's copy."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.trail import audit
from diplomas.awards.rules import FIELDS, fields_of, rules_of, token_of
from diplomas.models import AwardRule, DiplomaTemplate
from events.models import Activity, Event
from events.rules.locks import changeable_event

MOST_RULES = 50
MOST_BOARDS = 500
LONGEST_BOARD = 255


@transaction.atomic
def change_rules(
    *, event: Event, rules: Sequence[Mapping[str, Any]], seen: str, by: User | None
) -> list[AwardRule]:
    """Give the event just these rules, in this order; none: those that every event has.

    rules: fields of each (`rules.FIELDS`), with the `id` of one that is there already. seen:
    `rules.token_of` those that whoever changes them has seen.
    Raises ValidationError with what is wrong by field ("rules.1.last_place"), code "conflict" where
    the rules are others by now, and code "archived" where the event is only read.
    """
    event = changeable_event(event.pk)
    stored = rules_of(event)
    if token_of(stored) != seen:
        text = _(
            "The rules for diplomas were changed by a colleague meanwhile. Load them again, look at"
            " what is different, and repeat your change."
        )
        raise ValidationError(text, code="conflict")
    if len(rules) > MOST_RULES:
        raise ValidationError(_("There may be at most %(most)d rules.") % {"most": MOST_RULES})
    by_id = {rule.pk: rule for rule in stored if rule.pk}
    made = [_assigned(event, by_id, order, given) for order, given in enumerate(rules, start=1)]
    _check(event, made)
    kept = {rule.pk for rule, _changes in made}
    for rule in stored:
        if rule.pk and rule.pk not in kept:
            audit.log(actor=by, action="DELETE_AWARD_RULE", target=rule)
            rule.delete()
    for rule, changes in made:
        is_new = rule.pk is None
        if is_new or changes:
            rule.save()
            action = "CREATE_AWARD_RULE" if is_new else "UPDATE_AWARD_RULE"
            audit.log(actor=by, action=action, target=rule, changes=changes)
    return rules_of(event)


def _assigned(
    event: Event, by_id: Mapping[int, AwardRule], order: int, given: Mapping[str, Any]
) -> tuple[AwardRule, audit.Changes]:
    pk = given.get("id")
    if pk is not None and pk not in by_id:
        text = _("The event has no such rule. Leave the id out to make a new one.")
        raise ValidationError({f"rules.{order - 1}.id": text})
    rule = AwardRule(event=event) if pk is None else by_id[pk]
    fields = {name: given[name] for name in FIELDS if name in given}
    return rule, audit.assign(rule, {**fields, "order": order})


def _check(event: Event, made: Sequence[tuple[AwardRule, audit.Changes]]) -> None:
    ids = [rule.pk for rule, _changes in made if rule.pk]
    if len(set(ids)) < len(ids):
        raise ValidationError(_("Each rule may be there once."))
    activities = set(event.activities.values_list("pk", flat=True))
    templates = set(event.diploma_templates.values_list("pk", flat=True))
    problems: dict[str, Any] = {}
    for number, (rule, changes) in enumerate(made):
        found: dict[str, Any] = {}
        try:
            rule.full_clean(exclude={"event", "template"})
        except ValidationError as error:
            found = error.message_dict
        found |= _problems(rule, activities | _named_before(rule, changes), templates)
        problems |= {f"rules.{number}.{name}": texts for name, texts in found.items()}
    if problems:
        raise ValidationError(problems)


def _named_before(rule: AwardRule, changes: audit.Changes) -> set[int]:
    """The activities that a stored rule names: one that is deleted by now stops no other change."""
    if rule.pk is None:
        return set()
    stored, _now = changes.get("activities", (rule.activities, None))
    return set(stored or ())


def _problems(rule: AwardRule, activities: set[int], templates: set[int]) -> dict[str, str]:
    """What no field sees by itself."""
    found = {}
    if rule.activities is not None and not _are_ids(rule.activities, activities):
        found["activities"] = _("Choose activities of this event, or all of them.")
    if rule.boards is not None and not _are_boards(rule.boards):
        found["boards"] = _("Choose categories as the results have them, or all of them.")
    if rule.template_id is not None and rule.template_id not in templates:
        found["template_id"] = _("Choose a template of this event, or the event’s.")
    return found


def _are_ids(given: Any, there: set[int]) -> bool:
    return (
        isinstance(given, list)
        and bool(given)
        and all(type(pk) is int for pk in given)
        and set(given) <= there
    )


def _are_boards(given: Any) -> bool:
    return (
        isinstance(given, list)
        and 0 < len(given) <= MOST_BOARDS
        and all(
            isinstance(board, list)
            and len(board) == 2
            and all(isinstance(text, str) and 0 < len(text) <= LONGEST_BOARD for text in board)
            for board in given
        )
    )


def follow_category_names(event: Event, names: Mapping[str, str]) -> None:
    """Rules about categories that have other names now, old -> new, as `events.parts.writes` says:
    they are still about them.
    """
    for rule in AwardRule.objects.filter(event=event, boards__isnull=False).order_by("pk"):
        boards = [[gender, names.get(category, category)] for gender, category in rule.boards]
        if boards != rule.boards:
            rule.boards = boards
            rule.save(update_fields=["boards"])


def copy_rules(event: Event, new: Event) -> None:
    """Give the new event the first one's rules for its own activities and templates, as
    `events.life.copying` asks, which copied those in their order. A rule about nothing but
    activities that were deleted stays behind.
    """
    activities = _pairs(Activity, event, new)
    templates = _pairs(DiplomaTemplate, event, new)
    copies = []
    for rule in AwardRule.objects.filter(event=event).order_by("order", "pk"):
        fields = fields_of(rule)
        if rule.activities is not None:
            fields["activities"] = [activities[pk] for pk in rule.activities if pk in activities]
            if not fields["activities"]:
                continue
        fields["template_id"] = templates.get(rule.template_id)
        copies.append(AwardRule(event=new, order=len(copies) + 1, **fields))
    AwardRule.objects.bulk_create(copies)


def _pairs(model: type[Activity | DiplomaTemplate], event: Event, new: Event) -> dict[int, int]:
    """id of a part -> id of its copy."""
    ids, copied = (
        model.objects.filter(event=each).order_by("pk").values_list("pk", flat=True)
        for each in (event, new)
    )
    return dict(zip(ids, copied, strict=False))
