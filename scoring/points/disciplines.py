"""Which discipline of combined events an activity is, by its name in Czech or English. Pure."""

import re
from collections.abc import Collection

from foundation.text.names import fold
from scoring.points.rule_checks import ActivityFacts

RELAY = re.compile(r"\b(stafet|relay)|\d\s*[x×]\s*\d")
HURDLES = re.compile(r"prekaz|hurdle|\d\s*m?\s*(h|pr|prek)\b")
METRES = re.compile(
    r"(?<![\d.,])(60|100|110|200|400|800|1000|1500|3000)\s*(?:m\b|metr|meter|metre|h\b|pr|$|\s)"
)
THOUSANDS = re.compile(r"(?<=\d)[ .](?=\d{3}\b)")
KILOMETRES = re.compile(r"(?<![\d.,])(1|1[.,]5|3)\s*km\b")
OF_KILOMETRES = {"1": "1000m", "1.5": "1500m", "1,5": "1500m", "3": "3000m"}
MEASURED = [
    (re.compile(r"tyc|pole vault"), "pole_vault"),
    (re.compile(r"trojskok|triple"), "triple_jump"),
    (re.compile(r"vysk|vysok|high jump"), "high_jump"),
    (re.compile(r"dalk|dalek|long jump"), "long_jump"),
    (re.compile(r"koul|\bshot|\bvrh"), "shot"),
    (re.compile(r"\bdisk|discus"), "discus"),
    (re.compile(r"ostep|javelin"), "javelin"),
    (re.compile(r"kladiv|hammer"), "hammer"),
]
BALL = re.compile(r"mic|ball|raket|granat")
"""Thrown far too, but by no table."""


def discipline_of(facts: ActivityFacts, among: Collection[str]) -> str:
    """The key of `world_athletics.DISCIPLINES` that it is, of these; "" where it is none.

    Hurdles without a distance are the ones that there are among these.
    """
    name = THOUSANDS.sub("", fold(facts.name))
    if facts.is_time:
        found = "" if RELAY.search(name) else _run(name, among)
    elif facts.unit == "m" and not facts.lowest_wins:
        found = "" if BALL.search(name) else _measured(name)
    else:
        found = ""
    return found if found in among else ""


def _run(name: str, among: Collection[str]) -> str:
    distance = METRES.search(name)
    if HURDLES.search(name):
        of_hurdles = [key for key in among if key.endswith("mh")]
        if distance:
            return f"{distance[1]}mh"
        return of_hurdles[0] if len(of_hurdles) == 1 else ""
    if distance:
        return f"{distance[1]}m"
    kilometres = KILOMETRES.search(name)
    return OF_KILOMETRES[kilometres[1]] if kilometres else ""


def _measured(name: str) -> str:
    return next((key for pattern, key in MEASURED if pattern.search(name)), "")
