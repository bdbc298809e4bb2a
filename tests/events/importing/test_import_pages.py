"""Participants from a file or a pasted table: upload, look, correct, apply."""

import datetime
import io
from pathlib import Path

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog
from foundation.models import Job
from foundation.tables.table import Table
from tests import make
from tests.events.importing.import_pages import (
    apply,
    draft_url,
    drafted,
    flashes,
    people,
    seen,
    start_url,
    upload,
)

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def client(client, admin):
    client.force_login(admin)
    return client


def test_a_file_from_excel_in_windows_1250_into_an_empty_event(client, event, admin):
    content = (DATA / "tabor-2026-excel.csv").read_bytes()
    draft = drafted(client, event, content, "tabor-2026-excel.csv")
    shown = seen(client, draft)
    preview = shown["preview"]

    assert Table.unpack(draft.content).encoding == "Windows-1250"
    assert [(column.header, column.field) for column in preview.columns] == [
        ("Jméno", "first_name"),
        ("Příjmení", "last_name"),
        ("Oddíl", "group_name"),
        ("Pohlaví", "gender"),
        ("Datum narození", "birth_date"),
        ("Evidenční číslo", "external_id"),
    ]
    assert preview.columns[0].samples == ["Řehoř", "Běla", "Tomáš"]
    total = preview.counts["added"]
    assert preview.counts == {
        "problem": 0,
        "added": total,
        "changed": 0,
        "unchanged": 0,
        "left_out": 0,
        "missing": 0,
        "groups": len(preview.new_groups),
        "rows": total,
        "people": 0,
        "errors": 0,
        "doubts": 0,
        "warnings": 0,
        "troubled": 0,
    }
    assert total == content.count(b"\n") - 1

    response = apply(client, draft)

    first = event.participants.order_by("pk").first()
    assert (first.display_name, first.group.name, first.gender) == ("Řehoř Pokorný", "Bobři", "M")
    assert (first.birth_date, first.external_id) == (datetime.date(2011, 5, 6), "2026-001")
    assert event.participants.count() == total
    groups = event.groups.count()
    assert flashes(response) == [f"Imported: {groups} new groups, {total} participants added."]
    assert response.redirect_chain[-1][0] == (
        f"/admin/events/participant/?event__id__exact={event.pk}"
    )
    assert not Job.objects.exists()
    row = AuditLog.objects.get(action="IMPORT_EVENT")
    assert (row.actor, row.organisation, row.resource_id) == (admin, event.organisation, event.pk)
    assert row.detail == (
        f"{event} imported from tabor-2026-excel.csv: {groups} groups, {total} participants"
    )
    assert row.changes == {"groups": [0, groups], "added": [0, total]}


def test_an_event_under_way_of_being_set_up_goes_on_there(client, event):
    event.status, event.setup_step = "DRAFT", "people"
    event.save()

    response = client.post(start_url(event), {"pasted": "jméno\toddíl\nJana\tSovy\n"})
    draft = Job.objects.get()
    fingerprint = seen(client, draft)["preview"].fingerprint
    client.post(draft_url(draft), {"action": "apply", "fingerprint": fingerprint})
    response = client.get(draft_url(draft))

    assert response.url == reverse("events:setup", args=[event.pk])


def test_a_pasted_table(client, event):
    pasted = 'Jméno\tOddíl\tPozn\r\nJana "Janča" Nová\tSovy\t"velké" a\r\n'

    response = client.post(start_url(event), {"pasted": pasted})
    draft = Job.objects.get()

    assert response.url == draft_url(draft)
    apply(client, draft)
    [participant] = event.participants.all()
    assert participant.display_name == 'Jana "Janča" Nová'
    assert participant.metadata == {"Pozn": '"velké" a'}
    assert AuditLog.objects.get(action="IMPORT_EVENT").detail == (
        f"{event} imported from a pasted table: 1 groups, 1 participants"
    )


def test_a_pasted_cell_may_have_several_lines(client, event):
    client.post(
        start_url(event), {"pasted": 'Jméno\tOddíl\tPozn\nJana\tSovy\t"a\nb"\nPetr\tSovy\t'}
    )

    assert [row.number for row in seen(client, Job.objects.get())["preview"].rows] == [2, 3]


def test_a_workbook(client, event):
    book = openpyxl.Workbook()
    book.active.append(["Jméno", "Oddíl", "Narození"])
    book.active.append([])
    book.active.append(["Žofie Čápová", "Šneci", datetime.date(2014, 5, 6)])
    file = io.BytesIO()
    book.save(file)

    draft = drafted(client, event, file.getvalue(), "děti.xlsx")

    [row] = seen(client, draft)["preview"].rows
    assert (row.number, row.name, row.details) == (
        3,
        "Žofie Čápová",
        [["birth date", "6 May 2014"]],
    )
    apply(client, draft)
    assert people(event) == [("Žofie Čápová", "Šneci")]


def test_a_broken_file_is_refused_row_by_row(client, event):
    draft = drafted(client, event, (DATA / "rozbity.csv").read_bytes(), "rozbity.csv")
    preview = seen(client, draft)["preview"]

    problems = [
        (row.number, row.kind, problem.severity, problem.column, problem.text)
        for row in preview.rows
        for problem in row.problems
    ]
    assert problems[:3] == [
        (3, "problem", "error", "display_name", "“whole name” is required"),
        (4, "problem", "error", "group_name", "“group” is required"),
        (
            5,
            "problem",
            "error",
            "age",
            "“dvanáct” is not an age; write a whole number from 0 to 200",
        ),
    ]
    page = client.get(draft_url(draft)).content.decode()
    assert "Nothing can be imported before" in page
    response = apply(client, draft)

    assert event.participants.count() == 0
    assert not AuditLog.objects.filter(action__startswith="IMPORT").exists()
    assert "Some rows cannot be imported, so nothing was." in response.content.decode()


def test_the_columns_are_corrected_by_hand(client, event):
    draft = drafted(client, event, "Kdo,Kam,Věk,Rodič\nJana Nová,Sovy,12,Iva\n")
    preview = seen(client, draft)["preview"]
    assert [problem.text for problem in preview.file_problems] == [
        "No column is “whole name”. Say which one it is",
        "No column is “group”. Say which one it is",
    ]

    chosen = {"column-0": "display_name", "column-1": "group_name", "column-2": "metadata"}
    response = client.post(
        draft_url(draft), {"action": "look", **chosen, "column-3": "leave_out", "column-9": "age"}
    )

    assert response.url == draft_url(draft)
    preview = seen(client, draft)["preview"]
    assert [column.field for column in preview.columns] == [
        "display_name",
        "group_name",
        "metadata",
        "leave_out",
    ]
    apply(client, draft)
    [participant] = event.participants.all()
    assert participant.display_name == "Jana Nová"
    assert (participant.age, participant.metadata) == (None, {"Věk": "12"})


def test_two_columns_of_one_field_are_an_error(client, event):
    draft = drafted(client, event, "jméno,oddíl,x\nJana,Sovy,Eva\n")

    client.post(draft_url(draft), {"action": "look", "column-0": "age", "column-2": "age"})

    assert [problem.text for problem in seen(client, draft)["preview"].file_problems] == [
        "Several columns are “age”: jméno, x. Choose one of them"
    ]


def test_columns_of_one_name_and_of_none(client, event):
    draft = drafted(client, event, "jméno,oddíl,jméno,,x\nJana,Sovy,Iva,1,2\n")

    assert [column.header for column in seen(client, draft)["preview"].columns] == [
        "jméno",
        "oddíl",
        "jméno (2)",
        "Column D",
        "x",
    ]


@pytest.mark.parametrize(
    ("content", "name", "sentence"),
    [
        (b"", "a.csv", "Choose a file, or paste a table."),
        (b"name,group\n", "a.csv", "There is no table in it: it needs a row of headers"),
        (b"\x00\x01\x02", "a.csv", "The letters in this file cannot be read."),
        (b'name,group\n"Jana,Sovy\n', "a.csv", "Row 2: the quotation marks do not match"),
        (b"PK\x03\x04nothing", "a.xlsx", "The workbook is damaged."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 99, "a.xls", "This is an old Excel workbook"),
        (b"x" * (5 * 1024 * 1024 + 1), "a.csv", "The file is larger than 5 MB."),
        (b"," * 200 + b"name\n" + b"," * 200 + b"Jana\n", "a.csv", "more than 200 columns"),
    ],
)
def test_what_is_no_table_is_refused_with_a_sentence(client, event, content, name, sentence):
    response = upload(client, event, content, name)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Job.objects.exists()


def test_a_refused_paste_comes_back_as_it_was(client, event):
    response = client.post(start_url(event), {"pasted": "jenom <jedna> řádka\x00"})

    assert response.status_code == 422
    assert "jenom &lt;jedna&gt; řádka" in response.content.decode()


def test_thousands_of_problems_are_paged(client, event):
    draft = drafted(client, event, "jméno,oddíl,věk\n" + "Jana,Sovy,x\n" * 250)

    rows = seen(client, draft, show="problem", page="3")["rows"]

    assert [row.number for row in rows] == list(range(202, 252))
    assert seen(client, draft, show="nonsense", page="99999999999")["tabs"][0]["is_chosen"]


def test_a_new_upload_and_a_day_take_earlier_ones_away(client, event, admin, super_admin):
    mine = make.import_draft(event, admin)
    others = make.import_draft(event, super_admin)
    old = make.import_draft(make.event(), super_admin)
    yesterday = timezone.now() - datetime.timedelta(hours=1)
    Job.objects.filter(pk=old.pk).update(expires_at=yesterday)

    upload(client, event, "jméno,oddíl\nJana,Sovy\n")

    left = set(Job.objects.values_list("pk", flat=True))
    assert left & {mine.pk, others.pk, old.pk} == {others.pk}
    assert len(left) == 2


def test_the_start_page_leads_back_to_what_is_under_way_and_it_can_be_thrown_away(
    client, event, admin
):
    draft = make.import_draft(event, admin)
    assert draft_url(draft) in client.get(start_url(event)).content.decode()

    response = client.post(draft_url(draft), {"action": "discard"})

    assert response.url == start_url(event)
    assert not Job.objects.exists()
    assert client.get(draft_url(draft)).status_code == 404


def test_an_upload_of_an_older_version_is_asked_for_again(client, event, admin):
    draft = make.import_draft(event, admin)
    Job.objects.update(content="jméno,oddíl\nJana,Sovy\n".encode())

    for response in (
        client.get(draft_url(draft)),
        client.post(draft_url(draft), {"action": "look", "column-0": "age"}, follow=True),
        client.post(draft_url(draft), {"action": "apply"}, follow=True),
    ):
        assert "This upload is not here any more." in response.content.decode()
    assert event.participants.count() == 0


def test_only_the_uploader_sees_a_draft(client, event, admin, super_admin, outsider, evaluator):
    draft = make.import_draft(event, admin)
    for user, status in [(super_admin, 404), (outsider, 404), (evaluator, 403)]:
        client.force_login(user)
        assert client.get(draft_url(draft)).status_code == status
        assert client.post(draft_url(draft), {"action": "apply"}).status_code == status
        assert client.post(draft_url(draft), {"action": "discard"}).status_code == status
    assert Job.objects.filter(pk=draft.pk).exists()
    assert event.participants.count() == 0


def test_a_draft_belongs_to_its_event(client, admin, event):
    draft = make.import_draft(event, admin)
    other = make.event(organisation=event.organisation)

    url = reverse("events:import-draft", args=[other.pk, draft.pk])

    assert client.get(url).status_code == 404


def test_whoever_left_the_organisation_left_the_upload_too(client, event, admin):
    draft = make.import_draft(event, admin)
    assert client.get(draft_url(draft)).status_code == 200

    admin.memberships.all().delete()
    make.organisation().memberships.create(user=admin)

    assert client.get(draft_url(draft)).status_code == 404


def test_another_organisations_event(client, outsider, event):
    client.force_login(outsider)

    assert client.get(start_url(event)).status_code == 404
    assert upload(client, event, "jméno,oddíl\nJana,Sovy\n").status_code == 404
    assert not Job.objects.exists()


def test_an_archived_event_is_only_read(client, event, admin):
    draft = make.import_draft(event, admin)
    fingerprint = seen(client, draft)["preview"].fingerprint
    event.status = "ARCHIVED"
    event.save()

    assert "import-file" not in client.get(start_url(event)).content.decode()
    assert upload(client, event, "jméno,oddíl\nJana,Sovy\n").status_code == 422
    response = apply(client, draft, fingerprint=fingerprint)

    assert "The event is archived" in response.content.decode()
    assert event.participants.count() == 0


@pytest.mark.parametrize("forged", [{}, {"fingerprint": "x\x00"}, {"action": "nonsense"}])
def test_forged_forms_change_nothing(client, event, admin, forged):
    draft = make.import_draft(event, admin)

    response = client.post(draft_url(draft), {"action": "apply", "column-0": "nonsense", **forged})

    assert response.status_code == 302
    assert event.participants.count() == 0
    assert seen(client, draft)["preview"].counts["added"] == 1


def test_forged_mappings_are_not_taken(client, event, admin):
    draft = make.import_draft(event, admin)

    client.post(draft_url(draft), {"action": "look", "column-0": "shoe_size", "column-1": "\x00"})

    draft.refresh_from_db()
    assert draft.options.get("mapping", {}) == {}
