"""Where the headers are, whatever stands above; and what is wrong in a table, wherever."""

import pytest
from django.core.exceptions import ValidationError

from foundation.tables.columns import (
    with_folded_headers,
    with_header_row,
    with_own_headers,
    without_columns,
)
from foundation.tables.reading import PASTED, read
from foundation.tables.table import Finding, Row, Table
from foundation.tables.writing import xlsx_bytes

ABOVE = "The headers were found in row 3. What stands above is left out: Přihlášky na tábor 2026"


def as_csv(rows):
    return "\n".join(";".join(row) for row in rows).encode()


def as_pasted(rows):
    return "\n".join("\t".join(row) for row in rows).encode()


WAYS = pytest.mark.parametrize(
    ("made", "name"),
    [(as_csv, "x.csv"), (as_pasted, PASTED), (xlsx_bytes, "x.xlsx")],
    ids=["csv", "pasted", "xlsx"],
)
TITLED = [
    ["Přihlášky na tábor 2026", "", ""],
    ["", "", ""],
    ["Jméno", "Oddíl", "Věk"],
    ["Jana Nová", "Sovy", "9"],
]


@WAYS
def test_headers_are_found_below_titles_and_blank_lines(made, name):
    table = read(made(TITLED), name)

    assert table.headers == ("Jméno", "Oddíl", "Věk")
    assert table.rows == (Row(4, ("Jana Nová", "Sovy", "9")),)
    assert (table.header_row, table.doubts) == (3, (Finding(ABOVE, "above"),))


def test_the_title_of_a_real_workbook(field_case):
    table = read(field_case("title-above.xlsx"), "title-above.xlsx")

    assert (table.headers, table.header_row) == (("Jméno", "Oddíl", "Věk"), 3)
    assert table.rows == (Row(4, ("Jana Nová", "Sovy", "9")),)
    assert table.doubts == (Finding(ABOVE, "above"),)


@pytest.mark.parametrize(
    ("rows", "header_row"),
    [
        ([["name"], ["x"]], 1),
        ([["name"], ["Jana", "9"]], 1),  # the second row looks like no headers
        ([["Jméno", "Oddíl"], ["Jana", "Sovy", "x", "y", "z"]], 1),
        ([["Tábor"], ["Sázava, léto 2026"], ["Jméno", "Oddíl", "Věk"], ["J", "S", "9"]], 3),
        (
            [["Tábor", "2026"], ["Jméno", "Oddíl", "Věk", "St. č.", "x"], ["J", "S", "9", "", "1"]],
            2,
        ),
        ([["Tábor"], ["Jana", "Sovy", "9"], ["Petr", "Sovy", "10"]], 1),
        ([["Tábor"], ["Jméno", "Jméno"], ["Jana", "Nová"]], 1),  # no two headers are the same
    ],
)
def test_a_title_is_told_from_headers(rows, header_row):
    assert read(as_csv(rows), "x.csv").header_row == header_row


def test_headers_that_the_caller_knows_come_first():
    rows = [["Tábor", "Sázava", "2026"], ["name", "group", "2"], ["Jana", "Sovy", "3"]]

    table = read(as_csv(rows), "x.csv", is_header=lambda cells: "name" in cells)

    assert (table.header_row, table.rows) == (2, (Row(3, ("Jana", "Sovy", "3")),))


@WAYS
def test_the_row_of_headers_is_chosen(made, name):
    rows = [["Jana Nová", "Sovy", "9"], ["", "", ""], ["Petr Malý", "Lišky", "10"]]

    without = read(made(rows), name, header_row=0)
    below = read(made(rows), name, header_row=1)

    assert without.headers == ("Column A", "Column B", "Column C")
    assert [row.number for row in without.rows] == [1, 3]
    assert below.headers == ("Jana Nová", "Sovy", "9")
    assert with_header_row(below, 0) == without
    assert with_header_row(without, 1) == below
    assert without.doubts == below.doubts == ()


def test_a_file_without_headers_loses_nobody(field_case):
    table = read(field_case("no-header.csv"), "no-header.csv", header_row=0)

    assert table.headers == ("Column A", "Column B", "Column C")
    assert [row.cells[0] for row in table.rows] == ["Jana Nová", "Petr Malý"]


def test_a_single_row_without_headers_is_a_table():
    assert read(b"Jana;Sovy", "x.csv", header_row=0).rows == (Row(1, ("Jana", "Sovy")),)


@pytest.mark.parametrize("number", [2, 9])
def test_a_row_that_is_not_there_has_no_headers(number):
    with pytest.raises(ValidationError) as caught:
        read(b"a;b\n\nx;y", "x.csv", header_row=number)

    assert caught.value.messages == [
        f"Row {number} is empty or not there, so it has no headers. Choose another one."
    ]


def test_the_last_row_has_nothing_below():
    with pytest.raises(ValidationError) as caught:
        read(b"a;b\nx;y", "x.csv", header_row=2)

    assert caught.value.code == "no_rows"


def test_a_chosen_row_brings_back_what_was_wrong_above():
    table = read(b"x;#N/A\na;b\nJana;#REF!", "x.csv", header_row=2)

    assert [(each.row, each.column) for each in table.errors] == [(3, "b")]
    whole = with_header_row(table, 0)
    assert [(each.row, each.column) for each in whole.errors] == [(1, "Column B"), (3, "Column B")]


@pytest.mark.parametrize(
    "value",
    "#N/A #REF! #DIV/0! #VALUE! #NAME? #NUM! #NULL! #SPILL! #n/a #NENÍ_K_DISPOZICI #HODNOTA! "
    "#ODKAZ! #DĚLENÍ_NULOU! #NÁZEV? ### Err:502 #ERROR!".split(),
)
@WAYS
def test_an_error_is_no_value(made, name, value):
    table = read(made([["Jméno", "Třída"], ["Jana", f" {value} "], ["Petr", "5.A"]]), name)

    text = f"“{value}” is an error, not a value. Correct it in the table."
    assert table.errors == (Finding(text, "error", 2, 1, "Třída", is_error=True),)
    assert table.doubts == ()


@pytest.mark.parametrize("value", ["#12", "#", "Sovy #REF!", "#Sovy!", "N/A"])
def test_what_is_no_error(value):
    assert read(as_csv([["a", "b"], ["x", value]]), "x.csv").findings == ()


def test_errors_of_a_real_workbook(field_case):
    table = read(field_case("error-cells.xlsx"), "error-cells.xlsx")

    assert [(each.row, each.column, each.text) for each in table.errors] == [
        (2, "Třída", "“#N/A” is an error, not a value. Correct it in the table."),
        (3, "Třída", "“#REF!” is an error, not a value. Correct it in the table."),
        (4, "Žák", "“#VALUE!” is an error, not a value. Correct it in the table."),
    ]


def test_a_finding_follows_its_column():
    table = read(b"Name;Name;;Last\nx;#REF!;#N/A;#NUM!", "x.csv")

    assert [each.column for each in table.errors] == ["Name (2)", "Column C", "Last"]
    assert [each.column for each in with_own_headers(table).errors] == [
        "Name (2)",
        "Column C",
        "Last",
    ]
    left = without_columns(with_own_headers(table), {"Name (2)"})
    assert [each.column for each in left.errors] == ["Column C", "Last"]
    folded = with_folded_headers(read(b"Third Cell\n#N/A", "x.csv"))
    assert [each.column for each in folded.errors] == ["third_cell"]


def test_a_table_waits_with_all_that_is_known_of_it():
    table = read(as_csv([*TITLED, ["Petr", "#N/A", "10"]]), "x.csv")

    assert len(table.findings) == 2
    assert Table.unpack(table.pack()) == table


@WAYS
def test_what_nobody_sees_is_no_part_of_a_cell(made, name):
    rows = [
        ["Jm\u00adéno\u200b", "Narození"],
        ["Jana\u200b Nová", "6.5.\u200e2011"],
        ["\ufeff", "\u200b"],
    ]

    table = read(made([*rows, ["Rodina 👨‍👩‍👧", "x"]]), name)

    assert table.headers == ("Jméno", "Narození")
    assert table.rows == (
        Row(2, ("Jana Nová", "6.5.2011")),
        Row(4, ("Rodina 👨‍👩‍👧", "x")),
    )


def test_what_nobody_sees_in_a_real_file(field_case):
    assert read(field_case("zero-width.csv"), "zero-width.csv").rows[0].cells[0] == "Jana Nová"
    assert read('[{"Jméno": "Jana\u200b"}]'.encode(), "x.json").rows[0].cells == ("Jana",)
