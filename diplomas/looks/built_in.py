"""The layouts that come with the product, as items of `diplomas.looks.layout`. Pure.

Their words follow the language of the request; what an organiser stored stays as written.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

LANDSCAPE, PORTRAIT = "LANDSCAPE", "PORTRAIT"


def _words(text, y, height, size, **more) -> dict:
    return {"kind": "text", "text": text, "y": y, "height": height, "size": size, **more}


def _by_kind(y, height, size, **more) -> dict:
    """The place, or that somebody took part."""
    cases = [
        {"when": {"kind": "participation"}, "text": _("for taking part")},
        {"text": "{place_name}"},
    ]
    return {"kind": "text", "cases": cases, "y": y, "height": height, "size": size, **more}


def _signature(text, caption, x, y, width) -> list[dict]:
    """A line to sign on, with what is known already above it and what it is for below."""
    box = {"x": x, "width": width, "font": "sans"}
    return [
        _words(text, y - 7, 6, 11, **box),
        {"kind": "line", "x": x, "y": y, "width": width, "thickness": 0.4, "color": "muted"},
        _words(caption, y + 1, 5, 8.5, color="muted", **box),
    ]


DEFAULT: dict[str, list[dict]] = {
    LANDSCAPE: [
        {"kind": "frame", "x": 9, "y": 9, "width": 279, "height": 192},
        _words("{event}", 21, 8, 14, x=40, font="sans", color="muted", spacing=0.06),
        _words(_("Diploma"), 27, 30, 70, x=40, spacing=0.04, min_size=40, lines=1),
        {"kind": "divider", "x": 93.5, "y": 61, "width": 110},
        _words("{first_line}", 66, 7, 13, x=40, font="sans", color="muted"),
        _words("{name}", 73, 25, 52, x=32, min_size=29),
        _words("{group}", 102, 7, 14, x=40, font="sans", color="muted"),
        _by_kind(112, 15, 34, x=40, color="metal_dark"),
        _words("{activity}", 126, 12, 26, x=40, min_size=18),
        _words("{gender} · {category} · {result}", 139, 7, 13, x=40, font="sans", color="muted"),
        {"kind": "medal", "x": 132.5, "y": 149, "width": 32, "height": 46.4},
        *_signature("{event_place} · {date}", _("place and date"), 34, 180, 80),
        *_signature("", _("signature"), 183, 180, 80),
        {"kind": "qr", "x": 267, "y": 165, "width": 16, "color": "muted"},
        _words("{code}", 180, 4, 7, x=263, width=24, font="sans", color="muted"),
    ],
    PORTRAIT: [
        {"kind": "frame", "x": 9, "y": 9, "width": 192, "height": 279},
        _words("{event}", 27, 10, 14, x=28, font="sans", color="muted", spacing=0.06),
        _words(_("Diploma"), 37, 31, 72, x=28, spacing=0.04, min_size=40, lines=1),
        {"kind": "divider", "x": 55, "y": 73, "width": 100},
        _words("{first_line}", 82, 7, 13, x=28, font="sans", color="muted"),
        _words("{name}", 92, 25, 46, x=22, min_size=25),
        _words("{group}", 119, 7, 14, x=28, font="sans", color="muted"),
        {"kind": "medal", "x": 82, "y": 134, "width": 46, "height": 66.7},
        _by_kind(203, 15, 34, x=28, color="metal_dark"),
        _words("{activity}", 217, 16, 26, x=28, min_size=18),
        _words("{gender} · {category} · {result}", 234, 7, 13, x=28, font="sans", color="muted"),
        *_signature("{event_place} · {date}", _("place and date"), 26, 265, 70),
        *_signature("", _("signature"), 114, 265, 70),
        {"kind": "qr", "x": 97, "y": 258, "width": 16, "color": "muted"},
        _words("{code}", 273, 4, 7, x=93, width=24, font="sans", color="muted"),
    ],
}
"""By orientation."""

FIRST_NAME = "Default"
"""Of the template that every event has from the start: clients of the API know it by this name."""
FIRST_ITEMS: list[dict[str, Any]] = [
    {
        "type": "DYNAMIC",
        "key": key,
        "x": 50,
        "y": y,
        "fontSize": size,
        "fontWeight": weight,
        "color": color,
        "centerH": True,
    }
    for key, y, size, weight, color in [
        ("participant_name", 38, 42, "bold", "#1a1a1a"),
        ("place", 56, 30, "normal", "#444444"),
        ("activity", 68, 20, "normal", "#666666"),
    ]
]
"""Its items: something for clients to begin with. Never changed in place."""
