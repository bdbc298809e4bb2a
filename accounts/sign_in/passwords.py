"""The password rule, how passwords are hashed, and such as can be read out across a field."""

import re
import secrets

from django.conf import settings
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from accounts.models.people import User
from accounts.trail import audit
from foundation.neighbours import patience
from foundation.neighbours.bounds import Bound

WORDS = (
    "bobr borovice brusle bublina buchta cibule citron cukr dalmatin delfin drak duha fialka"
    " fotbal gepard hora hrad hruska hvezda jablko jahoda javor jelen jezek jezero kajak kamen"
    " kapr kaktus kolo kometa kopec koral kostka kotva krtek kukla kvitek lampa lavice lev liska"
    " lodka louka malina mapa maska medved meloun mesic mlha mlyn modrin mrak mrkev mucha mys"
    " oblak ohen okno opice orel ostrov ovce panda papir pata pavouk perla pero pes plachta"
    " planeta plavec pole poklad potok prsten ptak puk rak raketa rosa rybnik ryba rys sanka"
    " sirka skala slon slunce sojka sokol sova srna stan strom sysel tabor talir tatra tramvaj"
    " trava tulen tykev ucho vanek vcela veverka vidle vlak vlna vodopad vrana vrba vydra zajic"
    " zebra zima zizala zlato zmije zubr zvon"
).split()

LONGEST_PASSWORD = 128
RULE = gettext_lazy(
    "8 to 128 characters with an uppercase letter, a digit and a special character."
)


class CompositionValidator:
    """8–128 characters with an uppercase letter, a digit and a special character."""

    def validate(self, password, user=None):
        if not 8 <= len(password) <= LONGEST_PASSWORD:
            raise ValidationError(_("The password must have 8 to 128 characters."))
        if not (
            any(character.isupper() for character in password)
            and any(character.isdigit() for character in password)
            and re.search(r"[^\w\s]|_", password)
        ):
            raise ValidationError(
                _("The password needs an uppercase letter, a digit and a special character.")
            )

    def get_help_text(self):
        return str(RULE)


class BoundedHasher(PBKDF2PasswordHasher):
    """Django's own hasher, of which only so many run at once in a process.

    A hash takes a core for a third of a second, on purpose. Guesses that come faster would take all
    cores and all threads, and scores along with them: they are refused instead, Overloaded.
    """

    bound = Bound("password hashing", at_once=settings.HASHES_AT_ONCE, waiting=3, seconds=3)

    def encode(self, password, salt, iterations=None):
        with self.bound.turn(patient=not patience.answers_a_request()):
            return super().encode(password, salt, iterations)


def speakable_password() -> str:
    """Three words and four digits, such as "Vydra-Hora-Kolo-4071": about 35 bits.

    Meant for a team's login that is read out or printed; guessing is held off by the lock on
    repeated failures. Without diacritics, so that any keyboard can type it.
    """
    words = [secrets.choice(WORDS).capitalize() for _ in range(3)]
    return "-".join([*words, f"{secrets.randbelow(10_000):04d}"])


def validate_new_password(password: str, user: User) -> None:
    """Raises ValidationError, for the field `password`, where it does not fit the rule."""
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise ValidationError({"password": error.messages}) from error


def log_password_change(*, user: User, by: User) -> None:
    """For the forms that change a password; call it in the transaction of the change.

    The new password has ended all sessions and tokens by itself.
    """
    text = (
        gettext_noop("%(who)s changed their own password")
        if user.pk == by.pk
        else gettext_noop("%(who)s changed the password of %(user)s")
    )
    audit.log(
        actor=by,
        action="CHANGE_PASSWORD",
        target=user,
        detail=audit.Sentence(text, {"who": by, "user": user}),
    )
