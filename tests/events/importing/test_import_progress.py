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

from accounts.models import AuditLog, User
from events.importing import drafts as imports
from events.life import lifecycle
from events.models import Event, Participant
from foundation.jobs import queue, steps, work
from foundation.models import Job
from tests import make
from tests.events.importing.import_pages import confirmed
from tests.foundation.jobs.queues import work_off
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("jobs_wait")]
ROWS = 1_010


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
    numbers = [draft.subject_pk, draft.pk]
    return reverse("events:import-draft", args=numbers), reverse(
        "events:import-progress", args=numbers
    )


def upload(client, event, file):
    response = client.post(reverse("events:import", args=[event.pk]), {"file": file})
    assert response.status_code == 302
    return Job.objects.get()


def at_work(event, user, task, *, heard_of=0, **fields):
    """A draft that somebody works on who was heard of so many seconds ago."""
    lease_until = timezone.now() + steps.LEASE - datetime.timedelta(seconds=heard_of)
    fields |= {"state": "RUNNING", "step": f"events.import.{task}", "lease_until": lease_until}
    return make.import_draft(event, user, **fields)


def looked_at(client, event, rows=None):
    """A draft that the background has looked at, and what it would do."""
    draft = upload(client, event, csv_file(rows or lines()))
    work_off()
    return draft, client.get(urls(draft)[0]).context["preview"]


def test_a_large_file_is_read_looked_at_and_applied_beside_the_request(client, event, admin):
    draft = upload(client, event, csv_file(lines()))
    page, _progress = urls(draft)
    assert draft.state == "QUEUED"
    assert "Looking at the table" in client.get(page).content.decode()
    work_off()

    shown = client.get(page).context
    assert shown["preview"].counts["added"] == ROWS
    assert shown["draft"].options["encoding"] == "Windows-1250"
    client.post(page, {"action": "apply", "fingerprint": shown["preview"].fingerprint})
    work_off()

    assert Participant.objects.filter(event=event).count() == ROWS
    done = Job.objects.get()
    assert (done.state, bytes(done.content)) == ("DONE", b"")
    response = client.get(page, follow=True)
    assert [str(message) for message in response.context["messages"]] == [
        "Imported: 7 new groups, 1010 participants added."
    ]
    assert not Job.objects.exists()
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
    draft = at_work(event, admin, task, done=done, total=total)
    page, progress = urls(draft)

    assert sentence in client.get(page).content.decode()
    part = client.get(progress, headers={"HX-Request": "true"}).content.decode()
    assert sentence in part
    assert 'hx-trigger="every 1s"' in part
    assert "<html" not in part
    client.post(page, {"action": "look", "column-0": "age"})  # too late: changes nothing
    client.post(page, {"action": "apply"})
    draft.refresh_from_db()
    assert (draft.state, draft.options, draft.done) == ("RUNNING", {}, done)


def test_the_page_that_asks_is_sent_on_when_it_is_over(client, event, admin):
    page, progress = urls(make.import_draft(event, admin))

    answer = client.get(progress, headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"] == page
    assert client.get(progress).url == page


def test_what_is_being_applied_cannot_be_thrown_away(client, event, admin):
    draft = at_work(event, admin, "apply")

    answer = client.post(urls(draft)[0], {"action": "discard"}, follow=True)
    assert "Nothing was imported" not in answer.content.decode()
    upload_again = {"pasted": "jméno,oddíl\nJana,Sovy\n"}
    client.post(reverse("events:import", args=[event.pk]), upload_again)

    assert Job.objects.filter(pk=draft.pk).exists()


def test_what_was_imported_is_not_thrown_away_afterwards(client, event):
    """The page of the draft was still open in another tab."""
    draft, preview = looked_at(client, event)
    page = urls(draft)[0]
    client.post(page, {"action": "apply", "fingerprint": preview.fingerprint})
    work_off()

    text = client.post(page, {"action": "discard"}, follow=True).content.decode()

    assert "1010 participants added" in text
    assert "Nothing was imported" not in text


def test_a_large_workbook(client, event):
    draft = upload(client, event, workbook(lines(4_000)))
    assert draft.options["is_raw"]
    work_off()

    preview = client.get(urls(draft)[0]).context["preview"]

    assert (preview.counts["rows"], preview.counts["added"]) == (4_000, 4_000)
    assert preview.rows[0].name == "Žofie 0"


def test_a_large_file_that_is_no_table_is_refused_afterwards(client, event):
    draft = upload(client, event, SimpleUploadedFile("a.csv", b'"\n' + b"x\n" * 2_000))
    work_off()

    response = client.get(urls(draft)[0])

    assert "the quotation marks do not match" in response.content.decode()
    assert 'id="import-file"' in response.content.decode()
    assert bytes(Job.objects.get().content) == b""


def test_a_changed_event_and_changed_columns_are_looked_at_again(client, event, group):
    draft, preview = looked_at(client, event)
    page = urls(draft)[0]
    make.participant(group, display_name="Navíc")

    assert "Looking at the table" in client.get(page).content.decode()
    work_off()
    assert client.get(page).context["preview"].counts["missing"] == 1

    client.post(page, {"action": "look", "column-2": "leave_out"})
    client.get(page)
    work_off()
    shown = client.get(page).context["preview"]
    assert shown.columns[2].field == "leave_out"
    assert shown.fingerprint != preview.fingerprint


def test_an_event_changed_before_applying_shows_the_new_plan(client, event, group):
    draft, preview = looked_at(client, event)
    page = urls(draft)[0]
    make.participant(group, display_name="Navíc")

    client.post(page, {"action": "apply", "fingerprint": preview.fingerprint})
    work_off()
    client.get(page)
    work_off()

    response = client.get(page)
    assert "The event changed after you looked" in response.content.decode()
    assert response.context["preview"].counts["missing"] == 1
    assert event.participants.count() == 1


def test_interrupted_work_is_taken_up_by_the_page_or_by_itself(client, event):
    draft, _preview = looked_at(client, event)
    page = urls(draft)[0]
    interrupted = {"state": "RUNNING", "attempts": 1, "outcome": {}}

    for action in ("retry", None):
        Job.objects.update(
            **interrupted, lease_until=timezone.now() - datetime.timedelta(seconds=1)
        )
        text = client.get(page).content.decode()
        assert "The work was interrupted" in text
        assert 'hx-trigger="every 1s"' in text  # for it may go on by itself at any time
        if action:
            client.post(page, {"action": action})
        work_off()
        assert client.get(page).context["preview"].counts["added"] == ROWS


@pytest.mark.parametrize("action", ["retry", "look", "apply", "nonsense"])
def test_work_under_way_is_not_begun_anew(client, event, admin, action):
    draft = at_work(event, admin, "look", heard_of=59)
    before = Job.objects.values().get()

    client.post(urls(draft)[0], {"action": action})

    assert Job.objects.values().get() == before


def test_work_that_fails_three_times_ends_with_a_sentence_and_a_button(client, event, admin):
    """As it would where what is stored cannot be read: here a mapping that is none."""
    draft = make.import_draft(event, admin, total=ROWS, options={"mapping": []})
    page, progress = urls(draft)
    client.get(page)
    for attempt in range(3):
        assert (Job.objects.get().state, Job.objects.get().attempts) == ("QUEUED", attempt)
        Job.objects.update(due_at=timezone.now())
        work.run(draft.pk)

    assert client.get(progress).url == page
    text = client.get(page).content.decode()
    assert "The table could not be looked at. Nothing was written into the event." in text
    assert "hx-trigger" not in text
    errors = [(each["attempt"], each["error"]) for each in Job.objects.get().log]
    assert errors == [
        (1, "AttributeError"),
        (2, "AttributeError"),
        (3, "AttributeError"),
    ]
    Job.objects.update(options={})
    client.post(page, {"action": "retry"})
    work_off()
    assert client.get(page).context["preview"].counts["added"] == 1


def test_failed_work_can_be_thrown_away_by_its_owner_alone(client, event, admin, super_admin):
    draft = make.import_draft(event, admin, state="FAILED", step="events.import.apply")
    other = Client()
    other.force_login(super_admin)
    page = urls(draft)[0]

    for action in ("retry", "discard"):
        assert other.post(page, {"action": action}).status_code == 404
    assert Job.objects.get().state == "FAILED"
    client.post(page, {"action": "discard"})
    assert not Job.objects.exists()


def test_an_upload_thrown_away_stops_the_work(client, event):
    draft = upload(client, event, csv_file(lines()))

    client.post(urls(draft)[0], {"action": "discard"})
    work_off()

    assert not Job.objects.exists()


def test_an_event_deleted_meanwhile_takes_its_uploads_along(client, event, admin, super_admin):
    upload(client, event, csv_file(lines()))
    make.import_draft(event, super_admin)
    kept = make.import_draft(make.event(organisation=event.organisation), admin)

    lifecycle.delete_event(event=event, by=admin)
    work_off()

    assert list(Job.objects.all()) == [kept]


@pytest.mark.parametrize("view", ["delete", "changelist"])
def test_an_organisation_takes_the_uploads_to_its_events_along(event, admin, super_admin, view):
    make.import_draft(event, admin)
    kept = make.import_draft(make.event(organisation=make.organisation()), super_admin)
    client = Client()
    client.force_login(super_admin)
    numbers = [event.organisation_id]
    path = reverse(f"admin:accounts_organisation_{view}", args=numbers if view == "delete" else [])

    form = {"post": "yes", "action": "delete_selected", "_selected_action": numbers}
    assert client.post(path, form).status_code == 302

    assert not Event.objects.filter(pk=event.pk).exists()
    assert list(Job.objects.all()) == [kept]


def test_an_upload_goes_with_its_owner(event, admin, super_admin):
    make.import_draft(event, admin)
    kept = make.import_draft(event, super_admin)

    admin.delete()

    assert list(Job.objects.all()) == [kept]


@pytest.mark.parametrize("change", ["deactivated", "demoted", "left"])
@pytest.mark.parametrize("is_clicked", [True, False], ids=["applied", "looked at"])
def test_who_may_not_any_more_writes_nothing(client, event, admin, change, is_clicked):
    """The click came in time, the work after it."""
    draft = upload(client, event, csv_file(lines()))
    if is_clicked:
        work_off()
        preview = client.get(urls(draft)[0]).context["preview"]
        form = {"action": "apply", "fingerprint": preview.fingerprint}
        client.post(urls(draft)[0], form)
    if change == "left":
        admin.memberships.all().delete()
    else:
        new = {"is_active": False} if change == "deactivated" else {"role": "EVALUATOR"}
        User.objects.filter(pk=admin.pk).update(**new)

    work_off()

    refused = Job.objects.get()
    assert (refused.state, bytes(refused.content)) == ("REFUSED", b"")
    [sentence] = refused.outcome["sentences"]
    assert sentence.startswith("You may not change this event any more")
    assert not event.participants.exists()
    assert not AuditLog.objects.filter(action="IMPORT_EVENT").exists()


def test_an_event_archived_after_the_click_is_not_written(client, event):
    draft, preview = looked_at(client, event)
    page = urls(draft)[0]
    client.post(page, {"action": "apply", "fingerprint": preview.fingerprint})
    Event.objects.update(status=Event.Status.ARCHIVED)

    work_off()

    left = Job.objects.get()
    assert left.state == "DRAFT"
    assert left.outcome["sentences"][0].startswith("The event is archived")
    assert not event.participants.exists()


def test_an_upload_whose_event_went_in_the_same_moment_leaves_no_names(event, admin):
    make.import_draft(event, admin, total=ROWS)
    draft = Job.objects.get()
    imports.look(draft=draft)
    Event.objects.all().delete()

    work_off()

    draft.refresh_from_db()
    assert (draft.state, bytes(draft.content)) == ("REFUSED", b"")


def test_the_page_says_that_nobody_begins_the_work(client, event):
    page, _progress = urls(upload(client, event, csv_file(lines())))
    assert "longer than usual" not in client.get(page).content.decode()

    Job.objects.update(due_at=timezone.now() - queue.LOST_AFTER * 1.1)

    assert "waits for longer than usual" in client.get(page).content.decode()


@pytest.mark.parametrize("rows", [20, ROWS])
def test_two_clicks_apply_once(event, admin, rows):
    text = "\n".join(map(",".join, lines(rows)))
    draft = make.import_draft(event, admin, text, total=rows)
    if rows > imports.LARGE:
        imports.look(draft=draft)
        work_off()
        draft.refresh_from_db()
    fingerprint = imports.preview_of(draft, event).fingerprint
    clients = [Client(), Client()]
    for each in clients:
        each.force_login(admin)
    page = urls(draft)[0]

    def click(client):
        form = {"action": "apply", "fingerprint": fingerprint}
        return lambda: client.post(page, form).status_code

    assert at_once(*map(click, clients)) == [302, 302]
    work_off()

    assert event.participants.count() == rows
    assert AuditLog.objects.filter(action="IMPORT_EVENT").count() == 1


def test_two_people_apply_their_tables_at_once(event, admin, super_admin):
    """One is first; the other is told that the event has changed, and nothing is there twice."""
    text = "\n".join(map(",".join, lines(50)))
    drafts = [make.import_draft(event, user, text, total=50) for user in (admin, super_admin)]
    fingerprints = [imports.preview_of(draft, event).fingerprint for draft in drafts]

    def apply(draft, fingerprint):
        return lambda: imports.apply(draft=draft, fingerprint=fingerprint, withdraw_missing=True)

    at_once(*map(apply, drafts, fingerprints))

    assert event.participants.count() == 50
    assert event.groups.count() == 7
    outcomes = sorted(Job.objects.values_list("state", flat=True))
    assert outcomes == ["DONE", "DRAFT"]
    [sentence] = Job.objects.get(state="DRAFT").outcome["sentences"]
    assert sentence.startswith("The event changed after you looked")


def test_looking_takes_no_transaction_and_shows_how_far_it_is(client, event):
    """So that other pages are never kept waiting: progress goes in short writes of its own."""
    draft = upload(client, event, csv_file(lines()))

    with CaptureQueriesContext(connection) as captured:
        work.run(draft.pk)

    statements = [query["sql"] for query in captured]
    assert not [sql for sql in statements if sql.startswith(("BEGIN", "SAVEPOINT"))]
    assert len([sql for sql in statements if sql.startswith("UPDATE") and '"done"' in sql]) == 3
    draft.refresh_from_db()
    assert draft.state == "DRAFT"


def test_applying_writes_in_one_transaction(client, event):
    draft, preview = looked_at(client, event)
    draft.refresh_from_db()
    imports.apply(draft=draft, fingerprint=preview.fingerprint, withdraw_missing=False)

    with CaptureQueriesContext(connection) as captured:
        work.run(draft.pk)

    statements = [query["sql"] for query in captured]
    [begin] = [at for at, sql in enumerate(statements) if sql.startswith("BEGIN")]
    inside = statements[begin:]
    assert not [sql for sql in statements[:begin] if sql.startswith("INSERT")]
    assert len([sql for sql in inside if sql.startswith("INSERT")]) == 3  # groups, people, audit
    assert Job.objects.get().state == "DONE"


def test_a_page_that_asks_once_more_while_it_is_left(client, admin, event):
    draft = make.import_draft(event, admin, state="DONE")
    path = reverse("events:import-progress", args=[event.pk, draft.pk])
    draft.delete()
    client.force_login(admin)

    assert client.get(path, headers={"HX-Request": "true"}).status_code == 204
    assert client.get(path).status_code == 404


def test_a_large_table_is_asked_about_too(client, event):
    children = [[f"Dítě {number}", "Sovy", str(6 + number % 9)] for number in range(1_200)]
    rows = [["jméno", "oddíl", "věk"], *children, ["Babička", "Sovy", "101"]]
    draft = upload(client, event, csv_file(rows))
    page, _progress = urls(draft)
    work_off()
    preview = client.get(page).context["preview"]
    assert [item.number for item in preview.questions[0].items] == [1202]

    client.post(page, {"action": "apply", "fingerprint": preview.fingerprint})
    work_off()
    assert event.participants.count() == 0
    client.get(page)  # looked at again, with the sentence why not
    work_off()
    shown = client.get(page).context
    assert "Unlikely ages (1)" in shown["sentences"][0]
    fields = confirmed(shown["preview"])
    client.post(page, {"action": "apply", "fingerprint": preview.fingerprint, **fields})
    work_off()

    assert event.participants.count() == 1_201
