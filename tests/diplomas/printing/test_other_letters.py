"""Names in letters that the product's families lack, read back from the PDF."""

import io
from dataclasses import replace

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader
from structlog.testing import capture_logs

from diplomas import fonts
from diplomas.fonts.scripts import visual_order
from diplomas.fonts.shipped import has
from diplomas.looks.layout import Template
from diplomas.printing.letters import lost_texts
from diplomas.printing.pdf import diplomas_pdf
from tests.diplomas import files
from tests.diplomas.printing.test_contract import STATIC, content, embedded, own, read, texts
from tests.diplomas.printing.test_pdf import WINNER, lines

NAMES = {
    "Arabic": "سلمى محمد",
    "Arabic and Latin": "Ahmad سلمى الحسن",
    "Hebrew with points": "שָׁלוֹם כהן",
    "Devanagari": "क्षितिज शर्मा",
    "Thai": "กุลธิดา น้ำทิพย์",
    "emoji": "Anna 🎉 Malá 👨\u200d👩\u200d👧",
}


def of_pages(names) -> list[list[str]]:
    pdf = diplomas_pdf(Template(), [replace(WINNER, name=name) for name in names])
    return [
        [line.strip() for line in page.extract_text().splitlines()]
        for page in PdfReader(io.BytesIO(pdf)).pages
    ]


def test_the_names_are_found_as_they_are_read_and_nobodys_letters_are_missed():
    winners = [replace(WINNER, name=name) for name in NAMES.values()]

    assert lost_texts(Template(), winners) == []
    for name, text in zip(NAMES.values(), of_pages(NAMES.values()), strict=True):
        assert name in text


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES)
def test_every_letter_has_a_glyph(name):
    runs = fonts.FontSet().runs(name, "serif")

    assert "".join(run.text for run in sorted(runs, key=lambda run: run.start)) == name
    for run in runs:
        assert 0 not in {glyph.number for glyph in run.glyphs}
        assert run.glyphs or all(has(run.font, letter) for letter in run.text)


def test_arabic_letters_join():
    """One that stands alone looks otherwise than at either end of a word and between others."""
    [alone] = fonts.FontSet().runs("ه", "serif")
    [joined] = fonts.FontSet().runs("ههه", "serif")

    numbers = [glyph.number for glyph in joined.glyphs]
    assert len(set(numbers)) == 3
    assert alone.glyphs[0].number not in numbers


def test_syllables_and_pictures_of_several_signs():
    """The vowel of कि is written before its consonant; a family of three is one picture."""
    [syllable] = fonts.FontSet().runs("कि", "serif")
    [family] = fonts.FontSet().runs("👨\u200d👩\u200d👧", "serif")

    assert [glyph.text for glyph in syllable.glyphs] == ["क", "ि"]
    [alone] = fonts.FontSet().runs("क", "serif")
    assert syllable.glyphs[1].number == alone.glyphs[0].number
    assert [glyph.text for glyph in family.glyphs] == ["👨\u200d👩\u200d👧"]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ("Anna", ["Anna"]),
        ("Ahmad سلمى", ["Ahmad ", "سلمى"]),
        ("سلمى Ahmad", ["Ahmad", "سلمى "]),
        ("سلمى 12 محمد", [" محمد", "12", "سلمى "]),
        ("Cena: כהן · 1. místo", ["Cena: ", "כהן", " · ", "1. místo"]),
    ],
)
def test_from_left_to_right(line, parts):
    assert [part for _start, part, _is_backwards in visual_order(line)] == parts


def test_a_line_in_two_directions_stands_where_it_is_seen():
    item = {**STATIC, "text": "Ahmad سلمى", "fontSize": 20}

    reader = read(item)

    (latin, left, *_), *arabic = texts(reader)
    assert (latin, left) == ("Ahmad", 84.2)
    assert "".join(text for text, *_ in arabic) == "سلمى"
    begins = 84.2 + 20 * fonts.FontSet().width("Ahmad ", "sans")
    assert all(x >= begins - 0.1 for _text, x, *_ in arabic)
    assert {"NotoSansArabic-Regular-Glyphs", "Lato-Regular"} <= embedded(reader)


def test_bold_and_italic_ones_are_drawn_so():
    reader = read({**STATIC, "text": "कमल", "fontWeight": "bold", "fontStyle": "italic"})

    assert "2 Tr" in content(reader)
    assert "1 0 .2 1 84.1" in content(reader)
    assert "कमल" in lines(reader)


def test_an_own_font_sets_no_letters_that_join():
    """What makes them join is not taken over from its file."""
    reader = read(
        {**STATIC, "text": "Anna سلمى", "fontFamily": "Můj Font"},
        fonts=own(files.font_file("NotoSansArabic-Regular")),
    )

    names = {text[4] for text in texts(reader)}
    assert "NotoSansArabic-Regular-Glyphs" in names


@pytest.fixture
def of_system(tmp_path):
    """A TrueType file with 王 and 明, which look like an A."""
    font = TTFont(io.BytesIO(files.font_file("Caveat-Bold")))
    for table in font["cmap"].tables:
        table.cmap = {0x738B: table.cmap[ord("A")], 0x660E: table.cmap[ord("A")]}
    font["name"].setName("Cizi", 6, 3, 1, 0x409)
    path = tmp_path / "Cizi.ttf"
    font.save(path)
    return path


def test_a_font_of_the_system_has_what_the_product_lacks(settings, of_system, tmp_path):
    winner = replace(WINNER, name="Wang 王明")
    [lost] = lost_texts(Template(), [winner])
    assert lost.letters == "王明"

    settings.FALLBACK_FONTS = [str(tmp_path / "not-there.ttf"), str(of_system)]

    assert lost_texts(Template(), [winner]) == []
    reader = PdfReader(io.BytesIO(diplomas_pdf(Template(), [winner])))
    assert "Wang 王明" in lines(reader)
    assert "Cizi" in embedded(reader)


def test_a_broken_font_of_the_system_is_passed_over(settings, tmp_path):
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font")
    settings.FALLBACK_FONTS = [str(broken)]

    with capture_logs() as logs:
        [lost] = lost_texts(Template(), [replace(WINNER, name="王")])

    assert lost.is_whole
    assert [(line["event"], line["path"]) for line in logs] == [
        ("fallback_font_not_read", str(broken))
    ]


def test_the_same_input_gives_the_same_bytes():
    winners = [replace(WINNER, name=name) for name in NAMES.values()]
    first = diplomas_pdf(Template(), winners)

    fonts.FontSet().runs("محمد لا شارع", "serif")

    assert diplomas_pdf(Template(), winners) == first
