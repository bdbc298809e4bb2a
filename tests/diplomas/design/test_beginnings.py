"""The template that every event has from the start, by whichever door the event was made."""

import importlib
import io
import json
from datetime import date

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from pypdf import PdfReader

from accounts.models import AuditLog
from diplomas.awards.winners import Award
from diplomas.design.beginnings import first_template
from diplomas.models import DiplomaTemplate
from events.life.copying import copy_event
from events.models import Event
from foundation.models import StoredFile
from tests import make
from tests.diplomas.files import EMPTY_FONT, picture

ITEMS = [
    {
        "type": "DYNAMIC",
        "key": "participant_name",
        "x": 50,
        "y": 38,
        "fontSize": 42,
        "fontWeight": "bold",
        "color": "#1a1a1a",
        "centerH": True,
    },
    {
        "type": "DYNAMIC",
        "key": "place",
        "x": 50,
        "y": 56,
        "fontSize": 30,
        "fontWeight": "normal",
        "color": "#444444",
        "centerH": True,
    },
    {
        "type": "DYNAMIC",
        "key": "activity",
        "x": 50,
        "y": 68,
        "fontSize": 20,
        "fontWeight": "normal",
        "color": "#666666",
        "centerH": True,
    },
]
DEFAULT = {
    "name": "Default",
    "bg_image_url": None,
    "orientation": "LANDSCAPE",
    "items": ITEMS,
    "fonts": [],
    "default_font": None,
}
TABLE = "Jméno;Oddíl;Věk\nJan Novák;Bobři;11\nEva Malá;Draci;12\n"


def templates(event, client) -> list[dict]:
    found = client.get(f"/api/events/{event.pk}/diplomas").json()
    assert all(isinstance(each.pop("id"), int) and each.pop("created_at") for each in found)
    assert all(each.pop("event_id") == event.pk for each in found)
    return found


def by_the_pages(client, api, admin):
    client.force_login(admin)
    answer = client.post(reverse("events:new"), {"name": "Den", "date": "", "place": ""})
    assert answer.status_code == 302


def by_the_api(client, api, admin):
    body = {"name": "Den", "groups": [{"name": "7.A", "participants": [{"display_name": "Jan"}]}]}
    answer = api(admin).post(
        "/api/events/manual", json.dumps(body), content_type="application/json"
    )
    assert answer.status_code == 201


def by_an_imported_file(client, api, admin):
    file = SimpleUploadedFile("people.csv", TABLE.encode(), content_type="text/csv")
    body = {"event_name": "Den", "file": file}
    assert api(admin).post("/api/events/import", body, format="multipart").status_code == 201


def by_the_command(client, api, admin, folder):
    (folder / "people.csv").write_text(TABLE, encoding="utf-8")
    slug = admin.memberships.get().organisation.slug
    call_command(
        "import_event",
        str(folder / "people.csv"),
        "--name=Den",
        f"--organisation={slug}",
        stdout=io.StringIO(),
    )


@pytest.mark.parametrize("door", [by_the_pages, by_the_api, by_an_imported_file])
def test_a_new_event_has_its_template(client, api, admin, door):
    door(client, api, admin)

    assert templates(Event.objects.get(), api(admin)) == [DEFAULT]


def test_so_has_one_from_the_command(client, api, admin, tmp_path):
    by_the_command(client, api, admin, tmp_path)

    assert templates(Event.objects.get(), api(admin)) == [DEFAULT]


@pytest.mark.django_db
def test_so_has_the_demo(api, super_admin, settings, capsys):
    settings.DEBUG = True
    call_command("demo")

    assert templates(Event.objects.get(), api(super_admin))[0] == DEFAULT


def test_the_trail_has_a_row_of_the_event_and_none_of_its_template(client, api, admin):
    by_the_api(client, api, admin)

    assert list(AuditLog.objects.values_list("action", flat=True)) == ["CREATE_EVENT_MANUAL"]


def copied(event, admin):
    return copy_event(
        event=event,
        organisation=event.organisation,
        name="Den 2027",
        date=date(2027, 7, 3),
        place="",
        reference_date=None,
        keeps_groups=False,
        keeps_evaluators=False,
        by=admin,
    )


def test_a_copy_has_the_templates_of_its_model_instead(api, admin, event):
    DiplomaTemplate.objects.create(event=event, name="Zlatý", orientation="PORTRAIT", items=ITEMS)
    DiplomaTemplate.objects.create(event=event, name="Stříbrný")

    new = copied(event, admin)

    assert templates(new, api(admin)) == [
        {**DEFAULT, "name": "Zlatý", "orientation": "PORTRAIT"},
        {**DEFAULT, "name": "Stříbrný", "items": []},
    ]


def test_a_copy_of_an_event_without_any_begins_as_a_new_one(api, admin, event):
    assert templates(copied(event, admin), api(admin)) == [DEFAULT]


def test_once_deleted_it_does_not_come_back(client, api, admin):
    by_the_api(client, api, admin)
    event = Event.objects.get()
    [template] = event.diploma_templates.all()

    answer = api(admin).delete(f"/api/events/{event.pk}/diplomas/{template.pk}")

    assert answer.status_code == 204
    api(admin).patch(f"/api/events/{event.pk}", {"name": "Jiný den"}, format="json")
    assert templates(event, api(admin)) == []


def test_events_of_before_get_theirs_by_the_migration(api, admin, event):
    archived = make.event(organisation=event.organisation, status="ARCHIVED")
    own = make.event(organisation=event.organisation)
    DiplomaTemplate.objects.create(event=own, name="Zlatý")
    migration = importlib.import_module("diplomas.migrations.0003_a_first_template_for_every_event")

    migration.give(apps, None)
    migration.give(apps, None)

    assert templates(event, api(admin)) == templates(archived, api(admin)) == [DEFAULT]
    assert templates(own, api(admin)) == [{**DEFAULT, "name": "Zlatý", "items": []}]


@pytest.mark.parametrize(
    ("change", "is_built_in"),
    [
        ({}, True),
        ({"name": "Zlatý"}, True),
        ({"orientation": "PORTRAIT"}, True),
        ({"items": [{**item, "id": "a", "centerV": False, "text": None} for item in ITEMS]}, True),
        ({"items": [{**item, "x": 50.0, "fontFamily": "default"} for item in ITEMS]}, True),
        ({"items": [{**ITEMS[0], "color": "#000000"}, *ITEMS[1:]]}, False),
        ({"items": [{**ITEMS[0], "y": 39}, *ITEMS[1:]]}, False),
        ({"items": [*ITEMS[:2], {**ITEMS[2], "fontWeight": "bold"}]}, False),
        ({"items": [*ITEMS[:2], {**ITEMS[2], "fontFamily": "serif"}]}, False),
        ({"items": [*ITEMS, ITEMS[0]]}, False),
        ({"items": [ITEMS[1], ITEMS[0], ITEMS[2]]}, False),
        ({"items": ITEMS[:2]}, False),
        ({"default_font": "Lato"}, False),
    ],
)
def test_untouched_it_prints_the_built_in_look(
    client, api, admin, event, activity, participant, change, is_built_in
):
    make.record(activity, participant, "9.5")
    template = first_template(event)
    template.save()
    path = f"/api/events/{event.pk}/diplomas/{template.pk}"
    body = {key: value for key, value in DEFAULT.items() if key not in {"id", "event_id"}}
    assert api(admin).put(path, {**body, **change}, format="json").status_code == 200
    client.force_login(admin)

    address = reverse("diplomas:activity", args=[event.pk, activity.pk])
    answer = client.post(address, {"award": Award("ACTIVITY", participant.pk, activity.pk).key})

    text = PdfReader(io.BytesIO(answer.content)).pages[0].extract_text()
    assert ("is awarded to" in text) is is_built_in


def test_the_events_page_leads_to_it(client, api, admin):
    by_the_api(client, api, admin)
    event = Event.objects.get()
    client.force_login(admin)
    address = reverse("diplomas:gallery", args=[event.pk])

    assert (
        f'href="{address}"' in client.get(reverse("scoring:hub", args=[event.pk])).content.decode()
    )
    [template] = client.get(address).context["templates"]
    assert (template.name, template.event) == ("Default", event)


def test_a_copy_points_to_the_same_files(api, admin, event):
    look = {"bg_image_url": picture(), "fonts": [{"name": "A", "data": EMPTY_FONT}]}
    api(admin).post(f"/api/events/{event.pk}/diplomas", {"name": "Zlatý", **look}, format="json")

    new = copied(event, admin)

    [template] = new.diploma_templates.filter(name="Zlatý")
    assert {name: getattr(template, name) for name in look} == look
    assert StoredFile.objects.count() == 2
    event.delete()
    assert not StoredFile.objects.unreferenced().exists()
