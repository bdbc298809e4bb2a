"""Tables as organisers really have them, through every door: the same people, the same doubts.

Files stand in tests/data/field-cases. A door is the event's own page, the command, the API and the
list of participants; each gets the same bytes and must come to the same people.
"""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

from events.models import Event, Participant
from events.rosters.doubts import read_people
from foundation.models import Job
from foundation.tables.xlsx_files import is_workbook
from tests import make
from tests.events.importing.import_pages import apply, confirmed, draft_url, seen, upload
from tests.exchange_files import confirm, problems
from tests.exchange_files import upload as upload_list

FILES = Path(__file__).parents[2] / "data/field-cases"
DAY = "2026-07-01"

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Case:
    """people: (name, surname, group, number, gender, age, birth date or year) of each, sorted.

    doubts: kinds that are asked about. refusals: parts of sentences, where nothing is taken.
    """

    content: bytes
    name: str
    people: list[tuple] = field(default_factory=list)
    doubts: frozenset[str] = frozenset()
    refusals: tuple[str, ...] = ()


def of_file(name, *people, doubts=(), refusals=()):
    content = (FILES / name).read_bytes()
    return pytest.param(Case(content, name, list(people), frozenset(doubts), refusals), id=name)


def of_text(name, text, *people, doubts=(), refusals=()):
    case = Case(text.encode(), "list.csv", list(people), frozenset(doubts), refusals)
    return pytest.param(case, id=name)


def who(name, group, *, surname="", number=None, gender="", age=None, born=None):
    return name, surname, group, number, gender, age, born


JANA, PETR = who("Jana Nová", "Sovy"), who("Petr Malý", "Sovy")
CHILDREN = "Jméno;Oddíl;Datum narození\n" + "".join(
    f"Dítě {n};Sovy;1.1.{2011 + n}\n" for n in range(8)
)
BORN = [who(f"Dítě {n}", "Sovy", born=f"{2011 + n}-01-01") for n in range(8)]

CASES = [
    of_file(
        "sep-line.csv",
        who("Jana Nováková", "Sovy", surname="Nováková", age=9),
        who("Petr Malý", "Lišky", surname="Malý", age=10),
    ),
    of_file(
        "ms-dos-cp852-ascii-headers.csv",
        who("Štěpán Černý", "5.A", age=11),
        who("Žofie Dvořáková", "5.A", age=10),
    ),
    of_file("double-encoded.csv", who("Štěpán Novák", "Sovy"), doubts={"broken"}),
    of_file(
        "merged-group.xlsx",
        who("Jana Nová", "Sovy", surname="Nová"),
        who("Petr Malý", "Sovy", surname="Malý"),
        who("Eva Dlouhá", "Sovy", surname="Dlouhá"),
        who("Jan Bílý", "Lišky", surname="Bílý"),
        who("Ota Šedý", "Lišky", surname="Šedý"),
    ),
    of_file("formula-no-cache.xlsx", refusals=("formula without a value",)),
    of_file("error-cells.xlsx", refusals=("“#N/A” is an error", "“#REF!”", "“#VALUE!”")),
    of_text("errors", "Jméno;Oddíl\nJana;#N/A\nEva;#DIV/0!\n", refusals=("“#N/A”", "“#DIV/0!”")),
    of_file(
        "total-row.csv",
        who("Jana Nová", "5.A", age=10),
        who("Petr Malý", "5.B", age=11),
        doubts={"summary"},
    ),
    of_text(
        "totals in words",
        "Jméno;Oddíl;Věk\nJana Nová;Sovy;9\nSoučet;;9\n;Sovy Celkem;1\nAverage;;9.5\n"
        "Celkem: 1;;\nGrand Total;1;\nPočet dětí;1;\nPrůměrný věk;;9,5\n",
        who("Jana Nová", "Sovy", age=9),
        doubts={"summary"},
    ),
    of_file(
        "table-totals-row.xlsx",
        who("Ann Brook", "Owls", age=9),
        who("Bob Field", "Foxes", age=10),
        doubts={"totals"},
    ),
    of_file("title-above.xlsx", who("Jana Nová", "Sovy", age=9), doubts={"above"}),
    of_file("form-headers.csv", who("Jana Nováková", "Sovy", surname="Nováková")),
    of_text(
        "halves",
        "Jméno účastníka;Příjmení;Oddíl\nJana;Nová;Sovy\n",
        who("Jana Nová", "Sovy", surname="Nová"),
    ),
    of_text(
        "halves in English",
        "Participant,Last name,Team\nJana,Nová,Sovy\n",
        who("Jana Nová", "Sovy", surname="Nová"),
    ),
    of_text(
        "a whole name beside the surname",
        "Participant,Last name,Team\nJana Nová,Nová,Sovy\nPetr Malý,Malý,Sovy\n",
        who("Jana Nová", "Sovy", surname="Nová"),
        who("Petr Malý", "Sovy", surname="Malý"),
    ),
    of_text(
        "a parent is not the child",
        "Parent's name,Child's name,Group\nMarie Nová,Jana Nová,Sovy\n",
        JANA,
    ),
    of_file(
        "birth-year.csv",
        who("Jana Nová", "Sokol", gender="F", born=2014),
        who("Petr Malý", "Sokol", gender="M", born=2013),
    ),
    of_text(
        "years of birth",
        "Jméno;Oddíl;Rok narození\nJana Nová;Sovy;2014\nPetr Malý;Sovy;2013.0\n",
        who("Jana Nová", "Sovy", born=2014),
        who("Petr Malý", "Sovy", born=2013),
    ),
    of_text(
        "a year among dates",
        "Name,Group,Date of birth\nJana Nová,Sovy,2014\nPetr Malý,Sovy,6.5.2013\n",
        who("Jana Nová", "Sovy", born=2014),
        who("Petr Malý", "Sovy", born="2013-05-06"),
    ),
    of_text(
        "midnight is the day",
        "Jméno;Oddíl;Datum narození\nJana Nová;Sovy;2011-05-06 00:00:00\n"
        "Petr Malý;Sovy;6.5.2011 0:00\n",
        who("Jana Nová", "Sovy", born="2011-05-06"),
        who("Petr Malý", "Sovy", born="2011-05-06"),
    ),
    of_text(
        "another time is none",
        "Jméno;Oddíl;Datum narození\nJana Nová;Sovy;6.5.2011 8:30\n",
        refusals=("“6.5.2011 8:30” has a time of day; write the day alone",),
    ),
    of_file("date-float.xlsx", refusals=("has a time of day",)),
    of_text(
        "a hundred years ago",
        CHILDREN + "Děda;Sovy;6.5.1914\n",
        *BORN,
        who("Děda", "Sovy", born="1914-05-06"),
        doubts={"age"},
    ),
    of_text(
        "far from everybody else",
        CHILDREN + "Vedoucí;Sovy;6.5.1986\n",
        *BORN,
        who("Vedoucí", "Sovy", born="1986-05-06"),
        doubts={"age"},
    ),
    of_text(
        "born after the event",
        CHILDREN + "Mimino;Sovy;2.7.2026\n",
        refusals=("birth date 2.7.2026 is after the day of the event",),
    ),
    of_text(
        "born in a year to come",
        "Jméno;Oddíl;Rok narození\nJana;Sovy;2207\n",
        refusals=("birth date 2207 is in the future",),
    ),
    of_file("zero-width.csv", who("Jana Nová", "Sovy", age=9)),
    of_text(
        "invisible signs",
        "Jméno;Oddíl;Věk;Datum narození\nJana Nová;Sovy;9;\nEva;\u200bSovy;9\u200b;\n"
        "Iva;Sovy\ufeff;9;\nOta;So\u00advy;;6.5.2014\u200e\n",
        who("Jana Nová", "Sovy", age=9),
        who("Eva", "Sovy", age=9),
        who("Iva", "Sovy", age=9),
        who("Ota", "Sovy", born="2014-05-06"),
    ),
    of_text(
        "genders",
        "Jméno;Oddíl;Pohlaví\n"
        + "".join(
            f"{n:02};Sovy;{word}\n"
            for n, word in enumerate(["D", "H", "W", "K", "ž", "dívka", "chlapec", "X", "jiné", ""])
        ),
        *(who(f"{n:02}", "Sovy", gender=gender) for n, gender in enumerate("FMFFFFMXX")),
        who("09", "Sovy"),
    ),
    of_text(
        "a gender of its own",
        "Jméno;Oddíl;Pohlaví\nJana Nová;Sovy;D\nPetr Malý;Sovy;nebinární\n",
        who("Jana Nová", "Sovy", gender="F"),
        who("Petr Malý", "Sovy", gender="nebinární"),
        doubts={"gender"},
    ),
    of_text(
        "H without D",
        "Jméno;Oddíl;Pohlaví\nJana Nová;Sovy;\nPetr Malý;Sovy;H\n",
        JANA,
        who("Petr Malý", "Sovy", gender="H"),
        doubts={"gender-letter"},
    ),
    of_text(
        "a number by its shortest name",
        "St. č.;Jméno;Oddíl\n12;Jana Nová;Sovy\n7;Petr Malý;Sovy\n",
        who("Jana Nová", "Sovy", number="12"),
        who("Petr Malý", "Sovy", number="7"),
    ),
    of_text(
        "perhaps a count of rows",
        "#,Name,Group\n1,Jana Nová,Sovy\n2,Petr Malý,Sovy\n",
        who("Jana Nová", "Sovy", number="1"),
        who("Petr Malý", "Sovy", number="2"),
        doubts={"row-count"},
    ),
    of_text(
        "no number: not each its own",
        "Číslo;Jméno;Oddíl\n36;Jana Nová;Sovy\n36;Petr Malý;Sovy\n",
        JANA,
        PETR,
    ),
    of_text(
        "the same name twice",
        "Jméno;Oddíl\nJana Nová;Sovy\nJana  nová;Sovy\n",
        JANA,
        who("Jana nová", "Sovy"),
        doubts={"namesake"},
    ),
]


def stored():
    """As `who` writes people, by the order of the alphabet."""
    return sorted(
        (
            person.display_name,
            person.last_name,
            person.group.name,
            person.external_id,
            person.gender,
            person.age,
            person.birth_year or (person.birth_date and person.birth_date.isoformat()),
        )
        for person in Participant.objects.select_related("group")
    )


@pytest.fixture
def on_the_page(client, admin, event):
    event.date = DAY
    event.save()
    client.force_login(admin)
    return client


@pytest.mark.parametrize("case", CASES)
def test_the_event_page(on_the_page, event, case):
    client = on_the_page
    assert upload(client, event, case.content, case.name).status_code == 302
    draft = Job.objects.get()
    preview = seen(client, draft)["preview"]

    texts = [item.text for item in preview.errors]
    assert all(any(part in text for text in texts) for part in case.refusals), texts
    if case.refusals:
        apply(client, draft)
        assert stored() == []
        return
    assert (texts, preview.file_problems) == ([], [])
    assert {question.kind for question in preview.questions} == case.doubts
    if case.doubts:
        apply(client, draft)
        assert stored() == []
    apply(client, draft, **confirmed(preview))
    assert stored() == sorted(case.people)


@pytest.mark.parametrize("case", CASES)
def test_the_command(tmp_path, capsys, case):
    path = tmp_path / case.name
    path.write_bytes(case.content)
    arguments = ["import_event", str(path), "--name", "Den", "--date", DAY]
    if case.refusals or case.doubts:
        with pytest.raises(CommandError) as refused:
            call_command(*arguments)
        assert all(part in str(refused.value) for part in case.refusals), str(refused.value)
        assert ("--accept-doubts" in str(refused.value)) == (not case.refusals)
        assert not Event.objects.exists()
    if case.refusals:
        return
    call_command(*arguments, *(["--accept-doubts"] if case.doubts else []))
    assert stored() == sorted(case.people)


@pytest.mark.parametrize("case", CASES)
def test_the_api(api, admin, case):
    file = SimpleUploadedFile(case.name, case.content)
    body = {"event_name": "Den", "date": DAY, "file": file}

    answer = api(admin).post("/api/events/import", body, format="multipart")

    if is_workbook(case.content):
        assert (answer.status_code, answer.json()["detail"]) == (400, "File must be a .csv file")
        return
    if case.refusals:
        sentences = str(answer.json()["errors"])
        assert answer.status_code == 400
        assert all(part in sentences for part in case.refusals), sentences
        assert not Event.objects.exists()
        return
    assert answer.status_code == 201, answer.json()
    assert stored() == sorted(case.people)
    kinds = len(case.doubts)
    assert bool(answer.json()["warnings"]) == bool(kinds)
    assert all(isinstance(sentence, str) for sentence in answer.json()["warnings"])


@pytest.mark.parametrize("case", CASES)
def test_the_list(as_admin, event, case):
    event.date = DAY
    event.save()
    for group in {person[2] for person in case.people} | (
        {"Sovy", "5.A"} if case.refusals else set()
    ):
        make.group(event, name=group)

    preview = upload_list(as_admin, Participant, case.content, case.name, event=event.pk)

    if case.refusals:
        sentences = str(problems(preview))
        assert all(part in sentences for part in case.refusals), sentences
        assert "pending" not in preview.context or preview.context["pending"] is None
        return
    assert preview.status_code == 200, problems(preview)
    shown = preview.context["preview"]
    notes = [*shown.doubts, *(note for fate in shown.fates for note in fate.notes)]
    assert bool(notes) == bool(case.doubts - {"row-count"}), notes
    confirm(as_admin, Participant, preview)
    assert stored() == sorted(case.people)


def test_a_file_without_headers_loses_nobody(on_the_page, event):
    client = on_the_page
    upload(client, event, (FILES / "no-header.csv").read_bytes(), "no-header.csv")
    draft = Job.objects.get()
    preview = seen(client, draft)["preview"]
    assert [(column.header, column.samples[0]) for column in preview.columns] == [
        ("Column A", "Jana Nová"),
        ("Column B", "Sovy"),
        ("Column C", "9"),
    ]

    columns = {"column-0": "display_name", "column-1": "group_name", "column-2": "age"}
    client.post(draft_url(draft), {"action": "look", **columns})
    preview = seen(client, draft)["preview"]
    assert {question.kind for question in preview.questions} == {"no-headers"}
    apply(client, draft, **confirmed(preview))

    assert stored() == [who("Jana Nová", "Sovy", age=9), who("Petr Malý", "Lišky", age=10)]


def test_a_file_without_headers_by_the_command_and_the_api(api, admin, tmp_path):
    path = FILES / "no-header.csv"
    with pytest.raises(CommandError, match="The first row looks like a person"):
        call_command("import_event", str(path), "--name", "Den")
    fields = ("display_name", "group_name", "age")
    by_number = [f"--map={at}={name}" for at, name in enumerate(fields, start=1)]
    call_command("import_event", str(path), "--name", "Den", "--accept-doubts", *by_number)
    expected = [who("Jana Nová", "Sovy", age=9), who("Petr Malý", "Lišky", age=10)]
    assert stored() == expected

    Event.objects.all().delete()
    body = {"event_name": "Den", "file": SimpleUploadedFile("a.csv", path.read_bytes())}
    answer = api(admin).post("/api/events/import", body, format="multipart")
    assert answer.status_code == 400
    body = {
        "event_name": "Den",
        "file": SimpleUploadedFile("a.csv", path.read_bytes()),
        "column_mapping": '{"1": "display_name", "2": "group_name", "3": "age"}',
    }
    answer = api(admin).post("/api/events/import", body, format="multipart")
    assert (answer.status_code, len(answer.json()["warnings"])) == (201, 1)
    assert stored() == expected


def test_numbers_that_lost_their_zeros_are_the_same_people(on_the_page, event, as_admin):
    client = on_the_page
    first = "Číslo účastníka;Jméno;Oddíl;Věk\n007;Jana Nová;Sovy;9\n012;Petr Malý;Sovy;10\n"
    upload(client, event, first)
    apply(client, Job.objects.get())
    before = stored()
    content = (FILES / "bib-zeros-lost.xlsx").read_bytes()

    upload(client, event, content, "bib-zeros-lost.xlsx")
    draft = Job.objects.get()
    preview = seen(client, draft)["preview"]
    assert [(question.kind, len(question.items)) for question in preview.questions] == [
        ("zeros", 2)
    ]
    assert preview.counts["unchanged"] == 2
    apply(client, draft, **confirmed(preview))
    assert stored() == before

    shown = upload_list(as_admin, Participant, content, "bib-zeros-lost.xlsx", event=event.pk)
    assert [fate.notes for fate in shown.context["preview"].fates] == [
        ["The number 7 is taken for 007."],
        ["The number 12 is taken for 012."],
    ]
    confirm(as_admin, Participant, shown)
    assert stored() == before


def test_letters_that_fit_two_encodings_are_never_guessed(on_the_page, event, api, admin, tmp_path):
    content = "Zak;Trida\nFrançois Muñoz;5.A\n".encode("cp1252")
    table = read_people(content, "a.csv")
    assert len(table.encodings_that_fit) > 1
    upload(on_the_page, event, content)
    draft = Job.objects.get()
    shown = seen(on_the_page, draft)
    assert "can be read in more ways than one" in shown["preview"].file_problems[0].text
    apply(on_the_page, draft)
    assert stored() == []
    on_the_page.post(draft_url(draft), {"action": "look", "letters": table.encodings_that_fit[1]})
    apply(on_the_page, draft)
    assert len(stored()) == 1

    Participant.objects.all().delete()
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="can be read in more ways than one"):
        call_command("import_event", str(path), "--name", "Den", "--accept-doubts")
    chosen = ["--encoding", table.encodings_that_fit[1]]
    call_command("import_event", str(path), "--name", "Den", *chosen)
    assert len(stored()) == 1

    body = {"event_name": "Den", "file": SimpleUploadedFile("a.csv", content)}
    answer = api(admin).post("/api/events/import", body, format="multipart")
    assert answer.status_code == 400
    assert "can be read in more ways than one" in answer.json()["errors"]["encoding"][0]
