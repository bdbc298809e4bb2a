"""Why somebody has the overall place: what was added up, what split a tie, what comes next.

Source: docs/scoring.md, "Why".
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from scoring.engine.marks import Rule
from scoring.engine.values import display
from scoring.points.exact import decimal_text
from scoring.points.overall import OverallBoard, OverallRow
from scoring.points.rules import (
    ActivityTieBreak,
    OverallKind,
    SchemeKind,
    StandingsRules,
    TieBreak,
    TieDecision,
)
from scoring.points.schemes import formula_of
from scoring.points.ties import DECISION, Criterion
from scoring.points.totals import (
    ABSENT,
    BELOW_MINIMUM,
    MANDATORY,
    NOT_STARTED,
    WITHDRAWN,
    Total,
)
from scoring.points.world_athletics import value_for
from scoring.why.result_trace import Step, measured, number


def find_total(board: OverallBoard, participant_id: int) -> tuple[OverallRow | None, Total | None]:
    """(row with a place, total) of somebody on the board; None where there is none."""
    for row in [*board.placed, *board.guests]:
        if row.total.person.participant_id == participant_id:
            return row, row.total
    for total in board.unclassified:
        if total.person.participant_id == participant_id:
            return None, total
    return None, None


def total_trace(
    board: OverallBoard,
    participant_id: int,
    rules: StandingsRules,
    names: Mapping[int, str],
    marks: Mapping[int, Rule],
    *,
    lowest: bool,
) -> list[Step]:
    """The steps from points to the overall place; none for who has nothing anywhere.

    names, marks: activity id -> its name, and how its values are read and shown. lowest: whether
    the lowest total wins.
    """
    row, total = find_total(board, participant_id)
    if total is None:
        return []
    by_medals = rules.overall.kind == OverallKind.MEDALS
    steps = [_medals(total)] if by_medals else list(_total_steps(total))
    if row is None:
        return [*steps, Step("overall", "", why_not_words(total, rules))]
    if row.decided_by is not None:
        steps.append(Step("tie", _key_of(row.decided_by), decided_words(row.decided_by, names)))
    guest = total.person.is_guest
    sentence = (
        _("Overall as a guest, place %(place)d in brackets.")
        if guest
        else _("Overall place %(place)d.")
    )
    steps.append(Step("overall", str(row.place), sentence % {"place": row.place}))
    above = [other for other in board.placed if other.place < row.place]
    if above and not by_medals:
        better = max(above, key=lambda other: other.place)
        steps += _next_up(better, total, lowest=lowest)
        steps += _next_result(better, total, rules, names, marks)
    return steps


def _medals(total: Total) -> Step:
    firsts, seconds, thirds = total.medals
    counts = {"firsts": firsts, "seconds": seconds, "thirds": thirds}
    sentence = _("Medals: %(firsts)d gold, %(seconds)d silver, %(thirds)d bronze.") % counts
    return Step("medals", f"{firsts}-{seconds}-{thirds}", sentence)


def _total_steps(total: Total) -> Iterator[Step]:
    counting = [each.points for each in total.contributions if each.counts]
    if total.total is None:
        return
    summands = " + ".join(map(number, counting)) or "0"
    yield Step(
        "total",
        decimal_text(total.total),
        _("Total: %(sum)s = %(total)s.") % {"sum": summands, "total": number(total.total)},
    )
    left_out = len(total.contributions) - len(counting)
    if left_out:
        yield Step(
            "left_out",
            str(left_out),
            ngettext(
                "%(count)d activity does not count.",
                "%(count)d activities do not count.",
                left_out,
            )
            % {"count": left_out},
        )


def _next_up(above: OverallRow, total: Total, *, lowest: bool) -> list[Step]:
    gap = abs(above.total.total - total.total)
    if not gap:
        return []
    sentence = (
        _("%(gap)s points fewer would be as good as place %(place)d.")
        if lowest
        else _("%(gap)s points more would be as good as place %(place)d.")
    )
    text = sentence % {"gap": number(gap), "place": above.place}
    return [Step("next", decimal_text(gap), text)]


def _next_result(
    above: OverallRow,
    total: Total,
    rules: StandingsRules,
    names: Mapping[int, str],
    marks: Mapping[int, Rule],
) -> Iterator[Step]:
    """What would be as good as the place above in one activity alone: in the one with a table of
    World Athletics that lacks the smallest part of its own result.
    """
    gap = above.total.total - total.total
    rules_of = {each.activity_id: each for each in rules.counting}
    found = []
    for each in total.contributions:
        own = rules_of[each.activity_id]
        if not gap or not each.counts or own.scheme.kind != SchemeKind.WORLD_ATHLETICS:
            continue
        formula = formula_of(own.scheme, total.person.gender)
        if formula is None or each.earned is None or not each.earned.value:
            continue
        value = value_for(each.earned.points + ceil(gap / own.weight), formula)
        if value is not None:
            lacking = Fraction(abs(value - each.earned.value), each.earned.value)
            found.append((lacking, each.activity_id, value, each.earned.value))
    if found:
        _lacking, pk, value, own_value = min(found)
        rule = marks[pk]
        words = {
            "activity": names.get(pk, "?"),
            "value": measured(value, rule),
            "own": measured(own_value, rule),
        }
        sentence = _("In %(activity)s alone that would be %(value)s instead of %(own)s.")
        yield Step("next_result", display(value, rule), sentence % words)


def why_not_words(total: Total, rules: StandingsRules) -> str:
    """Why somebody is not classified, as a sentence."""
    return {
        WITHDRAWN: _("Not classified: withdrawn from the event."),
        NOT_STARTED: _("Not classified: did not start anywhere."),
        MANDATORY: _("Not classified: a mandatory activity is missing."),
        BELOW_MINIMUM: ngettext(
            "Not classified: it takes %(count)d valid result.",
            "Not classified: it takes %(count)d valid results.",
            rules.overall.minimum,
        )
        % {"count": rules.overall.minimum},
        ABSENT: _("Not classified: a result that must not be missing is missing."),
    }[total.why_not]


def _key_of(criterion: Criterion) -> str:
    if isinstance(criterion, ActivityTieBreak):
        return str(criterion.activity_id)
    return DECISION if isinstance(criterion, TieDecision) else str(criterion)


def decided_words(criterion: Criterion, names: Mapping[int, str]) -> str:
    """What split a tie, as a sentence."""
    if isinstance(criterion, ActivityTieBreak):
        name = names.get(criterion.activity_id, "?")
        return _("The total is tied; the place in %(activity)s decided.") % {"activity": name}
    if isinstance(criterion, TieDecision):
        text = _("The total is tied; the organisers decided: %(reason)s")
        return text % {"reason": criterion.reason}
    return {
        TieBreak.COUNT_BACK: _("The total is tied; more first places, then second ones, decided."),
        TieBreak.NEXT_BEST: _("The total is tied; the best points in one activity decided."),
        TieBreak.HEAD_TO_HEAD: _("The total is tied; who was ahead more often decided."),
        TieBreak.YOUNGER: _("The total is tied; the younger one is ahead."),
        TieBreak.LOT: _("The total is tied in everything; a lot decided."),
    }[criterion]
