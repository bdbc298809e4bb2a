"""Rules of standings that can be applied, for tests that try many."""

from fractions import Fraction

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
    StandingsRules,
    TieBreak,
    Tied,
)

HIGH_WINS = [
    Scheme(),
    Scheme(SchemeKind.TABLE),
    Scheme(SchemeKind.TABLE, table=(Fraction(5), Fraction(2)), tied=Tied.FULL),
    Scheme(SchemeKind.SHARE_OF_BEST),
    Scheme(SchemeKind.LINEAR, base=Fraction(3), step=Fraction(1, 2), base_points=Fraction(9)),
]
BY_PLACES = [Scheme(), Scheme(SchemeKind.PLACES)]
WEIGHTS = [Fraction(0), Fraction(1), Fraction(5, 2)]


@st.composite
def applicable_rules(draw, activity_ids):
    """Any combination that `scoring.points.rule_checks` lets through."""
    by_places = draw(st.booleans())
    absences = [Absence.OUT, Absence.LAST_PLUS_ONE if by_places else Absence.ZERO]
    kind = draw(st.sampled_from(OverallKind))
    modes = [GroupMode.SUM] if kind == OverallKind.MEDALS else list(GroupMode)
    ties = st.sampled_from([*TieBreak, *map(ActivityTieBreak, activity_ids)])
    schemes = st.sampled_from(BY_PLACES if by_places else HIGH_WINS)
    activities = tuple(
        ActivityRules(pk, draw(schemes), draw(st.sampled_from(WEIGHTS)), draw(st.booleans()))
        for pk in activity_ids
    )
    fewest = max(1, sum(each.mandatory for each in activities))
    return StandingsRules(
        activities=activities,
        overall=OverallRules(
            enabled=draw(st.booleans()),
            kind=kind,
            across_genders=draw(st.booleans()),
            across_ages=draw(st.booleans()),
            best=draw(st.none() | st.integers(fewest, max(3, fewest))),
            minimum=draw(st.integers(0, 2)),
            missing=draw(st.sampled_from(absences)),
            dns=draw(st.sampled_from(absences)),
            tie_breaks=tuple(draw(st.lists(ties, max_size=3, unique=True))),
        ),
        groups=GroupRules(
            enabled=draw(st.booleans()),
            mode=draw(st.sampled_from(modes)),
            best=draw(st.integers(1, 3)),
            minimum=draw(st.integers(0, 2)),
            membership=draw(st.sampled_from(Membership)),
        ),
    )
