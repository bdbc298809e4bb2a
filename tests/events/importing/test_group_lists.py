"""Groups in files, and the files themselves: whatever is chosen, the answer is a sentence."""

import io
import json
import zipfile

import openpyxl
import pytest

from accounts.models import AuditLog
from events.models import Group
from foundation.models import Job
from foundation.tables.table import MAX_BYTES
from foundation.tables.xlsx_files import LOCKED, OLE
from tests import make
from tests.admin_site import page
from tests.exchange_files import confirm, csv_rows, export, imported, problems, totals, upload, xlsx


def groups(event):
    return sorted(event.groups.values_list("name", "identifier"))


def test_groups_are_added_and_changed(as_admin, event, group, other_group, organisation):
    text = f"id,name,identifier\n{group.pk},Bobříci,zelená\n,DRACI,rudá\n,Sovy,\n"

    preview = upload(as_admin, Group, text, event=event.pk)

    assert totals(preview) == (1, 2, 0)
    assert groups(event) == [("Bobři", "hnědá"), ("Draci", "")]
    assert confirm(as_admin, Group, preview).status_code == 302
    assert groups(event) == [("Bobříci", "zelená"), ("DRACI", "rudá"), ("Sovy", "")]
    assert sorted(AuditLog.objects.values_list("action", "organisation")) == [
        ("CREATE_GROUP", organisation.pk),
        ("IMPORT_GROUPS", organisation.pk),
        ("UPDATE_GROUP", organisation.pk),
        ("UPDATE_GROUP", organisation.pk),
    ]


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_an_export_imported_again_changes_nothing(as_admin, event, group, format):
    make.group(event, name="=HYPERLINK(1)", identifier="@x")
    make.group(event, name="Draci;=1+1", identifier="-5")
    before = list(Group.objects.order_by("pk").values())

    content = export(as_admin, Group, format)

    assert imported(as_admin, Group, content, f"x.{format}", event=event.pk) == (0, 0, 3)
    assert list(Group.objects.order_by("pk").values()) == before


def test_what_an_export_contains(as_admin, event, group):
    [row] = csv_rows(export(as_admin, Group))

    assert row == {
        "id": str(group.pk),
        "name": "Bobři",
        "identifier": "hnědá",
        "event_id": str(event.pk),
        "event": "Tábor 2026",
    }


def test_ids_of_other_events_and_taken_names_are_refused(as_admin, event, group, other_group):
    abroad = make.group(make.event(organisation=make.organisation()), name="Cizí")
    text = f"id,name\n{abroad.pk},Naše\n{group.pk},draci\n,\n"

    answer = upload(as_admin, Group, text, event=event.pk)

    assert answer.status_code == 422
    assert problems(answer)[:2] == [
        (2, "id", f"There is no group {abroad.pk} in this event."),
        (3, "name", "The event already has a group of this name."),
    ]
    abroad.refresh_from_db()
    assert abroad.name == "Cizí"


def bomb():
    """A workbook of 70 KB that unpacks to 70 MB."""
    stream = io.BytesIO(xlsx(["name"], ["Sovy"]))
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/more.xml", b" " * (70 * 1024 * 1024))
    return stream.getvalue()


def archive(name):
    """A ZIP archive of another kind, with one file."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as file:
        file.writestr(name, "")
    return stream.getvalue()


def with_sheet(sheet):
    """A workbook whose only sheet is this XML."""
    stream, done = io.BytesIO(xlsx(["name"], ["Sovy"])), io.BytesIO()
    with zipfile.ZipFile(stream) as old, zipfile.ZipFile(done, "w") as new:
        for name in old.namelist():
            new.writestr(name, sheet if name == "xl/worksheets/sheet1.xml" else old.read(name))
    return done.getvalue()


BILLION = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + ']><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    '<row r="1"><c r="A1" t="inlineStr"><is><t>&i;</t></is></c></row></sheetData></worksheet>'
).encode()
FAR = (
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    b'<row r="1"><c r="A1" t="inlineStr"><is><t>name</t></is></c></row>'
    b'<row r="99999999"><c r="A99999999" t="inlineStr"><is><t>x</t></is></c></row>'
    b"</sheetData></worksheet>"
)
DAMAGED = "The workbook is damaged. Open it in Excel and save it again as XLSX."
NO_TABLE = "There is no table in it: it needs a row of headers and rows below."
LETTERS = "The letters in this file cannot be read. Save it as XLSX, or as CSV UTF-8."
NO_LIST = "The file is not a JSON list of objects with texts and numbers."
BAD_FILES = {
    "empty": (b"", "x.csv", "The submitted file is empty."),
    "blank": (b"\n \n", "x.csv", NO_TABLE),
    "no rows": (b"name\n", "x.csv", NO_TABLE),
    "program": (b"MZ", "x.exe", "Choose a .csv, .xlsx or .json file."),
    "no ending": (b"name\nx", "csv", "Choose a .csv, .xlsx or .json file."),
    "NUL": (b"name\nSo\0vy\n", "x.csv", LETTERS),
    "NUL in JSON": (
        b'[{"name": "\\u0000"}]',
        "x.json",
        "Row 1 has a character that cannot be stored.",
    ),
    "half a letter": (
        b'[{"name": "\\ud800"}]',
        "x.json",
        "Row 1 has a character that cannot be stored.",
    ),
    "quotes": (
        b'name\n"Sovy\n',
        "x.csv",
        "Row 2: the quotation marks do not match, or a cell is too long",
    ),
    "more cells": (b"name,id\nA,,B\n", "x.csv", "Row 2 has more cells than there are columns."),
    "twice": (b"name,Name\nA,B\n", "x.csv", "The column “name” is there more than once"),
    "other columns": (
        b"jmeno\nA\n",
        "x.csv",
        "None of the columns is known here. The columns are: id, name, identifier",
    ),
    "no workbook": (b"\x00\x01", "x.xlsx", LETTERS),
    "old workbook": (
        OLE + b"\0" * 600,
        "x.xls",
        "This is an old Excel workbook (.xls). Save it as XLSX or CSV.",
    ),
    "locked workbook": (
        OLE + b"\0" * 600 + LOCKED,
        "x.xlsx",
        "The workbook is locked with a password. Save it without one.",
    ),
    "another archive": (
        archive("content.xml"),
        "x.ods",
        "This file is no Excel workbook. Save the table as XLSX or CSV.",
    ),
    "half a workbook": (xlsx(["name"], ["x"])[:3000], "x.xlsx", DAMAGED),
    "empty workbook": (
        xlsx(),
        "x.xlsx",
        NO_TABLE,
    ),
    "bomb": (
        bomb(),
        "x.xlsx",
        "There is too much in this workbook. Copy the table alone into a new one.",
    ),
    "entities": (with_sheet(BILLION), "x.xlsx", DAMAGED),
    "far row": (
        with_sheet(FAR),
        "x.xlsx",
        "There is something in row 1048577, far below the table. Copy the table into a new file.",
    ),
    "no JSON": (b"{", "x.json", NO_LIST),
    "one object": (b'{"name": "x"}', "x.json", NO_LIST),
    "nested": (b'[{"name": ["x"]}]', "x.json", NO_LIST),
    "endless": (b"[" * 100_000, "x.json", NO_LIST),
    "huge number": (b'[{"name": ' + b"9" * 5000 + b"}]", "x.json", NO_LIST),
    "long cell": (b"name\n" + b"x" * 32_768, "x.csv", "Row 2: a cell is too long."),
    "too large": (b"x" * (MAX_BYTES + 1), "x.csv", "The file is larger than 5 MB. Split it."),
    "too many rows": (
        json.dumps([{"name": "x"}] * 10_001).encode(),
        "x.json",
        "The file has more than 10000 rows. Split it.",
    ),
    "more than a list takes": (
        b"name\n" + b"x\n" * 1001,
        "x.csv",
        "One import takes at most 1000 rows here. Split the file.",
    ),
}


@pytest.mark.parametrize(("content", "name", "sentence"), BAD_FILES.values(), ids=BAD_FILES)
def test_bad_files_are_refused_with_a_sentence(as_admin, event, content, name, sentence):
    answer = upload(as_admin, Group, content, name, event=event.pk)

    assert answer.status_code == 422
    assert problems(answer) == [sentence]
    assert not Group.objects.exists()
    assert not Job.objects.exists()


def test_a_file_has_to_be_chosen(as_admin):
    answer = as_admin.post(page(Group, "import"), {"file": "text", "event": ""})

    assert answer.status_code == 422
    assert problems(answer) == ["This field is required.", "This field is required."]


def test_a_workbook_with_a_stray_cell_far_below_is_read(as_admin, event):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["A20000"] = "name", "Sovy"
    stream = io.BytesIO()
    book.save(stream)

    assert imported(as_admin, Group, stream.getvalue(), "x.xlsx", event=event.pk) == (1, 0, 0)


def test_the_sheet_with_the_list_is_found_and_numbers_are_read_as_shown(as_admin, event):
    book = openpyxl.Workbook()
    book.active.append(["How to fill this in"])
    sheet = book.create_sheet()
    sheet.append(["name", "identifier"])
    sheet.append([7, 0.25])
    sheet["A2"].number_format, sheet["B2"].number_format = "000", "0%"
    stream = io.BytesIO()
    book.save(stream)

    imported(as_admin, Group, stream.getvalue(), "x.xlsx", event=event.pk)

    assert groups(event) == [("007", "25%")]


def test_a_csv_file_by_the_name_of_a_workbook_is_read(as_admin, event):
    imported(as_admin, Group, "name\nSovy\n", "x.xlsx", event=event.pk)

    assert groups(event) == [("Sovy", "")]


def test_an_upload_of_an_older_version_is_asked_for_again(as_admin, event):
    preview = upload(as_admin, Group, "name\nSovy\n", event=event.pk)
    Job.objects.update(content=b"of another form")

    answer = confirm(as_admin, Group, preview)

    assert answer.status_code == 422
    assert problems(answer) == ["This upload is not here any more. Choose the file again."]
    assert groups(event) == []


def test_the_kind_of_a_preview_is_kept(as_admin, event, group):
    """What was uploaded as participants is not confirmed as groups."""
    from events.models import Participant

    preview = upload(as_admin, Participant, "name,group\nJan,Bobři\n", event=event.pk)

    assert confirm(as_admin, Group, preview).status_code == 422
    assert groups(event) == [("Bobři", "hnědá")]


def test_django_s_own_log_stays_empty(as_admin, event):
    from django.apps import apps

    imported(as_admin, Group, "name\nSovy\n", event=event.pk)

    assert not apps.get_model("admin", "LogEntry").objects.exists()
