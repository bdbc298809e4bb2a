"""A session that is used does not end, and costs no write per request."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone


def writes(client):
    with CaptureQueriesContext(connection) as queries:
        answer = client.get("/my-groups/")
    assert answer.status_code == 200
    sessions = [each["sql"] for each in queries if "django_session" in each["sql"]]
    return answer, [sql for sql in sessions if not sql.startswith("SELECT")]


def test_a_session_in_use_is_kept_up_once_a_day(as_evaluator, settings):
    as_evaluator.get("/my-groups/")  # notes once what the menu calls this page
    answer, written = writes(as_evaluator)
    assert (written, settings.SESSION_COOKIE_NAME in answer.cookies) == ([], False)

    before = timezone.now() + timedelta(days=3)  # eleven days after signing in
    Session.objects.update(expire_date=before)
    answer, written = writes(as_evaluator)

    assert [sql.split()[0] for sql in written] == ["UPDATE"]
    assert answer.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == settings.SESSION_COOKIE_AGE
    left = Session.objects.get().expire_date - timezone.now()
    assert left > timedelta(days=13)
    assert writes(as_evaluator)[1] == []


def test_a_session_that_was_not_used_ends(as_evaluator):
    Session.objects.update(expire_date=timezone.now())

    assert as_evaluator.get("/my-groups/").status_code == 302
