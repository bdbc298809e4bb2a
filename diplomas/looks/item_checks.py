"""What one item may hold, field by field.

Fields that nobody knows are kept as they come: a client may need them for itself.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from diplomas.looks.bounds import (
    LONGEST,
    LONGEST_NAME,
    LONGEST_STATIC,
    LONGEST_WEIGHT,
    OF_CONTRACT,
    OURS,
)
from diplomas.looks.cases import cases_problem
from diplomas.looks.colors import NAMES, hex_color
from diplomas.looks.contract_items import DYNAMIC, STATIC, is_of_contract
from diplomas.looks.layout import KINDS

Check = Callable[[Any], str]
"""value -> what is wrong with it, as a sentence; "" where nothing is."""
CONTRACT_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}")
ALIGNMENTS = ("left", "center", "right")


def item_problems(item: Mapping[str, Any]) -> dict[str, str]:
    """field -> what is wrong with it."""
    checks, required = (OF_THE_CONTRACT, REQUIRED) if is_of_contract(item) else (OF_OURS, ("kind",))
    missing = {name: _("This field is required.") for name in required if name not in item}
    wrong = {name: check(item[name]) for name, check in checks.items() if name in item}
    return missing | {name: sentence for name, sentence in wrong.items() if sentence}


def _number(low: float, high: float) -> Check:
    def check(value: Any) -> str:
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and low <= value <= high:
            return ""
        return _("This must be a number from %(low)s to %(high)s.") % {"low": low, "high": high}

    return check


def _whole_number(low: float, high: float) -> Check:
    def check(value: Any) -> str:
        if type(value) is int and low <= value <= high:
            return ""
        return _("This must be a whole number from %(low)s to %(high)s.") % {
            "low": low,
            "high": high,
        }

    return check


def _text(most: int) -> Check:
    def check(value: Any) -> str:
        if isinstance(value, str) and len(value) <= most:
            return ""
        return _("This must be text of at most %(most)d characters.") % {"most": most}

    return check


def _choice(*choices: str) -> Check:
    def check(value: Any) -> str:
        if isinstance(value, str) and value in choices:
            return ""
        return _("This must be one of: %(choices)s.") % {"choices": ", ".join(choices)}

    return check


def _optional(check: Check) -> Check:
    """As `check`, where null says the same as a missing field."""
    return lambda value: "" if value is None else check(value)


def _switch(value: Any) -> str:
    return "" if isinstance(value, bool) else _("This must be true or false.")


def _contract_color(value: Any) -> str:
    if isinstance(value, str) and CONTRACT_COLOR.fullmatch(value):
        return ""
    return _("This must be “#” and 3 to 8 hexadecimal digits.")


def _own_color(value: Any) -> str:
    if isinstance(value, str) and (value in NAMES or hex_color(value)):
        return ""
    return _("This must be a colour such as #1f2d47, or one of: %(names)s.") % {
        "names": ", ".join(NAMES)
    }


REQUIRED = ("type", "x", "y", "fontSize", "color")
OF_THE_CONTRACT: dict[str, Check] = {
    "type": _choice(STATIC, DYNAMIC),
    "key": _optional(_text(LONGEST_NAME)),
    "text": _optional(_text(LONGEST_STATIC)),
    **{name: _number(*bounds) for name, bounds in OF_CONTRACT.items()},
    **dict.fromkeys(("fontWeight", "fontStyle"), _optional(_text(LONGEST_WEIGHT))),
    "fontFamily": _optional(_text(LONGEST_NAME)),
    "color": _contract_color,
    "centerH": _optional(_switch),
    "centerV": _optional(_switch),
}
OF_OURS: dict[str, Check] = {
    "kind": _choice(*KINDS),
    "text": _text(LONGEST),
    "cases": cases_problem,
    "font": _text(LONGEST_NAME),
    **{name: _number(*bounds) for name, bounds in OURS.items()},
    "lines": _whole_number(*OURS["lines"]),
    "align": _choice(*ALIGNMENTS),
    "bold": _switch,
    "italic": _switch,
    "color": _own_color,
    "language": lambda value: _choice(*dict(settings.LANGUAGES))(value),
    "fill": lambda value: "" if value == "" else _own_color(value),
}
