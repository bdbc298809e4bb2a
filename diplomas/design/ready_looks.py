"""Looks to start from, each as a template's items, portrait and landscape. Pure.

Their words follow the language of whoever starts from one; what is stored stays as written.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from diplomas.looks.built_in import LANDSCAPE, PORTRAIT
from diplomas.looks.layout import PAGES

Items = list[dict[str, Any]]
FACTS = "{gender} · {category} · {result}"
WHERE = "{event_place} · {date}"


@dataclass(frozen=True, slots=True)
class ReadyLook:
    """`draw`: (width, height) of the page in mm -> items."""

    key: str
    name: Promise
    about: Promise
    draw: Callable[[float, float], Items]

    def items(self, orientation: str) -> Items:
        """With words in the active language."""
        return self.draw(*PAGES[orientation])


def ready_look(key: str) -> ReadyLook | None:
    return next((look for look in READY_LOOKS if look.key == key), None)


def _text(text: str, box: tuple[float, float, float, float], size: float, **more: Any) -> dict:
    """box: x, y, width and height."""
    x, y, width, height = box
    place = {"x": x, "y": y, "width": width, "height": height}
    return {"kind": "text", "text": text, **place, "size": size, **more}


def _shape(kind: str, x: float, y: float, width: float, height: float, **more: Any) -> dict:
    return {"kind": kind, "x": x, "y": y, "width": width, "height": height, **more}


def _fill(x: float, y: float, width: float, height: float, color: str) -> dict:
    return _shape("rectangle", x, y, width, height, fill=color, color=color, thickness=0.1)


def _signatures(y: float, left: float, right: float, width: float, color: str, font: str) -> Items:
    """Place and date on the left, a line to sign on the right; `left`, `right`: their left ends."""
    found = [
        _text(WHERE, (left, y - 7, width, 6), 11, font=font, color=color),
        _shape("line", left, y, width, 0, thickness=0.5, color=color),
        _shape("line", right, y, width, 0, thickness=0.5, color=color),
    ]
    for text, x in ((_("place and date"), left), (_("signature"), right)):
        found.append(_text(text, (x, y + 1, width, 5), 8.5, font=font, color=color))
    return found


def _code(x: float, y: float, color: str = "muted") -> Items:
    """By which the diploma can be looked up; 16 mm wide and 20 high."""
    return [
        _shape("qr", x, y, 16, 16, color=color),
        _text("{code}", (x - 4, y + 16, 24, 4), 7, font="sans", color=color),
    ]


def _classic(width: float, height: float) -> Items:
    """Garamond, hairlines and much white."""
    ink, quiet, line = "#232323", "#6a655c", "#a79a80"
    top, box = height * 0.115, (30, width - 60)
    sign = 84 if width > height else 62

    def words(text: str, y: float, high: float, size: float, **more: Any) -> dict:
        return _text(text, (box[0], y, box[1], high), size, **{"color": ink, **more})

    return [
        _shape("rectangle", 11, 11, width - 22, height - 22, color=line, thickness=1.2),
        _shape("rectangle", 13, 13, width - 26, height - 26, color=line, thickness=0.4),
        words("{event}", top, 9, 15, spacing=0.12, color=quiet),
        words(_("Diploma"), top + height * 0.06, 28, 66, spacing=0.12, lines=1),
        _shape("line", width / 2 - 22, height * 0.345, 44, 0, color=line, thickness=0.8),
        words("{first_line}", height * 0.37, 8, 15, italic=True, color=quiet),
        words("{name}", height * 0.42, 24, 50, italic=True, min_size=28),
        words("{group}", height * 0.54, 8, 15, color=quiet),
        words("{place_name}", height * 0.615, 13, 28, spacing=0.04),
        words("{activity}", height * 0.685, 11, 21, min_size=15),
        words(FACTS, height * 0.745, 7, 13, color=quiet),
        *_signatures(height - 33, 28, width - 28 - sign, sign, quiet, "serif"),
        *_code(width / 2 - 8, height - 42, quiet),
    ]


def _festive(width: float, height: float) -> Items:
    """Cream and wine red, with gold, silver or bronze by the place."""
    wine, cream = "#6d1a36", "#fdf7ea"
    is_wide = width > height
    medal = 34 if is_wide else 50
    middle, inner = width / 2, (28, width - 56)
    y = 53 if is_wide else 74
    medal_y = 150 if is_wide else 182
    sign = 74 if is_wide else 60

    def words(text: str, y: float, high: float, size: float, **more: Any) -> dict:
        return _text(text, (inner[0], y, inner[1], high), size, **{"color": wine, **more})

    return [
        _fill(0, 0, width, height, cream),
        _fill(0, 0, width, y - 8, wine),
        _shape("line", 0, y - 5.5, width, 0, color="metal", thickness=2.4),
        words(_("Congratulations!"), (y - 8) * 0.16, 26, 58, font="handwriting", color="#fdf7ea"),
        words("{event}", (y - 8) * 0.7, 8, 14, font="sans", color="#f0d9b8", spacing=0.08),
        words("{name}", y + 4, 26, 54, min_size=30, bold=True),
        words("{group}", y + 31, 8, 14, font="sans", color="#7a5a62"),
        _shape("divider", middle - 55, y + 44, 110, 0),
        words("{place_name}", y + 49, 15, 34, color="metal_dark", bold=True),
        words("{activity}", y + 65, 12, 24, min_size=17),
        words(FACTS, y + 78, 7, 13, font="sans", color="#7a5a62"),
        _shape("medal", middle - medal / 2, medal_y, medal, medal * 1.45, color=wine),
        *_signatures(height - 26, 22, width - 22 - sign, sign, wine, "sans"),
        *_code(width - 36, height - 60, wine),
        _fill(0, height - 5, width, 5, wine),
        _shape("line", 0, height - 7.5, width, 0, color="metal", thickness=2.4),
    ]


CONFETTI = ("#e4572e", "#f3a712", "#2e86ab", "#3aa76d", "#a23b72")


def _children(width: float, height: float) -> Items:
    """A string of pennants' colours, confetti, and letters as if written by hand."""
    ink, step = "#2b3a55", width / 10
    is_wide = width > height
    y = 46 if is_wide else 66
    inner = (26, width - 52)

    def words(text: str, y: float, high: float, size: float, **more: Any) -> dict:
        font = {"font": "handwriting", "color": ink}
        return _text(text, (inner[0], y, inner[1], high), size, **(font | more))

    found: Items = []
    for number in range(10):
        color = CONFETTI[number % len(CONFETTI)]
        found.append(_fill(number * step, 0, step, 9, color))
        found.append(_fill(number * step, height - 9, step, 9, CONFETTI[(number + 2) % 5]))
    for number in range(34):  # left and right of the words, scattered but always the same
        down = 18 + (number * 37 % 100) / 100 * (height - 50)
        across = 5 + number * 53 % 17
        x = across if number % 2 else width - across - 5
        tilt = ((6, 0), (4.2, 4.2), (0, 6))[number % 3]
        color = CONFETTI[number * 3 % len(CONFETTI)]
        found.append(_shape("line", x, down, *tilt, color=color, thickness=7))
    medal = 40 if is_wide else 46
    medal_x = width - 76 if is_wide else width / 2 - medal / 2
    return [
        *found,
        words("{event}", 16, 11, 22, color="#2e86ab"),
        words(_("Hooray!"), y - 18, 34, 82, bold=True, color="#d1431b", lines=1),
        words(_("this diploma belongs to"), y + 18, 10, 20),
        words("{name}", y + 29, 30, 64, bold=True, min_size=34),
        words("{group}", y + 60, 10, 20, color="#2e7d53"),
        words("{place_name}", y + 74, 17, 42, bold=True, color="#a23b72"),
        words("{activity}", y + 92, 14, 30, min_size=20),
        words("{result}", y + 107, 9, 20),
        _shape("medal", medal_x, 128 if is_wide else 190, medal, medal * 1.45, color="#2e86ab"),
        *_signatures(height - 26, 30, width / 2 - 5, 62 if is_wide else 50, ink, "sans"),
        *(_code(34, height - 62, ink) if is_wide else _code(width - 50, height - 42, ink)),
    ]


def _sporty(width: float, height: float) -> Items:
    """Lanes across the sheet and the place as large as on a vest."""
    navy, red, quiet = "#12263f", "#d7263d", "#55617a"
    is_wide = width > height
    left, right = (112, width - 132) if is_wide else (22, width - 44)
    y = 60 if is_wide else 122
    sign = 66 if is_wide else 56

    def words(text: str, y: float, high: float, size: float, **more: Any) -> dict:
        look = {"font": "sans", "align": "left", "color": navy}
        return _text(text, (left, y, right, high), size, **(look | more))

    if is_wide:
        panel = [_fill(0, 0, 94, height, navy)]
        lanes = [
            _shape("line", 8 + lane * 26, 0, 0, height, color="#ffffff38", thickness=1.4)
            for lane in range(4)
        ]
        stripe = _fill(94, 0, 5, height, red)
        place = _text("{place}.", (4, 52, 88, 90), 210, font="sans", bold=True, color="#ffffff")
        title = words(_("Diploma").upper(), 22, 20, 40, bold=True, italic=True, color=red)
        event = words("{event}", 42, 8, 14, color=quiet)
    else:
        panel = [_fill(0, 0, width, 104, navy)]
        lanes = [
            _shape("line", 0, 10 + lane * 28, width, 0, color="#ffffff38", thickness=1.4)
            for lane in range(4)
        ]
        stripe = _fill(0, 104, width, 5, red)
        place = _text("{place}.", (width - 104, 12, 92, 82), 200, font="sans", bold=True)
        place["color"] = "#ffffff"
        white = {"color": "#ffffff", "width": 92}
        title = words(_("Diploma").upper(), 34, 20, 38, bold=True, italic=True, **white)
        event = words("{event}", 56, 12, 14, **white)
    return [
        *panel,
        *lanes,
        stripe,
        place,
        title,
        event,
        words("{name}", y, 28, 48, bold=True, min_size=28),
        words("{group}", y + 29, 8, 15, color=quiet),
        _shape("line", left, y + 42, 40, 0, color=red, thickness=4),
        words("{activity}", y + 48, 14, 27, bold=True, min_size=18),
        words("{result}", y + 64, 20, 44, bold=True, italic=True, color=red),
        words("{gender} · {category}", y + 86, 8, 14, color=quiet),
        *_signatures(height - 24, left, width - 20 - sign, sign, quiet, "sans"),
        *_code(width - 36, y + 74 if is_wide else y + 92, navy),
    ]


def _school(width: float, height: float) -> Items:
    """A report's sober order: whose, for what, and two signatures."""
    blue, ink, quiet = "#1d4f7c", "#22303c", "#5b6875"
    is_wide = width > height
    left = 44
    right, sign = width - left - 24, (width - left - 24 - 16) / 2
    y = 66 if is_wide else 92
    gap = 25 if is_wide else 34

    def words(text: str, y: float, high: float, size: float, **more: Any) -> dict:
        look = {"font": "gentium plus", "align": "left", "color": ink}
        return _text(text, (left, y, right, high), size, **(look | more))

    found = [
        _fill(0, 0, 22, height, blue),
        _fill(25, 0, 1.6, height, "#c9a227"),
        words("{event}", 20, 8, 15, font="sans", color=quiet),
        words(_("Certificate of achievement"), 29, 20, 38, bold=True, color=blue, lines=1),
    ]
    rows = [
        (_("First name and surname"), "{name}", 36),
        (_("Class"), "{group}", 22),
        (_("Activity"), "{activity}", 22),
        (_("Achievement"), "{place_name} · {result}", 22),
    ]
    for number, (caption, text, size) in enumerate(rows):
        top = y + number * gap
        found += [
            words(caption, top, 5, 9.5, font="sans", color=quiet),
            words(text, top + 5, 14, size, min_size=16, bold=number == 0),
            _shape("line", left, top + 20, right, 0, color="#c3ccd6", thickness=0.6),
        ]
    low = height - 24
    for caption, x in ((_("class teacher"), left), (_("head teacher"), left + sign + 16)):
        found.append(_shape("line", x, low, sign, 0, color=quiet, thickness=0.5))
        found.append(_text(caption, (x, low + 1, sign, 5), 8.5, font="sans", color=quiet))
    found.append(words(WHERE, low - 15 if not is_wide else 20, 8, 12, color=quiet))
    found[-1] |= {"font": "sans", "align": "right"} if is_wide else {"font": "sans"}
    return [*found, *_code(width - 44, 30 if is_wide else 46, blue)]


def _photo(width: float, height: float) -> Items:
    """Words on a light panel below; above it a photo of the event is seen."""
    ink, quiet = "#1c2733", "#4b5763"
    is_wide = width > height
    top = 92 if is_wide else 162
    inner = (26, width - 52)
    sign = 70 if is_wide else 56

    def words(text: str, y: float, high: float, size: float, **more: Any) -> dict:
        return _text(text, (inner[0], y, inner[1], high), size, **{"color": ink, **more})

    return [
        _shape(
            "rectangle",
            *(14, top, width - 28, height - top - 14),
            fill="#ffffffe6",
            color="#ffffff",
            thickness=1,
        ),
        _shape("rectangle", 17, top + 3, width - 34, height - top - 20, color="metal"),
        words("{event}", top + 8, 7, 13, font="sans", color=quiet, spacing=0.06),
        words("{name}", top + 17, 24, 48, bold=True, min_size=26),
        words("{group}", top + 41, 7, 13, font="sans", color=quiet),
        words("{place_name}", top + 50, 13, 28, color="metal_dark"),
        words("{activity} · {result}", top + 63, 9, 18, min_size=13),
        *_signatures(height - 29, 26, width - 26 - sign, sign, quiet, "sans"),
        *_code(width / 2 - 8, height - 40 if is_wide else height - 44, quiet),
    ]


READY_LOOKS = (
    ReadyLook(
        "classic",
        gettext_lazy("Quiet classic"),
        gettext_lazy("Garamond, hairlines, much white."),
        _classic,
    ),
    ReadyLook(
        "festive",
        gettext_lazy("Festive"),
        gettext_lazy("Cream and wine red, with a medal of the place’s metal."),
        _festive,
    ),
    ReadyLook(
        "children",
        gettext_lazy("For children"),
        gettext_lazy("Confetti, colours, and letters as if written by hand."),
        _children,
    ),
    ReadyLook(
        "sporty",
        gettext_lazy("Sporty"),
        gettext_lazy("Lanes of a track, and the place as large as on a vest."),
        _sporty,
    ),
    ReadyLook(
        "school",
        gettext_lazy("School certificate"),
        gettext_lazy("Name, class and achievement in order, and two signatures."),
        _school,
    ),
    ReadyLook(
        "photo",
        gettext_lazy("With your photo"),
        gettext_lazy("Words on a light panel, and room for a photo of the event."),
        _photo,
    ),
)
"""In the order of the gallery."""
ORIENTATIONS = (LANDSCAPE, PORTRAIT)
