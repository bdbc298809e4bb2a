"""The page about privacy: what is kept of whom, where, for how long; and the cookies."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.messages.storage.cookie import CookieStorage
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.sign_in import link_page
from foundation import mails
from foundation.web import versioned_cache
from klepak.pages import site_pages
from klepak.pages.kept_of_people import in_words, of_accounts, of_participants, of_visitors


@dataclass(frozen=True, slots=True)
class Cookie:
    name: str
    purpose: str
    age: str


@login_not_required
@require_safe
def privacy(request):
    """Asks the database for nothing: it is about the installation, not about who reads it."""
    backup_age = timedelta(days=settings.BACKUP_KEEP) if settings.BACKUP_DIR else None
    context = {
        "contact": settings.PRIVACY_CONTACT,
        "contact_text": settings.PRIVACY_CONTACT.removeprefix("mailto:"),
        "kept": {
            _("Of participants"): of_participants(),
            _("Of whoever signs in"): of_accounts(),
            _("Of every visitor"): of_visitors(),
        },
        "cookies": cookies(),
        "backup_age": in_words(backup_age) if backup_age else "",
        "cache_age": in_words(timedelta(seconds=versioned_cache.SECONDS)),
        "is_mail_sent": settings.EMAIL_BACKEND not in mails.STAYS_HERE,
        "has_reader": settings.SHEET_READER == "gemini",
    }
    return render(request, "privacy.html", context)


def cookies() -> list[Cookie]:
    """Every cookie that the site sets."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Keeps you signed in."),
            _seconds(settings.SESSION_COOKIE_AGE),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Lets forms be sent from these pages only, not from anybody else's."),
            _seconds(settings.CSRF_COOKIE_AGE),
        ),
        Cookie(
            settings.LANGUAGE_COOKIE_NAME,
            _("Remembers the language that you chose."),
            _seconds(settings.LANGUAGE_COOKIE_AGE),
        ),
        Cookie(
            site_pages.CONTRAST_COOKIE,
            _("Remembers that you switched strong contrast on."),
            _seconds(site_pages.CONTRAST_COOKIE_AGE),
        ),
        Cookie(
            CookieStorage.cookie_name,
            _("Brings a sentence to the next page, such as that something was saved."),
            _("Until that page is shown."),
        ),
        Cookie(
            link_page.COOKIE,
            _("Keeps the secret of a link that was mailed out of the address of the page."),
            _seconds(link_page.COOKIE_AGE),
        ),
    ]


def _seconds(age: int) -> str:
    return in_words(timedelta(seconds=age))
