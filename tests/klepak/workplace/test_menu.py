"""The menu: in the organisers' words, without what is technical."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from klepak.workplace.menu import MENU
from tests import make

COMPETITIONS = ["Events", "Groups", "Participants", "Activities", "Age categories", "Results"]


def menu(answer):
    return {
        str(section["name"]): [str(page["name"]) for page in section["models"]]
        for section in answer.context["available_apps"]
    }


def test_every_page_of_the_site_has_its_place():
    placed = [model for section in MENU for model in section.pages]

    assert len(placed) == len(set(placed))
    assert {model._meta.label_lower for model in admin.site._registry} <= set(placed)


def test_what_an_organiser_sees(client, admin, event):
    client.force_login(admin)

    answer = client.get("/admin/")

    found = menu(answer)
    assert list(found) == ["Competitions", "People", "Diplomas", "What happened"]
    assert found["Competitions"] == COMPETITIONS
    text = answer.content.decode()
    for technical in ["System", "Ledger", "rganisation", "Evaluators of", "Sign-in code"]:
        assert technical not in text


def test_what_a_super_admin_sees(client, super_admin):
    client.force_login(super_admin)

    found = menu(client.get("/admin/"))

    assert found["Competitions"] == COMPETITIONS
    assert {"Organisations", "Ledger entries", "Evaluators of events"} <= set(found["System"])


@pytest.mark.parametrize(
    "name", ["scoring_entry", "events_eventevaluator", "events_groupevaluator"]
)
def test_technical_pages_are_closed_not_only_hidden(client, admin, super_admin, name):
    for person, status in [(admin, 403), (super_admin, 200)]:
        client.force_login(person)
        assert client.get(reverse(f"admin:{name}_changelist")).status_code == status


def test_all_pages_of_the_menu_open(client, super_admin, event):
    client.force_login(super_admin)
    answer = client.get("/admin/")

    for section in answer.context["available_apps"]:
        for page in section["models"]:
            assert client.get(page["admin_url"]).status_code == 200


def test_the_menu_marks_the_current_page(client, admin, group):
    client.force_login(admin)

    def current(address):
        text = client.get(address).content.decode()
        return set(re.findall(r'aria-current="(page|true)">([^<]+)</a></li>', text))

    assert current("/admin/") == {("page", "My events")}
    assert current("/admin/events/group/") == {("page", "Groups")}
    assert current(f"/admin/events/group/{group.pk}/change/") == {("true", "Groups")}
    assert current(reverse("events:status", args=[group.event_id])) == {("true", "Events")}


def test_apps_lead_home(client, admin):
    client.force_login(admin)

    answer = client.get("/admin/events/")

    assert (answer.status_code, answer.url) == (302, "/admin/")


def test_every_page_has_the_search_the_switch_and_the_way_out(client, admin, event):
    client.force_login(admin)

    for address in ["/admin/", "/admin/events/participant/", "/admin/events/group/add/"]:
        text = client.get(address).content.decode()
        assert f'action="{reverse("events:search")}" role="search"' in text
        assert f'action="{reverse("language-set")}"' in text
        assert f'action="{reverse("accounts:sign-out")}"' in text
        assert f'href="{reverse("events:list")}"' in text
        assert text.count('name="language"') == 2


def test_the_workplace_in_czech_keeps_working(client, organisation):
    person = make.user("ADMIN", organisation=organisation, language="cs")
    client.force_login(person)

    answer = client.get("/admin/events/participant/")

    assert 'lang="cs"' in answer.content.decode()
