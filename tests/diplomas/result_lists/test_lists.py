"""What stands on the lists, before it is drawn."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from diplomas.result_lists.lists import all_lists
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions
from scoring.points.rules import (
    ActivityRules,
    GroupRules,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
)
from scoring.standings.applying import apply_rules
from tests import make


@pytest.fixture
def lists(event, admin):
    """lists(board): all that stands on the lists of the board, as they are now."""

    def call(board=""):
        return all_lists(Versions.visible_to(admin, event.pk), board)

    return call


@pytest.mark.parametrize(
    ("kind", "fields", "shown"),
    [
        ("TIME_LOW", {}, {"9.42": "9.42 s", "61": "1:01.00"}),
        ("NUMERIC_HIGH", {"unit": "m"}, {"4.2": "4.20 m"}),
        ("BOOLEAN", {}, {"1": "passed", "0": "failed"}),
        (
            "SCORE_SET",
            {"unit": "b", "choices": [{"label": "zlatá", "points": 3000}]},
            {"zlatá": "zlatá"},
        ),
    ],
)
def test_a_result_has_its_unit_or_is_a_word(lists, event, group, kind, fields, shown):
    activity = make.activity(event, kind, **fields)
    for typed in shown:
        make.record(activity, make.participant(group, gender="F", age=12), typed)

    [board] = lists(str(activity.pk))

    assert board.result == "Result"
    assert [row[-1] for row in board.rows] == list(shown.values())


@pytest.fixture
def rules(event, group, other_group, activity, admin):
    """Sprint by a table, overall and groups, of which Draci have nobody; at least one result. The
    second girl has none that is valid, nor has the guest.
    """
    for name, typed, status in [
        ("Anna", "9.42", "ACTIVE"),
        ("Běla", "dnf", "ACTIVE"),
        ("Host", "dnf", "GUEST"),
    ]:
        girl = make.participant(group, display_name=name, gender="F", age=12, status=status)
        make.record(activity, girl, typed)
    return StandingsRules(
        (ActivityRules(activity.pk, Scheme(SchemeKind.TABLE)),),
        OverallRules(enabled=True, minimum=1),
        GroupRules(enabled=True, minimum=1),
    )


def test_who_has_no_place_in_standings_has_a_reason(lists, event, admin, rules):
    apply_rules(event=event, rules=rules, version=0, by=admin)

    [overall] = lists("overall")
    [groups] = lists("groups")

    assert (overall.result, overall.rows) == (
        "Total",
        [
            ("1.", "Anna", "Bobři", "10"),
            ("–", "Běla", "Bobři", "not classified"),
            ("–", "Host (guest)", "Bobři", "not classified"),
        ],
    )
    assert groups.rows == [("1.", "Bobři", "", "10"), ("–", "Draci", "", "too few to be ranked")]


def test_medals_are_headed_by_what_they_are(lists, event, admin, rules):
    by_medals = replace(rules, overall=replace(rules.overall, kind=OverallKind.MEDALS))
    apply_rules(event=event, rules=by_medals, version=0, by=admin)

    for board in ("overall", "groups"):
        [made] = lists(board)
        assert (made.result, made.rows[0][-1]) == ("Gold – silver – bronze", "1 – 0 – 0")


def test_an_activity_costs_a_query(lists, event, group, admin, rules):
    apply_rules(event=event, rules=rules, version=0, by=admin)
    counts = []
    for _ in range(2):
        for _ in range(3):
            make.record(make.activity(event), make.participant(group, gender="F", age=12), "9")
        versioned_cache.clear()
        with CaptureQueriesContext(connection) as found:
            lists()
        counts.append(len(found))

    assert counts[1] == counts[0] + 3
