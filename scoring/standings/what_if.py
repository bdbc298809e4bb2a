"""What other rules would make of the results of today; writes nothing."""

import copy
from dataclasses import dataclass, replace

from events.models import Event
from events.rules.status_rules import check_changeable
from scoring.points.differences import Differences, differences
from scoring.points.rules import StandingsRules
from scoring.points.standings import Standings
from scoring.points.ties import without_lots
from scoring.standings.applying import check_rules, check_seen
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import rules_in


@dataclass(frozen=True, slots=True)
class WhatIf:
    """before: as it is. after: what these rules would make of it."""

    before: Standings
    after: Standings

    @property
    def differences(self) -> Differences:
        return differences(self.before, self.after)


def what_if(
    *, event: Event, rules: StandingsRules, places: str | None = None, version: int
) -> WhatIf:
    """The standings before and after `applying.apply_rules`, called with the same arguments.

    Before the first version no lots are drawn: whom nothing else splits stay tied in `after`.
    Raises ValidationError as it does.
    """
    check_changeable(event)
    in_force = check_seen(event, version)
    check_rules(event, rules, places)
    now = rules_in(in_force, event)
    rules = replace(rules, lot_seed=now.lot_seed)
    if not rules.lot_seed:
        rules = without_lots(rules)
    changed = copy.copy(event)
    changed.places = places or event.places
    return WhatIf(standings_of(event, now), standings_of(changed, rules, keeps=False))
