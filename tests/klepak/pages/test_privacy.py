"""The page about privacy is held to the tables, the settings and the cookies there really are."""

import re
from collections import Counter
from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.messages.storage.cookie import CookieStorage
from django.urls import reverse

from accounts.sign_in import link_tokens
from klepak.pages.kept_of_people import in_words, of_accounts, of_participants, of_visitors
from klepak.pages.personal_fields import NEVER_WRITTEN, NOT_PERSONAL, PERSONAL
from klepak.pages.privacy import cookies
from tests import make
from tests.contracts.house.sources import ROOT, sources

PATH = "/privacy/"


def text_of(client, **headers: str) -> str:
    answer = client.get(PATH, headers=headers)
    assert answer.status_code == 200
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


def test_every_field_of_every_table_is_either_described_or_not_about_people():
    """Whoever adds a field decides here what the page says of it."""
    sorted_in = Counter(
        f"{label}.{field}"
        for part in (*PERSONAL.values(), NOT_PERSONAL)
        for label, fields in part.items()
        for field in fields.split()
    )
    there = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model._meta.label not in NEVER_WRITTEN
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.name != "id"
    }

    assert there - set(sorted_in) == set()
    assert set(sorted_in) - there == set()
    assert [field for field, times in sorted_in.items() if times > 1] == []


def test_every_piece_has_its_sentence_and_every_sentence_its_fields():
    rows = [*of_participants(), *of_accounts(), *of_visitors()]

    assert sorted(row.key for row in rows if row.key) == sorted(PERSONAL)
    assert all(row.what and row.seen_by and row.until for row in rows)


def test_tables_that_are_called_empty_stay_so(client, admin, event, settings):
    """After signing in, failing to, and a change and a deletion in the administration."""
    settings.AXES_ENABLED = True
    for password in ("Wrong-Guess-1188", make.PASSWORD):
        client.post(reverse("accounts:sign-in"), {"username": admin.email, "password": password})
    group = make.group(event)
    page = reverse("admin:events_group_change", args=[group.pk])
    client.post(page, {"name": "Sovy", "identifier": "", "event": event.pk})
    client.post(reverse("admin:events_group_delete", args=[group.pk]), {"post": "yes"})

    assert not event.groups.filter(pk=group.pk).exists()
    written = [label for label in NEVER_WRITTEN if apps.get_model(label)._base_manager.exists()]
    assert written == []


def test_times_are_those_of_the_settings(client, db, settings):
    settings.SESSION_COOKIE_AGE, settings.INVITATION_EXPIRE_DAYS = 3 * 24 * 3600, 23
    settings.PASSWORD_RESET_EXPIRE_MINUTES, settings.SIGN_IN_CODE_EXPIRE_DAYS = 47, 29
    settings.REFRESH_TOKEN_EXPIRE_DAYS, settings.AXES_COOLOFF_TIME = 37, 3
    settings.BACKUP_DIR, settings.BACKUP_KEEP = "/srv/backups", 41

    text = text_of(client)

    for words in [
        "3 days in a browser, 37 days in a program",
        "The link holds 23 days.",
        "A link holds 47 minutes, a code 29 days.",
        "anybody after 3 hours",
        "kept for 41 days",
    ]:
        assert words in text


def test_what_leaves_the_site_is_what_is_switched_on(client, db, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.SHEET_READER, settings.BACKUP_DIR = "none", ""
    closed = text_of(client)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.SHEET_READER = "gemini"
    opened = text_of(client)

    for words, is_open in [
        ("No mails leave this site", False),
        ("Reading photos of result sheets is switched off", False),
        ("leave through a mail server", True),
        ("are sent to Google", True),
    ]:
        assert (words in closed, words in opened) == (not is_open, is_open)
    assert "makes no backups by itself" in closed


@pytest.mark.parametrize(
    ("contact", "link"),
    [
        ("mailto:gdpr@example.org", '<a href="mailto:gdpr@example.org">gdpr@example.org</a>'),
        ("https://example.org/?a=1&b=2", 'href="https://example.org/?a=1&amp;b=2"'),
    ],
)
def test_who_answers(client, db, settings, contact, link):
    settings.PRIVACY_CONTACT = ""
    assert "the organiser of your competition is the one to ask" in text_of(client)
    settings.PRIVACY_CONTACT = contact
    assert link in client.get(PATH).text


def test_the_cookies_are_those_that_are_set(client, admin):
    """A walk that gets every one of them; nothing else in the sources sets one."""
    listed = {cookie.name: cookie.age for cookie in cookies()}
    client.get(reverse("accounts:reset-password"), {"token": link_tokens.new_token()})
    client.get(reverse("accounts:sign-in"))
    client.post(reverse("language-set"), {"language": "en"})
    client.post(reverse("contrast-set"), {"contrast": "more"})
    client.post(reverse("accounts:sign-in"), {"username": admin.email, "password": make.PASSWORD})
    client.post(
        reverse("accounts:password-change"),
        {
            "old_password": make.PASSWORD,
            "new_password1": "Jina-Hora-5512",
            "new_password2": "Jina-Hora-5512",
        },
    )
    found = {
        name: in_words(timedelta(seconds=int(morsel["max-age"])))
        for name, morsel in client.cookies.items()
        if morsel["max-age"] != ""
    }

    assert {*client.cookies} == {*listed}
    assert found == {name: age for name, age in listed.items() if name != CookieStorage.cookie_name}
    setting = {
        module: text.count(".set_cookie(")
        for module, text in sources(
            "klepak", "accounts", "events", "scoring", "diplomas", "foundation"
        ).items()
        if ".set_cookie(" in text
    }
    assert setting == {"klepak.pages.site_pages": 2, "accounts.sign_in.link_page": 1}
    scripts = (ROOT / "static/js").rglob("*.js")
    assert [path.name for path in scripts if "document.cookie =" in path.read_text("utf-8")] == [
        "contrast.js"
    ]


def test_it_costs_no_query(client, django_assert_num_queries, db):
    with django_assert_num_queries(0):
        client.get(PATH)


@pytest.mark.parametrize("path", ["/sign-in/", "/nothing-here", "/my-groups/", "/admin/"])
def test_every_page_leads_there(client, super_admin, path):
    if path != "/sign-in/":
        client.force_login(super_admin)

    assert f'href="{PATH}"' in client.get(path).text


def test_lengths_of_time():
    for age, words in {
        timedelta(minutes=15): "15 minutes",
        timedelta(minutes=90): "90 minutes",
        timedelta(hours=1): "1 hour",
        timedelta(days=1): "1 day",
        timedelta(days=364): "364 days",
    }.items():
        assert in_words(age) == words
