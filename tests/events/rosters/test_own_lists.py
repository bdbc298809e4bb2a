"""Our own lists on the event's import page, and what an import says of the event."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from events.models import Event, Participant
from foundation.models import Job
from tests import make
from tests.admin_site import page
from tests.events.importing.import_pages import apply, seen, upload
from tests.exchange_files import export
from tests.exchange_files import upload as upload_list

pytestmark = pytest.mark.django_db


@pytest.fixture
def on_the_page(client, admin, event):
    client.force_login(admin)
    return client


@pytest.mark.parametrize("format", ["csv", "xlsx", "json"])
def test_our_own_export_goes_in_again_unchanged(on_the_page, event, group, as_admin, format):
    hostile = ["=1+1", "+A1", "'=quoted", 'O\'Neil; "x", y', "-5"]
    for number, name in enumerate(hostile):
        make.participant(
            group,
            display_name=name,
            external_id=f"{number:03}",
            last_name="x; y",
            gender=["", "F", "M", "X", "nebinární"][number],
            birth_year=2014,
            metadata={name: "=2+2", "Tričko": " M ", "age": "12", "n": 7, "b": None, "list": [1]},
        )
    make.participant(group, display_name="Nová Jana", age=101, status="WITHDRAWN", is_hidden=True)
    make.participant(group, display_name="Nová Jana", birth_date="2014-02-03", status="GUEST")
    before = list(Participant.objects.order_by("pk").values())
    content = export(as_admin, Participant, format)

    upload(on_the_page, event, content, f"people.{format}")
    draft = Job.objects.get()
    preview = seen(on_the_page, draft)["preview"]

    assert [row.changes for row in preview.rows if row.changes] == []
    assert (preview.errors, preview.file_problems, preview.questions) == ([], [], [])
    assert (preview.counts["unchanged"], preview.changes_something) == (7, False)
    apply(on_the_page, draft)
    assert list(Participant.objects.order_by("pk").values()) == before


def test_what_was_changed_in_our_own_export_is_what_changes(on_the_page, event, group, as_admin):
    make.participant(group, display_name="Jana", external_id="7", metadata={"Tričko": "M"})
    rows = export(as_admin, Participant, "csv").decode("utf-8-sig")

    changed = rows.replace(",M\r\n", ",L\r\n").replace("COMPETING,false", "odhlášena,ano")
    upload(on_the_page, event, changed)
    draft = Job.objects.get()
    assert seen(on_the_page, draft)["preview"].rows[0].changes == [
        ["status", "competing", "withdrawn from the event"],
        ["hidden from the public", "no", "yes"],
        ["Tričko", "M", "L"],
    ]
    apply(on_the_page, draft)

    person = Participant.objects.get()
    assert (person.status, person.metadata) == ("WITHDRAWN", {"Tričko": "L"})
    assert person.is_hidden


def test_a_payment_is_no_status_of_a_participant(on_the_page, event):
    upload(on_the_page, event, "Jméno;Oddíl;Stav\nJana;Sovy;zaplaceno\n")
    apply(on_the_page, Job.objects.get())

    assert Participant.objects.get().metadata == {"Stav": "zaplaceno"}


def test_an_event_stands_by_surname_where_its_first_table_has_surnames(on_the_page, event):
    upload(on_the_page, event, "Jméno;Příjmení;Oddíl\nJana;Nová;Sovy\n")
    apply(on_the_page, Job.objects.get())
    event.refresh_from_db()
    assert event.orders_by_surname

    event.orders_by_surname = False
    event.save()
    upload(on_the_page, event, "Jméno;Příjmení;Oddíl\nPetr;Malý;Sovy\n")
    apply(on_the_page, Job.objects.get())
    event.refresh_from_db()
    assert not event.orders_by_surname


@pytest.mark.parametrize(("header", "expected"), [("Jméno;Příjmení", True), ("Jméno;Pozn", False)])
def test_so_does_an_event_made_from_a_file(api, admin, header, expected):
    file = SimpleUploadedFile("a.csv", f"{header};Oddíl\nJana;Nová;Sovy\n".encode())

    api(admin).post("/api/events/import", {"event_name": "Den", "file": file}, format="multipart")

    assert Event.objects.get().orders_by_surname is expected


def test_the_button_of_the_list_leads_to_the_events_own_import(
    as_admin, event, other_event_of_ours
):
    url = page(Participant, "changelist")

    filtered = as_admin.get(f"{url}?event__id__exact={event.pk}")
    assert filtered.context["import_url"] == f"/admin/events/{event.pk}/import/"
    unfiltered = as_admin.get(as_admin.get(url).context["import_url"])
    assert {address for _label, address in unfiltered.context["event_imports"]} == {
        f"/admin/events/{event.pk}/import/",
        f"/admin/events/{other_event_of_ours.pk}/import/",
    }


@pytest.fixture
def other_event_of_ours(event):
    return make.event(organisation=event.organisation, name="Jiný tábor")


def test_a_list_notes_whoever_may_be_there_already(as_admin, event, group):
    make.participant(group, display_name="Nová Jana")

    answer = upload_list(as_admin, Participant, "name,group\nJana Nová,Bobři\n", event=event.pk)

    assert [fate.notes for fate in answer.context["preview"].fates] == [
        ["Somebody of this name is in the group already."]
    ]
