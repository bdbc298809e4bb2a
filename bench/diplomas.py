"""What the fullest diploma that may be stored costs, next to one as it comes with the product."""

import io
from collections.abc import Iterator
from dataclasses import replace
from itertools import count

from PIL import Image
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from bench.measure import Case, compare
from diplomas.awards.winners import Winner
from diplomas.fonts import FontSet, registered
from diplomas.fonts.shipped import SANS
from diplomas.looks import backgrounds
from diplomas.looks.bounds import LONGEST, MOST_ITEMS, MOST_LETTERS, MOST_LINES, MOST_ORNAMENTS
from diplomas.looks.layout import Template, compose
from diplomas.looks.template_checks import check_items
from diplomas.printing.pdf import diplomas_pdf

PAGES = 10
MOST_BYTES = 10_000_000
"""How long the file of a large event's diplomas may be."""
PHOTO = (2339, 1654)
WORDS = LONGEST // 2
"""Of one letter each: as many as a text may have."""

numbers = count()


def diploma_cases(count: int, seconds: float) -> Iterator[Case]:
    """As if each winner's name were all new; the floor is a page as it comes with the product."""
    fullest, plain = Template(items=fullest_items()), Template()
    fonts = FontSet()
    yield compare(
        "diploma, the fullest: layout",
        lambda: compose(fullest, winner().values(), fonts),
        lambda: compose(plain, winner().values(), fonts),
        seconds=seconds,
    )
    photo, many = backgrounds.data_url(noise()), [plain_winner(number) for number in range(count)]
    with_photo = Template(bg_image_url=photo)
    jpeg = backgrounds.jpeg(photo)
    assert len(diplomas_pdf(with_photo, many)) < MOST_BYTES
    yield compare(
        f"diplomas, {count} with a photo behind: PDF",
        lambda: diplomas_pdf(with_photo, many),
        lambda: bare_pdf(jpeg, many),
        seconds=seconds,
    )
    yield compare(
        "diploma, the fullest: ten pages of PDF",
        lambda: diplomas_pdf(fullest, [winner() for _page in range(PAGES)]),
        lambda: diplomas_pdf(plain, [winner() for _page in range(PAGES)]),
        seconds=seconds,
    )


def noise() -> bytes:
    """A photo of an A4 page at 200 dpi, which packs about as well as one of a meadow."""
    small = Image.effect_noise((PHOTO[0] // 8, PHOTO[1] // 8), 60).convert("RGB")
    file = io.BytesIO()
    small.resize(PHOTO, Image.Resampling.BICUBIC).save(file, "JPEG", quality=85)
    return file.getvalue()


def bare_pdf(jpeg: bytes, winners: list[Winner]) -> bytes:
    """reportlab alone: the photo, and the texts of the built-in look at fixed places."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=landscape(A4), pageCompression=1)
    image, font = ImageReader(io.BytesIO(jpeg)), registered(SANS)
    for winner in winners:
        canvas.drawImage(image, 0, 0, *landscape(A4))
        for line, text in enumerate(winner.values().values()):
            canvas.setFont(font, 20)
            canvas.drawCentredString(420, 560 - 40 * line, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def plain_winner(number: int) -> Winner:
    """One of many, with a name and a code of their own."""
    names = {"name": f"Štěpánka Ďáblová {number}", "code": f"{number:010}"}
    return replace(winner(), **names, address=f"https://scores.example.org/d/{number:010}/")


def fullest_items() -> list[dict]:
    """As many letters as there may be, in texts that have to be broken at each, in other fonts
    than their first, and as many of the costliest ornaments; the rest are lines.
    """
    text = {"kind": "text", "width": 1, "height": 200, "size": 400, "lines": MOST_LINES}
    names = [{**text, "text": "{name}", "min_size": 400}] * (MOST_LETTERS // LONGEST)
    medals = [{"kind": "medal", "x": place, "width": 100} for place in range(MOST_ORNAMENTS)]
    lines = [{"kind": "line"}] * (MOST_ITEMS - len(names) - len(medals))
    items = [*names, *medals, *lines]
    check_items(items)
    return items


def winner() -> Winner:
    """Whose name nobody has had, of one-letter words of two scripts."""
    number = next(numbers)
    letters = [chr((0x61, 0x430)[place % 2] + (number + place) % 24) for place in range(WORDS)]
    name = " ".join(
        f"{letter}{number % 10}" if place == 0 else letter for place, letter in enumerate(letters)
    )
    return Winner(
        participant_id=number,
        activity_id=1,
        name=name,
        group="Bobři",
        place=number % 3 + 1,
        gender="F",
        category="10–12",
        result="9.85",
        value="9.85",
        measure="",
        unit="s",
        activity="60 m",
        event="Camp",
        date=None,
        event_place="",
    )
