"""Letters that were decoded twice, and what they are probably."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from foundation.tables.cell_faults import once_decoded
from foundation.tables.reading import PASTED, read
from foundation.tables.table import Finding, Row
from foundation.tables.writing import xlsx_bytes

NAMES = [
    "Štěpán Novák",
    "Žofie Dvořáková",
    "ŘEHOŘ ČERNÝ",
    "Ďáblová Šárka",
    "Ťok",
    "Růžena Ľubica Ôsmy",
    "Łukasz Wójcik",
    "Zoë Müller",
    "Hélène",
    "„Bobři“ – starší",
]


def broken(text, codec):
    """As a program shows it that takes UTF-8 for the encoding."""
    return "".join(
        bytes([byte]).decode("latin-1" if 0x80 <= byte < 0xA0 and _lacks(byte, codec) else codec)
        for byte in text.encode()
    )


def _lacks(byte, codec):
    try:
        bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return True
    return False


@pytest.mark.parametrize("codec", ["cp1250", "cp1252", "latin-1"])
@pytest.mark.parametrize("text", NAMES)
def test_what_it_was_is_found(text, codec):
    assert once_decoded(broken(text, codec)) == text


@pytest.mark.parametrize("text", ["Štěpán Novák", "Šárka", "Nová Šárka"])
def test_a_no_break_space_that_became_a_space(text):
    assert once_decoded(broken(text, "cp1250").replace("\u00a0", " ")) == text


@given(st.sampled_from(NAMES) | st.text("ÁČĎÉĚÍŇÓŘŠŤÚŮÝŽáčďéěíňóřšťúůýž ", max_size=12))
def test_czech_names_are_not_broken(text):
    assert once_decoded(text) == ""


@pytest.mark.parametrize(
    "text", ["KŘÍŽ", "VĹČA", "Ä", "Âé Ĺ", "Åsa", "São Paulo", "Jãe", "Ăn x", ""]
)
def test_letters_of_others_are_not_broken(text):
    assert once_decoded(text) == ""


def test_a_real_file(field_case):
    table = read(field_case("double-encoded.csv"), "double-encoded.csv")

    assert table.errors == ()
    assert table.doubts == (
        Finding(
            "“Ĺ tÄ›pĂˇn NovĂˇk” has broken letters. It is probably “Štěpán Novák”.",
            "broken",
            2,
            0,
            "Name",
            "Štěpán Novák",
        ),
    )
    assert table.rows[0].cells[1] == "Sovy"


@pytest.mark.parametrize(
    ("made", "name"),
    [
        (lambda rows: "\n".join(map(";".join, rows)).encode(), "x.csv"),
        (lambda rows: "\n".join(map("\t".join, rows)).encode(), PASTED),
        (xlsx_bytes, "x.xlsx"),
    ],
    ids=["csv", "pasted", "xlsx"],
)
def test_headers_and_cells_of_any_file(made, name):
    table = read(made([["JmĂ©no", "OddĂ\u00adl"], ["JiĹ™Ă\u00ad", "Bobři"]]), name)

    assert [(each.row, each.column, each.suggestion) for each in table.doubts] == [
        (1, "JmĂ©no", "Jméno"),
        (1, "OddĂl", "Oddíl"),
        (2, "JmĂ©no", "Jiří"),
    ]
    assert table.rows == (Row(2, ("JiĹ™Ă", "Bobři")),)
