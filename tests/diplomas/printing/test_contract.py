"""What the contract stores, read back from the PDF by another program."""

import gc
import io
import struct
from dataclasses import replace

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics

from diplomas import fonts
from diplomas.fonts import own_fonts, shipped
from diplomas.looks.layout import Template
from diplomas.printing.pdf import diplomas_pdf
from tests.diplomas.files import (
    EMPTY_FONT,
    data_url,
    font_file,
    patched,
    picture,
    with_fs_type,
    woff,
)
from tests.diplomas.printing.test_pdf import WINNER, images_of

WIDTH, HEIGHT = 841.89, 595.28
NAME = {
    "type": "DYNAMIC",
    "key": "participant_name",
    "x": 50,
    "y": 38,
    "fontSize": 42,
    "fontWeight": "bold",
    "color": "#1a1a1a",
    "centerH": True,
}
STATIC = {"type": "STATIC", "text": "Horal", "x": 10, "y": 20, "fontSize": 30, "color": "#123456"}


def read(*items, winner=WINNER, **look) -> PdfReader:
    template = Template(items=list(items), **look)
    return PdfReader(io.BytesIO(diplomas_pdf(template, [winner])))


def texts(reader) -> list[tuple]:
    """(text, x, y from above, size, font) of each run on the first page."""
    found = []

    def visit(text, _cm, tm, font, size):
        if text.strip():
            name = str(font["/BaseFont"]).partition("+")[2]
            found.append((text.strip(), round(tm[4], 1), round(HEIGHT - tm[5], 1), size, name))

    reader.pages[0].extract_text(visitor_text=visit)
    return found


def content(reader) -> str:
    return reader.pages[0].get_contents().get_data().decode("latin-1")


def test_positions_sizes_and_fonts():
    width, capitals = fonts.FontSet().width, fonts.FontSet().capitals
    place = {**NAME, "key": "place", "y": 56, "fontSize": 30, "fontWeight": "normal"}

    found = texts(read(NAME, place, STATIC))

    name = "Štěpánka Ďáblová"
    assert found == [
        (
            name,
            round((WIDTH - 42 * width(name, "sans", True)) / 2, 1),
            round(HEIGHT * 0.38 + 42 * capitals("sans", True), 1),
            42,
            "Lato-Bold",
        ),
        (
            "1.",
            round((WIDTH - 30 * width("1.", "sans")) / 2, 1),
            round(HEIGHT * 0.56 + 30 * capitals("sans"), 1),
            30,
            "Lato-Regular",
        ),
        ("Horal", 84.2, round(HEIGHT * 0.2 + 30 * capitals("sans"), 1), 30, "Lato-Regular"),
    ]


def test_capitals_are_as_high_as_an_h():
    """By the fonts' own outlines: Lato's H is 1433 of 2000 units high."""
    metrics = fonts.FontSet()

    assert metrics.capitals("sans") == pytest.approx(1433 / 2000)
    assert metrics.capitals("serif") == pytest.approx(0.65, abs=0.01)


def test_every_winner_has_their_own():
    category = {**STATIC, "type": "DYNAMIC", "key": "category"}

    assert [text[0] for text in texts(read(NAME, category))] == [
        "Štěpánka Ďáblová",
        "Girls · 10–12",
    ]
    other = replace(WINNER, name="Kravčenko 王", gender="M", category="All")
    assert [text[0] for text in texts(read(NAME, category, winner=other))] == [
        "Kravčenko",
        "Boys",
    ]


# --- Bold ----------------------------------------------------------------------------------------


def test_bold_is_a_bold_face_where_there_is_one():
    reader = read(NAME)

    assert " Tr" not in content(reader).replace("0 Tr", "")
    assert [text[4] for text in texts(reader)] == ["Lato-Bold"]


def test_bold_is_a_line_around_the_letters_where_there_is_none():
    fonts_given = own(font_file("EBGaramond-Regular"))
    reader = read({**NAME, "fontFamily": "Můj Font", "fontSize": 40}, fonts=fonts_given)

    drawn = content(reader)
    assert "2 Tr" in drawn
    assert "1.4 w" in drawn  # 3.5 % of 40
    assert drawn.index("2 Tr") < drawn.rindex("0 Tr")
    assert texts(reader)[0][4].startswith("EBGaramond-Regular-")


@pytest.mark.parametrize(
    ("family", "face"),
    [("serif", "EBGaramond"), ("Lato", "Lato"), ("Gentium Plus", "GentiumPlus")],
)
@pytest.mark.parametrize(
    ("style", "suffix"),
    [
        ({}, "Regular"),
        ({"fontWeight": "700"}, "Bold"),
        ({"fontStyle": "italic"}, "Italic"),
        ({"fontWeight": "bold", "fontStyle": "Oblique 14deg"}, "BoldItalic"),
    ],
    ids=["regular", "bold", "italic", "both"],
)
def test_every_family_has_its_faces(family, face, style, suffix):
    """In items of either dialect; a PDF names the font that it embeds."""
    ours = {
        "kind": "text",
        "text": "Ďáblová",
        "font": family,
        "bold": "fontWeight" in style,
        "italic": "fontStyle" in style,
    }

    reader = read({**STATIC, "fontFamily": family, **style}, ours)

    name = {"GentiumPlus-Regular": "GentiumPlus"}.get(f"{face}-{suffix}", f"{face}-{suffix}")
    assert [(text[0], text[4]) for text in texts(reader)] == [("Horal", name), ("Ďáblová", name)]


def test_italic_leans_where_there_is_no_such_face():
    item = {**STATIC, "fontFamily": "Caveat", "fontStyle": "italic", "fontWeight": "bold"}

    reader = read(item)

    assert "1 0 .2 1 84.1" in content(reader)
    assert texts(reader)[0][4] == "Caveat-Bold"
    assert " .2 1 " not in content(read({**item, "fontStyle": "normal"}))


def test_an_own_font_has_its_sisters_for_faces():
    """By what the files say of themselves; whatever the organiser calls them."""
    faces = {"První": "Lato-Regular", "Druhý": "Lato-Bold", "Cizí": "Caveat-Bold"}
    given = [font for name, file in faces.items() for font in own(font_file(file), name)]
    item = {**STATIC, "fontFamily": "První", "fontWeight": "bold"}

    assert texts(read(item, fonts=given))[0][4].startswith("Lato-Bold-")
    alone = read(item, fonts=[given[0], given[2]])
    assert texts(alone)[0][4].startswith("Lato-Regular-")
    assert "2 Tr" in content(alone)
    itself = read({**item, "fontFamily": "Druhý"}, fonts=given[1:2])
    assert texts(itself)[0][4].startswith("Lato-Bold-")
    assert "2 Tr" not in content(itself)


# --- Colours -------------------------------------------------------------------------------------


def test_colours_and_what_shines_through():
    reader = read(
        {**STATIC, "color": "#f00"},
        {**STATIC, "color": "#00ff0080"},
        {**STATIC, "color": "#00f"},
    )

    drawn = content(reader)
    assert [f"{color} rg" in drawn for color in ["1 0 0", "0 1 0", "0 0 1"]] == [True] * 3
    states = reader.pages[0]["/Resources"]["/ExtGState"].values()
    assert sorted(round(float(state["/ca"]), 2) for state in states) == [0.5, 1]
    assert drawn.index("0 1 0 rg") < drawn.index("0 0 1 rg")


# --- Fonts of the template -----------------------------------------------------------------------


def own(content: bytes, name="Můj Font", kind="font/ttf") -> list[dict]:
    return [{"name": name, "data": data_url(content, kind)}]


def embedded(reader) -> set[str]:
    return {
        str(font.get_object()["/BaseFont"]).partition("+")[2]
        for font in reader.pages[0]["/Resources"]["/Font"].values()
        if "/FontFile2" in font.get_object()["/FontDescriptor"]
    }


@pytest.mark.parametrize("pack", [bytes, woff])
@pytest.mark.parametrize(
    "look",
    [{"fontFamily": "Můj Font"}, {"fontFamily": "Nikde, 'Můj Font', serif"}, {"default": True}],
    ids=["family", "list of families", "default font"],
)
def test_a_font_of_the_template_is_embedded(pack, look):
    fonts_given = own(pack(font_file("GentiumPlus-Bold")))
    item = {**STATIC, "text": "Příliš žluťoučký", "fontFamily": look.get("fontFamily")}
    default = "Můj Font" if "default" in look else ""

    reader = read(item, fonts=fonts_given, default_font=default)

    [(text, _x, y, size, name)] = texts(reader)
    assert (text, size) == ("Příliš žluťoučký", 30)
    assert name.startswith("GentiumPlus-Bold-")
    assert name in embedded(reader)
    assert y == round(HEIGHT * 0.2 + 30 * shipped.capitals("GentiumPlus-Bold"), 1)


def test_items_of_ours_use_it_too():
    reader = read(
        {"kind": "text", "text": "{name}", "font": "Můj Font"}, fonts=own(font_file("Lato-Bold"))
    )

    assert texts(reader)[0][4].startswith("Lato-Bold-")


def test_a_font_like_one_of_the_products_takes_nothing_from_it():
    """reportlab takes fonts of one name in their files for one."""
    mine = patched(font_file("Lato-Regular"), b"hhea", 4, struct.pack(">h", 1000))
    item = {**STATIC, "fontFamily": "Můj Font"}

    reader = read(item, STATIC, fonts=own(mine))

    first, second = texts(reader)
    assert first[4].startswith("Lato-Regular-")
    assert second[4] == "Lato-Regular"
    assert pdfmetrics.getFont("Lato-Regular").face.name == b"Lato-Regular"


def test_letters_that_it_lacks_are_set_in_the_products():
    reader = read(
        {**STATIC, "text": "Ԥ", "fontFamily": "Můj Font"}, fonts=own(font_file("Lato-Regular"))
    )

    assert [(text[0], text[4]) for text in texts(reader)] == [("Ԥ", "GentiumPlus")]


def cut_off(content: bytes) -> bytes:
    return content[: len(content) // 2]


def endless_characters(content: bytes) -> bytes:
    """Says that it maps four thousand million characters."""
    (start,) = struct.unpack_from(">L", content, content.index(b"cmap", 12) + 8)
    groups = struct.pack(">HHLLLLLL", 12, 0, 28, 0, 1, 0, 2**32 - 1, 0)
    (count,) = struct.unpack_from(">H", content, start + 2)
    for number in range(count):
        offset = struct.pack(">L", 500)
        content = patched(content, b"cmap", 8 + 8 * number, offset)
    return patched(content, b"cmap", 500, groups)


@pytest.mark.parametrize(
    "content",
    [
        b"OTTO" + b"\0" * 100,
        b"wOF2" + b"\0" * 100,
        b"ttcf" + b"\0" * 100,
        b"wOFF" + b"\xff" * 100,
        b"\0\1\0\0" + b"\xff" * 100,
        cut_off(font_file()),
        cut_off(woff(font_file())),
        endless_characters(font_file()),
        patched(font_file(), b"head", 18, b"\0\0"),
        patched(font_file(), b"maxp", 4, b"\xff\xff"),
        patched(font_file(), b"hhea", 34, b"\0\0"),
        patched(font_file(), b"loca", 100, b"\xff\xff\xff\xff"),
        patched(font_file(), b"glyf", 0, b"\xff" * 5000),
        with_fs_type(font_file(), 0x200),
    ],
    ids=range(14),
)
def test_a_font_that_cannot_be_embedded_leaves_the_products(content):
    item = {**STATIC, "fontFamily": "Můj Font"}

    reader = read(item, fonts=own(content))

    assert [(text[0], text[4].split("-")[0]) for text in texts(reader)] == [("Horal", "EBGaramond")]


@pytest.mark.parametrize("font", [None, 5, {}, {"name": "A"}, {"name": "A", "data": 5}, "x"])
def test_what_was_stored_under_other_rules_is_passed_over(font):
    assert texts(read(STATIC, fonts=[font, *own(font_file())]))[0][0] == "Horal"
    assert texts(read(STATIC, fonts=font))[0][0] == "Horal"


def test_the_same_input_gives_the_same_bytes():
    template = Template(items=[{**STATIC, "fontFamily": "Můj Font"}], fonts=own(font_file()))

    first = diplomas_pdf(template, [WINNER])
    own_fonts._loaded.cache_clear()

    assert diplomas_pdf(template, [WINNER]) == first


def test_a_font_is_forgotten_with_its_template():
    before = set(pdfmetrics._fonts)
    own_fonts._loaded.cache_clear()
    gc.collect()
    kept = fonts.FontSet(own(with_fs_type(font_file(), 8)))
    kept.chain("Můj Font")
    (name,) = set(pdfmetrics._fonts) - before

    assert [run.font for run in kept.runs("Ahoj", "Můj Font")] == [name]
    del kept
    own_fonts._loaded.cache_clear()
    gc.collect()

    assert name not in pdfmetrics._fonts


def test_a_font_in_use_keeps_its_place_whoever_reads_it_again():
    """Its name was free for a moment, in which who was printing with it found no such font."""
    kept, again = (fonts.FontSet(own(with_fs_type(font_file(), 8))) for _ in range(2))
    (name, *_rest) = kept.chain("Můj Font")[0]
    in_use = pdfmetrics._fonts[name]

    own_fonts._loaded.cache_clear()
    again.chain("Můj Font")
    assert pdfmetrics._fonts[name] is in_use
    del again
    own_fonts._loaded.cache_clear()
    gc.collect()

    assert pdfmetrics._fonts[name] is in_use


# --- The background ------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_items_stand_on_the_background(kind):
    reader = read(NAME, bg_image_url=picture(kind, (40, 20)))

    assert [(image["/Width"], image["/Height"]) for image in images_of(reader)] == [(40, 20)]
    drawn = content(reader)
    assert drawn.index(" Do") < drawn.index("BT")


def test_an_empty_font_is_no_harm():
    reader = read(STATIC, fonts=[{"name": "A", "data": EMPTY_FONT}], default_font="A")

    assert texts(reader)[0][0] == "Horal"
