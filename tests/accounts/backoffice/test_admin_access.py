"""Every page of every model for everybody who might come."""

import re

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import AuditLog, InvitationToken, Membership, Organisation, User
from events.models import (
    Activity,
    Event,
    Group,
    Participant,
)
from scoring.models import Entry, Record
from tests import make
from tests.admin_site import CHOICES, MODELS, TECHNICAL, choices_page, fill, page

ACTORS = ["anonymous", "evaluator", "outsider", "admin", "super_admin"]
PAGES = ["changelist", "add", "change", "delete", "history"]

OUTSIDER = {"changelist": 200, "add": 200, "change": 302, "delete": 302, "history": 404}
ADMIN = {"changelist": 200, "add": 200, "change": 200, "delete": 200, "history": 302}
CANNOT_ADD_OR_DELETE = {"add": 403, "delete": 403}
LOOKED_AT_ONLY = {Organisation, User, AuditLog, Entry}
NEVER_WRITTEN = {AuditLog, Entry}
OPEN = [model for model in MODELS if model not in TECHNICAL]
"""What organisers may look at."""


def expected(model, actor):
    """Status by page. A redirect (302) is Django's for what is not there, or to the history."""
    if actor == "anonymous":
        return dict.fromkeys(PAGES, 302)
    if actor == "evaluator":
        return dict.fromkeys(PAGES, 403)
    if model in TECHNICAL and actor != "super_admin":
        return dict.fromkeys(PAGES, 403)
    statuses = OUTSIDER if actor == "outsider" else ADMIN
    if model is Event:  # the guided set-up adds events
        return {**statuses, "add": 302}
    if model is InvitationToken:
        return {**statuses, "delete": 403}
    guarded = NEVER_WRITTEN if actor == "super_admin" else LOOKED_AT_ONLY
    return {**statuses, **CANNOT_ADD_OR_DELETE} if model in guarded else statuses


def address(model, name, obj):
    return page(model, name) if name in {"changelist", "add"} else page(model, name, obj.pk)


def test_the_table_knows_every_model():
    assert set(admin.site._registry) == set(MODELS)


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_pages(client, request, stage, model, actor):
    if actor != "anonymous":
        client.force_login(request.getfixturevalue(actor))

    answers = {name: client.get(address(model, name, stage[model])) for name in PAGES}

    assert {name: answer.status_code for name, answer in answers.items()} == expected(model, actor)
    if actor == "anonymous":
        assert {answer.url.partition("?")[0] for answer in answers.values()} == {
            reverse("accounts:sign-in")
        }
    if actor == "outsider":
        assert not any(b"Olin" in answer.content for answer in answers.values())


@pytest.mark.parametrize("actor", ["anonymous", "evaluator", "outsider"])
@pytest.mark.parametrize("name", ["change", "delete"])
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_nothing_of_another_organisation_can_be_posted_to(
    client, request, stage, model, name, actor
):
    if actor != "anonymous":
        client.force_login(request.getfixturevalue(actor))
    before = model.objects.filter(pk=stage[model].pk).values().get()

    answer = client.post(page(model, name, stage[model].pk), {"post": "yes", "name": "Mine"})

    assert answer.status_code in {302, 403}
    assert model.objects.filter(pk=stage[model].pk).values().get() == before


@pytest.mark.parametrize("actor", ACTORS)
@pytest.mark.parametrize("model", CHOICES, ids=lambda model: model.__name__)
def test_choices(client, request, stage, model, actor):
    if actor != "anonymous":
        client.force_login(request.getfixturevalue(actor))

    answer = client.get(choices_page(CHOICES[model]))

    if actor == "anonymous":
        assert answer.status_code == 302
        return
    if actor == "evaluator" or (model in TECHNICAL and actor != "super_admin"):
        assert answer.status_code == 403
        return
    offered = {choice["id"] for choice in answer.json()["results"]}
    assert (str(stage[model].pk) in offered) == (actor != "outsider")


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


@pytest.mark.parametrize("model", OPEN, ids=lambda model: model.__name__)
def test_search_and_filters_find_and_offer_nothing_of_others(as_outsider, outsider, stage, model):
    mine = Organisation.objects.get(memberships__user=outsider)
    Organisation.objects.filter(pk=mine.pk).update(name="Mine")
    fill(mine, name="Mine")

    texts = [
        as_outsider.get(page(model, "changelist"), query).content.decode()
        for query in [
            {},
            {"q": "Olin"},
            {"event__id__exact": stage[Event].pk},
            {"activity__event__id__exact": stage[Event].pk},
            {"group__event__id__exact": stage[Event].pk},
            {"group__id__exact": stage[Group].pk},
            {"activity__id__exact": stage[Activity].pk},
            {"actor__id__exact": stage[User].pk},
            {"id__in": str(stage[model].pk)},
        ]
    ]

    assert "Mine" in texts[0]
    assert not any(re.search(r"Olin \w|Vydří", text) for text in texts)


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


@pytest.mark.parametrize(
    "model",
    [model for model in OPEN if model not in {Organisation, User, InvitationToken, AuditLog}],
    ids=lambda model: model.__name__,
)
def test_actions_reach_only_what_is_ones_own(as_outsider, stage, model):
    answer = as_outsider.post(
        page(model, "changelist"),
        {
            "action": "delete_selected",
            "_selected_action": [stage[model].pk],
            "select_across": "0",
            "post": "yes",
        },
    )

    assert answer.status_code == 302
    assert model.objects.filter(pk=stage[model].pk).exists()


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_pages_need_nothing_inline(as_super_admin, stage, model):
    for name in PAGES:
        text = as_super_admin.get(address(model, name, stage[model])).content.decode()
        scripts = re.findall(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)[^>]*>", text)
        assert scripts == []
        assert re.findall(r"<style|\sstyle=|\son[a-z]+=", text) == []


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
