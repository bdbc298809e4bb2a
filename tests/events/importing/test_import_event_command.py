"""manage.py import_event: what it prints, what it writes, how it refuses."""

import re
from io import StringIO
from pathlib import Path

import openpyxl
import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from accounts.models import AuditLog, Organisation, User
from events.models import Event, Participant

DATA = Path(__file__).parents[2] / "data"

pytestmark = pytest.mark.django_db


def run(*arguments):
    output = StringIO()
    call_command("import_event", *map(str, arguments), stdout=output, no_color=True)
    return output.getvalue()


def refusal(*arguments):
    with pytest.raises(CommandError) as caught:
        run(*arguments)
    assert not Event.objects.exists()
    assert caught.value.returncode == 1
    return str(caught.value)


def test_import_of_the_excel_file_lists_what_it_recognised():
    output = run(DATA / "tabor-2026-excel.csv", "--name", "Tábor 2026", "--date", "2026-07-12")

    event = Event.objects.get()
    assert output.splitlines() == [
        "Encoding: Windows-1250, delimiter: semicolon, data rows: 120",
        "Columns:",
        "  Jméno → first_name",
        "  Příjmení → last_name",
        "  Oddíl → group_name",
        "  Pohlaví → gender",
        "  Datum narození → birth_date",
        "  Evidenční číslo → external_id",
        "Groups: 12",
        "  Bobři, Draci, Havrani, Jestřábi, Lišky, Medvědi,"
        " Ostříži, Rysové, Sovy, Vlci, Vydry, Žraloci",
        "Participants: 120",
        f"Event {event.pk} created: Tábor 2026",
    ]
    assert (event.name, str(event.date), event.status) == ("Tábor 2026", "2026-07-12", "DRAFT")
    assert event.organisation == Organisation.objects.default()
    assert event.participants.count() == 120
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor) == ("IMPORT_EVENT", None)


def test_a_dry_run_writes_nothing():
    output = run(DATA / "skola-viceboj.csv", "--name", "Víceboj", "--dry-run", "--bootstrap")

    assert "Groups: 4\n  7.B, 6.A, 6.B, 7.A\nParticipants: 60\n" in output
    assert output.endswith("Dry run: nothing was written.\n")
    assert not Event.objects.exists()
    assert not User.objects.exists()
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_broken_file_is_refused_with_every_sentence(options):
    assert refusal(DATA / "rozbity.csv", "--name", "Nic", *options).splitlines() == [
        "Row 3: display_name is required",
        "Row 4: group_name is required",
        "Row 5: “dvanáct” is not an age; write a whole number from 0 to 200",
        "Row 6: “navíc” stands in a column without a header",
    ]


def test_warnings_are_printed_with_their_rows(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("name,group,age,shirt\nJan,A,7,S\nJan,A,8,M\n")

    output = run(path, "--name", "Den", "--accept-doubts")

    assert "  shirt → metadata\n" in output
    assert "Row 3: Jan is already in the group A, in row 2\n" in output
    assert Participant.objects.count() == 2


def test_bootstrap_prints_working_logins_as_an_aligned_table(rf):
    output = run(DATA / "tabor-2026.csv", "--name", "Tábor 2026", "--bootstrap")

    _before, table = output.split("Team logins, shown only this once:\n")
    lines = table.splitlines()
    assert len(lines) == 12
    columns = [re.fullmatch(r"  (\S+ +)(\S+ +)(\S+)", line).groups() for line in lines]
    assert len({(len(group), len(address)) for group, address, _password in columns}) == 1
    logins = {group.strip(): (address.strip(), password) for group, address, password in columns}
    assert len(logins) == 12
    address, password = logins["Žraloci"]
    user = authenticate(rf.post("/"), username=address, password=password)
    assert user.event_evaluators.get().group_assignment.group.name == "Žraloci"
    assert output.count(password) == 1


def test_columns_can_be_mapped_by_hand(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("Kdo=kdo,Kam,Věk\nJan,Bobři,starý\n", encoding="utf-8")

    run(
        path, "--name", "Den",
        "--map", "Kdo=kdo=display_name", "--map", "Kam=group_name", "--map", "Věk=metadata",
    )  # fmt: skip

    person = Participant.objects.get()
    assert (person.display_name, person.group.name, person.age) == ("Jan", "Bobři", None)
    assert person.metadata == {"Věk": "starý"}


def test_a_named_organisation(organisation):
    run(DATA / "skola-viceboj.csv", "--name", "Víceboj", "--organisation", "vydri")

    assert Event.objects.get().organisation == organisation


def test_an_unknown_organisation_lists_those_there_are(organisation):
    Organisation.objects.default()

    message = refusal(DATA / "skola-viceboj.csv", "--name", "V", "--organisation", "vidri")

    assert message == (
        "There is no organisation vidri. There are: default (Klepak Scores), vydri (Tábor Vydří)."
    )


def test_a_file_that_is_not_there(tmp_path):
    path = tmp_path / "nic.csv"

    assert refusal(path, "--name", "Den") == f"There is no file {path}."


def test_a_workbook(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["Jméno", "Oddíl"])
    book.active.append(["Žofie Čápová", "Šneci"])
    path = tmp_path / "děti.xlsx"
    book.save(path)

    output = run(path, "--name", "Den")

    assert output.startswith("Format: XLSX, data rows: 1\n")
    assert Participant.objects.get().display_name == "Žofie Čápová"
    assert "imported from děti.xlsx: 1 groups" in AuditLog.objects.get().detail


def test_a_damaged_workbook(tmp_path):
    path = tmp_path / "děti.xlsx"
    path.write_bytes(b"PK\x03\x04nothing")

    assert refusal(path, "--name", "Den") == (
        "The workbook is damaged. Open it in Excel and save it again as XLSX."
    )


def test_a_directory(tmp_path):
    assert refusal(tmp_path, "--name", "Den") == f"{tmp_path} is a directory, not a file."


def test_a_file_that_cannot_be_read(tmp_path):
    path = tmp_path / ("x" * 300 + ".csv")

    assert refusal(path, "--name", "Den") == f"{path} cannot be read: File name too long."


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("a.txt", b"name,group\nJan,A\n", "File must be a .csv file"),
        ("a.csv", b"", "CSV file is empty or has no headers"),
        ("a.csv", b"name,group\n", "CSV file contains no data rows"),
        ("a.csv", b"x" * (5 * 1024 * 1024 + 1), "CSV file exceeds the 5 MB limit"),
        ("a.csv", b"a,b\n" + b"1,2\n" * 10_001, "CSV file exceeds the 10000 row limit"),
        ("a.csv", b"\x89PNG\r\n\x1a\n\x00", "File must be UTF-8 encoded"),
        (
            "a.csv",
            b'name,group\nJan,"A\n',
            "Row 2: the quotation marks do not match, or a cell is too long",
        ),
    ],
)
def test_a_file_that_is_no_table(tmp_path, name, content, sentence):
    path = tmp_path / name
    path.write_bytes(content)

    assert refusal(path, "--name", "Den") == sentence


@pytest.mark.parametrize("options", [[], ["--dry-run"]])
def test_a_name_that_will_not_do(options):
    path = DATA / "skola-viceboj.csv"

    assert refusal(path, "--name", " ", *options) == "The event needs a name."


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            ["--date", "12.7.2026"],
            "Error: argument --date: write the date as YYYY-MM-DD",
        ),
        (
            ["--map", "Jméno"],
            "Error: argument --map: write it as COLUMN=FIELD, such as Jméno=first_name",
        ),
    ],
)
def test_options_that_make_no_sense(options, sentence):
    assert refusal(DATA / "skola-viceboj.csv", "--name", "Den", *options) == sentence
