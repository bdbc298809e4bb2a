"""The import in a browser: upload, correct the columns, apply; the progress of a large one."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from foundation.models import Job
from tests import make
from tests.browser.screens import check, look
from tests.foundation.jobs.queues import work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(event):
    return reverse("events:import", args=[event.pk])


def test_upload_correct_apply(open_as, admin, event, group, start, complaints):
    make.participant(group, display_name="Štěpánka Ďáblová", external_id="1", age=12)
    make.participant(group, display_name="Petr Král")
    page = open_as(admin, start)
    look(page, "start", complaints)

    rows = "Číslo dítěte;Kdo;Oddíl;Věk\n1;Štěpánka Ďáblová;Draci;13\n2;Řehoř Čáp;Bobři;dvanáct\n"
    file = {"name": "děti.csv", "mimeType": "text/csv", "buffer": rows.encode("cp1250")}
    page.locator("#import-file").set_input_files(file)
    with page.expect_navigation():  # its script is there as well then
        page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="Import of děti.csv").wait_for()
    assert page.get_by_role("button", name="Apply").is_disabled()
    assert page.get_by_label("Číslo dítěte").input_value() == "external_id"
    page.get_by_label("Kdo").select_option("display_name")
    page.get_by_text("You have changed something. Look again first.").wait_for()
    page.get_by_role("button", name="Look again with these columns").click()

    page.locator(".import-errors").get_by_text("“dvanáct” is not an age").wait_for()
    look(page, "draft with errors", complaints)
    cell = page.get_by_label("Row 3, column “Věk”")
    cell.fill("12")
    cell.press("Enter")
    page.get_by_role("group", name="What happens to the 1 participant").wait_for()
    page.get_by_text("Row by row").click()
    with page.expect_navigation():
        page.get_by_role("link", name="All rows").click()
    look(page, "draft", complaints)

    page.get_by_label("They are withdrawn").check()
    page.get_by_text("Číslo dítěte → registration number").click()
    page.get_by_label("Kdo").select_option("leave_out")
    assert page.get_by_role("button", name="Apply").is_disabled()
    page.get_by_label("Kdo").select_option("display_name")
    assert page.get_by_role("button", name="Apply").is_enabled()
    page.get_by_label("“Číslo dítěte” counts 1, 2, 3").check()
    page.get_by_role("button", name="Apply").click()

    page.get_by_text("1 new group, 1 participant added, 1 changed, 1 withdrawn.").wait_for()
    assert sorted(event.participants.values_list("display_name", "group__name", "status")) == [
        ("Petr Král", "Bobři", "WITHDRAWN"),
        ("Řehoř Čáp", "Bobři", "COMPETING"),
        ("Štěpánka Ďáblová", "Draci", "COMPETING"),
    ]
    assert complaints == []


def test_a_large_table_goes_on_by_itself(open_as, admin, event, start, complaints, jobs_wait):
    page = open_as(admin, start)
    rows = "\n".join(f"Žofie {number}\tOddíl {number % 9}" for number in range(1_600))
    content = f"Jméno\tOddíl\n{rows}".encode()
    file = {"name": "velká.csv", "mimeType": "text/csv", "buffer": content}
    page.locator("#import-file").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("heading", name="Looking at the table").wait_for()

    work_off()
    page.get_by_role("heading", name="What will happen").wait_for()
    page.get_by_text("Row by row").click()
    page.get_by_role("link", name="Next").click()
    page.get_by_text("Page 2 of 16").wait_for()
    page.get_by_role("button", name="Apply").click()
    page.get_by_role("heading", name="Importing").wait_for()

    work_off()
    page.get_by_text(re.compile("1600 participants added")).wait_for()
    assert event.participants.count() == 1_600
    assert complaints == []


def at_work(event, user, lease: datetime.timedelta, **fields):
    """A draft that somebody has claimed until `lease` from now."""
    fields |= {"state": "RUNNING", "step": "events.import.look"}
    return make.import_draft(event, user, lease_until=timezone.now() + lease, **fields)


def test_progress_is_shown_until_it_is_over(open_as, admin, event, complaints):
    draft = at_work(event, admin, datetime.timedelta(minutes=1), done=3_000, total=10_000)
    page = open_as(admin, reverse("events:import-draft", args=[event.pk, draft.pk]))
    look(page, "progress", complaints)
    page.get_by_text("3,000 of 10,000 rows").wait_for()

    Job.objects.update(done=7_000)
    page.get_by_text("7,000 of 10,000 rows").wait_for()
    Job.objects.update(done=10_000)
    page.get_by_text("All 10,000 rows are being compared with the event").wait_for()
    look(page, "comparison", complaints)
    Job.objects.update(state="DRAFT", total=1)
    page.get_by_role("heading", name="What will happen").wait_for()
    assert complaints == []


def test_interrupted_work_in_the_browser(open_as, admin, event, complaints):
    draft = at_work(event, admin, datetime.timedelta(minutes=-2))
    page = open_as(admin, reverse("events:import-draft", args=[event.pk, draft.pk]))
    page.get_by_role("heading", name="The work was interrupted").wait_for()
    check(page, "interrupted")

    page.get_by_role("button", name="Start again").click()
    page.get_by_role("heading", name="What will happen").wait_for()
    assert Job.objects.get().state == "DRAFT"
    assert complaints == []
