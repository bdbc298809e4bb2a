"""What the one writer writes: the one reader reads it again, and no spreadsheet executes it."""

import csv
import io
import re

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from hypothesis import given, settings
from hypothesis import strategies as st

from foundation.tables.formula_guard import guarded, unguarded
from foundation.tables.reading import read
from foundation.tables.table import Row, Table
from foundation.tables.writing import csv_bytes, csv_lines, workbook_bytes, xlsx_bytes
from foundation.text.names import visible

DANGEROUS = tuple("=+-@\t\r")
NUMBER = re.compile(r"-[0-9]+(?:[.,][0-9]+)?")
TRICKY = st.text("=+-@\t\r\n,;\"' a5.", max_size=8)
ANY = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters=[*map(chr, range(9)), "\x7f"]),
    max_size=8,
).filter(lambda text: not re.search("[\x0e-\x1f]", text) and visible(text) == text)
CELLS = TRICKY | ANY
TABLES = st.lists(st.lists(CELLS, min_size=3, max_size=3), min_size=1, max_size=4)
DELIMITERS = st.sampled_from(",;")


def trimmed(cells):
    cells = list(cells)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


def came_back(content, name, rows):
    """Whether the rows are the same, save blank ones and what is blank at a row's end."""
    try:
        found = {row.number: trimmed(row.cells) for row in read(content, name).rows}
    except ValidationError as error:
        assert error.code in {"no_rows", "empty"}
        found = {}
    return all(
        found.get(number, []) == trimmed(row) or not re.sub(r"[\s;,]", "", "".join(row))
        for number, row in enumerate(rows, start=2)
    )


@given(TABLES, DELIMITERS)
def test_csv_comes_back_unchanged(rows, delimiter):
    content = csv_bytes([["a;b;c;d", "=b", "c"], *rows], delimiter)

    assert came_back(content, "x.csv", rows)


@settings(max_examples=30)
@given(TABLES)
def test_xlsx_comes_back_unchanged(rows):
    assert came_back(xlsx_bytes([["a", "=b", "c"], *rows]), "x.xlsx", rows)


@given(CELLS)
def test_the_guard_can_be_taken_off_whatever_the_text(text):
    assert unguarded(guarded(text)) == text
    assert unguarded(guarded(guarded(text))) == guarded(text)


def naive_cells(content, delimiter):
    """As a spreadsheet reads it that takes this delimiter, come what may."""
    text = content.decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        yield from row


@given(TABLES, DELIMITERS)
def test_no_cell_is_a_formula_whichever_sign_a_spreadsheet_splits_at(rows, delimiter):
    content = csv_bytes(rows, delimiter)

    for other in ",;\t":
        for cell in naive_cells(content, other):
            assert not cell.startswith(DANGEROUS) or NUMBER.fullmatch(cell), (other, cell)


@settings(max_examples=30)
@given(TABLES)
def test_no_cell_of_a_workbook_is_a_formula(rows):
    content = xlsx_bytes([["a", "b", "c"], *rows])

    for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows(min_row=2):
        for cell in row:
            assert cell.data_type != "f"
            text = str(cell.value or "")
            assert not text.startswith(DANGEROUS) or NUMBER.fullmatch(text)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+420 600", "'+420 600"),
        ("-Anna", "'-Anna"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("'=x", "''=x"),
        ("a;=1+1", "a;'=1+1"),
        ("a,-5", "a,'-5"),
        ('a;"=1', "a;'\"=1"),
        ("a\n=1", "a\n'=1"),
        ("a;", "a;'"),
        ("Anna", "Anna"),
        ("An=na", "An=na"),
        ("a; =1", "a; =1"),
        ("Novák, Jan", "Novák, Jan"),
        ("'Anna", "'Anna"),
        ("-5", "-5"),
        ("-1,5", "-1,5"),
        ("-1.5", "-1.5"),
        ("", ""),
        (-5, -5),
        (None, None),
    ],
)
def test_where_the_apostrophes_stand(text, cell):
    assert guarded(text) == cell


def test_a_number_below_zero_first_in_a_row_would_be_a_formula_with_the_next_cell():
    """A Czech Excel that does not split at commas sees `-5,*A1` there."""
    assert csv_bytes([["a", "b"], ["-5", "*A1"], [-5, -5]]).decode("utf-8-sig").splitlines() == [
        "a,b",
        "'-5,*A1",
        "'-5,-5",
    ]
    assert csv_bytes([["a"], ["-5"]]).endswith(b"a\r\n-5\r\n")


def test_lines_of_a_csv_file():
    rows = [["jméno", "číslo"], ['"Bob"; ml.', None], ["x", 1.5]]

    assert list(csv_lines(rows, ";")) == [
        "\ufeffjméno;číslo\r\n",
        '"""Bob""; ml.";\r\n',
        "x;1.5\r\n",
    ]


def test_numbers_are_numbers_in_a_workbook_and_texts_are_texts():
    content = xlsx_bytes([["id", "číslo"], [7, "007"], [-5, None]])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active

    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["id", "číslo"],
        [7, "007"],
        [-5, None],
    ]
    assert sheet["A1"].font.bold and not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2"


@pytest.mark.parametrize("text", ["a\rb", "_x000D_", "\x0b", "\uffff", "_x0041_x0042_", " a "])
def test_what_xml_cannot_hold_comes_back_from_a_workbook(text):
    [row] = read(xlsx_bytes([["a", "b"], [text, "x"]]), "x.xlsx").rows

    assert row.cells == (text, "x")


def test_names_of_sheets_are_ones_that_excel_takes():
    names = ["a/b [1]: *?", "'", "Běh " * 20, "běh " * 20, "a-b -1-- --", "\x00"]
    book = openpyxl.load_workbook(io.BytesIO(workbook_bytes([(name, [["a"]]) for name in names])))

    assert len(book.sheetnames) == len({name.casefold() for name in book.sheetnames}) == len(names)
    assert all(1 <= len(name) <= 31 for name in book.sheetnames)
    assert book.sheetnames[0] == "a-b -1-- --" and book.sheetnames[4] == "a-b -1-- -- (2)"


def test_a_packed_table_is_the_same_unpacked():
    table = Table(("a", ""), (Row(2, ("Žluťák", "=1")), Row(7, ())), "Windows-1250", ";")

    assert Table.unpack(table.pack()) == table


@pytest.mark.parametrize("packed", [b"", b"a,b\n1,2\n", Table(("a",), ()).pack()[:-9]])
def test_what_an_older_version_packed_is_refused_with_a_sentence(packed):
    with pytest.raises(ValidationError) as refused:
        Table.unpack(packed)

    assert refused.value.messages == ["This upload is not here any more. Choose the file again."]
