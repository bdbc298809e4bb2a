"""Rules as they are kept: what is written is what is read, whatever became of the activities."""

import json
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.points.rules import (
    Absence,
    ActivityRules,
    ActivityTieBreak,
    GroupMode,
    GroupRules,
    Membership,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    Sex,
    StandingsRules,
    TieBreak,
    Tied,
    TieDecision,
)
from scoring.standings.stored_rules import for_activities, read_rules, stored_dict

IDS = [3, 1, 2]
decimals = st.integers(-(10**12) + 1, 10**12 - 1).map(lambda n: Fraction(n, 10**6))
places = st.integers(0, 10**5).map(lambda n: Fraction(n, 100))
schemes = st.one_of(
    st.builds(Scheme, st.sampled_from(["NONE", "PLACES", "SHARE_OF_BEST", "RAW"]).map(SchemeKind)),
    st.builds(
        Scheme,
        kind=st.just(SchemeKind.TABLE),
        table=st.lists(places, min_size=1, max_size=5).map(tuple),
        tied=st.sampled_from(Tied),
    ),
    st.builds(
        Scheme,
        kind=st.just(SchemeKind.WORLD_ATHLETICS),
        discipline=st.sampled_from(["60m", "shot"]),
        sex=st.sampled_from(Sex),
    ),
    st.builds(
        Scheme,
        kind=st.just(SchemeKind.LINEAR),
        base_points=decimals,
        base=decimals,
        step=decimals,
        low=decimals,
        high=st.none() | decimals,
    ),
)
counts = st.integers(0, 20)
all_rules = st.builds(
    StandingsRules,
    activities=st.tuples(
        *(st.builds(ActivityRules, st.just(pk), schemes, decimals, st.booleans()) for pk in IDS)
    ),
    overall=st.builds(
        OverallRules,
        enabled=st.booleans(),
        kind=st.sampled_from(OverallKind),
        across_genders=st.booleans(),
        across_ages=st.booleans(),
        best=st.none() | counts,
        minimum=counts,
        missing=st.sampled_from(Absence),
        dns=st.sampled_from(Absence),
        tie_breaks=st.lists(
            st.sampled_from(TieBreak) | st.builds(ActivityTieBreak, st.sampled_from(IDS)),
            max_size=4,
        ).map(tuple),
    ),
    groups=st.builds(
        GroupRules,
        enabled=st.booleans(),
        mode=st.sampled_from(GroupMode),
        best=st.none() | counts,
        minimum=counts,
        membership=st.sampled_from(Membership),
    ),
    lot_seed=st.text("0123456789abcdef", max_size=32),
    decisions=st.lists(
        st.builds(TieDecision, st.lists(st.lists(counts).map(tuple)).map(tuple), st.text()),
        max_size=2,
    ).map(tuple),
)


@given(all_rules)
def test_what_is_written_is_read(rules):
    assert read_rules(json.loads(json.dumps(stored_dict(rules)))) == rules


@given(all_rules)
def test_what_is_gone_drops_out_and_what_is_new_gives_nothing(rules):
    read = for_activities(read_rules(stored_dict(rules)), [1, 9])

    assert read.activities == (
        next(each for each in rules.activities if each.activity_id == 1),
        ActivityRules(9),
    )
    assert read.overall.tie_breaks == tuple(
        each
        for each in rules.overall.tie_breaks
        if each not in (ActivityTieBreak(2), ActivityTieBreak(3))
    )


def test_an_event_without_rules_has_standings_of_nothing():
    assert for_activities(read_rules({}), [5]) == StandingsRules(activities=(ActivityRules(5),))
