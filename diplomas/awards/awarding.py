"""Who gets a diploma: the event's rules, and what its boards and standings say."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from diplomas.awards.places import Results
from diplomas.awards.rules import rule_sentence, rules_of
from diplomas.awards.winners import (
    MEDALS,
    POINTS,
    Award,
    Kind,
    Winner,
    Words,
    with_point_of_print,
)
from diplomas.models import AwardRule
from events.models import Activity, Event
from scoring.engine.marks import Status
from scoring.engine.ranking import (
    ALL_AGES,
    ALL_GENDERS,
    Board,
    BoardKey,
    BoardPerson,
    board_key,
    in_order,
)
from scoring.engine.values import Rule, canonical, display, unit_beside
from scoring.points.exact import decimal_text
from scoring.points.groups import GroupRow
from scoring.points.rules import OverallKind
from scoring.points.standings import Standings
from scoring.points.totals import NOT_THERE, ActivityEarned
from scoring.rules.activity_rules import rule_of, switches_of

NOT_STARTED = frozenset({Status.DNS, Status.WD})
Scope = AwardRule.Scope
KINDS = {
    Scope.ACTIVITIES: Kind.ACTIVITY,
    Scope.OVERALL: Kind.OVERALL,
    Scope.GROUPS: Kind.GROUP,
    Scope.EVERYBODY: Kind.PARTICIPATION,
}


def winners(activity: Activity) -> list[Winner]:
    """Everybody who gets one of the activity, by rule, board, place and name.

    Diplomas follow the place: with two firsts there is no second, and a tie on the last place gets
    as many diplomas as there are people.
    """
    rules = _rules(activity.event, {Kind.ACTIVITY})
    is_apart = all(rule.most_each is None for rule in rules)
    results = Results(activity.event, [activity] if is_apart else None)
    found = _by_rules(rules, results)
    return [each for each in found if each.activity_id == activity.pk]


def overall_winners(
    event: Event, standings: Standings | None = None, kinds: Collection[str] = (Kind.OVERALL,)
) -> list[Winner]:
    """The same of the overall standings. standings: others than those of now."""
    return _by_rules(_rules(event, kinds), Results(event, standings=standings))


def awarded(event: Event, kinds: Collection[str] = tuple(Kind)) -> list[Winner]:
    """Everybody who gets one of these kinds, by rule, activity, board, place and name."""
    return _by_rules(_rules(event, kinds), Results(event))


def winners_of(event: Event, awards: Collection[Award]) -> list[Winner]:
    """Who of these still gets a diploma, as it would be printed now."""
    found = awarded(event, {award.kind for award in awards})
    return [each for each in found if each.award in awards]


def _rules(event: Event, kinds: Collection[str]) -> list[AwardRule]:
    return [rule for rule in rules_of(event) if KINDS[Scope(rule.scope)] in kinds]


def _by_rules(rules: Iterable[AwardRule], results: Results) -> list[Winner]:
    """Everybody once for each thing, by the first rule that gives it."""
    finders = {
        Scope.ACTIVITIES: _of_activities,
        Scope.OVERALL: _of_standings,
        Scope.GROUPS: _of_groups,
        Scope.EVERYBODY: _of_everybody,
    }
    found: dict[Award, Winner] = {}
    for rule in rules:
        why = rule_sentence(rule)
        chosen = list(finders[Scope(rule.scope)](rule, results))
        for winner in _bounded(chosen, rule.most_each):
            by_rule = replace(
                winner,
                rule_id=rule.pk,
                rule_number=rule.order,
                template_id=rule.template_id,
                why=why,
            )
            found.setdefault(winner.award, by_rule)
    return list(found.values())


def _bounded(found: Sequence[Winner], most: int | None) -> Sequence[Winner]:
    """Of everybody the relatively best: the smaller the place is among those who competed, the
    better; then the place itself, then the larger board, then the order.

    Nobody takes anything from anybody else, so what is best for each is best for all together.
    """
    if most is None:
        return found
    best_first = sorted(found, key=lambda each: (_share(each), each.place, -each.entrants))
    taken: Counter[int] = Counter()
    kept = set()
    for each in best_first:
        taken[each.award.who] += 1
        if taken[each.award.who] <= most:
            kept.add(each.award)
    return [each for each in found if each.award in kept]


def _share(winner: Winner) -> Fraction:
    return Fraction(winner.place, max(winner.entrants, 1))


def _of_activities(rule: AwardRule, results: Results) -> Iterator[Winner]:
    for activity in results.activities:
        if rule.activities is not None and activity.pk not in rule.activities:
            continue
        values = rule_of(activity)
        for board in results.boards[activity.pk]:
            entrants = _entrants(board)
            if not _is_chosen(rule, board) or entrants < rule.minimum:
                continue
            waiting = results.waited_for.get(BoardKey(board.gender, board.category), set())
            there = {row.person.participant_id for row in (*board.placed, *board.unplaced)}
            shared = _shared(row.place for row in board.placed if not row.person.is_guest)
            as_of = results.as_of(activity.pk, board)
            for row in board.placed:
                if _is_too_low(rule, row.place) or row.person.is_guest > rule.has_guests:
                    continue
                result, unit = _result(row.value, values)
                yield _winner(
                    results,
                    row.person,
                    row.place,
                    board,
                    activity_id=activity.pk,
                    activity=activity.name,
                    result=result,
                    value=canonical(row.value, values),
                    measure=activity.unit,
                    unit=unit,
                    entrants=entrants,
                    missing=0 if as_of else len(waiting - there),
                    is_tied=row.place in shared and not row.person.is_guest,
                    as_of=as_of,
                )


def _of_standings(rule: AwardRule, results: Results) -> Iterator[Winner]:
    standings = results.overall
    for board in standings.overall if standings else ():
        if not _is_chosen(rule, board) or len(board.placed) < rule.minimum:
            continue
        tally = results.overall_tallies.get(BoardKey(board.gender, board.category))
        shared = _shared(row.place for row in board.placed)
        for row in [*board.placed, *(board.guests if rule.has_guests else ())]:
            if _is_too_low(rule, row.place):
                continue
            person = row.total.person
            yield _winner(
                results,
                person,
                row.place,
                board,
                activity_id=None,
                kind=Kind.OVERALL,
                activity=_("Overall standings"),
                **_total(standings, row.total.total),
                entrants=len(board.placed),
                missing=tally.expected - tally.scored if tally else 0,
                is_tied=row.place in shared and not person.is_guest,
                k_of_m=_k_of_m([person], row.total.activities),
                as_of=results.overall_as_of,
            )


def _of_groups(rule: AwardRule, results: Results) -> Iterator[Winner]:
    standings = results.groups
    rows = [row for row in standings.groups if row.complete] if standings else []
    if len(rows) < rule.minimum:
        return
    missing = sum(each.expected - each.scored for each in results.group_tallies.values())
    shared = _shared(row.place for row in rows)
    activities = _counting(standings)
    for row in rows:
        if not _is_too_low(rule, row.place):
            yield Winner(
                participant_id=None,
                group_id=row.group_id,
                name=row.name,
                group="",
                place=row.place,
                **_group_board(row, standings),
                **results.of_event,
                entrants=len(rows),
                missing=missing,
                is_tied=row.place in shared,
                k_of_m=_k_of_m([each.person for each in row.shares], activities),
                as_of=results.groups_as_of,
            )


def _group_board(row: GroupRow, standings: Standings) -> dict[str, Any]:
    return {
        "kind": Kind.GROUP,
        "activity_id": None,
        "activity": _("Standings of groups"),
        "gender": ALL_GENDERS,
        "category": ALL_AGES,
        **_total(standings, row.total),
    }


def _of_everybody(rule: AwardRule, results: Results) -> Iterator[Winner]:
    people, bands = results.everybody
    switches = switches_of(results.event)
    boards: dict[BoardKey, list[BoardPerson]] = {}
    for person in people.values():
        if not person.is_withdrawn and person.is_guest <= rule.has_guests:
            boards.setdefault(board_key(person, switches), []).append(person)
    for key in in_order(boards, bands):
        board = Board(*key)
        if not _is_chosen(rule, board) or len(boards[key]) < rule.minimum:
            continue
        for person in sorted(boards[key], key=lambda each: (each.sorts_as, each.participant_id)):
            yield _winner(
                results,
                person,
                0,
                board,
                activity_id=None,
                kind=Kind.PARTICIPATION,
                activity="",
                result="",
                value="",
                measure="",
                unit="",
            )


def _counting(standings: Standings) -> Sequence[ActivityEarned]:
    """The activities of the standings, with what everybody has there; none where nobody has."""
    for board in standings.overall:
        for total in (*(row.total for row in (*board.placed, *board.guests)), *board.unclassified):
            return total.activities
    return ()


def _k_of_m(
    people: Iterable[BoardPerson], activities: Sequence[ActivityEarned]
) -> tuple[int, int] | None:
    """In how many of the activities one of these has a result; None where there are none."""
    ids = [person.participant_id for person in people]
    with_result = (
        any(pk in each.earned and each.earned[pk].status not in NOT_THERE for pk in ids)
        for each in activities
    )
    return (sum(with_result), len(activities)) if activities else None


def _is_chosen(rule: AwardRule, board: Any) -> bool:
    """Whether the rule is about this board."""
    return rule.boards is None or [board.gender, board.category] in rule.boards


def _is_too_low(rule: AwardRule, place: int) -> bool:
    return rule.last_place is not None and place > rule.last_place


def _shared(places: Iterable[int]) -> set[int]:
    return {place for place, count in Counter(places).items() if count > 1}


def _entrants(board: Board) -> int:
    """How many competed, whether it gave them a place or not; guests are not counted."""
    started = [row.person for row in board.unplaced if row.status not in NOT_STARTED]
    return sum(not person.is_guest for person in (*(row.person for row in board.placed), *started))


def _winner(results: Results, person: BoardPerson, place: int, board: Any, **what: Any) -> Winner:
    """what: the activity and the result."""
    return Winner(
        participant_id=person.participant_id,
        name=person.name,
        group=person.group,
        place=place,
        gender=board.gender,
        category=board.category,
        own_gender=person.gender,
        surname=person.surname,
        **results.of_event,
        **what,
    )


def _total(standings: Standings, total: Any) -> dict[str, Words]:
    by_medals = standings.rules.overall.kind == OverallKind.MEDALS
    return {
        "result": with_point_of_print(decimal_text(total)),
        "value": decimal_text(total),
        "measure": MEDALS if by_medals else POINTS,
        "unit": _("medals") if by_medals else _("points"),
    }


def _result(value: int, rule: Rule) -> tuple[Words, str]:
    """(result, unit). Minutes and the labels of a set of scores need no unit."""
    if rule.is_boolean:
        return _("passed"), ""  # a lone ✓ says nothing on a wall
    shown = display(value, rule)
    unit = unit_beside(shown, canonical(value, rule), rule.type, rule.unit)
    return with_point_of_print(shown), unit
