"""The echo beside a time field understands exactly what the server understands."""

import pytest

from scoring.engine.values import Rule, ValueRefused, display, parse

TEXTS = [
    "83", "83.4", "83,4", "1:23", "1:23.4", "1:23,4", "1:23:45", "12345", "5", "0", "59.999", "60",
    "59.991", "1:59.995", "1:60", "1:5", "1:2:3", "1:02:03", "10:00:00", "0:59:59.5", ":23", "1:",
    "", "abc", "-5", "1e3", "83.401", "83.4001", ".5", "5.", ".", "1:.5", "1::2", "1:2:3:4",
    "99999", "999999999", "1000000000", "61:01", "120:00.1", "1:23.", "01:05", "007", "1 2",
]  # fmt: skip
RULES = [
    {},
    {"decimals": 0},
    {"decimals": 1},
    {"decimals": 3},
    {"digits": True},
    {"allows_hours": True},
    {"allows_hours": True, "digits": True},
]


def understood(text: str, rule: Rule) -> str | None:
    try:
        return display(parse(text, rule).value, rule)
    except ValueRefused:
        return None


@pytest.mark.parametrize("settings", RULES, ids=str)
def test_echo_and_server_agree(page, live_server, settings, db):
    rule = Rule("TIME_LOW", **settings)
    page.goto(f"{live_server.url}/sign-in/")
    options = {
        "places": rule.places_after_point,
        "digits": rule.digits,
        "hours": rule.allows_hours,
    }
    echoed = page.evaluate(
        """async ([texts, options]) => {
            const { readTime } = await import("/static/js/time.js");
            return texts.map((text) => readTime(text, options));
        }""",
        [TEXTS, options],
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
