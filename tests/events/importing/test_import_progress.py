"""Large tables: worked on in the background, with progress, once, and again if interrupted."""

import datetime
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog
from events.importing import drafts as imports
from events.models import ImportDraft, Participant
from foundation.jobs import background
from tests import make
from tests.accounts.mailbox import finish_background
from tests.threads import at_once

pytestmark = pytest.mark.django_db(transaction=True)
ROWS = 1_500


@pytest.fixture(autouse=True)
def _background(monkeypatch):
    """Begins at once, and nothing is left when the tables are emptied."""
    monkeypatch.setattr(background, "PAUSE", 0)
    yield
    finish_background()


@pytest.fixture
def client(client, admin):
    client.force_login(admin)
    return client


def lines(count=ROWS):
    return [("jméno", "oddíl", "věk")] + [
        (f"Žofie {number}", f"Oddíl {number % 7}", str(number % 16)) for number in range(count)
    ]


def csv_file(rows):
    return SimpleUploadedFile("velky.csv", "\n".join(map(",".join, rows)).encode("cp1250"))


def workbook(rows):
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return SimpleUploadedFile("velky.xlsx", file.getvalue())


def urls(draft):
    numbers = [draft.event_id, draft.pk]
    return reverse("events:import-draft", args=numbers), reverse(
        "events:import-progress", args=numbers
    )


def upload(client, event, file):
    response = client.post(reverse("events:import", args=[event.pk]), {"file": file})
    assert response.status_code == 302
    return ImportDraft.objects.get()


def looked_at(client, event, rows=None):
    """A draft that the background has looked at, and what it would do."""
    draft = upload(client, event, csv_file(rows or lines()))
    finish_background()
    return draft, client.get(urls(draft)[0]).context["preview"]


def test_a_large_file_is_read_looked_at_and_applied_beside_the_request(client, event, admin):
    draft = upload(client, event, csv_file(lines()))
    page, _progress = urls(draft)
    assert draft.state == "RUNNING"
    finish_background()

    shown = client.get(page).context
    assert shown["preview"].counts["added"] == ROWS
    assert shown["draft"].options["encoding"] == "Windows-1250"
    client.post(page, {"action": "apply", "fingerprint": shown["preview"].fingerprint})
    finish_background()

    assert Participant.objects.filter(event=event).count() == ROWS
    done = ImportDraft.objects.get()
    assert (done.state, bytes(done.content)) == ("DONE", b"")
    response = client.get(page, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Imported: 7 new groups, 1500 participants added."
    ]
    assert not ImportDraft.objects.exists()
    assert AuditLog.objects.get(action="IMPORT_EVENT").actor == admin


@pytest.mark.parametrize(
    ("task", "done", "total", "sentence"),
    [
        ("look", 500, 0, "500 rows read"),
        ("look", 3_000, 10_000, "3,000 of 10,000 rows"),
        ("look", 10_000, 10_000, "All 10,000 rows are being compared with the event"),
        ("apply", 3_000, 10_000, "3,000 of 10,000 rows"),
        ("apply", 10_000, 10_000, "All 10,000 rows are being written"),
    ],
)
def test_the_page_shows_its_progress(client, event, admin, task, done, total, sentence):
    at_work = {"state": "RUNNING", "beat_at": timezone.now(), "options": {"task": task}}
    draft = make.import_draft(event, admin, done=done, total=total, **at_work)
    page, progress = urls(draft)

    assert sentence in client.get(page).content.decode()
    part = client.get(progress, headers={"HX-Request": "true"}).content.decode()
    assert sentence in part
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part
    client.post(page, {"action": "look", "column-0": "age"})  # too late: changes nothing
    client.post(page, {"action": "apply"})
    draft.refresh_from_db()
    assert (draft.state, draft.mapping, draft.done) == ("RUNNING", {}, done)


def test_the_page_that_asks_is_sent_on_when_it_is_over(client, event, admin):
    page, progress = urls(make.import_draft(event, admin))

    answer = client.get(progress, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == page
    assert client.get(progress).url == page


def test_what_is_being_applied_cannot_be_thrown_away(client, event, admin):
    at_work = {"state": "RUNNING", "beat_at": timezone.now(), "options": {"task": "apply"}}
    draft = make.import_draft(event, admin, **at_work)

    client.post(urls(draft)[0], {"action": "discard"})
    upload_again = {"pasted": "jméno,oddíl\nJana,Sovy\n"}
    client.post(reverse("events:import", args=[event.pk]), upload_again)

    assert ImportDraft.objects.filter(pk=draft.pk).exists()


def test_a_large_workbook(client, event):
    draft = upload(client, event, workbook(lines(4_000)))
    assert draft.options["is_raw"]
    finish_background()

    preview = client.get(urls(draft)[0]).context["preview"]

    assert (preview.counts["rows"], preview.counts["added"]) == (4_000, 4_000)
    assert preview.rows[0].name == "Žofie 0"


def test_a_large_file_that_is_no_table_is_refused_afterwards(client, event):
    draft = upload(client, event, SimpleUploadedFile("a.csv", b'"\n' + b"x\n" * 2_000))
    finish_background()

    response = client.get(urls(draft)[0])

    assert "the quotation marks do not match" in response.content.decode()
    assert 'id="import-file"' in response.content.decode()
    assert bytes(ImportDraft.objects.get().content) == b""


def test_a_changed_event_and_changed_columns_are_looked_at_again(client, event, group):
    draft, preview = looked_at(client, event)
    page = urls(draft)[0]
    make.participant(group, display_name="Navíc")

    assert "Looking at the table" in client.get(page).content.decode()
    finish_background()
    assert client.get(page).context["preview"].counts["missing"] == 1

    client.post(page, {"action": "look", "column-2": "leave_out"})
    client.get(page)
    finish_background()
    shown = client.get(page).context["preview"]
    assert shown.columns[2].field == "leave_out"
    assert shown.fingerprint != preview.fingerprint


def test_an_event_changed_before_applying_shows_the_new_plan(client, event, group):
    draft, preview = looked_at(client, event)
    page = urls(draft)[0]
    make.participant(group, display_name="Navíc")

    client.post(page, {"action": "apply", "fingerprint": preview.fingerprint})
    finish_background()
    client.get(page)
    finish_background()

    response = client.get(page)
    assert "The event changed after you looked" in response.content.decode()
    assert response.context["preview"].counts["missing"] == 1
    assert event.participants.count() == 1


def test_interrupted_work_is_shown_and_started_again(client, event):
    draft, _preview = looked_at(client, event)
    page = urls(draft)[0]
    before = timezone.now() - datetime.timedelta(seconds=61)
    ImportDraft.objects.update(state="RUNNING", beat_at=before, outcome={})

    response = client.get(page)
    assert "The work was interrupted" in response.content.decode()
    assert "hx-trigger" not in response.content.decode()
    client.post(page, {"action": "look"})
    finish_background()

    assert client.get(page).context["preview"].counts["added"] == ROWS


def test_an_upload_thrown_away_stops_the_work(client, event, monkeypatch):
    monkeypatch.setattr(background, "PAUSE", 0.2)
    draft = upload(client, event, csv_file(lines()))

    client.post(urls(draft)[0], {"action": "discard"})
    finish_background()

    assert not ImportDraft.objects.exists()


@pytest.mark.parametrize("rows", [20, ROWS])
def test_two_clicks_apply_once(event, admin, rows):
    text = "\n".join(map(",".join, lines(rows)))
    draft = make.import_draft(event, admin, text, total=rows)
    if rows > imports.LARGE:
        imports.look(draft=draft)
        finish_background()
        draft.refresh_from_db()
    fingerprint = imports.preview_of(draft).fingerprint
    clients = [Client(), Client()]
    for each in clients:
        each.force_login(admin)
    page = urls(draft)[0]

    def click(client):
        form = {"action": "apply", "fingerprint": fingerprint}
        return lambda: client.post(page, form).status_code

    assert at_once(*map(click, clients)) == [302, 302]
    finish_background()

    assert event.participants.count() == rows
    assert AuditLog.objects.filter(action="IMPORT_EVENT").count() == 1


def test_two_people_apply_their_tables_at_once(event, admin, super_admin):
    """One is first; the other is told that the event has changed, and nothing is there twice."""
    text = "\n".join(map(",".join, lines(50)))
    drafts = [make.import_draft(event, user, text, total=50) for user in (admin, super_admin)]
    fingerprints = [imports.preview_of(draft).fingerprint for draft in drafts]

    def apply(draft, fingerprint):
        return lambda: imports.apply(
            draft=draft, fingerprint=fingerprint, withdraw_missing=True, by=draft.created_by
        )

    at_once(*map(apply, drafts, fingerprints))

    assert event.participants.count() == 50
    assert event.groups.count() == 7
    outcomes = sorted(ImportDraft.objects.values_list("state", flat=True))
    assert outcomes == ["DONE", "READY"]
    [sentence] = ImportDraft.objects.get(state="READY").outcome["sentences"]
    assert sentence.startswith("The event changed after you looked")


def test_looking_takes_no_transaction_and_reports_its_progress(client, event):
    """So that other pages are never kept waiting: progress goes in short writes of its own."""
    draft = upload(client, event, csv_file(lines()))
    finish_background()
    ImportDraft.objects.update(state="RUNNING")

    with CaptureQueriesContext(connection) as captured:
        imports._look_job(draft_pk=draft.pk, language="en")

    statements = [query["sql"] for query in captured]
    assert not [sql for sql in statements if sql.startswith(("BEGIN", "SAVEPOINT"))]
    assert len([sql for sql in statements if sql.startswith("UPDATE") and '"done"' in sql]) == 3
    draft.refresh_from_db()
    assert draft.state == "READY"


def test_applying_writes_in_one_transaction(event, admin):
    draft = make.import_draft(event, admin, "\n".join(map(",".join, lines())), total=ROWS)
    imports.look(draft=draft)
    finish_background()
    draft.refresh_from_db()
    fingerprint = imports.preview_of(draft).fingerprint
    ImportDraft.objects.update(state="RUNNING")

    with CaptureQueriesContext(connection) as captured:
        imports._apply_job(
            draft_pk=draft.pk,
            language="en",
            fingerprint=fingerprint,
            withdraw_missing=False,
            by=admin,
        )

    statements = [query["sql"] for query in captured]
    [begin] = [at for at, sql in enumerate(statements) if sql.startswith("BEGIN")]
    inside = statements[begin:]
    assert not [sql for sql in statements[:begin] if sql.startswith("INSERT")]
    assert len([sql for sql in inside if sql.startswith("INSERT")]) == 3  # groups, people, audit


def test_a_page_that_asks_once_more_while_it_is_left(client, admin, event):
    draft = make.import_draft(event, admin, state="DONE")
    path = reverse("events:import-progress", args=[event.pk, draft.pk])
    draft.delete()
    client.force_login(admin)

    assert client.get(path, headers={"HX-Request": "true"}).status_code == 204
    assert client.get(path).status_code == 404
