"""Where things stand on a page. Every letter here is half as wide as the text's size."""

import itertools

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from diplomas.looks import ornaments
from diplomas.looks.cases import cases_problem
from diplomas.looks.fitting import break_lines
from diplomas.looks.layout import DEFAULT, MM, Template, compose, fill
from diplomas.looks.ornaments import BRONZE, GOLD, PLAIN, SILVER, Shape
from diplomas.looks.pieces import Text

VALUES = {
    "name": "Štěpánka Ďáblová",
    "group": "Bobři",
    "place": "1",
    "place_name": "1st place",
    "first_line": "is awarded to",
    "activity": "Běh na 60 m",
    "gender": "girls",
    "category": "",
    "event": "Tábor 2026",
    "event_place": "",
    "date": "",
    "result": "9.85 s",
    "code": "ABCDEFGHJK",
    "address": "https://scores.example.org/d/abcdefghjk/",
}
A4 = {"LANDSCAPE": (841.89, 595.28), "PORTRAIT": (595.28, 841.89)}


class Half:
    """Metrics of a font whose letters are half as wide as high, and capitals 0.7."""

    def width(self, text, font, is_bold=False, is_italic=False):
        return len(text) / 2

    def capitals(self, font, is_bold=False, is_italic=False):
        return 0.7


half = Half()


def page_of(*items, **values):
    return compose(Template(items=list(items)), VALUES | values, half)


def texts(page):
    return [piece for piece in page.pieces if isinstance(piece, Text)]


def text_item(text="{name}", **more):
    return {"kind": "text", "text": text, "x": 10, "y": 10, "width": 100, "size": 20, **more}


@pytest.mark.parametrize("orientation", ["LANDSCAPE", "PORTRAIT"])
def test_the_built_in_layout_has_every_text_there_is(orientation):
    page = compose(Template(orientation), VALUES, half)

    assert (round(page.width, 2), round(page.height, 2)) == A4[orientation]
    assert {piece.text for piece in texts(page)} == {
        "ABCDEFGHJK",
        "Tábor 2026",
        "Diploma",
        "is awarded to",
        "Štěpánka Ďáblová",
        "Bobři",
        "1",
        "1st place",
        "Běh na 60 m",
        "girls · 9.85 s",
        "place and date",
        "signature",
    }


@pytest.mark.parametrize(
    ("text", "filled"),
    [
        ("{name} · {group}", "Štěpánka Ďáblová · Bobři"),
        ("{gender} · {category} · {result}", "girls · 9.85 s"),
        ("{event_place} · {date}", ""),
        ("in the category {category}", ""),
        ("Ahoj {category}{name}", "Ahoj Štěpánka Ďáblová"),
        ("{nmae} – {}", "{nmae} – {}"),
        ("a   b\n c", "a b c"),
        ("", ""),
    ],
    ids=[
        "all known",
        "an empty part in the middle",
        "nothing to say",
        "words around an empty placeholder go with it",
        "one of two is empty",
        "a mistyped one stays to be seen",
        "white space",
        "empty",
    ],
)
def test_placeholders(text, filled):
    assert fill(text, VALUES) == filled


WON = [
    {"when": {"kind": "participation"}, "text": "se zúčastnil{nic}"},
    {"when": {"gender": "F", "tied": True, "place": 2}, "text": "získala o {place_name}"},
    {"when": {"gender": "F"}, "text": "získala"},
    {"when": {"gender": "M", "language": "cs"}, "text": "získal"},
    {"text": "získal(a)"},
]


@pytest.mark.parametrize(
    ("when", "printed"),
    [
        ({"gender": "F", "tied": "no", "place": "2"}, "získala"),
        ({"gender": "F", "tied": "yes", "place": "2"}, "získala o 1st place"),
        ({"gender": "M", "language": "cs"}, "získal"),
        ({"gender": "M", "language": "en"}, "získal(a)"),
        ({"gender": "F", "kind": "participation"}, "se zúčastnil{nic}"),
        ({}, "získal(a)"),
    ],
)
def test_the_first_case_that_fits_is_printed(when, printed):
    item = {key: value for key, value in text_item().items() if key != "text"}
    page = page_of({**item, "cases": WON}, **{f"when.{name}": text for name, text in when.items()})

    assert " ".join(piece.text for piece in texts(page)) == printed
    assert cases_problem(WON) == ""


@pytest.mark.parametrize("cases", [None, 5, [7], [{"when": "x", "text": "a"}], [{"text": None}]])
def test_stored_cases_that_make_no_sense_print_the_text(cases):
    assert [piece.text for piece in texts(page_of(text_item("x", cases=cases)))][:1] in (["x"], [])


@pytest.mark.parametrize(
    ("cases", "sentence"),
    [
        ([], "This must be a list of 1 to 20 cases."),
        ([{"text": "a"}] * 21, "This must be a list of 1 to 20 cases."),
        (["a"], "Case 1: it must be an object of “when” and “text”."),
        ([{"text": 5}], "Case 1: its text must be text of at most 300 characters."),
        ([{"text": "a"}, {"text": "b"}], "Case 1: it needs a “when”; only the last one has none."),
        (
            [{"when": {"gender": "F"}, "text": "a"}],
            "Case 1: the last one is for everybody else, without “when”.",
        ),
        (
            [{"when": {"age": 9}, "text": "a"}, {"text": "b"}],
            "Case 1: “when” knows gender, place, tied, kind, language, but not “age”.",
        ),
        ([{"when": {"tied": 1}, "text": "a"}, {"text": "b"}], "Case 1: “tied” cannot be this."),
        ([{"when": {"kind": []}, "text": "a"}, {"text": "b"}], "Case 1: “kind” cannot be this."),
    ],
)
def test_cases_that_are_refused(cases, sentence):
    assert cases_problem(cases) == sentence


def test_what_looks_like_a_placeholder_in_a_name_is_not_filled_again():
    assert fill("{name}", VALUES | {"name": "{group}"}) == "{group}"


@pytest.mark.parametrize(
    ("name", "lines", "size"),
    [
        ("x" * 20, ["x" * 20], 20),
        ("x" * 35, ["x" * 35], 16.2),
        ("Anna " * 9 + "Anna", ["Anna Anna Anna Anna Anna"] * 2, 20),
        ("x" * 80, ["x" * 80], 7.09),
    ],
    ids=["fits", "shrinks", "breaks in two", "one endless word shrinks on"],
)
def test_a_long_name_shrinks_then_breaks_then_shrinks_on(name, lines, size):
    page = page_of(text_item(height=20, min_size=15), name=name)

    assert [piece.text for piece in texts(page)] == lines
    assert round(texts(page)[0].size, 2) == size


def test_two_lines_share_the_box_evenly_and_do_not_leave_it():
    first, second = texts(page_of(text_item(height=14, min_size=15), name="Anna " * 9 + "Anna"))

    assert round(first.size, 2) == round(14 * MM / 2.36, 2)
    assert round(second.y - first.y, 2) == round(1.18 * first.size, 2)
    above, below = first.y - 0.65 * first.size - 10 * MM, 24 * MM - second.y
    assert round(above, 2) == round(below, 2) > 0


@pytest.mark.parametrize(("align", "x"), [("left", 10), ("right", 110), ("center", 60)])
def test_alignment(align, x):
    (piece,) = texts(page_of(text_item("Ahoj", align=align)))
    share = {"left": 0, "right": 1, "center": 0.5}[align]

    assert piece.x + share * 40 == pytest.approx(x * MM)


def test_spacing_between_letters_counts_in_the_width():
    (piece,) = texts(page_of(text_item("abc", align="right", spacing=0.25)))

    assert piece.spacing == 5
    assert piece.x + 3 * 10 + 2 * 5 == pytest.approx(110 * MM)


@settings(max_examples=200, deadline=None)
@given(
    # Eighths, so that sums are exact and what is equal is.
    st.lists(st.integers(0, 72).map(lambda eighths: eighths / 8), min_size=1, max_size=8),
    st.sampled_from([0, 0.25, 1]),
)
def test_lines_are_broken_as_evenly_as_can_be(words, space):
    """As the best of all ways to break them; of equal ones one whose last line begins first."""

    def widest(starts):
        parts = itertools.pairwise([0, *starts, len(words)])
        return max(ends[end] - ends[start] - space for start, end in parts)

    ends = list(itertools.accumulate(words, lambda end, word: end + word + space, initial=0.0))
    for count, slices in enumerate(break_lines(words, space), start=1):
        ways = list(itertools.combinations(range(1, len(words)), count - 1))
        best = min(map(widest, ways))
        starts = [part.start for part in slices]
        assert [part.stop for part in slices] == [*starts[1:], len(words)]
        assert (starts[0], len(starts), widest(starts[1:])) == (0, count, best)
        assert starts[-1:] == min([*way[-1:]] or [0] for way in ways if widest(way) == best)
    assert count == len(words)


def test_a_page_full_of_words_is_drawn_by_measuring_each_once():
    """What is broken into lines of one letter each, at any size, costs as much as it has letters:
    the words, the lines of one to four lines, and the space.
    """
    measured = []

    class Counting(Half):
        def width(self, text, font, is_bold=False, is_italic=False):
            measured.append(text)
            return super().width(text, font)

    words = " ".join(chr(0x4E00 + number) for number in range(150))
    item = text_item(words, width=1, height=5, size=400, min_size=400, lines=4)

    compose(Template(items=[item]), VALUES, Counting())

    assert sum(map(len, measured)) < 7 * len(words)


@pytest.mark.parametrize(
    ("place", "metal"), [("1", GOLD), ("2", SILVER), ("3", BRONZE), ("4", PLAIN), ("x", PLAIN)]
)
def test_the_metal_is_that_of_the_place(place, metal):
    medal = {"kind": "medal", "x": 20, "y": 20, "width": 40}
    page = page_of(medal, text_item(color="metal_dark"), place=place)
    number, name = texts(page)

    assert (number.text, number.color, name.color) == (place, metal.dark, metal.dark)
    assert metal.light in {piece.fill for piece in page.pieces if isinstance(piece, Shape)}


@pytest.mark.parametrize(
    ("color", "seen"),
    [("#C0FFEE", "#c0ffee"), ("muted", "#566074"), ("red", "#1f2d47"), (["x"], "#1f2d47")],
)
def test_colours(color, seen):
    assert texts(page_of(text_item(color=color)))[0].color == seen


def test_a_font_of_the_item_wins_over_the_templates():
    items = [text_item(), text_item(font="sans")]
    page = compose(Template(items=items, default_font="Moje písmo"), VALUES, half)

    assert [piece.font for piece in texts(page)] == ["Moje písmo", "sans"]


def test_shapes():
    box = {"x": 10, "y": 20, "width": 30, "height": 5, "color": "#000000"}
    page = page_of(
        {"kind": "line", **box},
        {"kind": "rectangle", "fill": "metal", "thickness": 2, **box},
        {"kind": "glitter", **box},
        "nonsense",
    )
    line, rectangle = page.pieces

    assert line == ornaments.line(10 * MM, 20 * MM, 30 * MM, 5 * MM, "#000000", 0.6)
    assert (rectangle.fill, rectangle.stroke, rectangle.thickness) == (GOLD.base, "#000000", 2)
    assert rectangle.path[2] == ("L", 40 * MM, 25 * MM)


@pytest.mark.parametrize("items", [[], (), None, {"kind": "text"}, "text", 7])
def test_a_template_without_items_gets_the_built_in_layout(items):
    template = Template("PORTRAIT", items=items)

    assert compose(template, VALUES, half) == compose(Template("PORTRAIT"), VALUES, half)


def test_the_built_in_words_follow_the_language_of_the_moment():
    texts = [item for item in DEFAULT["LANDSCAPE"] if item["kind"] == "text"]
    words = [text["text"] for item in texts for text in (item.get("cases") or [item])]
    lazy = [word for word in words if not isinstance(word, str)]

    assert len(lazy) == 4
    with translation.override("en"):
        assert [str(word) for word in lazy] == [
            "Diploma",
            "for taking part",
            "place and date",
            "signature",
        ]


numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3)
items = st.fixed_dictionaries(
    {"kind": st.sampled_from(["text", "line", "rectangle", "frame", "divider", "medal", 1, None])},
    optional={
        "text": st.text(max_size=60) | st.just("{name}") | st.none() | st.lists(st.integers()),
        "align": st.sampled_from(["left", "right", [], None]),
        "font": st.text(max_size=5) | st.integers() | st.lists(st.integers()),
        "color": st.text(max_size=7) | st.integers() | st.none(),
        **dict.fromkeys(
            ["x", "y", "width", "height", "size", "min_size", "lines", "spacing", "thickness"],
            numbers,
        ),
    },
)


@settings(max_examples=300, deadline=None)
@given(st.lists(items | st.text(max_size=3) | st.none(), max_size=4), st.text(max_size=200))
def test_whatever_is_stored_a_page_comes_out_and_no_text_leaves_it(stored, name):
    page = page_of(*stored, name=name)

    for piece in texts(page):
        width = len(piece.text) / 2 * piece.size + piece.spacing * (len(piece.text) - 1)
        assert -0.01 <= piece.x <= piece.x + width <= page.width + 0.01
        assert 0.65 * piece.size - 0.01 <= piece.y <= page.height + 0.01
