"""What the fullest diploma that may be stored costs, next to one as it comes with the product."""

from collections.abc import Iterator
from itertools import count

from bench.measure import Case, compare
from diplomas.awards.winners import Winner
from diplomas.fonts import FontSet
from diplomas.looks.bounds import LONGEST, MOST_ITEMS, MOST_LETTERS, MOST_LINES, MOST_ORNAMENTS
from diplomas.looks.layout import Template, compose
from diplomas.looks.template_checks import check_items
from diplomas.printing.pdf import diplomas_pdf

PAGES = 10
WORDS = LONGEST // 2
"""Of one letter each: as many as a text may have."""

numbers = count()


def diploma_cases(seconds: float) -> Iterator[Case]:
    """As if each winner's name were all new; the floor is a page as it comes with the product."""
    fullest, plain = Template(items=fullest_items()), Template()
    fonts = FontSet()
    yield compare(
        "diploma, the fullest: layout",
        lambda: compose(fullest, winner().values(), fonts),
        lambda: compose(plain, winner().values(), fonts),
        seconds=seconds,
    )
    yield compare(
        "diploma, the fullest: ten pages of PDF",
        lambda: diplomas_pdf(fullest, [winner() for _page in range(PAGES)]),
        lambda: diplomas_pdf(plain, [winner() for _page in range(PAGES)]),
        seconds=seconds,
    )


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
