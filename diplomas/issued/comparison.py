"""Which printed diplomas are not true any more, and who should have one by now.

Results, names, categories and rules may change after the printing. What is true now depends on the
event's version and the results' versions, so it is kept under these.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from diplomas.awards.winners import Award, Winner, overall_winners, winners
from diplomas.issued.issuing import CURRENT, OWN_REASONS, award_of
from diplomas.models import Diploma
from events.models import Event
from foundation.web import versioned_cache
from scoring.points.standings import Standings
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import rules_of

Facts = Mapping[str, Any]
Awards = dict[Award, Facts]
"""Who wins what, and what the diploma says of it."""
BoardOf = tuple[int | None, str, str]
"""(activity id, gender, category)."""


class Outdated(NamedTuple):
    """A diploma to take back. now: what it would say today; None: it would not be printed."""

    diploma: Diploma
    now: Facts | None

    @property
    def differences(self) -> list[tuple[str, Any, Any]]:
        """(name of a fact, as it was printed, as it is today), of those that differ."""
        if self.now is None:
            return []
        printed = self.diploma.facts
        return [
            (name, printed.get(name, ""), value)
            for name, value in self.now.items()
            if printed.get(name) != value
        ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """outdated: to take back. missing: who should have one, from the first to the last place of a
    board for which some were printed; not who had a true one that was taken back on purpose.
    """

    outdated: Sequence[Outdated]
    missing: Mapping[Award, Facts]

    @property
    def to_print(self) -> set[Award]:
        """Whose diplomas are printed next: the missing ones, and those that say something else."""
        again = {award_of(each.diploma) for each in self.outdated if each.now is not None}
        return again | set(self.missing)

    def __bool__(self):
        return bool(self.outdated or self.missing)


def compare(event: Event) -> Comparison:
    """What was printed with what is true now; one query where nothing was."""
    diplomas = list(Diploma.objects.filter(event=event).order_by("pk"))
    current = [each for each in diplomas if each.state in CURRENT]
    ids = {each.activity_id for each in diplomas} - {None}
    now: Awards = {}
    if ids:
        now |= _of_activities(event, ids)
    if any(each.kind == Diploma.Kind.OVERALL for each in diplomas):
        now |= _of_standings(event)
    return _compared(diplomas, current, now)


def outdated_by(event: Event, standings: Standings) -> list[Outdated]:
    """Which diplomas of the overall standings would not be true by other standings."""
    printed = Diploma.objects.filter(
        event=event, kind=Diploma.Kind.OVERALL, state__in=CURRENT
    ).order_by("pk")
    current = list(printed)
    now = _awards(overall_winners(event, standings)) if current else {}
    return list(_outdated(current, now))


def _compared(diplomas: Sequence[Diploma], current: Sequence[Diploma], now: Awards) -> Comparison:
    outdated = list(_outdated(current, now))
    places: dict[BoardOf, list[int]] = {}
    for each in diplomas:
        places.setdefault(_board(award_of(each), each.facts), []).append(each.facts["place"])
    refused = {
        award_of(each): each.facts
        for each in diplomas
        if each.state not in CURRENT and each.reason not in OWN_REASONS
    }
    has_one = {award_of(each) for each in current}
    missing = {}
    for award, facts in now.items():
        printed = places.get(_board(award, facts))
        is_wanted = award not in has_one and refused.get(award) != facts
        if printed and is_wanted and min(printed) <= facts["place"] <= max(printed):
            missing[award] = facts
    return Comparison(outdated, missing)


def _outdated(current: Iterable[Diploma], now: Awards) -> Iterator[Outdated]:
    for diploma in current:
        facts = now.get(award_of(diploma))
        if facts != diploma.facts:
            yield Outdated(diploma, facts)


def _board(award: Award, facts: Facts) -> BoardOf:
    return award[1], facts["gender"], facts["category"]


def _of_activities(event: Event, activity_ids: Iterable[int]) -> Awards:
    activities = {each.pk: each for each in event.activities.filter(pk__in=activity_ids)}

    def make(missing: Iterable[int]) -> Iterator[tuple[int, Awards]]:
        for pk in missing:
            activities[pk].event = event
            yield pk, _awards(winners(activities[pk]))

    made_from = {pk: (event.version, each.results_version) for pk, each in activities.items()}
    found: Awards = {}
    for awards in versioned_cache.kept_each("awards", made_from, make).values():
        found |= awards
    return found


def _of_standings(event: Event) -> Awards:
    def make() -> Awards:
        rules = rules_of(event)
        if not rules.overall.enabled:
            return {}
        return _awards(overall_winners(event, standings_of(event, rules)))

    versions = dict(event.activities.order_by("pk").values_list("pk", "results_version"))
    made_from = (event.version, tuple(versions.items()))
    return versioned_cache.kept(f"awards-overall:{event.pk}", made_from, make)


def _awards(found: Iterable[Winner]) -> Awards:
    return {each.award: each.facts() for each in found}


def fact_words() -> dict[str, str]:
    """Name of a fact -> what people call it."""
    return {
        "name": _("name"),
        "group": _("group"),
        "place": pgettext("diploma", "place"),
        "gender": _("gender"),
        "category": _("age category"),
        "value": _("result"),
        "measure": _("unit"),
        "activity": _("activity"),
        "event": _("event"),
        "date": _("date"),
        "event_place": _("place of the event"),
    }
