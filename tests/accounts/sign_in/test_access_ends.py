"""Sessions and tokens end at once, by the API and by the admin site alike."""

import pytest
from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLog, Membership, Organisation, User
from accounts.sign_in import tokens
from tests import make

NEW_PASSWORD = "Kotva-Mlha-Zubr-1234"
FORM = {
    "usable_password": "true",
    "password1": NEW_PASSWORD,
    "password2": NEW_PASSWORD,
    "set-password": "1",
}


@pytest.fixture
def boss(super_admin):
    browser = Client()
    browser.force_login(super_admin)
    return browser


@pytest.fixture
def eva(organisation):
    return make.user(User.Role.ADMIN, full_name="Eva", organisation=organisation)


@pytest.fixture
def is_in(api, eva):
    """Whether a session and the tokens from before still open anything."""
    browser, client, pair = Client(), api(eva), tokens.issue(eva)
    browser.force_login(eva)

    def ask() -> set[bool]:
        session = browser.get("/events/").status_code == 200
        access = client.get("/api/auth/me").status_code == 200
        text = {"refresh_token": pair.refresh}
        refresh = api(None).post("/api/auth/refresh", text, format="json").status_code == 200
        return {session, access, refresh}

    return ask


def change_page(user, **changes) -> tuple[str, dict]:
    form = {"email": user.email, "full_name": user.full_name, "role": user.role, "is_active": "on"}
    return reverse("admin:accounts_user_change", args=[user.pk]), {**form, **changes}


def switch_off(door, api, boss, super_admin, user):
    if door == "api":
        api(super_admin).patch(f"/api/admin/users/{user.pk}", {"is_active": False}, format="json")
    else:
        assert boss.post(*change_page(user, is_active="")).status_code == 302


def switch_on(door, api, boss, super_admin, user):
    if door == "api":
        api(super_admin).patch(f"/api/admin/users/{user.pk}", {"is_active": True}, format="json")
    else:
        assert boss.post(*change_page(user)).status_code == 302


def test_they_live_until_then(is_in):
    assert is_in() == {True}


@pytest.mark.parametrize("on", ["api", "page"])
@pytest.mark.parametrize("off", ["api", "page"])
def test_switching_off_and_on_again(is_in, api, boss, super_admin, eva, off, on):
    switch_off(off, api, boss, super_admin, eva)
    assert is_in() == {False}

    switch_on(on, api, boss, super_admin, eva)
    assert is_in() == {False}

    rows = AuditLog.objects.order_by("pk").values_list("action", "actor", "changes")
    assert list(rows) == [
        ("CHANGE_STATUS", super_admin.pk, {"is_active": [True, False]}),
        ("CHANGE_STATUS", super_admin.pk, {"is_active": [False, True]}),
    ]


@pytest.mark.parametrize("door", ["api", "page", "list"])
def test_deleting(is_in, api, boss, eva, super_admin, door):
    if door == "api":
        api(super_admin).delete(f"/api/admin/users/{eva.pk}")
    elif door == "page":
        boss.post(reverse("admin:accounts_user_delete", args=[eva.pk]), {"post": "yes"})
    else:
        form = {"action": "delete_selected", "_selected_action": [eva.pk], "post": "yes"}
        boss.post(reverse("admin:accounts_user_changelist"), form)

    assert is_in() == {False}
    assert not User.objects.filter(pk=eva.pk).exists()
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.detail) == (
        "DELETE_USER",
        super_admin,
        f"User “Eva” was deleted ({eva.email})",
    )
    assert log.changes == {"role": ["ADMIN", None], "is_active": [True, None]}


def test_a_password_that_a_super_admin_sets(is_in, boss, eva):
    boss.post(reverse("admin:auth_user_password_change", args=[eva.pk]), FORM)

    assert is_in() == {False}
    eva.refresh_from_db()
    assert eva.check_password(NEW_PASSWORD)


def test_ones_own_new_password_leaves_only_the_session_it_was_set_in(is_in, eva, organisation):
    browser = Client()
    browser.force_login(eva)
    form = {
        "old_password": make.PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
    }

    answer = browser.post(reverse("admin:password_change"), form)

    assert (answer.status_code, answer.url) == (302, reverse("admin:password_change_done"))
    assert browser.get("/events/").status_code == 200
    assert is_in() == {False}
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.organisation) == ("CHANGE_PASSWORD", eva, organisation)
    assert (log.resource_type, log.resource_id, log.changes) == ("user", eva.pk, {})
    assert log.detail == "Eva changed their own password"


def test_a_wrong_old_password_changes_nothing(is_in, eva):
    browser = Client()
    browser.force_login(eva)
    form = {"old_password": "x", "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}

    assert browser.post(reverse("admin:password_change"), form).status_code == 200

    assert is_in() == {True}
    assert not AuditLog.objects.exists()


def test_an_organiser_by_the_admin_site_gets_somewhere_to_work(boss, db):
    form = {
        "email": "jana@example.org",
        "full_name": "Jana",
        "role": "ADMIN",
        "usable_password": "true",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    }
    eva = make.user(full_name="Eva")

    boss.post(reverse("admin:accounts_user_add"), form)
    boss.post(*change_page(eva, role="ADMIN"))

    default = Organisation.objects.default()
    members = Membership.objects.filter(organisation=default).values_list("user__full_name")
    assert sorted(members) == [("Eva",), ("Jana",)]
    assert list(AuditLog.objects.order_by("pk").values_list("action", flat=True)) == [
        "CREATE_MEMBERSHIP",
        "CREATE_USER",
        "CHANGE_ROLE",
        "CREATE_MEMBERSHIP",
    ]


def test_a_session_that_was_signed_in_by_the_page_ends_too(api, boss, super_admin, eva):
    browser = Client()
    browser.post(reverse("accounts:sign-in"), {"username": eva.email, "password": make.PASSWORD})
    assert SESSION_KEY in browser.session

    switch_off("api", api, boss, super_admin, eva)

    assert browser.get("/events/").url.startswith("/sign-in/")
