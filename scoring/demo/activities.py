"""The demo's seven activities, one of every kind at least, and how well children do in them.

Every `perform` draws a plausible text, as a judge would type it, for a child's age in years.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

from events.models import Activity

Kind = Activity.EvaluationType


@dataclass(frozen=True)
class DemoActivity:
    """An activity with a generator of results. `share`: of the groups, from 0 to 1, scored."""

    name: str
    kind: Kind
    perform: Callable[[Random, int], str]
    share: float = 1.0
    settings: dict = field(default_factory=dict)


def decimal_comma(number: float, places: int) -> str:
    return f"{number:.{places}f}".replace(".", ",")


def sprint(random: Random, age: int) -> str:
    return decimal_comma(random.gauss(15.6 - 0.42 * age, 0.55) + 0.6, 2)


def distance_run(random: Random, age: int) -> str:
    seconds = random.gauss(330 - 9.5 * age, 17)
    return f"{int(seconds // 60)}:{int(seconds % 60):02d},{random.randrange(10)}"


def long_jump(random: Random, age: int) -> str:
    jumps = [random.gauss(1.1 + 0.21 * age, 0.28) for _ in range(3)]
    return " ".join(
        "x" if random.random() < 0.12 else decimal_comma(max(jump, 0.8), 2) for jump in jumps
    )


def ball_throw(random: Random, age: int) -> str:
    return decimal_comma(max(random.gauss(2.9 * age - 6, 5), 4), 1)


def penalty_points(random: Random, age: int) -> str:
    return str(max(0, round(random.gauss(16 - age, 3))))


def swimming(random: Random, age: int) -> str:
    return "1" if random.random() < 0.35 + 0.04 * age else "0"


def knots(random: Random, age: int) -> str:
    return random.choices(["zlato", "stříbro", "bronz", "bez medaile"], [age, 12, 10, 14 - age])[0]


ACTIVITIES = [
    DemoActivity(
        "Běh na 60 m",
        Kind.TIME_LOW,
        sprint,
        settings={"plausible_minimum": 7000, "plausible_maximum": 20000},
    ),
    DemoActivity(
        "Běh na 800 m",
        Kind.TIME_LOW,
        distance_run,
        settings={
            "decimals": 1,
            "plausible_minimum": 120000,
            "plausible_maximum": 600000,
        },
    ),
    DemoActivity(
        "Skok daleký",
        Kind.NUMERIC_HIGH,
        long_jump,
        settings={
            "unit": "m",
            "maximum": 8950,
            "plausible_maximum": 6500,
            "combine": Activity.Combine.BEST,
            "ties_by_attempts": True,
            "description": "Tři pokusy, například „3,20 x 3,45“. Nezdařený pokus je x.",
        },
    ),
    DemoActivity("Hod míčkem", Kind.NUMERIC_HIGH, ball_throw, settings={"unit": "m", "minimum": 0}),
    DemoActivity(
        "Překážková dráha",
        Kind.NUMERIC_LOW,
        penalty_points,
        share=0.75,
        settings={"unit": "tr. b.", "minimum": 0, "decimals": 0},
    ),
    DemoActivity("Uplave 25 m", Kind.BOOLEAN, swimming, share=0.6),
    DemoActivity(
        "Uzlování",
        Kind.SCORE_SET,
        knots,
        share=0.35,
        settings={
            "choices": [
                {"label": "zlato", "points": 3000},
                {"label": "stříbro", "points": 2000},
                {"label": "bronz", "points": 1000},
                {"label": "bez medaile", "points": 0},
            ]
        },
    ),
]
