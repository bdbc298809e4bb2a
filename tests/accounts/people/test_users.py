"""Accounts on the admin site: who sees and changes whose."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog, Membership, PasswordReset, User
from tests import make
from tests.admin_site import errors, page, posted

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
    assert Membership.objects.get().user == user
    joined, log = AuditLog.objects.order_by("pk")
    assert joined.action == "CREATE_MEMBERSHIP"
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


def test_role_and_status_are_logged_by_names_of_their_own(as_super_admin, organisation, admin):
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


def act(client, action, *people, **more):
    """The list's action with these people chosen; the answer with its messages."""
    chosen = [person.pk for person in people]
    data = {"action": action, "_selected_action": chosen, **more}
    return client.post(page(User, "changelist"), data, follow=True)


def flashes(answer):
    return [str(message) for message in answer.context["messages"]]


def test_several_are_switched_off_and_let_in_again(as_super_admin, super_admin):
    jan, eva = make.user(full_name="Jan"), make.user(full_name="Žofie")

    answer = act(as_super_admin, "switch_off", jan, eva)

    assert flashes(answer) == ["Jan, Žofie can sign in no more, and were signed out everywhere."]
    assert set(User.objects.filter(pk__in=[jan.pk, eva.pk]).values_list("is_active")) == {(False,)}
    logs = AuditLog.objects.values_list("action", "actor", "resource_id", "changes")
    changes = {"is_active": [True, False]}
    assert set(map(str, logs)) == {
        str(("CHANGE_STATUS", super_admin.pk, person.pk, changes)) for person in (jan, eva)
    }

    assert flashes(act(as_super_admin, "let_in", jan)) == ["Jan can sign in."]
    jan.refresh_from_db()
    assert jan.is_active


def test_roles_of_several(as_super_admin, organisation):
    jan = make.user(full_name="Jan", organisation=organisation)
    eva = make.user(User.Role.ADMIN, full_name="Eva", organisation=organisation)

    answer = act(as_super_admin, "make_organiser", jan, eva)

    assert flashes(answer) == ["Jan is an organiser now."]  # Eva was one
    assert AuditLog.objects.filter(action="CHANGE_ROLE").count() == 1
    assert flashes(act(as_super_admin, "make_evaluator", jan, eva)) == [
        "Eva, Jan are evaluators now."
    ]
    assert set(User.objects.filter(pk__in=[jan.pk, eva.pk]).values_list("role")) == {("EVALUATOR",)}


@pytest.mark.parametrize("action", ["switch_off", "make_evaluator", "make_organiser"])
def test_ones_own_account_and_super_admins_are_left_alone(as_super_admin, super_admin, action):
    other = make.user(User.Role.SUPER_ADMIN, full_name="Druhá Nejvyšší")

    answer = act(as_super_admin, action, super_admin, other)

    assert flashes(answer) == [
        "Druhá Nejvyšší: A super admin's account cannot be changed here.",
        "Sára Nejvyšší: This is your own account.",
        "Nobody was changed.",
    ]
    assert set(User.objects.values_list("role", "is_active")) == {("SUPER_ADMIN", True)}
    assert not AuditLog.objects.exists()


@pytest.mark.parametrize("action", ["switch_off", "let_in", "make_organiser", "make_evaluator"])
def test_organisers_decide_nothing(as_admin, organisation, action):
    user = make.user(full_name="Eva", organisation=organisation)

    act(as_admin, action, user)

    user.refresh_from_db()
    assert (user.role, user.is_active) == ("EVALUATOR", True)
    assert not AuditLog.objects.exists()
    assert action not in as_admin.get(page(User, "changelist")).content.decode()


# --- User names


def test_a_user_name_is_edited_with_its_rule(as_super_admin):
    user = make.user(full_name="Eva")
    make.user(username="bobri-4f2k")
    address = page(User, "change", user.pk)

    taken = posted(as_super_admin, address, **form_of(user, username="Bobri-4F2K"))
    odd = posted(as_super_admin, address, **form_of(user, username="eva m"))
    good = posted(as_super_admin, address, **form_of(user, username=" Eva.M "))

    assert errors(taken) == ["An account with this user name already exists."]
    assert errors(odd) == [
        "A user name has 3 to 50 characters: letters without accents, digits, dots, dashes and"
        " underscores."
    ]
    assert good.status_code == 302
    user.refresh_from_db()
    assert user.username == "eva.m"
    log = AuditLog.objects.get()
    assert log.detail == "User “Eva” was changed: user name – → eva.m"
    assert log.changes == {"username": [None, "eva.m"]}

    posted(as_super_admin, address, **form_of(user, username=""))
    user.refresh_from_db()
    assert user.username is None


def test_a_new_user_may_have_a_user_name(as_super_admin):
    posted(as_super_admin, page(User, "add"), **NEW, username="nova")

    assert User.objects.get(email="nova@example.org").username == "nova"


def test_users_are_listed_and_found_with_their_user_names(as_super_admin, super_admin):
    make.user(full_name="Bobři", username="bobri-4f2k", email="b@tabor.invalid", is_team=True)
    make.user(full_name="Jana", username="bobri-4f-jana", email="jana@example.org")
    make.user(full_name="Jindra")

    text = as_super_admin.get(page(User, "changelist"), {"q": "BOBRI-4f"}).content.decode()

    assert ">bobri-4f2k</a>" in text
    assert "b@tabor.invalid" not in text
    assert ">bobri-4f-jana<br>jana@example.org</a>" in text
    assert "Jindra" not in text


# --- Super admins among themselves


def test_a_super_admin_does_not_take_over_anothers_account(as_super_admin):
    other = make.user(User.Role.SUPER_ADMIN, full_name="Druhá")
    address = page(User, "change", other.pk)
    password = address.replace("/change/", "/password/")
    form = {"usable_password": "true", "password1": "Kotva-Mlha-Zubr-1234"}

    posted(
        as_super_admin,
        address,
        **form_of(other, email="mine@example.org", username="mine", full_name="X"),
    )
    answers = [
        as_super_admin.get(password),
        posted(as_super_admin, password, **form, password2=form["password1"]),
        posted(as_super_admin, password, usable_password="false"),
    ]

    before = other.email, other.password
    other.refresh_from_db()
    assert (other.email, other.password) == before
    assert other.username is None
    assert other.full_name == "X"
    assert [answer.status_code for answer in answers] == [403, 403, 403]
    text = as_super_admin.get(address).content.decode()
    assert 'name="email"' not in text
    assert "/password/" not in text.replace("/admin/password_change/", "")


def test_ones_own_password_goes_by_the_page_that_asks_for_the_current_one(
    as_super_admin, super_admin
):
    address = page(User, "change", super_admin.pk).replace("/change/", "/password/")

    answer = posted(as_super_admin, address, usable_password="false")

    assert (answer.status_code, answer.url) == (302, reverse("admin:password_change"))
    before = super_admin.password
    super_admin.refresh_from_db()
    assert super_admin.password == before


# --- The list


def test_states_in_words_and_by_filter(as_super_admin, organisation):
    make.user(full_name="Čekající", role=User.Role.ADMIN, is_active=False)
    make.user(full_name="Vypnutá", is_active=False, access_version=1)
    address = page(User, "changelist")

    def found(**query):
        answer = as_super_admin.get(address, query)
        return {str(user) for user in answer.context["cl"].result_list}

    text = as_super_admin.get(address).content.decode()
    assert '<span class="badge badge-warning">waiting for approval</span>' in text
    assert '<span class="badge badge-archived">switched off</span>' in text
    assert found(access="waiting") == {"Čekající"}
    assert found(access="off") == {"Vypnutá"}
    assert found(access="active") == {"Sára Nejvyšší"}


def test_organisations_are_shown_to_super_admins_of_several(client, admin, super_admin):
    address = page(User, "changelist")
    client.force_login(admin)
    assert "column-organisations" not in client.get(address).content.decode()
    client.force_login(super_admin)
    text = client.get(address).content.decode()
    assert "column-organisations" in text
    assert "Tábor Vydří" in text


@pytest.mark.parametrize("actor", ["admin", "super_admin"])
def test_sixty_people_cost_what_ten_do(
    client, request, organisation, django_assert_max_num_queries, actor
):
    client.force_login(request.getfixturevalue(actor))
    counts = []
    for number in (10, 50):
        users = User.objects.bulk_create(
            User(email=f"{number}-{each}@example.org", full_name="A", is_active=bool(each % 2))
            for each in range(number)
        )
        Membership.objects.bulk_create(
            Membership(user=user, organisation=organisation) for user in users
        )
        with django_assert_max_num_queries(20) as captured:
            assert client.get(page(User, "changelist")).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


# --- Where whoever may sign in belongs


@pytest.mark.parametrize("role", ["EVALUATOR", "ADMIN"])
def test_a_new_account_says_its_organisation_where_there_are_several(
    as_super_admin, organisation, role
):
    assert 'name="organisation"' in as_super_admin.get(page(User, "add")).content.decode()

    refused = posted(as_super_admin, page(User, "add"), **{**NEW, "role": role})
    assert errors(refused) == ["Say into which organisation."]
    forged = posted(as_super_admin, page(User, "add"), **NEW, organisation="9" * 30)
    assert errors(forged) == [
        "Select a valid choice. That choice is not one of the available choices."
    ]
    assert User.objects.count() == 1

    form = {**NEW, "role": role, "organisation": organisation.pk}
    assert posted(as_super_admin, page(User, "add"), **form).status_code == 302
    assert Membership.objects.get().organisation == organisation


def test_who_belongs_nowhere_is_let_in_by_saying_where(as_super_admin, organisation):
    off = make.user(full_name="Eva", is_active=False, access_version=1)
    address = page(User, "change", off.pk)
    assert 'name="organisation"' in as_super_admin.get(address).content.decode()

    assert errors(posted(as_super_admin, address, **form_of(off))) == [
        "Say into which organisation."
    ]
    off.refresh_from_db()
    assert not off.is_active
    only_the_name = form_of(off, full_name="Eva Nová", is_active="")
    assert posted(as_super_admin, address, **only_the_name).status_code == 302

    form = form_of(off, organisation=organisation.pk)
    assert posted(as_super_admin, address, **form).status_code == 302

    off.refresh_from_db()
    assert off.is_active
    assert Membership.objects.get().organisation == organisation
    assert 'name="organisation"' not in as_super_admin.get(address).content.decode()


def test_a_single_club_is_not_asked(as_super_admin):
    off = make.user(full_name="Eva", is_active=False, access_version=1)
    for address in (page(User, "add"), page(User, "change", off.pk)):
        assert 'name="organisation"' not in as_super_admin.get(address).content.decode()

    posted(as_super_admin, page(User, "change", off.pk), **form_of(off))

    assert Membership.objects.get().user == off


def test_several_at_once_join_the_only_organisation(as_super_admin):
    off = make.user(full_name="Jan", is_active=False, access_version=1)

    assert flashes(act(as_super_admin, "let_in", off)) == ["Jan can sign in."]

    assert Membership.objects.get().user == off


def test_of_several_organisations_nobody_is_let_in_to_none(as_super_admin, organisation):
    off = make.user(full_name="Jan", is_active=False, access_version=1)
    jan, eva = make.user(full_name="Jana"), make.user(full_name="Eva", organisation=organisation)

    assert flashes(act(as_super_admin, "let_in", off))[0] == "Jan: Say into which organisation."
    assert flashes(act(as_super_admin, "make_organiser", jan, eva)) == [
        "Jana: Say into which organisation.",
        "Eva is an organiser now.",
    ]
    off.refresh_from_db()
    assert not off.is_active
