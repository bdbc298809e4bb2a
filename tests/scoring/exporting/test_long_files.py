"""Files that take longer than a request may: made beside it, once, from the event at one moment."""

import io
import json
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.models import Organisation, User
from foundation.jobs import steps, work
from foundation.models import Job
from scoring.boards.leaderboard import Versions, activity_parts
from scoring.exporting import files
from scoring.exporting.formats import FORMATS, ON_PAGES, ExportFormat
from tests import make
from tests.conformance.recompute import differences
from tests.foundation.jobs.queues import work_off
from tests.threads import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("jobs_wait")]


@pytest.fixture(autouse=True)
def long(monkeypatch):
    """Every file takes longer than a request may."""
    for named in (FORMATS, ON_PAGES):
        for name, each in named.items():
            monkeypatch.setitem(named, name, each._replace(at_once=-1))


@pytest.fixture
def colleague(organisation):
    return make.user(User.Role.ADMIN, organisation=organisation)


def asked_on_a_page(client, event, name="scoring:leaderboard-xlsx"):
    """The job that a page has begun; it has led to the job's page."""
    answer = client.get(reverse(name, args=[event.pk]))
    made = files.files_of(event.pk).first()
    assert answer.url == of_job("export-file", made)
    return made


def of_job(name, made):
    return reverse(f"scoring:{name}", args=[made.subject_pk, made.pk])


def text_of(answer):
    return answer.content.decode()


def test_a_workbook_from_the_click_to_the_file(as_admin, client, event, standing, colleague):
    made = asked_on_a_page(as_admin, event)

    assert "It waits for its turn" in text_of(as_admin.get(of_job("export-file", made)))
    assert "It waits for its turn" in text_of(as_admin.get(of_job("export-progress", made)))
    assert as_admin.get(of_job("export-download", made)).status_code == 404
    assert asked_on_a_page(as_admin, event) == made  # clicked twice: one file
    work_off()

    answer = as_admin.get(of_job("export-progress", made), headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == of_job("export-file", made)
    assert "The file is ready" in text_of(as_admin.get(of_job("export-file", made)))
    file = as_admin.get(of_job("export-download", made))
    book = openpyxl.load_workbook(io.BytesIO(file.content))
    assert book.sheetnames[-2:] == ["Overall", "Groups"]
    assert "Results as of" in book.worksheets[0].oddFooter.center.text
    as_of = timezone.localdate().isoformat()
    assert f"leaderboard-{event.pk}-{as_of}" in file.headers["Content-Disposition"]
    assert asked_on_a_page(as_admin, event) == made  # and nothing has changed since
    client.force_login(colleague)
    assert client.get(of_job("export-download", made)).content == file.content

    client.post(of_job("export-file", made), {"action": "discard"})
    assert client.get(of_job("export-file", made)).status_code == 404


def test_the_file_is_in_the_words_of_who_asked(as_admin, event, standing):
    as_admin.cookies["django_language"] = "cs"
    made = asked_on_a_page(as_admin, event, "diplomas:result-list")
    work_off()

    answer = as_admin.get(of_job("export-download", made))

    assert answer.headers["Content-Disposition"].startswith("inline")
    [first, *_more] = PdfReader(io.BytesIO(answer.content)).pages
    assert "Místo" in first.extract_text()


def test_a_change_makes_another_file(as_admin, event, standing, activity):
    first = asked_on_a_page(as_admin, event, "scoring:leaderboard-csv")
    work_off()
    make.record(activity, standing["Cilka"], "8.88")

    second = asked_on_a_page(as_admin, event, "scoring:leaderboard-csv")
    work_off()

    assert second != first
    tables = [text_of(as_admin.get(of_job("export-download", each))) for each in (first, second)]
    assert ["8.88" in table for table in tables] == [False, True]


def test_the_api_says_where_the_file_will_be(api, event, admin, standing, evaluator):
    client = api(admin)
    answer = client.get(reverse("api:export", args=[event.pk]), {"format": "json"})

    assert (answer.status_code, answer.headers["Retry-After"]) == (202, "2")
    url = answer.json()["url"]
    assert answer.headers["Location"] == url
    assert client.get(url).json() == answer.json() | {"done": 0, "total": 0}
    work_off()

    file = client.get(url)
    assert file.status_code == 200
    assert file.json()["standings"]["overall"]
    assert list(differences(file.json())) == []
    elsewhere = make.user(User.Role.ADMIN, organisation=Organisation.objects.create(name="Jinde"))
    assert api(elsewhere).get(url).status_code == 404
    assert api(evaluator).get(url).status_code == 403
    files.files_of(event.pk).update(expires_at=timezone.now())
    assert client.get(url).status_code == 404


def test_all_in_it_is_of_one_moment(monkeypatch, as_admin, api, admin, event, standing, jump):
    """A result that is entered while the activities are read is in none of them, also where
    somebody else has read and kept it under the versions of before.
    """
    versions = Versions.visible_to(admin, event.pk)
    client = api(admin)

    def read(versions, _options):
        first = activity_parts(versions.of(next(iter(versions.activities))))
        at_once(lambda: make.record(jump, standing["Anna"], "9.99", by=admin))
        at_once(lambda: activity_parts(versions))  # as whoever knew the versions just before it
        return first | activity_parts(versions)

    def written(parts, _report):
        return json.dumps([json.loads(part) for part in parts.values()]).encode()

    monkeypatch.setitem(FORMATS, "json", ExportFormat(read, written, "application/json", -1))
    made = files.export_event(
        name="json", versions=versions, options={}, file_name="all.json", by=admin
    )
    work_off()

    made.refresh_from_db()
    content = files.content_of(made)
    assert b"4.25" in content and b"9.99" not in content
    assert b"9.99" in client.get(reverse("api:leaderboard", args=[event.pk])).content


def test_what_a_killed_worker_left_is_taken_up_again(as_admin, event, standing):
    made = asked_on_a_page(as_admin, event)
    assert work.claim(made.pk, files.export_step)  # and is never heard of again
    assert "Results are being read" in text_of(as_admin.get(of_job("export-file", made)))
    work_off()
    assert as_admin.get(of_job("export-download", made)).status_code == 404

    files.files_of(event.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    assert "The work was interrupted" in text_of(as_admin.get(of_job("export-file", made)))
    work_off()

    assert as_admin.get(of_job("export-download", made)).status_code == 200


def test_progress_is_reported_while_it_is_written(monkeypatch, as_admin, event, standing):
    seen = []

    def written(_read, report):
        for done in (1, 2):
            report(done, 4)
            seen.append(text_of(as_admin.get(of_job("export-file", made))))
        return b"whole"

    monkeypatch.setattr(files, "REPORTED_EACH", 0)
    monkeypatch.setitem(FORMATS, "xlsx", FORMATS["xlsx"]._replace(written=written))
    made = asked_on_a_page(as_admin, event)
    work_off()

    assert ["25 % is written" in seen[0], "50 % is written" in seen[1]] == [True, True]


def test_it_is_given_up_while_it_is_written(monkeypatch, as_admin, event, standing):
    went_on = []

    def written(_read, report):
        report(1, 4)
        page = of_job("export-file", made)
        assert 'value="discard"' in as_admin.get(page).content.decode()
        as_admin.post(page, {"action": "discard"})
        report(2, 4)
        went_on.append(True)

    monkeypatch.setattr(files, "REPORTED_EACH", 0)
    monkeypatch.setitem(FORMATS, "xlsx", FORMATS["xlsx"]._replace(written=written))
    made = asked_on_a_page(as_admin, event)
    work_off()

    assert (went_on, files.files_of(event.pk).count()) == ([], 0)


def test_who_does_not_manage_the_event_any_more_gets_no_file(as_admin, admin, event, standing):
    made = asked_on_a_page(as_admin, event)
    admin.memberships.all().delete()
    work_off()

    made.refresh_from_db()
    assert made.state == "REFUSED"
    assert files.refusal_of(made).startswith("You do not manage this event any more")
    assert as_admin.get(of_job("export-file", made)).status_code in (403, 404)


def test_what_cannot_be_made_is_said_with_a_button(monkeypatch, as_admin, event, standing):
    def written(_read, _report):
        raise RuntimeError("broken")

    whole = FORMATS["xlsx"]
    monkeypatch.setitem(FORMATS, "xlsx", whole._replace(written=written))
    made = asked_on_a_page(as_admin, event)
    for _attempt in range(steps.STEPS["scoring.export"].attempts):
        files.files_of(event.pk).update(due_at=timezone.now())
        work.run(made.pk)
    assert "could not be made just now" in text_of(as_admin.get(of_job("export-file", made)))

    monkeypatch.setitem(FORMATS, "xlsx", whole)
    as_admin.post(of_job("export-file", made), {"action": "retry"})
    work_off()

    assert as_admin.get(of_job("export-download", made)).status_code == 200


def test_too_many_at_the_same_time(as_admin, api, admin, event, standing):
    waiting = {"kind": "x", "step": "scoring.export", "state": "QUEUED"}
    Job.objects.bulk_create(
        Job(**waiting, expires_at=timezone.now() + timedelta(days=1))
        for _number in range(files.MOST_WAITING)
    )

    answer = api(admin).get(reverse("api:export", args=[event.pk]), {"format": "csv"})
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(files.WAIT))
    page_of = reverse("scoring:leaderboard-csv", args=[event.pk])
    assert "Many files are being made" in text_of(as_admin.get(page_of, follow=True))
