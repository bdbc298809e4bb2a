"""What rules of standings may not say, each beside its field."""

from dataclasses import replace
from fractions import Fraction

import pytest

from scoring.points.rule_checks import ActivityFacts, doubts, faults
from scoring.points.rules import (
    Absence,
    ActivityRules,
    ActivityTieBreak,
    GroupMode,
    GroupRules,
    OverallKind,
    OverallRules,
    Scheme,
    SchemeKind,
    Sex,
    StandingsRules,
    TieBreak,
)

RUN, JUMP, SWIM, KNOT, FAULTS, THROW = 1, 2, 3, 4, 5, 6
ACTIVITIES = {
    RUN: ActivityFacts("Běh", "s", is_time=True, lowest_wins=True),
    JUMP: ActivityFacts("Skok", "m"),
    SWIM: ActivityFacts("Plavání", "s", is_time=True, lowest_wins=True),
    KNOT: ActivityFacts("Uzel", is_boolean=True),
    FAULTS: ActivityFacts("Chyby", "b", lowest_wins=True),
    THROW: ActivityFacts("Hod", "m"),
}
NUMBER_LIMIT = Fraction(10**6)


def where(rules):
    return [path for path, sentence in faults(rules, ACTIVITIES) if sentence]


def rules(schemes=None, *, groups=None, **overall):
    """Activity id -> scheme or its kind."""
    given = {
        pk: scheme if isinstance(scheme, Scheme) else Scheme(scheme)
        for pk, scheme in (schemes or {}).items()
    }
    return StandingsRules(
        activities=tuple(ActivityRules(pk, scheme) for pk, scheme in given.items()),
        overall=OverallRules(enabled=True, **overall),
        groups=groups or GroupRules(),
    )


K, A = SchemeKind, Absence
LAST = {"missing": A.LAST_PLUS_ONE, "dns": A.LAST_PLUS_ONE}
OUT = {"missing": A.OUT, "dns": A.OUT}
ATHLETICS = K.WORLD_ATHLETICS


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        # The sums that have a sense.
        (rules(), []),
        (rules({RUN: K.PLACES, JUMP: K.PLACES, KNOT: K.PLACES}, **LAST), []),
        (rules({RUN: K.PLACES, JUMP: K.NONE}, missing=A.OUT, dns=A.LAST_PLUS_ONE), []),
        (rules({RUN: K.TABLE, JUMP: K.RAW, THROW: K.RAW, SWIM: K.SHARE_OF_BEST}), []),
        (rules({RUN: K.TABLE, KNOT: K.TABLE}, **LAST), []),
        (rules({RUN: K.RAW, SWIM: K.RAW}, **OUT), []),
        (rules({RUN: K.PLACES, JUMP: K.RAW}, kind=OverallKind.MEDALS), []),
        (rules({RUN: Scheme(ATHLETICS, discipline="60m"), JUMP: Scheme(K.LINEAR)}), []),
        (rules({JUMP: Scheme(ATHLETICS, discipline="high_jump")}), []),
        # Nobody gains by staying away.
        (rules({RUN: K.PLACES}), ["overall.missing", "overall.dns"]),
        (rules({RUN: K.PLACES}, missing=A.OUT), ["overall.dns"]),
        (rules({RUN: K.RAW}, missing=A.OUT), ["overall.dns"]),
        (rules({RUN: K.RAW}, **LAST), ["overall.missing", "overall.dns"]),
        (rules({JUMP: K.LINEAR}, missing=A.LAST_PLUS_ONE), ["overall.missing"]),
        # Nothing is added up that has no sum.
        (rules({RUN: K.PLACES, JUMP: K.TABLE}, **OUT), ["activities.0.scheme.kind"]),
        (rules({RUN: K.SHARE_OF_BEST, SWIM: K.RAW}, **OUT), ["activities.1.scheme.kind"]),
        (
            rules({RUN: K.RAW, FAULTS: K.RAW}, **OUT),
            [f"activities.{n}.scheme.kind" for n in (0, 1)],
        ),
        (rules({KNOT: K.RAW}), ["activities.0.scheme.kind"]),
        (rules({KNOT: K.SHARE_OF_BEST}), ["activities.0.scheme.kind"]),
        # Tables of combined events.
        (rules({RUN: ATHLETICS}), ["activities.0.scheme.discipline"]),
        (
            rules({RUN: Scheme(ATHLETICS, discipline="long_jump")}),
            ["activities.0.scheme.discipline"],
        ),
        (rules({JUMP: Scheme(ATHLETICS, discipline="60m")}), ["activities.0.scheme.discipline"]),
        (rules({FAULTS: Scheme(ATHLETICS, discipline="shot")}), ["activities.0.scheme.discipline"]),
        (
            rules({RUN: Scheme(ATHLETICS, discipline="1000m", sex=Sex.WOMEN)}),
            ["activities.0.scheme.sex"],
        ),
        # Tables and steps of one's own.
        (rules({RUN: Scheme(K.TABLE, table=())}), ["activities.0.scheme.table"]),
        (rules({RUN: Scheme(K.TABLE, table=(Fraction(-1),))}), ["activities.0.scheme.table"]),
        (rules({RUN: Scheme(K.TABLE, table=(Fraction(1),) * 101)}), ["activities.0.scheme.table"]),
        (rules({RUN: Scheme(K.TABLE, table=(Fraction(1, 3),) * 9)}), ["activities.0.scheme.table"]),
        (rules({RUN: Scheme(K.LINEAR, step=Fraction(0))}), ["activities.0.scheme.step"]),
        (
            rules({RUN: Scheme(K.LINEAR, low=Fraction(2), high=Fraction(1))}),
            ["activities.0.scheme.high"],
        ),
        (rules({RUN: Scheme(K.LINEAR, base=NUMBER_LIMIT)}), ["activities.0.scheme.base"]),
        (rules({RUN: Scheme(K.LINEAR, base=NUMBER_LIMIT - Fraction(1, 10**6))}), []),
        (
            rules({RUN: Scheme(K.LINEAR, base=Fraction(1, 10**7))}),
            ["activities.0.scheme.base"],
        ),
        # Counts.
        (rules(best=0), ["overall.best"]),
        (rules(minimum=-1), ["overall.minimum"]),
        (rules(minimum=10**9), ["overall.minimum"]),
        (rules(groups=GroupRules(best=0)), ["groups.best"]),
        (rules(groups=GroupRules(minimum=-1)), ["groups.minimum"]),
        (rules(groups=GroupRules(mode=GroupMode.BEST)), ["groups.best"]),
        (rules(groups=GroupRules(mode=GroupMode.BEST_PER_GENDER)), ["groups.best"]),
        (
            rules(kind=OverallKind.MEDALS, groups=GroupRules(enabled=True, mode=GroupMode.MEAN)),
            ["groups.mode"],
        ),
        (rules(kind=OverallKind.MEDALS, groups=GroupRules(enabled=True)), []),
        # Ties.
        (rules(tie_breaks=(TieBreak.LOT, ActivityTieBreak(RUN), TieBreak.COUNT_BACK)), []),
        (rules(tie_breaks=(ActivityTieBreak(99),)), ["overall.tie_breaks.0"]),
        (rules(tie_breaks=(TieBreak.LOT, TieBreak.LOT)), ["overall.tie_breaks.1"]),
        (
            rules(tie_breaks=(ActivityTieBreak(RUN), TieBreak.LOT, ActivityTieBreak(RUN))),
            ["overall.tie_breaks.2"],
        ),
        (
            StandingsRules(
                tuple(ActivityRules(pk, Scheme(K.TABLE), mandatory=True) for pk in (RUN, JUMP)),
                OverallRules(enabled=True, best=1),
            ),
            ["overall.best"],
        ),
        # Activities.
        (rules({99: K.PLACES}), ["activities.0.activity_id"]),
        (
            StandingsRules(activities=(ActivityRules(RUN), ActivityRules(RUN))),
            ["activities.0.activity_id", "activities.1.activity_id"],
        ),
        (
            StandingsRules(activities=(ActivityRules(RUN, weight=Fraction(-1)),)),
            ["activities.0.weight"],
        ),
    ],
)
def test_what_is_refused_and_where(found, expected):
    assert where(found) == expected


def test_a_sentence_names_the_activity_and_what_to_do():
    mixed = rules({RUN: K.PLACES, JUMP: K.TABLE}, **OUT)

    assert faults(mixed, ACTIVITIES) == [
        (
            "activities.0.scheme.kind",
            "In Běh the lowest number is the best, and in others the highest: they cannot be added"
            " up. Take the same way of points for all.",
        )
    ]
    units = replace(mixed, activities=rules({RUN: K.RAW, FAULTS: K.RAW}).activities)
    assert faults(units, ACTIVITIES)[0][1] == (
        "Results add up as they are only in one unit, and here they are in b, s. Give points for"
        " places instead."
    )


@pytest.mark.parametrize(
    ("found", "sentences"),
    [
        (rules({RUN: K.TABLE}), []),
        (
            rules({RUN: K.NONE}),
            ["No activity gives points yet: choose what each of them gives."],
        ),
        (
            StandingsRules(
                (ActivityRules(RUN, Scheme(K.TABLE)), ActivityRules(JUMP, mandatory=True)),
                OverallRules(enabled=True, minimum=3, tie_breaks=(ActivityTieBreak(JUMP),)),
            ),
            [
                "Skok is mandatory, but as it gives no points nobody has to have it.",
                "Skok gives no points, so its places split no tie.",
                "Nobody can have 3 results: only 1 activity counts.",
            ],
        ),
        (
            rules({RUN: K.PLACES}, groups=GroupRules(enabled=True), **OUT),
            [
                "Where the lowest total wins, a group gains by members who stay away: let the best"
                " so many of each group count."
            ],
        ),
        (rules({RUN: K.TABLE}, groups=GroupRules(enabled=True)), []),
    ],
)
def test_what_may_be_set_but_is_hardly_meant(found, sentences):
    assert doubts(found, ACTIVITIES) == sentences
