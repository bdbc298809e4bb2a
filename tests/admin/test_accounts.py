"""Users, organisations and the trail itself."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from accounts import audit
from accounts.models import AuditLog, Membership, Organisation, PasswordReset, User
from events.models import Group
from tests import make
from tests.admin.conftest import errors, last_log, page, posted

NEW = {
    "email": "Nova@Example.ORG",
    "full_name": "Nová",
    "role": "EVALUATOR",
    "usable_password": "true",
    "password1": "Vydra-Hora-Kolo-4071",
    "password2": "Vydra-Hora-Kolo-4071",
}


def form_of(user, **changes):
    return {
        "email": user.email,
        "full_name": user.full_name,
        "role": user.role,
        "is_active": "on",
        **changes,
    }


def test_a_super_admin_adds_a_user(as_super_admin):
    answer = posted(as_super_admin, page(User, "add"), **NEW)

    assert answer.status_code == 302
    user = User.objects.get(email="nova@example.org")
    assert (user.role, user.is_active) == ("EVALUATOR", True)
    assert user.check_password("Vydra-Hora-Kolo-4071")
    log = AuditLog.objects.get()
    assert (log.action, log.detail) == ("CREATE_USER", "User “Nová” was created")
    assert log.changes == {
        "email": [None, "nova@example.org"],
        "full_name": [None, "Nová"],
    }
    assert not LogEntry.objects.exists()


def test_addresses_passwords_and_roles_are_checked(as_super_admin, super_admin):
    taken = posted(as_super_admin, page(User, "add"), **{**NEW, "email": super_admin.email.upper()})
    assert errors(taken) == ["An account with this e-mail address already exists."]
    weak = posted(
        as_super_admin, page(User, "add"), **{**NEW, "password1": "abc", "password2": "abc"}
    )
    assert "The password must have 8 to 128 characters." in errors(weak)
    third = posted(as_super_admin, page(User, "add"), **{**NEW, "role": "SUPER_ADMIN"})
    assert errors(third) == [
        "Select a valid choice. SUPER_ADMIN is not one of the available choices."
    ]
    assert User.objects.count() == 1


def test_role_and_status_are_logged_by_names_of_their_own(as_super_admin, organisation):
    user = make.user(full_name="Eva", organisation=organisation)

    posted(
        as_super_admin,
        page(User, "change", user.pk),
        **form_of(user, full_name="Eva Nová", role="ADMIN", is_active=""),
    )

    user.refresh_from_db()
    assert (user.full_name, user.role, user.is_active) == ("Eva Nová", "ADMIN", False)
    logs = AuditLog.objects.order_by("pk").values_list("action", "detail", "changes")
    assert list(logs) == [
        (
            "CHANGE_ROLE",
            "User “Eva Nová” was changed: role EVALUATOR → ADMIN",
            {"role": ["EVALUATOR", "ADMIN"]},
        ),
        (
            "CHANGE_STATUS",
            "User “Eva Nová” was changed: may sign in True → False",
            {"is_active": [True, False]},
        ),
        (
            "UPDATE_USER",
            "User “Eva Nová” was changed: full name Eva → Eva Nová",
            {"full_name": ["Eva", "Eva Nová"]},
        ),
    ]
    assert {log.organisation for log in AuditLog.objects.all()} == {organisation}


def test_a_new_address_ends_the_links_that_went_to_the_old_one(as_super_admin):
    user = make.user()
    soon = timezone.now() + timedelta(hours=1)
    PasswordReset.objects.create(user=user, token_hash="0" * 64, expires_at=soon)

    posted(as_super_admin, page(User, "change", user.pk), **form_of(user, full_name="Eva"))
    assert user.password_resets.exists()

    posted(as_super_admin, page(User, "change", user.pk), **form_of(user, email="new@example.org"))
    assert not user.password_resets.exists()


def test_a_password_is_set_and_never_logged(as_super_admin, super_admin):
    user = make.user(full_name="Eva")
    address = page(User, "change", user.pk).replace("/change/", "/password/")
    password = "Kotva-Mlha-Zubr-1234"
    form = {
        "usable_password": "true",
        "password1": password,
        "password2": password,
        "set-password": "1",
    }

    assert as_super_admin.get(address).status_code == 200
    assert posted(as_super_admin, address, **form).status_code == 302

    user.refresh_from_db()
    assert user.check_password(password)
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.resource_id) == ("CHANGE_PASSWORD", super_admin, user.pk)
    assert (log.detail, log.changes) == ("Sára Nejvyšší changed the password of Eva", {})


def test_an_admin_only_looks_at_people(as_admin, organisation):
    user = make.user(full_name="Eva", organisation=organisation)
    address = page(User, "change", user.pk)

    text = as_admin.get(address).content.decode()
    assert "Eva" in text
    assert "password" not in text.lower().replace("admin:password_change", "").replace(
        "/admin/password_change/", ""
    ).replace("change password", "")
    assert posted(as_admin, address, **form_of(user, role="ADMIN")).status_code == 403
    assert as_admin.get(address.replace("/change/", "/password/")).status_code == 403
    assert posted(as_admin, page(User, "delete", user.pk), post="yes").status_code == 403
    assert posted(as_admin, page(User, "add"), **NEW).status_code == 403
    user.refresh_from_db()
    assert user.role == "EVALUATOR"


def test_an_admin_sees_neither_strangers_nor_super_admins(as_admin, super_admin, stranger):
    text = as_admin.get(page(User, "changelist")).content.decode()

    assert "Adam Pořadatel" in text
    assert "Cizí Hodnotitel" not in text
    assert "Sára Nejvyšší" not in text


@pytest.mark.parametrize("whose", ["own", "another super admin's"])
def test_nobody_demotes_deactivates_or_deletes_a_super_admin(as_super_admin, super_admin, whose):
    user = super_admin if whose == "own" else make.user(User.Role.SUPER_ADMIN)

    posted(
        as_super_admin,
        page(User, "change", user.pk),
        **form_of(user, full_name="Renamed", role="EVALUATOR", is_active=""),
    )
    refused = posted(as_super_admin, page(User, "delete", user.pk), post="yes")
    at_once = as_super_admin.post(
        page(User, "changelist"),
        {"action": "delete_selected", "_selected_action": [user.pk], "post": "yes"},
    )

    user.refresh_from_db()
    assert (user.full_name, user.role, user.is_active) == ("Renamed", "SUPER_ADMIN", True)
    assert (refused.status_code, at_once.status_code) == (403, 403)
    assert [log.action for log in AuditLog.objects.all()] == ["UPDATE_USER"]


def test_users_are_found_by_name_and_address(as_super_admin):
    make.user(full_name="Jana Malá", email="mala@example.org")
    make.user(full_name="Petr Velký", email="velky@example.org")

    for term, found in [("jana", "Jana Malá"), ("velky@", "Petr Velký")]:
        answer = as_super_admin.get(page(User, "changelist"), {"q": term})
        assert [user.full_name for user in answer.context["cl"].result_list] == [found]


def test_members_of_an_organisation(as_super_admin, organisation):
    leaving, joining = make.user(organisation=organisation, full_name="Ota"), make.user()
    membership = Membership.objects.get(user=leaving)

    answer = posted(
        as_super_admin,
        page(Organisation, "change", organisation.pk),
        **{
            "name": "Vydří",
            "slug": "vydri",
            "memberships-TOTAL_FORMS": 2,
            "memberships-INITIAL_FORMS": 1,
            "memberships-0-id": membership.pk,
            "memberships-0-organisation": organisation.pk,
            "memberships-0-user": leaving.pk,
            "memberships-0-role": "MEMBER",
            "memberships-0-DELETE": "on",
            "memberships-1-organisation": organisation.pk,
            "memberships-1-user": joining.pk,
            "memberships-1-role": "OWNER",
        },
    )

    assert answer.status_code == 302
    assert Membership.objects.get().user == joining
    assert [log.action for log in AuditLog.objects.order_by("pk")] == [
        "DELETE_MEMBERSHIP",
        "CREATE_MEMBERSHIP",
        "UPDATE_ORGANISATION",
    ]
    assert {log.organisation for log in AuditLog.objects.all()} == {organisation}


def test_an_admin_looks_at_the_organisation_and_its_members(as_admin, admin, organisation):
    address = page(Organisation, "change", organisation.pk)

    assert "Adam Pořadatel" in as_admin.get(address).content.decode()
    assert posted(as_admin, address, name="Mine").status_code == 403


def test_the_default_organisation_keeps_its_short_name(as_super_admin):
    default = Organisation.objects.default()

    posted(
        as_super_admin,
        page(Organisation, "change", default.pk),
        **{
            "name": "Klub",
            "slug": "klub",
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )

    default.refresh_from_db()
    assert (default.name, default.slug) == ("Klub", "default")


def test_trail_is_searched_and_filtered(as_admin, admin, organisation, super_admin):
    audit.log(actor=admin, action="CREATE_GROUP", organisation=organisation, detail="Bobři vznikli")
    audit.log(
        actor=super_admin, action="DELETE_GROUP", organisation=organisation, detail="Draci zanikli"
    )
    audit.log(actor=admin, action="CREATE_GROUP", organisation=None, detail="Nikde")
    address = page(AuditLog, "changelist")

    def found(**query):
        return [log.detail for log in as_admin.get(address, query).context["cl"].result_list]

    assert found() == ["Draci zanikli", "Bobři vznikli"]
    assert found(q="vznik") == ["Bobři vznikli"]
    assert found(action="DELETE_GROUP") == ["Draci zanikli"]
    assert found(actor__id__exact=admin.pk) == ["Bobři vznikli"]


def test_address_of_the_request_stands_in_the_trail(as_admin, group):
    as_admin.post(page(Group, "change", group.pk), {"name": "Vydry"}, REMOTE_ADDR="192.0.2.7")

    assert AuditLog.objects.get().ip == "192.0.2.7"
    assert last_log()[0] == "UPDATE_GROUP"


def test_only_a_super_admin_sees_that_address(client, admin, super_admin, group):
    client.force_login(admin)
    client.post(page(Group, "change", group.pk), {"name": "Vydry"}, REMOTE_ADDR="192.0.2.7")
    row = AuditLog.objects.get()

    for person, is_told in [(admin, False), (super_admin, True)]:
        client.force_login(person)
        for address in (page(AuditLog, "changelist"), page(AuditLog, "change", row.pk)):
            shown = client.get(address).content.decode()
            assert "“Vydry” in “Tábor 2026” was changed" in shown
            assert ("192.0.2.7" in shown) is is_told
