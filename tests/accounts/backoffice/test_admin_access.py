"""What the admin site keeps from whom, beside the table of its pages in tests/contracts/access."""

import re

import pytest
from django.contrib import admin
from django.db import transaction
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLog, Membership, User
from events.models import (
    Event,
    Group,
    Participant,
)
from scoring.models import Record
from tests import make
from tests.admin_site import CHOICES, MODELS, TECHNICAL, choices_page, page
from tests.contracts.access.actors import call, mismatch
from tests.contracts.access.untouched import damage, every_row, watched_writes

ACTORS = ["anonymous", "evaluator", "outsider", "admin", "super_admin"]
PAGES = ["changelist", "add", "change", "delete", "history"]


@pytest.fixture
def clients(request, stage):
    """Actor -> a browser with their session."""
    found = {actor: Client() for actor in ACTORS}
    for actor in ACTORS[1:]:
        found[actor].force_login(request.getfixturevalue(actor))
    return found


def address(model, name, obj):
    return page(model, name) if name in {"changelist", "add"} else page(model, name, obj.pk)


def test_the_table_knows_every_model():
    assert set(admin.site._registry) == set(MODELS)


def test_nothing_of_another_organisation_can_be_posted_to(clients, stage):
    form = {"post": "yes", "name": "Mine"}
    wrong = []
    before = every_row()
    for model in MODELS:
        for name in ("change", "delete"):
            path = page(model, name, stage[model].pk)
            for actor in ("anonymous", "evaluator", "outsider"):
                with transaction.atomic(), watched_writes() as writes:
                    answer = clients[actor].post(path, form)
                    done = damage(before) if writes else []
                    transaction.set_rollback(True)
                wrong += mismatch(path, "POST", actor, [], done)
                if answer.status_code not in {302, 403}:
                    wrong += mismatch(path, "POST", actor, "302 or 403", answer.status_code)

    assert wrong == []


def test_choices(clients, stage):
    """An outsider is offered what is theirs alone; what is technical is for super admins only."""
    wrong = []
    for model, field in CHOICES.items():
        for actor in ACTORS:
            answer = call(clients[actor], "GET", choices_page(field))
            code = 302 if actor == "anonymous" else 200
            if actor == "evaluator" or (model in TECHNICAL and actor in {"outsider", "admin"}):
                code = 403
            wrong += mismatch(f"{field}", "GET", actor, code, answer.status_code)
            if code == answer.status_code == 200:
                offered = {choice["id"] for choice in answer.json()["results"]}
                is_offered = str(stage[model].pk) in offered
                wrong += mismatch(f"{field}", "GET", actor, actor != "outsider", is_offered)

    assert wrong == []


def test_strangers_are_sent_to_sign_in_and_back(client, db):
    answer = client.get(page(Group, "changelist"), follow=True)

    assert answer.redirect_chain[-1] == (
        f"{reverse('accounts:sign-in')}?next={page(Group, 'changelist')}",
        302,
    )


@pytest.mark.parametrize("address", ["index", "autocomplete", "jsi18n", "password_change"])
def test_evaluators_get_no_page_of_the_site_itself(client, evaluator, address):
    client.force_login(evaluator)

    assert client.get(reverse(f"admin:{address}")).status_code == 403


def test_an_admin_who_was_deactivated_is_out_at_once(as_admin, admin):
    User.objects.filter(pk=admin.pk).update(is_active=False)

    assert as_admin.get(page(Group, "changelist")).status_code == 302


@pytest.mark.parametrize(
    ("model", "lookup"),
    [
        (Event, "organisation__name__startswith"),
        (Event, "created_by__password__startswith"),
        (Group, "event__organisation__id"),
        (Record, "evaluator__password__startswith"),
        (AuditLog, "actor__password__startswith"),
        (User, "password__startswith"),
        (Participant, "group__evaluator_assignments__event_evaluator__user__password__regex"),
    ],
)
def test_nobody_probes_other_tables_through_a_lookup(as_admin, stage, model, lookup):
    assert as_admin.get(page(model, "changelist"), {lookup: "a"}).status_code == 400


def test_pages_need_nothing_inline(as_super_admin, stage):
    found = {}
    for model in MODELS:
        for name in PAGES:
            path = address(model, name, stage[model])
            text = as_super_admin.get(path).content.decode()
            scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)
            found[path] = scripts + re.findall(r"<style|\sstyle=|\son[a-z]+=", text)

    assert {path: inline for path, inline in found.items() if inline} == {}


def test_the_front_page_shows_no_log_of_djangos_own(as_admin):
    answer = as_admin.get(reverse("admin:index"))

    assert "Recent actions" not in answer.content.decode()
    assert page(Group, "changelist") in answer.content.decode()


def test_ids_that_no_database_holds_are_simply_not_there(as_admin, stage):
    for name in ["change", "delete"]:
        assert as_admin.get(page(Group, name, 10**30)).status_code == 302
    assert as_admin.get(page(Group, "history", 10**30)).status_code == 404
    assert as_admin.get(page(Participant, "changelist"), {"q": "\x00"}).status_code == 400


@pytest.mark.parametrize("pk", ["x", "-1", "9" * 30, "9" * 5000], ids=["x", "-1", "30", "5000"])
def test_forged_selections_are_bad_requests(as_admin, stage, pk):
    form = {"action": "delete_selected", "_selected_action": [pk]}

    assert as_admin.post(page(Group, "changelist"), form).status_code == 400


def test_an_admin_without_organisation_sees_nothing(client, stage):
    client.force_login(make.user(User.Role.ADMIN))

    assert client.get(page(Event, "add")).status_code == 403
    for model in MODELS:
        assert b"Olin" not in client.get(page(model, "changelist")).content


def test_an_admin_in_anothers_pool_does_not_manage_there(as_outsider, outsider, stage):
    make.assign(outsider, stage[Group])

    assert as_outsider.get(page(Event, "change", stage[Event].pk)).status_code == 302
    assert b"Olin" not in as_outsider.get(page(Group, "changelist")).content
    assert Membership.objects.filter(user=outsider).count() == 1
