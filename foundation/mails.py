"""Mails: a text and an HTML part from the templates in templates/mail, in the reader's language."""

import smtplib
from enum import Enum
from functools import cache

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator

from foundation.neighbours import patience
from foundation.neighbours.bounds import Bound, Overloaded
from foundation.neighbours.breaker import Breaker

log = structlog.get_logger("foundation.mails")

LONGEST_NAME = 80
STAYS_HERE = {
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "filebased", "dummy")
}


REST = 15.0
"""Seconds for which no page waits for a mail server again that has just failed."""
requests = Bound("mails", at_once=2)
"""Pages that wait for a mail server, and hold a thread each: in one process only so many."""


@cache
def breaker_of(host: str, port: int) -> Breaker:
    return Breaker("mail server", rest=REST)


class Delivery(Enum):
    """What became of a mail. Only SENT may be said to have been mailed."""

    SENT = "a mail server took it"
    KEPT = "written to the console or into a folder of this server: nobody gets it"
    FAILED = "it was not taken"


def send(name: str, *, to: str, language: str, context: dict) -> Delivery:
    """Send the mail of this name to an address.

    When it was not taken, that is logged, without the mail, the address or what the server said:
    some servers repeat the links they do not like. Dates are shown in TIME_ZONE.
    A server that hangs is waited for by few pages, and then by none for a while: theirs are FAILED
    at once. Jobs always try.
    """
    with translation.override(language):
        context = {**context, "language": language, "to": to}
        subject, text, html = (
            render_to_string(f"mail/{name}/{part}", context)
            for part in ("subject.txt", "body.txt", "body.html")
        )
    message = EmailMultiAlternatives(
        one_line(subject, 200), text, to=[to], headers={"Auto-Submitted": "auto-generated"}
    )
    message.attach_alternative(html, "text/html")
    try:
        if _hand_over(message) != 1:
            return Delivery.FAILED
    except (OSError, ValueError, ImproperlyConfigured, Overloaded) as error:
        # SMTP errors are OSErrors; ValueError: bad addresses; then: a folder that is none.
        log.error("mail not sent", mail=name, reason=_reason(error))
        return Delivery.FAILED
    return Delivery.KEPT if settings.EMAIL_BACKEND in STAYS_HERE else Delivery.SENT


def _hand_over(message: EmailMultiAlternatives) -> int:
    """How many mails were taken: one or none."""
    if not patience.answers_a_request() or settings.EMAIL_BACKEND in STAYS_HERE:
        return message.send()
    breaker = breaker_of(settings.EMAIL_HOST, settings.EMAIL_PORT)
    with requests.turn():
        if not breaker.may_ask():
            raise Overloaded(retry_after=round(REST))
        try:
            taken = message.send()
        except OSError as error:
            if isinstance(error, smtplib.SMTPServerDisconnected) or not _is_answer(error):
                breaker.note_failure(_reason(error))
            raise
        breaker.note_answer()
        return taken


def _is_answer(error: OSError) -> bool:
    """Whether a mail server said no, rather than nothing: all of SMTP's errors are OSErrors."""
    return isinstance(error, smtplib.SMTPException)


def one_line(text: str, length: int = LONGEST_NAME) -> str:
    """Text as it may stand in a header or a sentence: no line breaks, of bounded length."""
    return Truncator(" ".join(text.split())).chars(length)


def _reason(error: Exception) -> str:
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    reason = None if isinstance(error, smtplib.SMTPException) else getattr(error, "strerror", None)
    return " ".join(str(part) for part in (type(error).__name__, code, reason) if part)
