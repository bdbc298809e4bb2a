"""Fonts that the contract takes, whatever their outlines and packing, read back from the PDF."""

import io
import random
import tracemalloc
from dataclasses import replace

import pytest
from fontTools.pens.areaPen import AreaPen
from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from structlog.testing import capture_logs

from diplomas import fonts
from diplomas.font_files import conversion, sfnt
from diplomas.fonts import own_fonts
from diplomas.looks.layout import Template
from diplomas.printing.letters import lost_texts
from diplomas.printing.pdf import diplomas_pdf
from foundation.neighbours import child
from tests.diplomas import files
from tests.diplomas.files import font_file, otf, patched, with_fs_type, woff, woff2
from tests.diplomas.hostile_fonts import bomb, cyclic, endless, large
from tests.diplomas.printing.test_contract import STATIC, embedded, own, read, texts
from tests.diplomas.printing.test_pdf import WINNER

TEXT = "Příliš žluťoučký kůň úpěl ďábelské ódy."
ITEM = {**STATIC, "text": TEXT, "fontFamily": "Můj Font", "fontSize": 20}
PRODUCTS = "EBGaramond-Regular"


@pytest.fixture(autouse=True)
def _nothing_kept():
    own_fonts._loaded.cache_clear()
    conversion._kept.clear()


@pytest.fixture(scope="module")
def cff():
    return otf()


@pytest.fixture
def conversions(monkeypatch):
    """What was converted by a child, in bytes."""
    done, run = [], conversion.run_script

    def counted(*arguments, content, **limits):
        done.append(content)
        return run(*arguments, content=content, **limits)

    monkeypatch.setattr(conversion, "run_script", counted)
    return done


# --- They get on paper ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "pack",
    [bytes, files.otf_woff, woff2, files.collection],
    ids=["OTF", "WOFF", "WOFF2", "collection"],
)
def test_postscript_outlines_are_embedded(cff, pack):
    reader = read(ITEM, fonts=own(pack(cff), kind="font/x"))

    [(text, _x, _y, size, name)] = texts(reader)
    assert (text, size) == (TEXT, 20)
    assert name.startswith("Otesanek-Bold-")
    assert embedded(reader) == {name}


@pytest.mark.parametrize(
    "pack", [bytes, woff, woff2, files.collection], ids=["TTF", "WOFF", "WOFF2", "collection"]
)
def test_truetype_outlines_are_embedded(pack):
    reader = read(ITEM, fonts=own(pack(font_file("Lato-Bold")), kind="font/x"))

    [(text, _x, y, _size, name)] = texts(reader)
    assert text == TEXT
    assert name.startswith("Lato-Bold-")
    assert embedded(reader) == {name}
    assert y == texts(read({**ITEM, "fontFamily": "sans", "fontWeight": "bold"}))[0][2]


def drawn(content: bytes, letter: str) -> tuple[float, ...]:
    """How wide the letter is, its box, and its area with the sign of the way it goes round."""
    font = TTFont(io.BytesIO(content))
    glyphs, name = font.getGlyphSet(), font.getBestCmap()[ord(letter)]
    box, area = BoundsPen(glyphs), AreaPen(glyphs)
    glyphs[name].draw(box)
    glyphs[name].draw(area)
    units = font["head"].unitsPerEm
    return glyphs[name].width / units, *(side / units for side in box.bounds), area.value / units**2


@pytest.mark.parametrize("letter", "Hžůďó8.")
def test_letters_look_as_they_were_drawn(cff, letter):
    """Lato Bold's own, through PostScript's curves and back: to a thousandth of an em."""
    there_and_back = drawn(conversion.truetype_of(cff), letter)

    assert there_and_back == pytest.approx(drawn(font_file("Lato-Bold"), letter), abs=0.001)


@pytest.mark.parametrize("pack", [bytes, woff2], ids=["OTF", "WOFF2"])
def test_a_variable_font_prints_as_it_is_by_default(pack):
    item = {**STATIC, "text": "HA", "fontFamily": "Můj Font"}
    content = pack(files.variable_otf())

    reader = read(item, fonts=own(content))

    assert texts(reader)[0][4].startswith("Bary-")
    assert fonts.FontSet(own(content)).capitals("Můj Font") == pytest.approx(0.7)


def test_bold_is_a_line_around_its_letters(cff):
    reader = read({**ITEM, "fontWeight": "bold"}, fonts=own(cff))

    assert "2 Tr" in reader.pages[0].get_contents().get_data().decode("latin-1")
    assert texts(reader)[0][4].startswith("Otesanek-Bold-")


def test_letters_that_it_lacks_are_set_in_the_products(cff):
    reader = read({**ITEM, "text": "Horal Ԥ"}, fonts=own(cff))

    assert {text[4] for text in texts(reader)} >= {"GentiumPlus"}


def test_the_same_input_gives_the_same_bytes(cff):
    template = Template(items=[ITEM], fonts=own(woff2(cff)))
    first = diplomas_pdf(template, [WINNER])

    own_fonts._loaded.cache_clear()
    conversion._kept.clear()

    assert diplomas_pdf(template, [WINNER]) == first


def test_a_font_with_two_tables_of_characters_that_disagree_prints():
    """HarfBuzz reads the first one here, in which the accent is a glyph that there is not."""
    item = {**ITEM, "text": "x\u030d"}

    reader = read(item, fonts=own(files.two_faced("x\u030d", beyond="\u030d")))

    assert "".join(text[0] for text in texts(reader)) == "x\u030d"


def test_a_font_is_called_as_style_sheets_have_names():
    """In an attribute of SVG, too, where a name that begins with a digit is none."""
    tables = sfnt.tables_of(files.called("1942-Ž report 7"))

    assert sfnt.postscript_name(tables) == "report7"


# --- No more work than needed --------------------------------------------------------------------


def test_a_font_is_converted_once_and_only_where_it_is_used(cff, conversions):
    others = [{"name": "Jiný", "data": files.data_url(otf(letters="AHx"), "font/otf")}]
    template = Template(items=[ITEM], fonts=[*own(cff), *others])

    diplomas_pdf(template, [WINNER])
    own_fonts._loaded.cache_clear()
    diplomas_pdf(template, [WINNER])

    assert conversions == [cff]


def test_what_reportlab_takes_is_not_converted(conversions):
    read(ITEM, fonts=own(woff(font_file())))

    assert conversions == []


def test_letters_beyond_alphabets_are_converted_where_they_are_asked_for(conversions):
    """A font for Chinese has twenty thousand, and a diploma a handful."""
    content = otf(letters="AHx")
    glyphs = TTFont(io.BytesIO(content))
    for table in glyphs["cmap"].tables:
        table.cmap[0x738B] = table.cmap[0x5F20] = "A"
    fonts_given = own(files.saved(glyphs))
    item = {**STATIC, "fontFamily": "Můj Font"}

    reader = read({**item, "text": "王H"}, fonts=fonts_given)
    assert texts(reader)[0][0] == "王H"
    assert texts(reader)[0][4].startswith("Otesanek-Bold-")

    name = {**item, "type": "DYNAMIC", "key": "participant_name"}
    template = Template(items=[name], fonts=fonts_given)
    assert lost_texts(template, [replace(WINNER, name="张")]) == []
    [lost] = lost_texts(template, [replace(WINNER, name="李")])
    assert lost.letters == "李"
    diplomas_pdf(template, [replace(WINNER, name="张")])
    assert len(conversions) == 3  # for 王, for 张, for 李


def test_only_so_many_glyphs_are_drawn(cff, monkeypatch):
    monkeypatch.setattr(conversion, "MOST_GLYPHS", 10)

    drawn = TTFont(io.BytesIO(conversion.truetype_of(cff)))

    assert len(drawn.getGlyphOrder()) == 10
    assert min(drawn.getBestCmap()) == ord(" ")


def test_what_is_kept_waits_for_nobody(cff):
    made = conversion.truetype_of(cff)

    with conversion._turn:  # somebody else's font is being converted
        assert conversion.truetype_of(cff) is made


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(conversion, "MOST_KEPT", 2)
    made = [conversion.truetype_of(otf(letters=letters)) for letters in ["A", "H", "x"]]

    assert [font for font, _end in conversion._kept.values()] == made[1:]
    monkeypatch.setattr(conversion, "LARGEST_KEPT", len(made[0]))
    conversion.truetype_of(otf(letters="AB"))
    assert len(conversion._kept) == 1


# --- Hostile ones --------------------------------------------------------------------------------


HOSTILE = {
    "bomb": bomb,
    "large": large,
    "OTF cut off": lambda content: content[: len(content) // 2],
    "WOFF2 cut off": lambda content: woff2(content)[:-500],
    "TrueType in WOFF2 cut off": lambda _content: woff2(font_file())[:-500],
    "not at all to be embedded": lambda content: with_fs_type(content, 2),
    "only whole to be embedded": lambda content: with_fs_type(content, 0x100),
    "no characters": lambda content: patched(content, b"cmap", 2, b"\0\0"),
    "CFF of nothing": lambda content: patched(content, b"CFF ", 0, b"\0" * 200),
    "a letter that is a part of itself": lambda _content: cyclic(),
    "collection of collections": lambda content: b"ttcf" * 40,
}


@pytest.mark.parametrize("make", HOSTILE.values(), ids=HOSTILE)
def test_what_cannot_be_converted_leaves_the_products(cff, make):
    reader = read(ITEM, fonts=own(make(cff)))

    assert [(text[0], text[4]) for text in texts(reader)] == [(TEXT, PRODUCTS)]


@pytest.mark.parametrize("make", [bomb, large])
def test_a_bomb_is_not_unpacked(make):
    content = make(b"")
    tracemalloc.start()

    with pytest.raises(sfnt.UnsoundFont):
        sfnt.tables_of(content)

    _now, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


def test_a_font_that_takes_for_ever_is_given_up(monkeypatch):
    monkeypatch.setattr(conversion, "MOST_SECONDS", 1)

    with capture_logs() as logs:
        reader = read(ITEM, fonts=own(endless(b"")))

    assert texts(reader)[0][4] == PRODUCTS
    assert [(line["event"], line["reason"]) for line in logs] == [
        ("font_not_converted", "nothing after 1 seconds")
    ]


def test_what_failed_is_tried_again_later(cff, monkeypatch):
    """It may have been the machine that was short of time."""
    run = conversion.run_script

    def busy(*arguments, **more):
        raise child.ChildFailed(None, "nothing after 20 seconds")

    monkeypatch.setattr(conversion, "run_script", busy)
    assert texts(read(ITEM, fonts=own(cff)))[0][4] == PRODUCTS
    monkeypatch.setattr(conversion, "run_script", run)
    assert texts(read(ITEM, fonts=own(cff)))[0][4] == PRODUCTS

    monkeypatch.setattr(conversion.time, "monotonic", lambda: 1e12)
    assert texts(read(ITEM, fonts=own(cff)))[0][4].startswith("Otesanek-Bold-")


@pytest.mark.parametrize("pack", [bytes, woff2], ids=["OTF", "WOFF2"])
def test_turned_bits_do_no_harm(pack):
    """A PDF with the text comes out in every case, in whichever font."""
    sound, choice = pack(otf(letters="AHx")), random.Random(1)
    item = {**STATIC, "text": "HAx", "fontFamily": "Můj Font"}
    for _round in range(6):
        flipped = bytearray(sound)
        for _flip in range(choice.choice([1, 3, 20])):
            flipped[choice.randrange(len(flipped))] ^= 1 << choice.randrange(8)
        reader = read(item, fonts=own(bytes(flipped)))
        assert "".join(text[0] for text in texts(reader)).replace(" ", "") == "HAx"


def test_a_pdf_of_it_can_be_read_by_others(cff):
    reader = PdfReader(
        io.BytesIO(diplomas_pdf(Template(items=[ITEM], fonts=own(woff2(cff))), [WINNER] * 3))
    )

    assert [page.extract_text().strip() for page in reader.pages] == [TEXT] * 3
