"""Which letters the fonts set, and what becomes of those they do not."""

import hashlib
import unicodedata

import pytest

from diplomas import fonts
from diplomas.fonts import shipped

FONTS = fonts.FontSet()


def set_in(*line):
    """(font, text) of each run of the line."""
    return [(run.font, run.text) for run in FONTS.runs(*line)]


LETTERS = {
    "Czech": "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ",
    "Slovak": "äĺľôŕÄĹĽÔŔ",
    "Polish": "ąćęłńśźżĄĆĘŁŃŚŹŻ",
    "German": "äöüßÄÖÜẞ",
    "Ukrainian": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяАБВГҐДЕЄЖЗИІЇЙКЛМНОПРСТУФХЦЧШЩЬЮЯ’ʼ",
    "Vietnamese": "ăâđêôơưĂÂĐÊÔƠƯ" + "".join(map(chr, range(0x1EA0, 0x1EFA))),
    "Latin Extended-A": "".join(chr(code) for code in range(0x100, 0x180) if code != 0x149),
    "signs": "–—„“”‚‘’…·•×½№",
}


@pytest.mark.parametrize("letters", LETTERS.values(), ids=LETTERS)
@pytest.mark.parametrize("family", [shipped.SERIF, shipped.SANS])
def test_every_face_of_both_families_has_every_letter_of(family, letters):
    for style in range(4):
        bold, italic = bool(style & 1), bool(style & 2)
        face = shipped.FAMILIES[family][0][style]
        assert set_in(letters.strip(), family, bold, italic) == [(face, letters)]


@pytest.mark.parametrize("country", ["Czech", "Slovak", "Polish", "Ukrainian"])
def test_handwriting_has_every_letter_of(country):
    letters = LETTERS[country]

    assert set_in(letters, "handwriting") == [("Caveat-Regular", letters)]
    assert set_in(letters, "Caveat", True) == [("Caveat-Bold", letters)]


def test_a_name_with_a_letter_that_the_first_font_lacks_is_set_in_one_that_has_it_all():
    assert set_in("ꜢANNA", "serif") == [("GentiumPlus-Regular", "ꜢANNA")]
    assert set_in("✓ Anna", "sans") == [("GentiumPlus-Regular", "✓ Anna")]


def test_where_no_font_has_all_letters_each_is_set_in_the_first_that_has_it():
    assert set_in("‽ꜢѠ", "serif") == [
        ("EBGaramond-Regular", "‽"),
        ("GentiumPlus-Regular", "Ꜣ"),
        ("Lato-Regular", "Ѡ"),
    ]


def test_an_unknown_family_is_set_in_serif():
    assert FONTS.runs("Anna", "Comic Sans") == FONTS.runs("Anna", "serif")


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("Štěpánka", "Štěpánka"),
        (unicodedata.normalize("NFD", "Štěpánka Nguyễn"), "Štěpánka Nguyễn"),
        ("Anna 🎉 Malá 🏅", "Anna 🎉 Malá 🏅"),
        ("Anna \ue000 Malá", "Anna Malá"),
        ("𝓐𝓷𝓷𝓪 Ｍａｌá", "Anna Malá"),
        ("An\x00na\u200b", "Anna"),
        ("An\u200dna ❤\ufe0f", "Anna ❤"),
        ("👨\u200d👩\u200d👧", "👨\u200d👩\u200d👧"),
        ("Anna 王小明", "Anna"),
        ("", ""),
    ],
    ids=[
        *["as is", "decomposed", "emoji", "a sign of nobody's", "fancy letters", "controls"],
        *["idle joiners", "a family", "no such script", "empty"],
    ],
)
def test_no_character_becomes_a_black_box(text, printed):
    assert fonts.printable(text) == printed


@pytest.mark.parametrize(
    ("text", "lost"),
    [
        ("Štěpánka 1.", ""),
        ("Anna 🎉 Malá", ""),
        ("𝓐nna", ""),
        ("Anna 王小王", "王小"),
        ("سلمى", ""),
        ("🎉", ""),
        ("ສົມໃຈ", "ສົມໃຈ"),
        ("", ""),
        (" ", ""),
    ],
)
def test_what_would_be_missed_on_paper(text, lost):
    assert FONTS.lost(text, "serif") == lost


def test_width():
    assert FONTS.width("", "serif") == 0
    assert FONTS.width("Ď1", "serif") == pytest.approx(
        FONTS.width("Ď", "serif") + FONTS.width("1", "serif")
    )


def test_the_font_files_are_those_that_the_readme_lists():
    readme = (shipped.FOLDER / "README.md").read_text(encoding="utf-8")
    files = sorted(shipped.FOLDER.glob("*.ttf"))

    assert {file.stem for file in files} == shipped.SHIPPED
    for file in files:
        assert hashlib.sha256(file.read_bytes()).hexdigest() in readme
        family = file.stem.partition("-")[0]
        licence = (shipped.FOLDER / f"{family}.LICENSE.txt").read_text(encoding="utf-8")
        assert "License: OFL-1.1" in licence or "SIL OPEN FONT LICENSE Version 1.1" in licence
