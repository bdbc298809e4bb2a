"""The demo's own diplomas: a look with a picture behind it, and the rules of who gets one.

Texts that have to be words are cases by the language of the print, so that they read right in the
demo's Czech and for whoever prints in English.
"""

from pathlib import Path
from typing import Any

from accounts.models import User
from diplomas.awards.rule_changes import change_rules
from diplomas.awards.rules import MEDALS, OVERALL, rules_of, token_of
from diplomas.design.templates import create_template
from diplomas.looks.backgrounds import data_url
from diplomas.models import AwardRule, DiplomaTemplate
from events.models import Event

PICTURE = Path(__file__).with_name("camp.jpg")
"""Drawn by `docs/camp.py`."""
NAME = "Večer u jezera"
NIGHT, QUIET, LIGHT = "#1d2450", "#5a5170", "#fff4e2"
CARD = (53.5, 56, 190, 104)
"""The light sheet under the words: x, y, width, height."""
Cases = list[dict[str, Any]]


def give_demo_diplomas(event: Event, by: User) -> None:
    """Give the demo's event a look beside the one it has, and rules, as `scoring.demo` asks."""
    look = create_template(
        event=event, by=by, name=NAME, items=items(), bg_image_url=data_url(PICTURE.read_bytes())
    )
    change_rules(event=event, rules=_rules(look), seen=token_of(rules_of(event)), by=by)


def _rules(look: DiplomaTemplate) -> list[dict[str, Any]]:
    """The best in the look of its own; everybody else is thanked in the usual one."""
    scope = AwardRule.Scope
    return [
        OVERALL | {"template_id": look.pk},
        MEDALS | {"template_id": look.pk},
        {"scope": scope.GROUPS, "last_place": 3, "template_id": look.pk},
        {"scope": scope.EVERYBODY},
    ]


def items() -> list[dict[str, Any]]:
    """Of a landscape sheet, in mm."""
    x, y, width, height = CARD
    inner = {"x": x + 10, "width": width - 20}
    dark = {"color": NIGHT, "font": "sans"}
    return [
        _cases(_in("Diplom", "Diploma"), 26, 26, 64, x=50, width=197, lines=1, color=LIGHT,
               font="serif", spacing=0.1),
        _text("{event}", 16, 9, 15, x=50, width=197, color=LIGHT, font="sans", spacing=0.14),
        {"kind": "rectangle", "x": x, "y": y, "width": width, "height": height,
         "fill": "#fff8ecde", "color": LIGHT, "thickness": 0.3},
        {"kind": "rectangle", "x": x + 3, "y": y + 3, "width": width - 6, "height": height - 6,
         "color": "metal", "thickness": 1.1},
        _cases(_to_whom(), y + 9, 8, 14, **inner, **dark),
        _text("{name}", y + 18, 26, 50, **inner, color=NIGHT, font="handwriting", bold=True,
              min_size=30),
        _text("{group}", y + 44, 7, 13, **inner, color=QUIET, font="sans"),
        {"kind": "divider", "x": x + 45, "y": y + 55, "width": width - 90},
        _cases(_place(), y + 59, 14, 31, **inner, color="metal_dark", font="serif", bold=True),
        _text("{activity}", y + 73, 10, 20, **inner, **dark, min_size=14),
        _text("{gender} · {category} · {result}", y + 84, 8, 13, x=x + 26, width=width - 52,
              color=QUIET, font="sans"),
        {"kind": "qr", "x": x + width - 22, "y": y + height - 26, "width": 16, "color": NIGHT},
        _text("{code}", y + height - 10, 4, 7, x=x + width - 26, width=24, color=NIGHT,
              font="sans"),
        *_signature("{event_place} · {date}", _in("místo a datum", "place and date"), 54),
        *_signature("", _in("podpis", "signature"), 173),
    ]  # fmt: skip


def _text(text: str, y: float, height: float, size: float, **more: Any) -> dict[str, Any]:
    return {"kind": "text", "text": text, "y": y, "height": height, "size": size, **more}


def _cases(cases: Cases, y: float, height: float, size: float, **more: Any) -> dict[str, Any]:
    return {"kind": "text", "cases": cases, "y": y, "height": height, "size": size, **more}


def _signature(text: str, caption: Cases, x: float) -> list[dict[str, Any]]:
    """A line to sign on, on the dark bank: with what is known above it and what it is for below."""
    box = {"x": x, "width": 70, "font": "sans", "color": LIGHT}
    above = [_text(text, 186, 6, 11, **box)] if text else []
    line = {"kind": "line", "x": x, "y": 193, "width": 70, "thickness": 0.5, "color": LIGHT}
    return [*above, line, _cases(caption, 194, 5, 8.5, **box)]


def _in(czech: str, english: str) -> Cases:
    return [{"when": {"language": "cs"}, "text": czech}, {"text": english}]


def _to_whom() -> Cases:
    """Above the name, as the grammar of whose it is wants."""
    czech = [
        ({"kind": "group"}, "společnými silami si ho vybojovala skupina"),
        ({"kind": "participation"}, "na památku dostává"),
        ({"gender": "F"}, "za skvělý výkon ho získala"),
        ({"gender": "M"}, "za skvělý výkon ho získal"),
        ({}, "za skvělý výkon získává"),
    ]
    return [
        *({"when": {"language": "cs", **when}, "text": text} for when, text in czech),
        {"when": {"kind": "participation"}, "text": "in memory of a great week"},
        {"text": "well done, this is for"},
    ]


def _place() -> Cases:
    return [
        {"when": {"kind": "participation", "language": "cs"}, "text": "za účast"},
        {"when": {"kind": "participation"}, "text": "for taking part"},
        {"when": {"tied": True, "language": "cs"}, "text": "{place_name} (dělené)"},
        {"when": {"tied": True}, "text": "{place_name} (shared)"},
        {"text": "{place_name}"},
    ]
