"""Which passwords are good enough, and one's own on the product's own page, for all but teams."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from accounts.models import AuditLog, User
from accounts.sign_in.passwords import CompositionValidator, speakable_password
from tests import make

LENGTH = "The password must have 8 to 128 characters."
COMPOSITION = "The password needs an uppercase letter, a digit and a special character."
URL = "/password/"
NEW = "Kotva-Mlha-Zubr-1234"
FORM = {"old_password": make.PASSWORD, "new_password1": NEW, "new_password2": NEW}


@pytest.mark.parametrize(
    "password",
    [
        "Sova-Hora-4071",
        "Abcdef1!",
        "abcdef1_Z",
        "Žluťoučký-kůň-1",
        "ABCDEF1€",
        "A1!" + "x" * 125,
    ],
)
def test_good_ones(password):
    CompositionValidator().validate(password)


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", LENGTH),
        ("Abcde1!", LENGTH),
        ("A1!" + "x" * 126, LENGTH),
        ("abcdefg1!", COMPOSITION),
        ("Abcdefgh!", COMPOSITION),
        ("Abcdefgh1", COMPOSITION),
        ("Abc defg1", COMPOSITION),
        ("ŽLUŤOUČKÝ1", COMPOSITION),
    ],
)
def test_bad_ones_are_refused_with_the_reason(password, sentence):
    with pytest.raises(ValidationError) as refusal:
        CompositionValidator().validate(password)

    assert refusal.value.messages == [sentence]


def test_the_rule_is_shown_beforehand():
    assert CompositionValidator().get_help_text() == (
        "8 to 128 characters with an uppercase letter, a digit and a special character."
    )


@pytest.mark.parametrize("password", ["P@ssw0rd", "Eva.Mericova1"])
def test_common_ones_and_ones_like_the_person_are_refused(password):
    person = User(email="eva.mericova1@example.org", full_name="Eva Měřičová")

    with pytest.raises(ValidationError):
        validate_password(password, person)


def test_passwords_to_read_out_are_good_and_never_the_same():
    made = [speakable_password() for _ in range(500)]

    for password in made:
        assert re.fullmatch(r"([A-Z][a-z]+-){3}[0-9]{4}", password)
        validate_password(password)
    assert len(set(made)) == 500


@pytest.mark.parametrize("actor", ["evaluator", "stranger", "admin", "super_admin"])
def test_everybody_changes_their_own(client, request, actor):
    person = request.getfixturevalue(actor)
    client.force_login(person)
    assert client.get(URL).status_code == 200

    answer = client.post(URL, FORM)

    assert (answer.status_code, answer.url) == (302, reverse("home"))
    person.refresh_from_db()
    assert person.check_password(NEW)
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.resource_id) == ("CHANGE_PASSWORD", person, person.pk)
    assert (log.detail, log.changes) == (f"{person} changed their own password", {})


def test_this_session_goes_on_and_all_others_end(client, evaluator):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(evaluator)

    answer = client.post(URL, FORM, follow=True)

    assert "You stay signed in here" in answer.content.decode()
    assert client.get(reverse("scoring:my-groups")).status_code == 200
    assert elsewhere.get(reverse("scoring:my-groups")).status_code == 302
    assert Session.objects.count() >= 1


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"old_password": "wrong"}, "Your old password was entered incorrectly."),
        ({"old_password": ""}, "This field is required."),
        ({"new_password2": "Other-Hora-4071"}, "The two password fields didn’t match."),
        (
            {"new_password1": "short", "new_password2": "short"},
            "The password must have 8 to 128 characters.",
        ),
        (
            {"new_password1": "A1-" + "x" * 200, "new_password2": "A1-" + "x" * 200},
            "The password must have 8 to 128 characters.",
        ),
        ({"new_password1": NEW + "\0", "new_password2": NEW + "\0"}, "Null characters"),
        ({"new_password1": None, "new_password2": None}, "This field is required."),
    ],
)
def test_what_will_not_do(client, evaluator, fields, sentence):
    client.force_login(evaluator)
    form = {name: value for name, value in {**FORM, **fields}.items() if value is not None}

    answer = client.post(URL, form)

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert make.PASSWORD not in answer.content.decode()
    evaluator.refresh_from_db()
    assert evaluator.check_password(make.PASSWORD)
    assert not AuditLog.objects.exists()


def test_nothing_else_of_the_account_is_written(client, evaluator):
    client.force_login(evaluator)
    client.get(URL)
    type(evaluator).objects.filter(pk=evaluator.pk).update(full_name="Změněná")

    client.post(URL, FORM)

    evaluator.refresh_from_db()
    assert evaluator.full_name == "Změněná"


def test_a_teams_password_stays_as_on_its_card(client, group):
    team = make.user(full_name="Bobři", is_team=True)
    make.assign(team, group)
    client.force_login(team)

    shown, posted = client.get(URL), client.post(URL, FORM)

    assert (shown.status_code, posted.status_code) == (200, 403)
    for answer in (shown, posted):
        assert "printed card" in answer.content.decode()
        assert '<input type="password"' not in answer.content.decode()
    team.refresh_from_db()
    assert team.check_password(make.PASSWORD)
    assert f'href="{URL}"' not in client.get(reverse("scoring:my-groups")).content.decode()


def test_the_way_there_stands_beside_signing_out(client, evaluator):
    client.force_login(evaluator)

    assert f'href="{URL}"' in client.get(reverse("scoring:my-groups")).content.decode()


def test_strangers_sign_in_first(client, db):
    answer = client.get(URL)

    assert (answer.status_code, answer.url) == (302, f"/sign-in/?next={URL}")


def test_other_methods_are_refused(client, evaluator):
    client.force_login(evaluator)

    assert client.put(URL).status_code == 405
