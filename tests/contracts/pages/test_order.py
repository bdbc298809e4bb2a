"""Whoever stands in a list stands in it by the Czech alphabet: on pages, in the API, in files.

The lists are those that the site has by now: a new one is looked at as soon as it has an address.
"""

import re

import pytest
from django.contrib.admin import site
from django.urls import reverse

from accounts.models import Organisation
from tests import make
from tests.admin_site import CHOICES, choices_page, page
from tests.contracts.access.actors import API_ROUTES, PAGE_ROUTES

IN_ORDER = ["Cyril", "Čeněk", "Hugo", "Charlota", "Ivan"]
SURNAMES = ["Žák", "Šik", "Říha", "Chyba", "Hora"]
"""By these the same people stand the other way round."""
PEOPLE, GROUPS, JUDGES = "závodí", "skupina", "porota"
OTHERS = ["spolek", "věk"]
ASKED = {"events:search": f"?q={PEOPLE}", "events:evaluators": f"?q={JUDGES}"}
"""What is asked of a page beside its address."""


@pytest.fixture(params=["by name", "by surname"])
def people_in_order(request):
    return IN_ORDER if request.param == "by name" else IN_ORDER[::-1]


@pytest.fixture
def numbers(event, activity, admin, people_in_order):
    """What the numbers in addresses stand for. Everybody came the wrong way round, but for the
    results: the newest, which some lists begin with, is of the first.
    """
    event.orders_by_surname = people_in_order != IN_ORDER
    event.save()
    for number, name in enumerate(IN_ORDER[::-1]):
        group = make.group(event, name=f"{name} {GROUPS}")
        make.age_category(event, 1, 90 + number, name=f"{name} věk")
        make.organisation(name=f"{name} spolek")
        make.participant(group, display_name=f"Někdo {number}", gender="F", age=9)
        make.assign(make.user(full_name="Někdo"), group)
    first = event.groups.get(name=f"Cyril {GROUPS}")
    surname = dict(zip(IN_ORDER, SURNAMES, strict=True))
    for name in people_in_order[::-1]:
        person = make.participant(
            first, display_name=f"{name} {PEOPLE}", last_name=surname[name], gender="F"
        )
        make.record(activity, person, "12.5", by=admin)
        judge = make.user(full_name=f"{name} {JUDGES}", organisation=event.organisation)
        make.assign(judge, first)
    return {
        "event_pk": event.pk,
        "group_pk": first.pk,
        "activity_pk": activity.pk,
        "participant_pk": person.pk,
        "organisation_pk": event.organisation.pk,
    }


def lists_in(text: str) -> dict[str, list[str]]:
    """What kind of thing -> the names in the order in which the text first mentions them."""
    found = {}
    for kind in (PEOPLE, GROUPS, JUDGES, *OTHERS):
        names = re.findall(rf"({'|'.join(IN_ORDER)}) {kind}", text)
        found[kind] = list(dict.fromkeys(names))
    return {kind: names for kind, names in found.items() if len(names) > 1}


def out_of_order(text: str, people: list[str]) -> dict[str, list[str]]:
    def right(kind):
        return people if kind == PEOPLE else IN_ORDER

    return {
        kind: names
        for kind, names in lists_in(text).items()
        if names != [name for name in right(kind) if name in names]
    }


def addresses(routes, numbers) -> dict[str, str]:
    """name -> address of all whose numbers are known."""
    found = {}
    for name, route in routes.items():
        parts = route.pattern.converters
        if set(parts) <= set(numbers) and ":" in name and not name.startswith("admin"):
            kwargs = {part: numbers[part] for part in parts}
            found[name] = reverse(name, kwargs=kwargs) + ASKED.get(name, "")
    return found


def admin_lists() -> dict[str, str]:
    """Each list as it comes and sorted by each of its columns that is a name; its choices."""
    found = {}
    for model, admin in site._registry.items():
        address = page(model, "changelist")
        found[model.__name__] = address
        for number, column in enumerate(admin.list_display, start=1):
            if column in {"name", "full_name", "user", "evaluator", "participant"}:
                found[f"{model.__name__} by {column}"] = f"{address}?o={number}"
        if model in CHOICES:
            found[f"choices of {model.__name__}"] = choices_page(CHOICES[model])
    return found


def wrong_lists(client, found: dict[str, str], people: list[str], least: int) -> dict:
    """name -> the lists in wrong order; at least so many of the answers have a list at all."""
    seen, wrong = 0, {}
    for name, address in found.items():
        answer = client.get(address)
        if answer.status_code != 200 or answer.streaming:
            continue
        if "json" in answer["Content-Type"]:
            text = str(answer.json())
        elif answer["Content-Type"].startswith("text/"):
            text = answer.content.decode()
        else:
            continue
        seen += bool(lists_in(text))
        if mixed := out_of_order(text, people):
            wrong[name] = mixed
    assert seen >= least
    return wrong


def test_the_api(api, super_admin, numbers, people_in_order):
    found = addresses(API_ROUTES, numbers)

    assert wrong_lists(api(super_admin), found, people_in_order, least=9) == {}


def test_pages_of_organisers_and_evaluators(as_super_admin, numbers, people_in_order):
    found = addresses(PAGE_ROUTES, numbers)

    assert wrong_lists(as_super_admin, found, people_in_order, least=12) == {}


def test_lists_of_the_admin_site(as_super_admin, event, numbers, people_in_order):
    one_event = f"{page(event.participants.model, 'changelist')}?event__id__exact={event.pk}"
    found = {**admin_lists(), "people of the event": one_event}

    assert wrong_lists(as_super_admin, found, people_in_order, least=18) == {}


def test_exported_lists(as_super_admin, numbers, people_in_order):
    for model, admin in site._registry.items():
        if admin.exchange and model is not Organisation:
            answer = as_super_admin.post(page(model, "export"), {"format": "csv"})
            text = b"".join(answer.streaming_content if answer.streaming else [answer.content])
            assert out_of_order(text.decode(), people_in_order) == {}, model
