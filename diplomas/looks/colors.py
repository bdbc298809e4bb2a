"""Colours as templates write them and as pieces have them. Pure."""

import re
from typing import Any

INK, MUTED = "#1f2d47", "#566074"
NAMES = ("ink", "muted", "metal", "metal_light", "metal_dark")
"""Of colours by their purpose; the metal's follow the place."""
HEX = re.compile(r"#(?:[0-9a-fA-F]{3,4}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})")


def hex_color(value: Any) -> str:
    """ "#rgb", "#rgba", "#rrggbb" and "#rrggbbaa" as "#rrggbb", or as "#rrggbbaa" where something
    shines through; "" for what is none of these.
    """
    if not isinstance(value, str) or not HEX.fullmatch(value):
        return ""
    digits = value[1:].lower()
    if len(digits) < 6:
        digits = "".join(digit * 2 for digit in digits)
    return f"#{digits[:6] if digits[6:] == 'ff' else digits}"
