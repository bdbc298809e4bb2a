"""From bytes to a table: encodings, delimiters, quotes, limits."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from foundation.tables.csv_files import read, read_pasted
from foundation.tables.table import LONGEST_CELL, MAX_BYTES, Row

LETTERS = "The letters in this file cannot be read. Save it as XLSX, or as CSV UTF-8."
NO_TABLE = "There is no table in it: it needs a row of headers and rows below."
PANGRAM = "Příliš žluťoučký kůň úpěl ďábelské ódy"


def refusal(content):
    with pytest.raises(ValidationError) as caught:
        read(content)
    assert len(caught.value.messages) == 1
    return caught.value.messages[0]


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [
        ("utf-8", "UTF-8"),
        ("utf-8-sig", "UTF-8"),
        ("utf-16", "UTF-16"),
        ("cp1250", "Windows-1250"),
        ("iso-8859-2", "ISO-8859-2"),
    ],
)
@pytest.mark.parametrize("text", [PANGRAM, PANGRAM.upper()], ids=["small", "capital"])
def test_czech_letters_survive_every_encoding(codec, encoding, text):
    table = read(f"jméno;oddíl\r\n{text};Žraloci\r\n".encode(codec))

    assert (table.headers, table.rows) == (("jméno", "oddíl"), (Row(2, (text, "Žraloci")),))
    assert (table.encoding, table.delimiter, table.findings) == (encoding, ";", ())


def test_utf_16_big_endian():
    content = b"\xfe\xff" + "a,b\nŠ,ž\n".encode("utf-16-be")

    assert read(content).rows == (Row(2, ("Š", "ž")),)


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
        b"PK\x03\x04\x14\x00\x06\x00",
        b"name,group\nJan\x00,Bob",
        "name,group\nJan,Bob".encode("utf-16-le"),
        b"\xff\xfea",
        b"name\n\x81",
        "name;group\nИван Петров;Совы\n".encode("cp1251"),
        "name\nΓιώργος\n".encode("cp1253"),
        "name;group\nŠtěpán;Bobři\n".encode()[:-3],
        "name;group\nŠtěpánka Ďáblová;Bob\n".encode() + b"\xff",
    ],
    ids=[
        "png",
        "xlsx",
        "nul",
        "utf-16 without bom",
        "half a utf-16 character",
        "a byte that is hardly a letter anywhere",
        "cyrillic",
        "greek",
        "utf-8 cut off",
        "utf-8 with a broken byte",
    ],
)
def test_what_is_no_text_is_refused(content):
    assert refusal(content) == LETTERS


@pytest.mark.parametrize(
    ("header", "delimiter", "headers"),
    [
        ("name,group,age", ",", ("name", "group", "age")),
        ("name;group;age", ";", ("name", "group", "age")),
        ("name\tgroup\tage", "\t", ("name", "group", "age")),
        ('"name, surname, nick";group', ";", ("name, surname, nick", "group")),
        ('"a;b;c;d",group', ",", ("a;b;c;d", "group")),
        ("name, surname;group", ";", ("name, surname", "group")),
        ('"name\nand surname";group', ";", ("name and surname", "group")),
        ('group;"name, surname, nick"', ";", ("group", "name, surname, nick")),
        ("\n , ;\n,,,\nname;group", ";", ("name", "group")),
        ("name", "\t", ("name",)),
        ("Camp\nname;group\nx;y", ";", ("name", "group")),
        ("Camp, summer\nname;group\nx;y", ";", ("name", "group")),
        ("name\nNovák, Jan", "\t", ("name",)),
    ],
)
def test_delimiter_is_what_the_header_row_has_most_of(header, delimiter, headers):
    table = read(f"{header}\nx\n".encode())

    assert (table.delimiter, table.headers) == (delimiter, headers)


def test_rows_are_numbered_as_the_spreadsheet_shows_them():
    content = b'\r\nname,group\r\n\r\n"two\r\nlines",b\r\n,\r\nlast,b\r\n\r\n'

    table = read(content)

    assert table.headers == ("name", "group")
    assert table.rows == (Row(4, ("two\r\nlines", "b")), Row(6, ("last", "b")))


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_of_any_system(end):
    table = read(f"a,b{end}1,2{end}3,4".encode())

    assert table.rows == (Row(2, ("1", "2")), Row(3, ("3", "4")))


def test_quotes_inside_quotes_and_short_and_long_rows():
    content = b'a,b\n"say ""hi"", you",=1+1\nshort\nlong,2,3\nJan "Bob" B,x\n'

    assert [row.cells for row in read(content).rows] == [
        ('say "hi", you', "=1+1"),
        ("short",),
        ("long", "2", "3"),
        ('Jan "Bob" B', "x"),
    ]


def test_headers_are_tidied_and_end_with_the_last_named_one():
    table = read(b" name , , group\xc2\xa0 name,,\nx,y,z,,\n")

    assert table.headers == ("name", "", "group name")


@pytest.mark.parametrize(
    ("content", "row"),
    [
        (b'a,b\n1,2\n"open,2\n3,4\n', 3),
        (b'a,b\n"1"x,2\n', 2),
        (b'"a,b\n1,2\n', 1),
        (b"a,b\n1," + b"x" * 200_000, 2),
    ],
    ids=["never closed", "text after the quote", "in the header", "an endless cell"],
)
def test_malformed_quoting_is_refused_with_its_row(content, row):
    assert refusal(content) == (
        f"Row {row}: the quotation marks do not match, or a cell is too long"
    )


@pytest.mark.parametrize(
    "content", [b"", b"\xef\xbb\xbf", b"\n\n", b" ;;\n,\n", b",,,", b"\xff\xfe"]
)
def test_empty(content):
    assert refusal(content) == NO_TABLE


@pytest.mark.parametrize("content", [b"name,group", b"name,group\n\n,,\n"])
def test_header_only(content):
    assert refusal(content) == NO_TABLE


def test_five_megabytes_and_not_a_byte_more():
    row = b"x" * 9_990 + b",12345678\n"
    content = b"a,b\n" + row * 524
    content += b"y" * (MAX_BYTES - len(content))

    assert len(content) == 5 * 1024 * 1024
    assert len(read(content).rows) == 525
    assert refusal(content + b"y") == "The file is larger than 5 MB. Split it."


def test_ten_thousand_rows_and_not_one_more():
    content = b"a,b\n" + b"1,2\n\n" * 10_000

    assert len(read(content).rows) == 10_000
    assert refusal(content + b"1,2\n") == "The file has more than 10000 rows. Split it."


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_sentence(content):
    try:
        table = read(content)
    except ValidationError as error:
        assert all(error.messages)
    else:
        assert table.headers and table.rows


@given(
    st.lists(st.lists(st.text('aČž ,;"\n\r\t=', max_size=6), min_size=2, max_size=2), min_size=1),
    st.sampled_from(",;\t"),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
)
def test_what_a_spreadsheet_writes_comes_back(rows, delimiter, codec):
    cells = [["one", "two"], *rows]
    text = "".join(
        delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) + "\r\n"
        for row in cells
    )
    expected = tuple(
        Row(number, tuple(row))
        for number, row in enumerate(rows, start=2)
        if any(cell.strip(" \r\n\t,;") for cell in row)
    )
    if not expected:
        assert refusal(text.encode(codec)) == NO_TABLE
        return

    assert read(text.encode(codec)).rows == expected


def test_a_cell_is_as_long_as_a_spreadsheet_has_one():
    longest = b"x" * LONGEST_CELL

    assert len(read(b"a\n" + longest).rows[0].cells[0]) == 32_767
    assert refusal(b"a\n1\n" + longest + b"x") == "Row 3: a cell is too long."


@pytest.mark.parametrize("cells", [b"a,b\n%s", b"%s\na"], ids=["row", "header"])
def test_two_hundred_columns_and_not_one_more(cells):
    assert len(read(cells % b",".join([b"x"] * 200)).rows) == 1
    assert refusal(cells % b",".join([b"x"] * 201)) == "The table has more than 200 columns."


def test_pasted_quotation_marks_are_part_of_a_text():
    table = read_pasted(b'a\tb\n"Jan" B\tx\x00\n')

    assert table.rows == (Row(2, ('"Jan" B', "x ")),)


SEPARATOR_ROWS = (
    Row(2, ("Jana", "Nováková", "Sovy", "9")),
    Row(3, ("Petr", "Malý", "Lišky", "10")),
)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "cp1250"])
@pytest.mark.parametrize(
    ("line", "delimiter"),
    [
        ("sep=;", ";"),
        ("SEP=,", ","),
        ('"sep=;"', ";"),
        ("sep=\t", "\t"),
        (r"sep=\t", "\t"),
        ("sep=|", "|"),
        ("sep=;;;;", ";"),
    ],
)
def test_a_first_line_names_the_separator_and_is_no_row(line, delimiter, codec):
    rows = ["Jméno Příjmení Oddíl Věk", "Jana Nováková Sovy 9", "Petr Malý Lišky 10"]
    text = "\r\n".join([line, *(row.replace(" ", delimiter) for row in rows)])

    table = read(text.encode(codec))

    assert (table.delimiter, table.headers) == (delimiter, ("Jméno", "Příjmení", "Oddíl", "Věk"))
    assert table.rows == SEPARATOR_ROWS
    assert table.findings == ()


def test_a_separator_line_from_the_field(field_case):
    table = read(field_case("sep-line.csv"))

    assert (table.delimiter, table.rows) == (";", SEPARATOR_ROWS)


@pytest.mark.parametrize("content", ["sep=;\na;b\nx;y", '"sep=,"\na,b\nx,y'])
def test_a_separator_line_that_was_pasted(content):
    assert read_pasted(content.encode()).rows == (Row(2, ("x", "y")),)


@pytest.mark.parametrize("line", ["sep=x", "separator=;", "sep="])
def test_what_names_no_separator_is_a_row(line):
    assert read(f"{line}\nJana\n".encode()).rows[-1].cells == ("Jana",)
