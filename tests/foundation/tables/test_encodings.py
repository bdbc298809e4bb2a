"""Eight bits that do not say which letters they mean: the likely ones, or both, never a guess."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.tables.csv_files import read
from foundation.tables.encodings import EIGHT_BIT_CODECS, decode, with_encoding
from foundation.tables.table import Finding, Row

GIVEN = (
    "Jiří Štěpán Lukáš Tomáš Matěj Ondřej Zdeněk Luboš Radoš Řehoř Čeněk Václav Vojtěch Kryštof "
    "Šárka Žofie Běla Zdeňka Božena Růžena Dobřena Aneška Markéta Kateřina Eliška Nikola Jan Petr"
).split()
SURNAMES = (
    "Novák Nováková Svoboda Svobodová Novotný Novotná Dvořák Dvořáková Černý Černá Procházka "
    "Kučera Kučerová Veselý Veselá Krejčí Horák Němec Němcová Pokorný Růžička Růžičková Beneš "
    "Fiala Sedláček Doležal Zeman Kolář Navrátil Čermák Urban Vaněk Blažek Křížek Kovářová Bláha "
    "Říha Šimek Šťastný Ďuriš Ťok Úlehla Žák Žáková Ježek Bartoň Bártová Máčel Hýža Kůs Štětka"
).split()
NAMES = st.tuples(st.sampled_from(GIVEN), st.sampled_from(SURNAMES)).map(" ".join)
CODECS = st.sampled_from(["cp1250", "iso-8859-2", "cp852", "mac_latin2"])


def doubts(table):
    return [each for each in table.doubts if each.kind == "encoding"]


@given(st.lists(NAMES, min_size=1, max_size=30), CODECS)
@settings(max_examples=300)
def test_czech_names_come_back_or_are_asked_about(names, codec):
    table = read(("Zak;Trida\n" + "".join(f"{name};5.A\n" for name in names)).encode(codec))

    if not doubts(table):
        assert [row.cells[0] for row in table.rows] == names
        return
    readings = [with_encoding(table, encoding) for encoding in table.encodings_that_fit]
    assert names in [[row.cells[0] for row in each.rows] for each in readings]


@given(
    st.lists(st.sampled_from(SURNAMES), min_size=25, max_size=40, unique=True),
    st.sampled_from(["cp1250", "cp852", "mac_latin2"]),
)
def test_of_a_class_nothing_is_asked(names, codec):
    table = read(("Zak\n" + "\n".join(names)).encode(codec))

    assert ([row.cells[0] for row in table.rows], table.findings) == (names, ())


@pytest.mark.parametrize("codec", EIGHT_BIT_CODECS.values())
def test_all_capitals(codec):
    names = ["ŠTĚPÁN ČERNÝ", "ŽOFIE DVOŘÁKOVÁ", "JIŘÍ RŮŽIČKA"]
    if codec == "cp1252":
        names = ["HÉLÈNE FRANÇOIS", "ANAÏS NUÑEZ", "BJÖRN ÅBERG"]

    table = read(("Zak\n" + "\n".join(names)).encode(codec))

    assert [row.cells[0] for row in table.rows] == names


def test_a_file_of_ms_dos(field_case):
    table = read(field_case("ms-dos-cp852-ascii-headers.csv"))

    assert (table.encoding, table.findings, table.encodings_that_fit) == ("CP852", (), ())
    assert table.rows == (
        Row(2, ("Štěpán Černý", "5.A", "11")),
        Row(3, ("Žofie Dvořáková", "5.A", "10")),
    )


def test_where_two_fit_both_are_shown_and_one_is_chosen():
    content = "Zak;Trida\nJana Malá;5.A\nFrançois Muñoz;5.A\nDöme;=1+1\n".encode("cp1252")

    table = read(content)

    assert table.encodings_that_fit == ("Windows-1250", "Windows-1252")
    assert doubts(table) == [
        Finding(
            "The letters in this file can be read in more ways than one. Choose: "
            "Windows-1250: “François Muńoz” · Windows-1252: “François Muñoz”",
            "encoding",
        )
    ]
    chosen = with_encoding(table, "Windows-1252")
    assert [row.cells[0] for row in chosen.rows] == ["Jana Malá", "François Muñoz", "Döme"]
    assert (chosen.findings, chosen.rows[2].cells[1]) == ((), "=1+1")
    assert chosen == read(content, encoding="Windows-1252")
    assert with_encoding(chosen, "Windows-1250").rows == table.rows


def test_only_what_fits_can_be_chosen():
    table = read("Zak\nJana Malá".encode("cp1250"))

    with pytest.raises(ValidationError):
        with_encoding(table, "CP852")
    assert read("Zak\nŠtěpán Řehoř".encode("cp1250"), encoding="CP852").encoding == "Windows-1250"


def test_without_a_distinguishing_letter_both_read_the_same():
    decoded = decode("Černý Řehoř".encode("iso-8859-2"))

    assert (decoded.text, decoded.encoding, decoded.fitting) == ("Černý Řehoř", "Windows-1250", ())


@pytest.mark.parametrize(
    ("text", "codec", "encoding"),
    [
        ("Ľubomír, Kľačany", "iso-8859-2", "ISO-8859-2"),
        ("Ľuboš Kľačany", "cp1250", "Windows-1250"),
        ("„Žába“ – 7 °C…", "cp1250", "Windows-1250"),
        ("Novákovi – 7 °C", "cp1250", "Windows-1250"),
        ("Hélène Lefèvre, Zoë Noël, François", "cp1252", "Windows-1252"),
        ("Björn Åström, Søren Ødegård", "cp1252", "Windows-1252"),
        ("Łukasz Wójcik, Michał Wiśniewski", "cp1250", "Windows-1250"),
    ],
)
def test_other_names_and_signs(text, codec, encoding):
    decoded = decode(text.encode(codec))

    assert (decoded.text, decoded.encoding) == (text, encoding)


def test_what_is_utf_8_by_chance_is_asked_about():
    content = "Zak\nJiří Dvořák\n".encode("mac_latin2")

    table = read(content)

    assert content.decode() == "Zak\nJi\u0792 Dvo\u0787k\n"
    assert table.rows == (Row(2, ("Jiří Dvořák",)),)
    assert table.encodings_that_fit == ("Mac Central Europe", "UTF-8")
    assert [each.text for each in doubts(table)] == [
        "The letters in this file can be read in more ways than one. Choose: "
        "Mac Central Europe: “Jiří Dvořák” · UTF-8: “Ji\u0792 Dvo\u0787k”"
    ]
    assert with_encoding(table, "UTF-8") == read(content, encoding="UTF-8")


@pytest.mark.parametrize(
    "text", ["Jiří \u0414\u0430", "c\u030cen\u011bk", "Zoe\u200b", "Li 李", "Jan 🏃‍♀️"]
)
def test_utf_8_of_two_scripts_is_utf_8(text):
    assert decode(text.encode()).text == text
    assert decode(text.encode()).fitting == ()
