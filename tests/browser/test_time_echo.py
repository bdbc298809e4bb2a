"""The echo beside a time field understands exactly what the server understands."""

from dataclasses import replace

import pytest

from foundation.text.decimals import with_own_point
from scoring.engine.shorthand import DIGITS, readings
from scoring.engine.values import Rule, ValueRefused, display, parse

TEXTS = [
    "83", "83.4", "83,4", "1:23", "1:23.4", "1:23,4", "1:23:45", "12345", "5", "0", "59.999", "60",
    "59.991", "1:59.995", "1:60", "1:5", "1:2:3", "1:02:03", "10:00:00", "0:59:59.5", ":23", "1:",
    "", "abc", "-5", "1e3", "83.401", "83.4001", ".5", "5.", ".", "1:.5", "1::2", "1:2:3:4",
    "942", "1234567", "17500", "9999", "60000", "700",
    "00:01:24", "00:41:25.5", "00:01:60", "0.00", "00:00.00", "0.001",
    "99999", "999999999", "1000000000", "61:01", "120:00.1", "1:23.", "01:05", "007", "1 2",
]  # fmt: skip
RULES = [
    {},
    {"decimals": 0},
    {"decimals": 1},
    {"decimals": 3},
    {"digits": True},
    {"digits": True, "plausible_minimum": 7_000, "plausible_maximum": 20_000, "minimum": 5_000},
    {"digits": True, "decimals": 1, "plausible_maximum": 600_000, "maximum": 900_000},
    {"digits": True, "decimals": 0, "plausible_minimum": 0},
    {"allows_hours": True},
    {"allows_hours": True, "digits": True},
]


def understood(text: str, rule: Rule) -> list[str]:
    """The times that the server takes the text for, as it shows them."""
    found = readings(text, rule)
    if len(found) > 1:
        return [reading.shown for reading in found]
    plain = replace(rule, digits=False)
    if not DIGITS.fullmatch(
        text
    ):  # the echo says what a time is, the server also whether it may be
        plain = replace(plain, minimum=None, maximum=None)
    try:
        return [with_own_point(display(parse(found[0].text, plain).value, plain))]
    except ValueRefused:
        return []


@pytest.mark.parametrize("settings", RULES, ids=str)
def test_echo_and_server_agree(page, live_server, settings, db):
    rule = Rule("TIME_LOW", **settings)
    page.goto(f"{live_server.url}/sign-in/")
    attributes = {
        "places": str(rule.places_after_point),
        "lowest": rule.plausible_minimum,
        "highest": rule.plausible_maximum,
        "minimum": rule.minimum,
        "maximum": rule.maximum,
        "digits": "" if rule.digits else None,
        "hours": "" if rule.allows_hours else None,
    }
    given = {name: str(value) for name, value in attributes.items() if value is not None}
    echoed = page.evaluate(
        """async ([texts, given]) => {
            const { readings } = await import("/static/js/time.js");
            return texts.map((text) => readings(text, given));
        }""",
        [TEXTS, given],
    )
    assert dict(zip(TEXTS, echoed, strict=True)) == {text: understood(text, rule) for text in TEXTS}


def test_the_echo_has_the_decimal_mark_of_the_page(page, live_server, db):
    page.goto(f"{live_server.url}/sign-in/")
    echoed = page.evaluate(
        """async () => {
            const { readTime } = await import("/static/js/time.js");
            const read = (language) => {
                document.documentElement.lang = language;
                return readTime("83.4");
            };
            return ["cs", "en"].map(read);
        }"""
    )
    assert echoed == ["1:23,40", "1:23.40"]
