"""Why somebody has the place and the points of one activity: the way from the text to both.

The page, the API and the tests show this same trace. Source: docs/scoring.md, "Why".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.text.decimals import with_own_point
from scoring.engine.marks import Rule, Status
from scoring.engine.ranking import FAILED, Board, BoardPerson, Method, Placed, numbering
from scoring.engine.values import canonical, display, unit_beside
from scoring.points.exact import Exact, decimal_text
from scoring.points.rules import Scheme, SchemeKind, Tied
from scoring.points.schemes import Earned, formula_of
from scoring.points.totals import ABSENCES
from scoring.points.world_athletics import Measured


class Step(NamedTuple):
    """One step of a trace: its name for programs, what came out, and the sentence about it."""

    step: str
    value: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Case:
    """One participant's result in one activity, and all that it was judged by.

    typed: the text as it was entered. board_name: in words. competing: how many compete on the
    board. weight: of the activity in the total.
    """

    person: BoardPerson
    typed: str
    earned: Earned
    board: Board
    board_name: str
    rule: Rule
    method: Method
    scheme: Scheme
    competing: int
    weight: Exact | Fraction = 1

    @property
    def row(self) -> Placed | None:
        """The row with the place; None where there is none."""
        pk = self.person.participant_id
        return next((row for row in self.board.placed if row.person.participant_id == pk), None)

    @property
    def slot(self) -> int | None:
        """Which place of the points is taken up; None where there is no place, or all who share a
        place get its points in full.
        """
        row, scheme = self.row, self.scheme
        is_full = scheme.kind == SchemeKind.TABLE and scheme.tied == Tied.FULL
        if row is None or is_full:
            return None
        return 1 + sum(other.place < row.place for other in self.ranked)

    @property
    def ranked(self) -> list[Placed]:
        """The rows of the board that take a place."""
        return [row for row in self.board.placed if not row.person.is_guest]


def result_trace(case: Case) -> list[Step]:
    """All steps, in order; none of them is left out but those that do not apply."""
    return [*_value_steps(case), *_place_steps(case), *_points_steps(case)]


def measured(value: int, rule: Rule) -> str:
    """A value with its unit, as people read it: "5,35 m", "9,42 s", "1:23,40"."""
    shown = display(value, rule)
    unit = unit_beside(shown, canonical(value, rule), rule.type, rule.unit)
    return f"{with_own_point(shown)} {unit}".rstrip()


def number(points: Exact | Fraction) -> str:
    """An exact number as people read it."""
    return with_own_point(decimal_text(points))


def _value_steps(case: Case) -> Iterator[Step]:
    earned, rule = case.earned, case.rule
    if case.typed:
        yield Step("typed", case.typed, _("Entered: “%(text)s”.") % {"text": case.typed})
    if earned.status in (Status.OK, FAILED) and earned.value is not None:
        text = measured(earned.value, rule)
        sentence = _how_combined(rule.combine if rule.takes_attempts else "SINGLE")
        sentence = (sentence % {"value": text}).replace("..", ".")  # some units end with one
        yield Step("value", display(earned.value, rule), sentence)


def _how_combined(combine: str) -> str:
    return {
        "SINGLE": _("The result: %(value)s."),
        "BEST": _("The best attempt counts: %(value)s."),
        "LAST": _("The last attempt counts: %(value)s."),
        "SUM": _("The sum of all counts: %(value)s."),
        "MEAN": _("The mean counts: %(value)s."),
        "MEDIAN": _("The median counts: %(value)s."),
        "TRIMMED_MEAN": _("The mean without the highest and the lowest counts: %(value)s."),
        "BEST_K": _("The sum of the best counts: %(value)s."),
        "HEIGHTS": _("The last height cleared counts: %(value)s."),
    }[combine]


def _place_steps(case: Case) -> Iterator[Step]:
    ranked, row = case.ranked, case.row
    on_board = {"board": case.board_name, "count": len(ranked)}
    yield Step(
        "board",
        f"{case.board.gender} · {case.board.category}",
        ngettext(
            "Ranked among: %(board)s; %(count)d has a place there.",
            "Ranked among: %(board)s; %(count)d have a place there.",
            len(ranked),
        )
        % on_board,
    )
    if row is None:
        yield Step("place", "", _without_place(case.earned.status))
        return
    yield from _tie_steps(case, row)
    if case.person.is_guest:
        sentence = _("A guest, shown with the place %(place)d in brackets, who moves nobody.")
    else:
        sentence = _("Place %(place)d.")
    yield Step("place", str(row.place), sentence % {"place": row.place})
    if (step := _next_up(case, row)) is not None:
        yield step


def _without_place(status: str) -> str:
    return {
        FAILED: _("Failed: a result, but without a place."),
        Status.NM: _("No valid mark (NM), so no place."),
        Status.DNF: _("Did not finish (DNF), so no place."),
        Status.DQ: _("Disqualified (DQ), so no place."),
        Status.DNS: _("Did not start (DNS), so no place."),
        Status.WD: _("Withdrawn, so no place."),
    }[status]


def _tie_steps(case: Case, row: Placed) -> Iterator[Step]:
    """Who has the same result, and whether anything split them."""
    others = [
        other
        for other in case.ranked
        if other.value == row.value and other.person.participant_id != row.person.participant_id
    ]
    sharing = sum(other.place == row.place for other in others)
    if sharing:
        yield Step(
            "tie",
            str(sharing),
            ngettext(
                "%(count)d other has the same result and shares the place.",
                "%(count)d others have the same result and share the place.",
                sharing,
            )
            % {"count": sharing},
        )
    if len(others) > sharing:
        by = _("fewer failures") if case.method.by_heights else _("the next-best attempts")
        sentence = _("Others have the same result; %(what)s decided.") % {"what": by}
        yield Step("tie", by, sentence)


def _next_up(case: Case, row: Placed) -> Step | None:
    """What the next place up would have taken: as good as whoever has it where ties are shared,
    one step better where attempts split them.
    """
    above = [other for other in case.ranked if other.place < row.place]
    if not above or case.method.is_boolean:
        return None
    target = max(above, key=lambda other: other.place)
    splits = case.method.ties_by_attempts or case.method.by_heights
    if splits and target.value == row.value:
        return None
    value = target.value
    if splits:
        value += -case.rule.step if case.method.lower_is_better else case.rule.step
    numbers = [
        other.value if case.method.lower_is_better else -other.value for other in case.ranked
    ]
    place_of = numbering(numbers, dense=case.method.dense)
    place = place_of(value if case.method.lower_is_better else -value)
    text = {
        "value": measured(value, case.rule),
        "gap": measured(abs(value - row.value), case.rule),
        "place": place,
    }
    if case.rule.choices:
        sentence = _("%(value)s would be place %(place)d.")
    elif case.method.lower_is_better:
        sentence = _("%(value)s, %(gap)s less, would be place %(place)d.")
    else:
        sentence = _("%(value)s, %(gap)s more, would be place %(place)d.")
    return Step("next", display(value, case.rule), sentence % text)


def _points_steps(case: Case) -> Iterator[Step]:
    points = case.earned.points
    if case.scheme.kind == SchemeKind.NONE or case.earned.status in ABSENCES:
        return  # what an absence counts for is a rule of the total
    if points is None:
        yield Step("points", "", _("Without a result there is nothing to add up."))
        return
    text = {"points": number(points)}
    yield Step("points", decimal_text(points), _how_many_points(case) % (_facts(case) | text))
    if case.weight != 1:
        weighted = points * case.weight
        yield Step(
            "weight",
            decimal_text(weighted),
            _("Counts %(weight)s times: %(points)s points.")
            % {"weight": number(case.weight), "points": number(weighted)},
        )


def _how_many_points(case: Case) -> str:
    """The sentence about the points, with names of `_facts` in it."""
    kind, row = case.scheme.kind, case.row
    if row is None and kind == SchemeKind.PLACES:
        return _(
            "Without a place it counts as one more than the %(competing)d who compete: %(points)s."
        )
    if row is None:
        return _("Without a place: %(points)s points.")
    if kind in (SchemeKind.PLACES, SchemeKind.TABLE):
        if case.scheme.tied == Tied.SHARE or kind == SchemeKind.PLACES:
            sharing = sum(other.place == row.place for other in case.ranked)
            if sharing > 1 and not case.person.is_guest:
                return _("The places that they take up are shared equally: %(points)s points.")
        if case.slot not in (None, row.place):
            return _(
                "With %(ahead)d ahead it takes up place %(slot)d of the points: %(points)s points."
            )
        return _("Place %(place)d gives %(points)s points.")
    if kind == SchemeKind.WORLD_ATHLETICS and formula_of(case.scheme, case.person.gender) is None:
        return _("World Athletics has no table for this gender: %(points)s points.")
    if kind == SchemeKind.LINEAR and case.earned.points in (case.scheme.low, case.scheme.high):
        return _(
            "%(base_points)s points for %(base)s and one more for each %(step)s better, but no"
            " fewer than %(low)s and no more than %(high)s: %(points)s points."
        )
    return {
        SchemeKind.SHARE_OF_BEST: _("%(value)s against the best, %(best)s: %(points)s points."),
        SchemeKind.RAW: _("The result itself counts: %(points)s points."),
        SchemeKind.WORLD_ATHLETICS: _("%(formula)s gives %(points)s points (World Athletics)."),
        SchemeKind.LINEAR: _(
            "%(base_points)s points for %(base)s and one more for each %(step)s better:"
            " %(points)s points."
        ),
    }[kind]


def _facts(case: Case) -> dict[str, object]:
    scheme, row = case.scheme, case.row
    facts: dict[str, object] = {
        "competing": case.competing,
        "base_points": number(scheme.base_points),
        "base": measured(int(scheme.base * 1000), case.rule),
        "step": measured(int(scheme.step * 1000), case.rule),
        "low": number(scheme.low),
        "high": "∞" if scheme.high is None else number(scheme.high),
    }
    if row is not None:
        pick = min if case.method.lower_is_better else max
        best = pick((other.value for other in case.ranked), default=row.value)
        facts |= {
            "place": row.place,
            "slot": case.slot,
            "ahead": (case.slot or 1) - 1,
            "value": measured(row.value, case.rule),
            "best": measured(best, case.rule),
        }
        if scheme.kind == SchemeKind.WORLD_ATHLETICS:
            facts["formula"] = _formula_text(case, row.value)
    return facts


def _formula_text(case: Case, value: int) -> str:
    """The formula with the numbers in it: "0.14354 · (535 − 220)^1.4"."""
    formula = formula_of(case.scheme, case.person.gender)
    if formula is None:
        return ""
    hundredths = -(-value // 10) if formula.measured == Measured.TRACK else value // 10
    shown = Fraction(hundredths) if formula.measured == Measured.JUMP else Fraction(hundredths, 100)
    base, result = with_own_point(str(formula.b)), number(shown)
    gap = f"{base} − {result}" if formula.measured == Measured.TRACK else f"{result} − {base}"
    return f"{with_own_point(str(formula.a))} · ({gap})^{with_own_point(str(formula.c))}"
