"""Where items of the first API's clients stand. Every letter here is half as wide as high, and
capitals are 0.7 of it.
"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from diplomas.looks.colors import hex_color
from diplomas.looks.contract_items import is_bold
from diplomas.looks.layout import Template, compose
from tests.diplomas.looks.test_layout import VALUES, half

WIDTH, HEIGHT = 841.89, 595.28
STATIC = {"type": "STATIC", "text": "Ahoj", "x": 10, "y": 20, "fontSize": 30, "color": "#123456"}


def pieces(*items, orientation="LANDSCAPE", default_font="", **values):
    template = Template(orientation, items=list(items), default_font=default_font)
    return compose(template, {**VALUES, "category": "10–12", **values}, half).pieces


def test_the_left_end_and_the_top_of_the_capitals_by_percent():
    (piece,) = pieces(STATIC)

    assert (piece.text, piece.size, piece.color, piece.is_bold) == ("Ahoj", 30, "#123456", False)
    assert piece.x == pytest.approx(WIDTH * 0.1, abs=0.01)
    assert piece.y == pytest.approx(HEIGHT * 0.2 + 0.7 * 30, abs=0.01)


def test_percents_are_of_the_page_as_it_lies():
    (piece,) = pieces(STATIC, orientation="PORTRAIT")

    assert piece.x == pytest.approx(HEIGHT * 0.1, abs=0.01)
    assert piece.y == pytest.approx(WIDTH * 0.2 + 0.7 * 30, abs=0.01)


def test_in_the_middle_of_the_page_whatever_x_and_y_are():
    (across,) = pieces({**STATIC, "centerH": True})
    (down,) = pieces({**STATIC, "centerV": True})

    assert across.x + 4 * 15 / 2 == pytest.approx(WIDTH / 2, abs=0.01)
    assert across.y == pytest.approx(HEIGHT * 0.2 + 21, abs=0.01)
    assert down.y - 21 / 2 == pytest.approx(HEIGHT / 2, abs=0.01)
    assert down.x == pytest.approx(WIDTH * 0.1, abs=0.01)


@pytest.mark.parametrize(
    ("key", "text"),
    [
        ("participant_name", "Štěpánka Ďáblová"),
        ("place", "1."),
        ("activity", "Běh na 60 m"),
        ("category", "Girls · 10–12"),
        ("group", "Bobři"),
        ("result", "9.85 s"),
        ("event", "Tábor 2026"),
        ("place_name", "1st place"),
    ],
)
def test_dynamic_texts(key, text):
    (piece,) = pieces({**STATIC, "type": "DYNAMIC", "key": key})

    assert piece.text == text


@pytest.mark.parametrize("key", ["nonsense", "date", "", None, 5, ["name"]])
def test_a_key_that_nobody_knows_or_that_has_nothing_prints_nothing(key):
    assert pieces({**STATIC, "type": "DYNAMIC", "key": key}) == []


@pytest.mark.parametrize(
    ("gender", "category", "text"),
    [("girls", "", "Girls"), ("", "10–12", "10–12"), ("dívky", "10–12", "Dívky · 10–12")],
)
def test_the_category_leaves_out_what_the_board_has_not(gender, category, text):
    (piece,) = pieces(
        {**STATIC, "type": "DYNAMIC", "key": "category"}, gender=gender, category=category
    )

    assert piece.text == text


def test_a_static_text_is_no_pattern():
    (piece,) = pieces({**STATIC, "text": " {name} · \n {nonsense} "})

    assert piece.text == "{name} · {nonsense}"


@pytest.mark.parametrize("text", ["", "  ", None, 5])
def test_a_static_text_of_nothing(text):
    assert pieces({**STATIC, "text": text}) == []


@pytest.mark.parametrize("weight", ["bold", "Bold", "600", "700", "900", "bolder"])
def test_bold(weight):
    (piece,) = pieces({**STATIC, "fontWeight": weight})

    assert piece.is_bold


@pytest.mark.parametrize("weight", ["normal", "", "400", "599", None, "lighter", "semibold", "²"])
def test_not_bold(weight):
    assert not is_bold(weight)


@pytest.mark.parametrize(
    ("family", "default", "font"),
    [
        ("Lobster", "Lato", "Lobster"),
        (None, "Lato", "Lato"),
        ("", "Lato", "Lato"),
        ("default", "Lato", "Lato"),
        ("default", "", "sans"),
        (None, "", "sans"),
        (5, "", "sans"),
    ],
)
def test_fonts(family, default, font):
    (piece,) = pieces({**STATIC, "fontFamily": family}, default_font=default)

    assert piece.font == font


@pytest.mark.parametrize(
    ("color", "seen"),
    [
        ("#ABC", "#aabbcc"),
        ("#abcd", "#aabbccdd"),
        ("#abcf", "#aabbcc"),
        ("#A1b2C3", "#a1b2c3"),
        ("#a1b2c3d4", "#a1b2c3d4"),
        ("#a1b2c3FF", "#a1b2c3"),
        ("#12345", "#000000"),
        ("#1234567", "#000000"),
        ("red", "#000000"),
        (None, "#000000"),
    ],
)
def test_colours(color, seen):
    (piece,) = pieces({**STATIC, "color": color})

    assert piece.color == seen


def test_no_colour_is_none():
    assert [hex_color(value) for value in ["", "#", "#12", "#123456789", 5, None, "#xyz"]] == [
        ""
    ] * 7


@pytest.mark.parametrize(
    ("item", "size", "x"),
    [
        ({"text": "x" * 40, "x": 10}, 30, WIDTH * 0.1),
        ({"text": "x" * 60, "x": 10}, WIDTH * 0.9 / 30, WIDTH * 0.1),
        ({"text": "x" * 40, "x": 90}, 15, WIDTH - 300),
        ({"text": "x" * 40, "centerH": True}, 30, WIDTH / 2 - 300),
        ({"text": "x" * 200, "x": 50}, WIDTH / 100, 0),
        ({"text": "x" * 70, "centerH": True}, WIDTH / 35, 0),
        ({"text": "x", "x": 100}, 15, WIDTH - 7.5),
    ],
    ids=["fits", "shrinks", "shrinks to half, then moves", "centred", "very long", "wide", "edge"],
)
def test_a_line_too_long_for_the_page(item, size, x):
    (piece,) = pieces({**STATIC, **item})

    assert (piece.size, piece.x) == (pytest.approx(size, abs=0.01), pytest.approx(x, abs=0.01))


def test_items_of_both_kinds_are_drawn_in_their_order():
    own = {"kind": "text", "text": "{name}", "y": 90, "color": "#abcd"}

    both = pieces(STATIC, own, {**STATIC, "kind": "text", "text": "Nashle"})

    assert [(piece.text, piece.color) for piece in both] == [
        ("Ahoj", "#123456"),
        ("Štěpánka Ďáblová", "#aabbccdd"),
        ("Nashle", "#123456"),
    ]


anything = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4)


@given(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["STATIC", "DYNAMIC", 1, None])},
        optional={
            "text": st.text(max_size=200) | anything,
            "key": st.sampled_from(["participant_name", "place", "category"]) | anything,
            **dict.fromkeys(["x", "y", "fontSize", "fontWeight", "fontFamily", "color"], anything),
            **dict.fromkeys(["centerH", "centerV"], anything),
        },
    ),
    st.text(max_size=200),
)
def test_whatever_is_stored_a_page_comes_out_and_no_text_leaves_it(item, name):
    for piece in pieces(item, name=name):
        assert -0.01 <= piece.x <= piece.x + len(piece.text) / 2 * piece.size <= WIDTH + 0.01
        assert 0.7 * piece.size - 0.01 <= piece.y <= HEIGHT + 0.01
