"""From a real workbook to a table of texts, and what is refused with a sentence."""

import datetime
import io
import random
import zipfile

import openpyxl
import pytest
from django.core.exceptions import ValidationError

from foundation.tables import xlsx_files
from foundation.tables.table import MAX_BYTES, Finding, Row

SHEET = "xl/worksheets/sheet1.xml"


def workbook(*rows, title="Děti"):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    return book


def packed(book):
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def read(*rows):
    return xlsx_files.read(packed(workbook(*rows)))


def replaced(content, name, text):
    """The workbook with one part replaced."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", 8) as new:
        for part in old.namelist():
            new.writestr(part, text if part == name else old.read(part))
    return file.getvalue()


def refusal(content):
    with pytest.raises(ValidationError) as caught:
        xlsx_files.read(content)
    return caught.value.code, caught.value.messages


def test_texts_numbers_and_dates():
    table = read(
        ["Jméno ", "Věk", "Narození", "Zaplaceno", "Výška", "Přišel", None],
        ["Řehoř Pokorný", 12, datetime.date(2014, 5, 6), True, 1.52, datetime.time(8, 30)],
        ["Běla", 9.0, datetime.datetime.fromisoformat("2014-05-06T07:08"), False, 0.1 + 0.2],
    )

    assert table.headers == ("Jméno", "Věk", "Narození", "Zaplaceno", "Výška", "Přišel")
    assert table.rows == (
        Row(2, ("Řehoř Pokorný", "12", "2014-05-06", "yes", "1.52", "08:30:00")),
        Row(3, ("Běla", "9", "2014-05-06 07:08", "no", "0.3")),
    )
    assert (table.encoding, table.delimiter) == ("XLSX", "")


def test_numbers_as_they_are_shown():
    book = workbook(["id", "účast", "velké"], [7, 0.256, 12345678901234567890])
    sheet = book.active
    sheet["A2"].number_format = "0000"
    sheet["B2"].number_format = "0.0%"

    [row] = xlsx_files.read(packed(book)).rows

    assert row.cells == ("0007", "25.6%", "1.23456789012346e+19")


def test_rows_keep_the_numbers_of_the_sheet():
    book = workbook(["jméno", "oddíl"])
    book.active["A5"] = "Jana"
    book.active["B9"] = " "
    book.active["B12"] = "Bobři"

    table = xlsx_files.read(packed(book))

    assert table.rows == (Row(5, ("Jana",)), Row(12, ("", "Bobři")))


def test_the_first_sheet_with_something_in_it_hidden_ones_last():
    book = workbook(["skryté", "x"], ["1", "2"], title="Skrytý")
    book.active.sheet_state = "hidden"
    book.create_sheet("Prázdný")
    book.create_sheet("Titulní").append(["Tábor 2026"])
    book.create_sheet("Děti").append(["jméno"])
    book["Děti"].append(["Jana"])

    assert xlsx_files.read(packed(book)).headers == ("jméno",)


def test_a_wrong_dimension_hides_no_rows():
    content = packed(workbook(["jméno", "oddíl"], ["Jana", "Bobři"], ["Petr", "Draci"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).replace(b'ref="A1:B3"', b'ref="A1:A1"')

    assert len(xlsx_files.read(replaced(content, SHEET, sheet)).rows) == 2


def test_formulas_are_read_as_last_computed():
    content = packed(workbook(["jméno", "oddíl"], ["Jana", "=1+1"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    assert b"<f>1+1</f><v" in sheet
    sheet = sheet.replace(b"<f>1+1</f><v />", b"<f>1+1</f><v>2</v>")
    sheet = sheet.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>2</v>")

    assert xlsx_files.read(replaced(content, SHEET, sheet)).rows[0].cells == ("Jana", "2")


def test_what_no_database_takes_becomes_a_space():
    content = packed(workbook(["jméno", "oddíl"], ["Jana", "Bobři"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).replace(b"Jana", b"Ja_x0000_na&#127;")

    [row] = xlsx_files.read(replaced(content, SHEET, sheet)).rows

    assert not any(ord(letter) < 32 or ord(letter) == 127 for letter in "".join(row.cells))


def test_it_reports_its_progress():
    progress = []
    content = packed(workbook(["jméno"], *([f"Jana {number}"] for number in range(1_234))))

    table = xlsx_files.read(content, progress.append)

    assert (len(table.rows), progress) == (1_234, [500, 1_000])


@pytest.mark.parametrize("rows", [[], [["jméno", "oddíl"]], [[" ", ";"]]])
def test_a_workbook_without_a_table(rows):
    assert refusal(packed(workbook(*rows))) == (
        "empty",
        ["There is no table in it: it needs a row of headers and rows below."],
    )


def test_old_and_locked_workbooks_are_named():
    old = xlsx_files.OLE + b"\0" * 600
    locked = old + "EncryptedPackage".encode("utf-16-le")

    assert refusal(old) == (
        "old",
        ["This is an old Excel workbook (.xls). Save it as XLSX or CSV."],
    )
    assert refusal(locked) == (
        "locked",
        ["The workbook is locked with a password. Save it without one."],
    )


def test_another_archive_is_no_workbook():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")

    assert refusal(file.getvalue())[0] == "other"


def test_what_unpacks_to_too_much_is_not_unpacked():
    content = packed(workbook(["jméno"], ["Jana"]))
    bomb = replaced(content, SHEET, b" " * (xlsx_files.MAX_UNPACKED + 1))
    crowd = replaced(content, SHEET, b"<c/>" * (xlsx_files.MAX_ELEMENTS + 1))

    assert len(bomb) < 200_000
    assert (refusal(bomb)[0], refusal(crowd)[0]) == ("too_large", "too_large")


def test_one_long_text_in_every_cell_is_too_much():
    text = "x" * 30_000
    content = packed(workbook(["jméno"], *([text] for _row in range(200))))

    assert len(content) < 200_000
    assert refusal(content)[0] == "too_large"


def test_an_expanding_entity_is_damage():
    content = packed(workbook(["jméno"], ["Jana"]))
    entities = "".join(
        f'<!ENTITY e{number} "{f"&e{number - 1};" * 10}">' for number in range(1, 12)
    )
    xml = (
        f'<?xml version="1.0"?><!DOCTYPE worksheet [<!ENTITY e0 "ha">{entities}]>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
        '<row r="1"><c r="A1" t="inlineStr"><is><t>&e11;</t></is></c></row></sheetData></worksheet>'
    )

    assert refusal(replaced(content, SHEET, xml))[0] == "damaged"


def test_limits():
    wide = ["h", *[None] * 199, "x"]
    assert refusal(packed(workbook(["jméno"], wide)))[0] == "too_many_columns"
    long = packed(workbook(["jméno"], *([f"Jana {number}"] for number in range(10_001))))
    assert refusal(long)[0] == "too_many_rows"
    assert refusal(b"PK\x03\x04" + b"x" * MAX_BYTES)[0] == "too_large"


def with_last_row(number, cell):
    """A table of one row, and this cell as the only one of a row far below."""
    content = packed(workbook(["jméno"], ["Jana"], ["Petr"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    start, end = sheet.index(b'<row r="3"'), sheet.index(b"</sheetData>")
    row = f'<row r="{number}"><c r="A{number}" s="0">{cell}</c></row>'.encode()
    return replaced(content, SHEET, sheet[:start] + row + sheet[end:])


@pytest.mark.parametrize(("number", "shown"), [(50_001, 50_001), (999_999_999, 1_048_577)])
def test_a_cell_far_below_the_table_is_not_left_out_silently(number, shown):
    assert refusal(with_last_row(number, "<v>1</v>")) == (
        "too_far",
        [
            f"There is something in row {shown}, far below the table."
            " Copy the table into a new file."
        ],
    )


def test_a_stray_cell_below_is_read_and_a_format_far_below_is_not():
    found = xlsx_files.read(with_last_row(50_000, "<v>1</v>")).rows
    assert found == (Row(2, ("Jana",)), Row(50_000, ("1",)))
    assert xlsx_files.read(with_last_row(1_048_576, "")).rows == (Row(2, ("Jana",)),)


def test_times_as_typed():
    table = read(
        ["čas", "kdy"],
        [datetime.time(0, 1, 23, 450_000), datetime.datetime.fromisoformat("2026-07-01T08:30:15")],
        [
            datetime.timedelta(minutes=2, seconds=3),
            datetime.datetime.fromisoformat("2026-07-01T08:30"),
        ],
    )

    assert [row.cells for row in table.rows] == [
        ("00:01:23.45", "2026-07-01 08:30:15"),
        ("0:02:03", "2026-07-01 08:30"),
    ]


def test_damaged_workbooks_are_refused_with_a_sentence():
    content = packed(workbook(["jméno", "věk"], ["Jana", 12], ["Petr", datetime.date(2014, 1, 1)]))
    chance = random.Random(4)
    names = zipfile.ZipFile(io.BytesIO(content)).namelist()
    for _attempt in range(150):
        damaged = bytearray(content)
        if chance.random() < 0.5:  # in the archive
            for _byte in range(chance.randrange(1, 8)):
                damaged[chance.randrange(len(damaged))] = chance.randrange(256)
            damaged = bytes(damaged[: chance.randrange(len(damaged) // 2, len(damaged))])
        else:  # inside a part of it
            name = chance.choice(names)
            part = bytearray(zipfile.ZipFile(io.BytesIO(content)).read(name))
            for _byte in range(chance.randrange(1, 8)):
                part[chance.randrange(len(part))] = chance.choice(b'<>"/=019Aa&;\xff')
            damaged = replaced(content, name, bytes(part))
        try:
            xlsx_files.read(damaged)
        except ValidationError as error:
            assert all(error.messages)


FORMULA = "A formula without a value: open the table in Excel and save it again."


def test_a_merged_cell_is_the_value_of_every_row_it_spans(field_case):
    table = xlsx_files.read(field_case("merged-group.xlsx"))

    assert [row.cells for row in table.rows] == [
        ("Sovy", "Jana", "Nová"),
        ("Sovy", "Petr", "Malý"),
        ("Sovy", "Eva", "Dlouhá"),
        ("Lišky", "Jan", "Bílý"),
        ("Lišky", "Ota", "Šedý"),
    ]
    assert table.findings == ()


def merged(*ranges, rows):
    book = workbook(*rows)
    for each in ranges:
        book.active.merge_cells(each)
    return xlsx_files.read(packed(book))


def test_a_merged_cell_fills_no_empty_row_and_only_its_first_column():
    table = merged(
        "C2:C5",
        "A3:B3",
        rows=[["a", "b", "c"], ["1", "2", "x"], ["both", None], [None], ["3", "4"]],
    )

    assert table.rows == (
        Row(2, ("1", "2", "x")),
        Row(3, ("both", "", "x")),
        Row(5, ("3", "4", "x")),
    )
    text = "This is merged over several columns. It is taken for the first alone."
    assert table.doubts == (Finding(text, "merged", 3, 0, "a"),)


def test_a_header_over_two_columns_is_that_of_both_with_a_doubt():
    table = merged("A1:B1", rows=[["Jméno", None, "Věk"], ["Jana", "Nová", "9"]])

    assert table.headers == ("Jméno", "Jméno", "Věk")
    text = "The header “Jméno” is merged over several columns: see what each is."
    assert table.doubts == (Finding(text, "merged_header", 1, 0, "Jméno"),)


def test_a_title_over_all_columns_is_no_row_of_headers():
    table = merged("A1:C1", rows=[["Tábor 2026"], ["Jméno", "Oddíl", "Věk"], ["Jana", "Sovy", "9"]])

    assert (table.header_row, table.headers) == (2, ("Jméno", "Oddíl", "Věk"))


def test_merged_texts_that_would_be_too_much_are_refused():
    rows = [["a", "b"], ["x" * 30_000, "1"], *([None, "1"] for _row in range(200))]

    with pytest.raises(ValidationError) as caught:
        merged("A2:A202", rows=rows)

    assert caught.value.code == "too_large"


def test_a_formula_without_a_value_is_no_empty_cell(field_case):
    table = xlsx_files.read(field_case("formula-no-cache.xlsx"))

    assert table.errors == (
        Finding(FORMULA, "formula", 2, 3, "Věk", is_error=True),
        Finding(FORMULA, "formula", 3, 3, "Věk", is_error=True),
    )
    assert [row.cells for row in table.rows] == [
        ("Jana", "Nová", "Sovy"),
        ("Petr", "Malý", "Lišky"),
    ]


def test_a_row_of_nothing_but_such_formulas_is_there():
    table = xlsx_files.read(packed(workbook(["jméno", "oddíl"], ["=1+1", None], ["Jana", "x"])))

    assert [row.number for row in table.rows] == [2, 3]
    assert [each.row for each in table.errors] == [2]


def test_a_header_without_a_value_is_a_doubt():
    table = xlsx_files.read(packed(workbook(["jméno", "=1+1", "x"], ["Jana", "Sovy", "1"])))

    assert [(each.row, each.column, each.kind) for each in table.doubts] == [
        (1, "Column B", "formula")
    ]


def with_cell(cell):
    """A table whose second cell is this XML."""
    content = packed(workbook(["jméno", "oddíl"], ["Jana", 1]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET)
    start, end = sheet.index(b'<c r="B2"'), sheet.index(b"</row></sheetData>")
    return xlsx_files.read(replaced(content, SHEET, sheet[:start] + cell + sheet[end:]))


def test_a_formula_that_came_to_an_empty_text_is_an_empty_cell():
    table = with_cell(b'<c r="B2" t="str"><f>IF(1,"","")</f><v></v></c>')

    assert (table.rows, table.findings) == ((Row(2, ("Jana",)),), ())


def test_an_error_that_nobody_knows_is_one():
    table = with_cell(b'<c r="B2" t="e"><v>#NEW!</v></c>')

    assert [each.text for each in table.errors] == [
        "“#NEW!” is an error, not a value. Correct it in the table."
    ]


def test_a_day_that_no_calendar_has_is_an_error():
    book = workbook(["jméno", "narození"], ["Jana", 99_999_999])
    book.active["B2"].number_format = "d.m.yyyy"

    table = xlsx_files.read(packed(book))

    assert [each.text for each in table.errors] == [
        "“99999999” is an error, not a value. Correct it in the table."
    ]


def test_totals_of_a_real_table_are_no_row(field_case):
    table = xlsx_files.read(field_case("table-totals-row.xlsx"))

    assert [row.cells for row in table.rows] == [
        ("Ann Brook", "Owls", "9"),
        ("Bob Field", "Foxes", "10"),
    ]
    text = "A row with Excel's totals is left out: Total · 2 · 9.5"
    assert table.doubts == (Finding(text, "totals", 4),)


def test_days_that_were_computed(field_case):
    table = xlsx_files.read(field_case("date-float.xlsx"))

    assert [row.cells[2] for row in table.rows] == [
        "2014-05-06",
        "2014-05-05 23:59:59.914",
        "1900-02-28",
        "2014-05-06",
    ]


def test_midnight_is_the_day_and_another_time_stays():
    table = read(
        ["kdy", "x"],
        [datetime.datetime.fromisoformat("2011-05-06T00:00"), "2011-05-06 00:00:00"],
        [datetime.datetime.fromisoformat("2011-05-06T07:08"), "6.5.2011 0:00"],
    )

    assert [row.cells for row in table.rows] == [
        ("2011-05-06", "2011-05-06 00:00:00"),
        ("2011-05-06 07:08", "6.5.2011 0:00"),
    ]


def test_rows_out_of_order_are_damage():
    content = packed(workbook(["jméno"], ["Jana"], ["Petr"]))
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheet = archive.read(SHEET).replace(b'<row r="3"', b'<row r="2"')

    assert refusal(replaced(content, SHEET, sheet))[0] == "damaged"
