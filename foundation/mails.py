"""Mails: a text and an HTML part from the templates in templates/mail, in the reader's language."""

import smtplib
from enum import Enum

import structlog
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import Truncator

log = structlog.get_logger("foundation.mails")

LONGEST_NAME = 80
STAYS_HERE = {
    f"django.core.mail.backends.{name}.EmailBackend" for name in ("console", "filebased", "dummy")
}


class Delivery(Enum):
    """What became of a mail. Only SENT may be said to have been mailed."""

    SENT = "a mail server took it"
    KEPT = "written to the console or into a folder of this server: nobody gets it"
    FAILED = "it was not taken"


def send(name: str, *, to: str, language: str, context: dict) -> Delivery:
    """Send the mail of this name to an address.

    When it was not taken, that is logged, without the mail, the address or what the server said:
    some servers repeat the links they do not like. Dates are shown in TIME_ZONE.
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
        if message.send() != 1:
            return Delivery.FAILED
    except (OSError, ValueError, ImproperlyConfigured) as error:
        # SMTP errors are OSErrors; ValueError: bad addresses; the last: a folder that is none.
        log.error("mail not sent", mail=name, reason=_reason(error))
        return Delivery.FAILED
    return Delivery.KEPT if settings.EMAIL_BACKEND in STAYS_HERE else Delivery.SENT


def one_line(text: str, length: int = LONGEST_NAME) -> str:
    """Text as it may stand in a header or a sentence: no line breaks, of bounded length."""
    return Truncator(" ".join(text.split())).chars(length)


def _reason(error: Exception) -> str:
    code = error.smtp_code if isinstance(error, smtplib.SMTPResponseException) else None
    reason = None if isinstance(error, smtplib.SMTPException) else getattr(error, "strerror", None)
    return " ".join(str(part) for part in (type(error).__name__, code, reason) if part)
