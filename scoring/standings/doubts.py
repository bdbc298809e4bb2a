"""What organisers look at before they believe the standings."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from events.ages.genders import GIRL
from events.models import Event
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions, people_of
from scoring.engine.ranking import BoardPerson
from scoring.points.rules import OverallKind, SchemeKind, StandingsRules
from scoring.points.schemes import formula_of
from scoring.points.world_athletics import DISCIPLINES
from scoring.standings.stored_rules import rules_of


class WithoutTable(NamedTuple):
    """Who gets nothing from tables of World Athletics, whatever they do. False where nobody.

    others: how many have a gender that no table is for, or none; without_gender: how many of
    them have none. activities: names of those in which they get nothing. girls: how many girls
    get nothing in the activities `without_girls`, whose tables are for men alone.
    """

    others: int = 0
    without_gender: int = 0
    activities: tuple[str, ...] = ()
    girls: int = 0
    without_girls: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.others or self.girls)


def without_table(
    rules: StandingsRules, people: Iterable[BoardPerson], names: Mapping[int, str]
) -> WithoutTable:
    """By these rules, of all who have not withdrawn. names: activity id -> name."""
    if not rules.has_standings or rules.overall.kind == OverallKind.MEDALS:
        return WithoutTable()
    genders = Counter(person.gender for person in people if not person.is_withdrawn)
    lacking = {
        each.activity_id: {gender for gender in genders if formula_of(each.scheme, gender) is None}
        for each in rules.counting
        if each.scheme.kind == SchemeKind.WORLD_ATHLETICS and each.scheme.discipline in DISCIPLINES
    }
    others = set().union(*lacking.values()) - {GIRL}
    without_girls = tuple(names[pk] for pk, without in lacking.items() if GIRL in without)
    return WithoutTable(
        others=sum(genders[gender] for gender in others),
        without_gender=genders[""] if "" in others else 0,
        activities=tuple(names[pk] for pk, without in lacking.items() if without - {GIRL}),
        girls=genders[GIRL] if without_girls else 0,
        without_girls=without_girls,
    )


def without_table_now(versions: Versions) -> WithoutTable:
    """By the rules in force; counted once per version of the event."""

    def make() -> WithoutTable:
        event = Event.objects.get(pk=versions.event_id)
        people, _bands = people_of(event)
        names = dict(event.activities.values_list("pk", "name"))
        return without_table(rules_of(event), people.values(), names)

    return versioned_cache.kept(f"without-table:{versions.event_id}", versions.event, make)
