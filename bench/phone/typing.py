"""How long a person needs for the results of twelve people, by a model of hands and eyes.

The model drives the real entry page and waits for nobody: a key of the keyboard that is open takes
0.28 s, another place on the page 1.1 s, the next person 1.2 s, to look up and read the name.
"""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Locator, Page

A_KEY = 0.28
A_TARGET = 1.1
A_PERSON = 1.2
TIMES = "942 1012 887 1103 956 1021 999 1187 934 1045 978 1210".split()
JUMPS = [
    *(["3,12", "3,4", "x"], ["2,98", "3,05", "3,1"], ["x", "3,3", "3,41"], ["2,7", "2,85", "2,9"]),
    *(["3,6", "3,55", "3,62"], ["x", "x", "3,02"], ["2,88", "2,9", "2,95"], ["3,2", "3,15", "-"]),
    *(["3,01", "3", "3,08"], ["2,6", "2,75", "x"], ["3,33", "3,4", "3,38"], ["2,99", "3", "3,07"]),
]
PASSED = "passed passed passed failed passed passed DNS passed passed passed failed passed".split()
POINTS = [3, 4, 2, 5, 1, 3, 3, 4, 0, 5, 2, 3]


@dataclass
class Hand:
    """What was pressed so far, and what it took."""

    page: Page
    keys: int = 0
    targets: int = 0
    people: int = 0

    @property
    def seconds(self) -> float:
        return self.keys * A_KEY + self.targets * A_TARGET + self.people * A_PERSON

    @property
    def taps(self) -> int:
        return self.keys + self.targets

    def look_up(self) -> None:
        self.people += 1

    def tap(self, place: Locator) -> None:
        place.tap()
        self.targets += 1

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)
        self.keys += len(text)

    def enter(self) -> None:
        self.page.keyboard.press("Enter")
        self.keys += 1


@dataclass(frozen=True, slots=True)
class Case:
    """activity: whose page it is; enter_all: what a person does there for twelve people."""

    name: str
    activity: str
    enter_all: Callable[[Hand, list[Locator]], None]


def _sprints(hand: Hand, rows: list[Locator]) -> None:
    hand.tap(rows[0].locator("input[type=text]"))
    for row, digits in zip(rows, TIMES, strict=True):
        hand.look_up()
        hand.type(digits)
        readings = row.locator("[data-reading]")
        if readings.count():
            hand.tap(readings.first)  # in hundredths; the other one would be minutes
        hand.enter()


def _jumps(hand: Hand, rows: list[Locator]) -> None:
    hand.tap(rows[0].locator("[data-box]").first)
    for row, attempts in zip(rows, JUMPS, strict=True):
        hand.look_up()
        for attempt in attempts:
            if attempt in {"x", "-"}:
                hand.tap(row.locator(".boxes button").nth("x-".index(attempt)))
            else:
                hand.type(attempt)
                hand.enter()


def _swimming(hand: Hand, rows: list[Locator]) -> None:
    for row, result in zip(rows, PASSED, strict=True):
        hand.look_up()
        hand.tap(row.locator("label").filter(has_text=result).last)


def _knots(hand: Hand, rows: list[Locator]) -> None:
    for row, points in zip(rows, POINTS, strict=True):
        hand.look_up()
        hand.tap(row.locator(".choices label").nth(points))


CASES = [
    Case("12 sprint times, no plausible range", "sprint", _sprints),
    Case("12 sprint times, plausible range known", "sprint, range known", _sprints),
    Case("12 long jumps of three attempts", "long jump", _jumps),
    Case("12 times pass or fail", "swimming", _swimming),
    Case("12 score sets", "knots", _knots),
]


def measure(case: Case, page: Page, address: str) -> Hand:
    """Enters twelve results. Raises AssertionError where one of them was not saved."""
    page.goto(address)
    rows = page.locator("[data-row]").all()
    hand = Hand(page)
    case.enter_all(hand, rows)
    page.locator("body").press("Escape")
    for row in rows:
        row.locator("[data-state=saved], [data-state=doubtful]").wait_for(timeout=20_000)
    return hand
