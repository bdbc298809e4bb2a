"""Kinds of results, as the tests of values need them."""

from scoring.engine.values import Choice, Rule, Status, parse

TIME = Rule("TIME_LOW")
HOURS = Rule("TIME_LOW", allows_hours=True)
DIGITS = Rule("TIME_LOW", digits=True)
WHOLE_SECONDS = Rule("TIME_LOW", decimals=0)
THOUSANDTHS = Rule("TIME_LOW", decimals=3)
METRES = Rule("NUMERIC_HIGH", unit="m")
POINTS = Rule("NUMERIC_HIGH")
WHOLE_POINTS = Rule("NUMERIC_HIGH", decimals=0)
PENALTIES = Rule("NUMERIC_LOW")
PASS_FAIL = Rule("BOOLEAN")
FREE_SCORE = Rule("SCORE_SET")
MEDALS = Rule(
    "SCORE_SET",
    choices=(Choice("zlatá", 3000), Choice("stříbrná", 2000), Choice("bronzová", 1000)),
)
NUMBERS = Rule("SCORE_SET", choices=tuple(Choice(str(n), n * 1000) for n in (0, 1, 2, 5)))
PLACES = Rule(
    "SCORE_SET", choices=(Choice("1", 3000), Choice("2", 2000), Choice("3", 1000))
)  # a label that is a number, but not its points


def several(combine, *, type="NUMERIC_HIGH", **fields):
    return Rule(type, combine=combine, **fields)


def value(text, rule):
    mark = parse(text, rule)
    assert mark.status == Status.OK
    return mark.value
