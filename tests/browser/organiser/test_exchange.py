"""Lists in and out as files, in a browser: from the list to the file and back."""

import pytest
from django.urls import reverse

from events.models import Participant
from tests import make
from tests.browser.screens import look

pytestmark = pytest.mark.django_db(transaction=True)

LIST = "admin:events_participant_"


def test_out_and_in_again(open_as, live_server, admin, participant, group, complaints, tmp_path):
    make.group(group.event, name="Draci")
    make.participant(group, display_name="=1+1", external_id="17")
    page = open_as(admin, reverse(f"{LIST}changelist"))
    page.set_viewport_size({"width": 1280, "height": 800})
    with page.expect_navigation():
        page.get_by_role("link", name="Export").click()
    look(page, "export", complaints)
    page.get_by_label("Format", exact=True).select_option("csv")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download the file").click()
    file = tmp_path / "list.csv"
    text = download.value.path().read_text("utf-8-sig")
    assert "'=1+1" in text
    file.write_text(text.replace(",Bobři,F,12,", ",Draci,F,13,"), "utf-8")

    page.goto(live_server.url + reverse(f"{LIST}import"))
    look(page, "import", complaints)
    page.get_by_label("Event", exact=True).select_option(str(group.event_id))
    page.get_by_label("File", exact=True).set_input_files(file)
    with page.expect_navigation():
        page.get_by_role("button", name="Show what would be imported").click()
    look(page, "preview", complaints)
    assert page.locator(".exchange-rows ins").all_inner_texts() == ["Draci", "13"]
    assert page.locator(".tile").all_inner_texts() == ["0\nnew", "1\nchanged", "1\nas they were"]
    page.get_by_role("button", name="Import “list.csv”").click()

    page.get_by_text("Imported: 0 new, 1 changed, 1 as they were.").wait_for()
    moved = Participant.objects.get(pk=participant.pk)
    assert (moved.group.name, moved.age) == ("Draci", 13)
    assert complaints == []


def test_what_is_refused(open_as, admin, group, complaints, tmp_path):
    file = tmp_path / "list.csv"
    file.write_text("name,group,age\nJan,Sovy,12\nJana,Bobři,abc\n", "utf-8")
    page = open_as(admin, reverse(f"{LIST}import"))
    page.get_by_label("Event", exact=True).select_option(str(group.event_id))
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_role("button", name="Show what would be imported").click()

    page.get_by_text("2 rows do not fit").wait_for()
    look(page, "refused", complaints, noted=["422"])
    assert page.locator("[name=pending]").count() == 0
