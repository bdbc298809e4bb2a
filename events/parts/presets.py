"""Ready-made activities and age categories to start from. Pure; names come out in the language
that is active, and are the organiser's to change.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from events.ages.bands import Band

Text = str | Promise

OLDEST = 99
YOUNGEST_USUAL, OLDEST_USUAL = 6, 15
MOST_BANDS = 12
STEP = 2
"""Years in a category of the preset by ages."""

# What school sports count as one category, with the ages on 1 September.
GRADES = [
    (_("Grades 1–3"), 6, 8),
    (_("Grades 4–5"), 9, 10),
    (_("Grades 6–7"), 11, 12),
    (_("Grades 8–9"), 13, 15),
]
BAND_PRESETS = {
    "grades": _("School: by grades"),
    "ages": _("Two years each, from the ages present"),
    "one": _("One for all"),
}


@dataclass(frozen=True, slots=True)
class ActivityPreset:
    """An activity as it is usually held. fields: of the model, values in thousandths of the unit.

    hint: how it is measured, for whoever chooses.
    """

    key: str
    name: Text
    hint: Text
    fields: dict[str, Any]

    def as_fields(self) -> dict[str, Any]:
        """All fields of the new activity, in the language that is active now."""
        fields = {"name": self.name, **self.fields}
        return {name: _spoken(value) for name, value in fields.items()}


def _spoken(value: Any) -> Any:
    if isinstance(value, list):
        return [{key: _spoken(part) for key, part in choice.items()} for choice in value]
    return str(value) if isinstance(value, Promise) else value


THREE_ATTEMPTS = _("Three attempts, such as “3.20 x 3.45”; x is a foul. The best one counts.")

ACTIVITY_PRESETS = [
    ActivityPreset(
        "sprint",
        _("Sprint 60 m"),
        _("Time to a hundredth, also as digits: 942 is 9.42. Under 7 s or over 20 s is doubted."),
        {
            "evaluation_type": "TIME_LOW",
            "decimals": 2,
            "minimum": 5_000,
            "plausible_minimum": 7_000,
            "plausible_maximum": 20_000,
        },
    ),
    ActivityPreset(
        "endurance",
        _("Run 800 m"),
        _("Minutes to a tenth, also as digits: 21340 is 2:13.4. Under 2 or over 10 is doubted."),
        {
            "evaluation_type": "TIME_LOW",
            "decimals": 1,
            "minimum": 90_000,
            "plausible_minimum": 120_000,
            "plausible_maximum": 600_000,
        },
    ),
    ActivityPreset(
        "long-jump",
        _("Long jump"),
        _("Metres to a centimetre, the best of the attempts; the next-best splits ties."),
        {
            "evaluation_type": "NUMERIC_HIGH",
            "unit": "m",
            "decimals": 2,
            "minimum": 0,
            "maximum": 9_000,
            "plausible_minimum": 500,
            "plausible_maximum": 6_500,
            "combine": "BEST",
            "ties_by_attempts": True,
            "description": THREE_ATTEMPTS,
        },
    ),
    ActivityPreset(
        "ball-throw",
        _("Ball throw"),
        _("Metres to ten centimetres, the best of the attempts."),
        {
            "evaluation_type": "NUMERIC_HIGH",
            "unit": "m",
            "decimals": 1,
            "minimum": 0,
            "maximum": 150_000,
            "plausible_minimum": 2_000,
            "plausible_maximum": 80_000,
            "combine": "BEST",
            "ties_by_attempts": True,
            "description": THREE_ATTEMPTS,
        },
    ),
    ActivityPreset(
        "high-jump",
        _("High jump"),
        _("Every height with o, x or –; failures split ties, as in athletics."),
        {
            "evaluation_type": "NUMERIC_HIGH",
            "unit": "m",
            "decimals": 2,
            "minimum": 0,
            "maximum": 2_500,
            "plausible_minimum": 500,
            "plausible_maximum": 2_000,
            "combine": "HEIGHTS",
            "description": _(
                "Write every height with o (cleared), x (failed) and – (passed), such as"
                " “1.10 o 1.15 xo 1.20 xxx”."
            ),
        },
    ),
    ActivityPreset(
        "count",
        _("Rope skips in a minute"),
        _("A whole number; over 250 is doubted."),
        {
            "evaluation_type": "NUMERIC_HIGH",
            "unit": "×",
            "decimals": 0,
            "minimum": 0,
            "maximum": 1_000_000,
            "plausible_maximum": 250_000,
        },
    ),
    ActivityPreset(
        "quiz",
        _("Quiz"),
        _("Whole points from 0, the most points win."),
        {
            "evaluation_type": "NUMERIC_HIGH",
            "unit": _("points"),
            "decimals": 0,
            "minimum": 0,
        },
    ),
    ActivityPreset(
        "shooting",
        _("Target shooting"),
        _("The shots add up: 0 to 10 points each, such as “8 9 10”."),
        {
            "evaluation_type": "NUMERIC_HIGH",
            "unit": _("points"),
            "decimals": 0,
            "minimum": 0,
            "maximum": 10_000,
            "combine": "SUM",
            "description": _("Write every shot, such as “8 9 10”; the sum counts."),
        },
    ),
    ActivityPreset(
        "obstacles",
        _("Obstacle course"),
        _("Time and penalty seconds, which add up: “1:23.4 + 5”."),
        {
            "evaluation_type": "TIME_LOW",
            "decimals": 1,
            "plausible_maximum": 1_200_000,
            "combine": "SUM",
            "description": _("Write the time and the penalty seconds: “1:23.4 + 5 + 5”."),
        },
    ),
    ActivityPreset(
        "penalties",
        _("Penalty points"),
        _("Whole points from 0, the fewest points win."),
        {
            "evaluation_type": "NUMERIC_LOW",
            "unit": _("points"),
            "decimals": 0,
            "minimum": 0,
        },
    ),
    ActivityPreset(
        "pass",
        _("Knots"),
        _("Passed or failed."),
        {"evaluation_type": "BOOLEAN"},
    ),
    ActivityPreset(
        "medals",
        _("Tidiness of tents"),
        _("Gold, silver or bronze, worth 3, 2 and 1 points."),
        {
            "evaluation_type": "SCORE_SET",
            "choices": [
                {"label": _("gold"), "points": 3_000},
                {"label": _("silver"), "points": 2_000},
                {"label": _("bronze"), "points": 1_000},
                {"label": _("nothing"), "points": 0},
            ],
        },
    ),
]
BY_KEY = {preset.key: preset for preset in ACTIVITY_PRESETS}


def preset_bands(key: str, ages: Collection[int]) -> list[Band]:
    """The age categories of a preset. ages: of those who compete. Raises KeyError."""
    return {"grades": _by_grades, "ages": _by_ages, "one": _one}[key](ages)


def _by_grades(_ages: Collection[int]) -> Iterable[Band]:
    return [Band(str(name), low, high) for name, low, high in GRADES]


def _one(_ages: Collection[int]) -> Iterable[Band]:
    return [Band(str(_("Everybody")), 0, OLDEST)]


def _by_ages(ages: Collection[int]) -> Iterable[Band]:
    """Two years each from the youngest to the oldest; of too many, the last takes all the rest."""
    youngest, oldest = (min(ages), max(ages)) if ages else (YOUNGEST_USUAL, OLDEST_USUAL)
    bounds = [(low, low + STEP - 1) for low in range(youngest, oldest + 1, STEP)[:MOST_BANDS]]
    bounds[-1] = (bounds[-1][0], max(bounds[-1][1], oldest))
    return [Band(f"{low}–{high}", low, high) for low, high in bounds]
