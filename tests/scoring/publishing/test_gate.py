"""The gate alone: what is open, as of which moment, and how names are shown."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.publishing.gate import (
    BOARD,
    OFFICIAL,
    OVERALL_ID,
    SHOWN,
    STATES,
    BoardId,
    BoardRule,
    NameForm,
    Plan,
    opening,
)

NOON = datetime(2026, 7, 4, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENTS = (None, NOON - HOUR, NOON, NOON + HOUR)
GIRLS = BoardId(BOARD, 3, "F", "10–12")


@pytest.mark.parametrize("is_public", [True, False])
def test_every_state_with_every_hold_and_freeze(is_public):
    for state, hold, frozen, official in product(STATES, MOMENTS, MOMENTS, MOMENTS):
        rule = BoardRule(state, hold, official if state == OFFICIAL else None, NOON - 2 * HOUR)
        found = opening(Plan(is_public, frozen_at=frozen, boards={GIRLS: rule}), NOON)

        if not is_public:
            assert found is None
            continue
        is_over = hold is None or hold <= NOON
        assert (GIRLS in found.boards) == (is_over and state in SHOWN)
        assert (GIRLS in found.held) == (not is_over)
        cutoff = frozen if frozen is not None and frozen <= NOON else None
        assert found.cutoff == cutoff
        if GIRLS in found.boards:
            own = [moment for moment in (cutoff, rule.official_at) if moment]
            assert found.boards[GIRLS].cutoff == min(own, default=None)
            assert found.boards[GIRLS].since == max(NOON - 2 * HOUR, hold or NOON - 3 * HOUR)


@pytest.mark.parametrize("names", NameForm)
@pytest.mark.parametrize("until", MOMENTS)
def test_names_are_numbers_from_their_last_moment_on(names, until):
    found = opening(Plan(True, names, numbers_from=until), NOON)

    assert found.names == ("NUMBER" if until is not None and until <= NOON else names)


def test_what_nobody_decided_is_closed():
    assert opening(Plan(True), NOON).boards == {}
    assert opening(Plan(True), NOON).overall is None


moments = st.none() | st.integers(-3, 3).map(lambda hours: NOON + hours * HOUR)
rules = st.builds(BoardRule, st.sampled_from(STATES), moments, moments, st.just(NOON - 9 * HOUR))
boards = st.dictionaries(st.sampled_from([GIRLS, GIRLS._replace(gender="M"), OVERALL_ID]), rules)
plans = st.builds(Plan, st.just(True), st.sampled_from(NameForm), moments, moments, boards)


@settings(max_examples=60)
@given(plans, st.integers(-4, 4), st.integers(-4, 4))
def test_between_two_of_its_moments_nothing_changes_by_the_clock(plan, first, second):
    """What is kept under the count of moments that are over is never stale."""
    one, two = NOON + first * HOUR, NOON + second * HOUR + timedelta(minutes=1)

    if plan.moments_passed(one) == plan.moments_passed(two):
        assert opening(plan, one) == opening(plan, two)
