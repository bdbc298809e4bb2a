"""Which passwords are good enough."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from accounts.models import User
from accounts.sign_in.passwords import CompositionValidator, speakable_password

LENGTH = "The password must have 8 to 128 characters."
COMPOSITION = "The password needs an uppercase letter, a digit and a special character."


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
