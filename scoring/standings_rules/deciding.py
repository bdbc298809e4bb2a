"""What organisers decide about ties: each decision a new version of the rules."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from events.models import Event
from events.rules.locks import changeable_event
from foundation.text.names import tidy
from scoring.models import StandingsVersion
from scoring.points.rules import TieDecision
from scoring.standings.applying import apply_rules, check_seen
from scoring.standings.stored_rules import rules_in
from scoring.standings_rules.open_ties import ties_of

TIE_HAS_CHANGED = gettext_lazy(
    "Who is tied has changed meanwhile, and nothing was decided. Look at the ties of now."
)


@transaction.atomic
def decide_tie(
    *, event: Event, order: Sequence[Sequence[int]], reason: str, version: int, by: User | None
) -> StandingsVersion:
    """Put an order among participants who share an overall place into force.

    order: their ids, the first ones first; who stay equal stand together. It takes the place of
    an earlier decision about just these. version: as `apply_rules` has it.
    Raises ValidationError without a reason, with the code "conflict" where just these are not
    tied any more, and as `apply_rules` does.
    """
    event = changeable_event(event.pk)
    rules = rules_in(check_seen(event, version), event)
    if not tidy(reason):
        raise ValidationError({"reason": _("Say why: everybody who sees the standings reads it.")})
    decision = TieDecision(tuple(map(tuple, order)), tidy(reason))
    if not any(tie.ids == decision.nth_of.keys() for tie in ties_of(event, rules)):
        raise ValidationError(TIE_HAS_CHANGED, code="conflict")
    others = (each for each in rules.decisions if each.nth_of.keys() != decision.nth_of.keys())
    decided = replace(rules, decisions=(*others, decision))
    return apply_rules(event=event, rules=decided, version=version, reason=reason, by=by)


@transaction.atomic
def withdraw_decision(
    *, event: Event, number: int, version: int, by: User | None
) -> StandingsVersion:
    """Put the rules into force without this decision of theirs. number: which of them, from 1.

    Raises ValidationError as `apply_rules` does, and where there is no such decision.
    """
    event = changeable_event(event.pk)
    rules = rules_in(check_seen(event, version), event)
    if not 1 <= number <= len(rules.decisions):
        raise ValidationError(_("There is no such decision."))
    left = (*rules.decisions[: number - 1], *rules.decisions[number:])
    return apply_rules(event=event, rules=replace(rules, decisions=left), version=version, by=by)
