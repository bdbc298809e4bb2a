"""Where an event goes when an organiser of several organisations names none, by every door."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import Membership
from events.models import Event
from tests import make


@pytest.fixture
def second(admin):
    organisation = make.organisation(name="Škola")
    Membership.objects.create(user=admin, organisation=organisation)
    return organisation


def by_the_api(client, api, admin, **fields):
    body = {"name": "Tábor", "groups": [{"name": "Bobři"}], **fields}
    return api(admin).post("/api/events/manual", body, format="json")


def by_a_file(client, api, admin, **fields):
    file = SimpleUploadedFile("people.csv", b"display_name,group_name\nJan,7.A\n")
    body = {"event_name": "Tábor", "file": file, **fields}
    return api(admin).post("/api/events/import", body, format="multipart")


def by_the_page(client, api, admin, **fields):
    client.force_login(admin)
    return client.post(reverse("events:new"), {"name": "Tábor", **fields})


def by_a_copy(client, api, admin, **fields):
    client.force_login(admin)
    copied = make.event(organisation=admin.memberships.first().organisation)
    return client.post(reverse("events:copy", args=[copied.pk]), {"name": "Tábor", **fields})


DOORS = [by_the_api, by_a_file, by_the_page, by_a_copy]


def last_made():
    return Event.objects.order_by("pk").last()


@pytest.mark.parametrize("door", DOORS)
def test_where_the_last_one_went(client, api, admin, organisation, second, door):
    for place in (second, organisation, second):
        make.event(organisation=place, created_by=admin)
        made = door(client, api, admin)
        assert made.status_code in (201, 302)
        assert (last_made().name, last_made().organisation) == ("Tábor", place)

    named = door(client, api, admin, organisation=organisation.pk)
    assert named.status_code in (201, 302)
    assert last_made().organisation == organisation


@pytest.mark.parametrize("door", DOORS)
def test_if_it_is_still_theirs(client, api, admin, organisation, second, door):
    make.event(organisation=second, created_by=admin)
    Membership.objects.create(user=admin, organisation=make.organisation())
    Membership.objects.filter(user=admin, organisation=second).delete()
    before = Event.objects.filter(name="Tábor").count()

    assert door(client, api, admin).status_code == 422

    assert Event.objects.filter(name="Tábor").count() == before


@pytest.mark.parametrize("door", DOORS)
def test_events_of_others_say_nothing(client, api, admin, organisation, second, outsider, door):
    make.event(organisation=second, created_by=outsider)
    make.event(organisation=second)

    assert door(client, api, admin).status_code == 422


def test_the_page_offers_it_first(as_admin, admin, organisation, second):
    address = reverse("events:new")
    asked = as_admin.get(address).context["form"]
    assert asked.fields["organisation"].choices[0][0] == ""

    make.event(organisation=second, created_by=admin)

    form = as_admin.get(address).context["form"]
    assert form["organisation"].value() == second.pk
    offered = {value for value, _label in form.fields["organisation"].choices}
    assert offered == {organisation.pk, second.pk}
