"""Standings out of the ledger, and out of what is kept: they are the same."""

import pytest

from scoring.ledger.records import Submission
from scoring.publishing.gate import OVERALL_ID, BoardId, Opened, Opening
from scoring.publishing.results_at import standings_at
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import rules_of
from tests import make

NOW = Opened("PUBLISHED", None, None)
OF_NOW = Opening("FULL", None, {OVERALL_ID: NOW}, frozenset())
OUT_OF_THE_LEDGER = Opening("FULL", None, {OVERALL_ID: NOW}, frozenset({BoardId("BOARD", 0)}))
"""A board is held back that no activity has: nothing else can be different."""


@pytest.fixture
def turbulent(event, standing, other_group, submit, admin):
    """Somebody changes the group, a result is emptied, another one comes late."""
    standing["Anna"].group = other_group
    standing["Anna"].save()
    emptied, late = (
        Submission(standing["Běla"].pk, "", based_on=standing["Běla"].records.get().entry_id),
        Submission(standing["Cilka"].pk, "9,41"),
    )
    assert [each.outcome for each in submit(emptied, late, by=admin)] == ["saved", "saved"]
    return make.participant(other_group, display_name="Dana Malá", gender="F", age=12)


def test_results_of_now_are_the_last_entries(event, turbulent):
    rules = rules_of(event)

    kept = standings_at(event, OF_NOW, NOW)
    read = standings_at(event, OUT_OF_THE_LEDGER, NOW)

    assert OF_NOW.is_of_now
    assert not OUT_OF_THE_LEDGER.is_of_now
    assert kept == read == standings_of(event, rules, keeps=False)
    [board] = kept.overall
    assert [row.total.person.name for row in board.placed][:2] == ["Cilka Malá", "Anna Malá"]
