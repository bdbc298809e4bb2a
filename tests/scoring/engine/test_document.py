"""The examples of docs/scoring.md are what happens."""

import re

import pytest

from events.ages.bands import Band
from events.models import Activity
from scoring.engine.ranking import Method, Result, category_of, rank
from scoring.engine.shorthand import readings
from scoring.engine.values import Rule, Status, ValueRefused, canonical, display, parse
from tests.scoring import examples
from tests.scoring.engine.kinds import (
    HOURS,
    MEDALS,
    METRES,
    PASS_FAIL,
    POINTS,
    TIME,
    WHOLE_POINTS,
    WHOLE_SECONDS,
    value,
)

JUMP = Rule("NUMERIC_HIGH", unit="m", combine="HEIGHTS")
READ_UNDER = {
    "Times": TIME,
    "Times in hours": HOURS,
    "Numbers": POINTS,
    "Metres": METRES,
    "Passed or failed": PASS_FAIL,
    "Sets of scores": MEDALS,
}
IN = {
    "a time": TIME,
    "a time in whole seconds": WHOLE_SECONDS,
    "metres": METRES,
    "points": POINTS,
    "whole points": WHOLE_POINTS,
}
COMBINED_BY = {
    "best": "BEST",
    "last": "LAST",
    "sum": "SUM",
    "mean": "MEAN",
    "median": "MEDIAN",
    "mean without the highest and the lowest": "TRIMMED_MEAN",
    "sum of the best 2": "BEST_K",
}


@pytest.mark.parametrize(
    ("rule", "typed", "expected", "shown"),
    [(rule, *row) for heading, rule in READ_UNDER.items() for row in examples(heading)],
)
def test_document_reads(rule, typed, expected, shown):
    if expected == "refused":
        with pytest.raises(ValueRefused, match=re.escape(shown)):
            parse(typed, rule)
    else:
        thousandths = value(typed, rule)
        assert (canonical(thousandths, rule), display(thousandths, rule)) == (expected, shown)


@pytest.mark.parametrize(("typed", "plausible", "expected"), examples("Times typed as digits"))
def test_document_reads_digits(typed, plausible, expected):
    bounds = re.fullmatch("([0-9]+)–([0-9]+) s", plausible)
    low, high = (int(bound) * 1000 for bound in bounds.groups()) if bounds else (None, None)
    rule = Rule("TIME_LOW", digits=True, plausible_minimum=low, plausible_maximum=high)

    found = readings(typed, rule)

    assert " or ".join(each.shown if len(found) > 1 else each.text for each in found) == expected


@pytest.mark.parametrize(("typed", "kind", "expected"), examples("Rounding"))
def test_document_rounds(typed, kind, expected):
    assert canonical(value(typed, IN[kind]), IN[kind]) == expected


@pytest.mark.parametrize(("way", "wins", "typed", "expected"), examples("Several attempts"))
def test_document_combines(way, wins, typed, expected):
    type = "NUMERIC_LOW" if wins == "lowest" else "NUMERIC_HIGH"
    check_combined(typed, expected, Rule(type, combine=COMBINED_BY[way], best_count=2))


@pytest.mark.parametrize(("way", "typed", "expected"), examples("Several times"))
def test_document_tells_several_times_from_one(way, typed, expected):
    check_combined(typed, expected, Rule("TIME_LOW", combine=COMBINED_BY[way]))


@pytest.mark.parametrize(("typed", "expected"), examples("Heights"))
def test_document_reads_heights(typed, expected):
    check_combined(typed, expected, JUMP)


def check_combined(typed, expected, rule):
    if expected == "refused":
        with pytest.raises(ValueRefused):
            parse(typed, rule)
    elif expected == "NM":
        assert parse(typed, rule).status == Status.NM
    else:
        assert canonical(value(typed, rule), rule) == expected


@pytest.mark.parametrize(("status", "_meaning", "typed"), examples("Status"))
def test_document_knows_every_status(status, _meaning, typed):
    for text in filter(None, typed.replace("`", "").split(", ")):
        assert parse(text, TIME).status == status


def test_document_lists_all_statuses_and_kinds():
    assert {row[0] for row in examples("Status")} == set(Status) - {Status.OK}
    assert {row[0] for row in examples("Values")} == set(Activity.EvaluationType.values)


@pytest.mark.parametrize(("listed", "skipping", "dense"), examples("Places"))
def test_document_places(listed, skipping, dense):
    rows = [Result(pk, int(value)) for pk, value in enumerate(listed.split(", "))]

    for method, expected in (
        (Method(lower_is_better=True), skipping),
        (Method(lower_is_better=True, dense=True), dense),
    ):
        places = rank(rows, method)
        assert ", ".join(str(places[row.participant_id]) for row in rows) == expected


@pytest.mark.parametrize(
    ("one", "place", "other", "other_place"), examples("Ties split by attempts")
)
def test_document_splits_ties(one, place, other, other_place):
    rule = Rule("NUMERIC_HIGH", unit="m", combine="BEST")
    method = Method(lower_is_better=False, ties_by_attempts=True, zero_is_foul=rule.is_length)
    check_places([one, other], [place, other_place], rule, method)


@pytest.mark.parametrize(("one", "place", "other", "other_place"), examples("Ties of heights"))
def test_document_splits_ties_of_heights(one, place, other, other_place):
    method = Method(lower_is_better=False, by_heights=True)
    check_places([one, other], [place, other_place], JUMP, method)


def check_places(texts, places, rule, method):
    marks = [parse(text, rule) for text in texts]
    tied = [Result(pk, mark.value, mark.status, mark.attempts) for pk, mark in enumerate(marks)]
    assert rank(tied, method) == dict(enumerate(map(int, places)))


@pytest.mark.parametrize(("age", "category"), examples("Categories"))
def test_document_finds_categories(age, category):
    categories = [Band("mladší", 6, 8), Band("starší", 9, 11), Band("všichni", 9, 99)]

    assert category_of(None if age == "unknown" else int(age), categories) == category
