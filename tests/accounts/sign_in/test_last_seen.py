"""When an evaluator was last heard of."""

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from accounts.sign_in.middleware import LastSeenMiddleware


@pytest.fixture(autouse=True)
def every_minute(settings):
    settings.LAST_SEEN_EVERY = 60


def seen(user):
    return User.objects.get(pk=user.pk).last_seen_at


def test_a_page(client, evaluator):
    before = timezone.now()
    client.force_login(evaluator)

    client.get("/my-groups/")

    assert before <= seen(evaluator) <= timezone.now()


def test_a_call_of_the_api(api, evaluator):
    api(evaluator).get("/api/events")

    assert seen(evaluator) is not None


def test_not_again_at_once(client, evaluator):
    client.force_login(evaluator)
    client.get("/my-groups/")
    first = seen(evaluator)

    client.get("/my-groups/")
    assert seen(evaluator) == first

    cache.clear()  # a minute later
    client.get("/my-groups/")
    assert seen(evaluator) > first


def test_organisers_and_strangers_are_not_watched(client, api, admin):
    client.get("/sign-in/")
    client.force_login(admin)
    client.get("/events/")
    api(admin).get("/api/events")

    assert not User.objects.exclude(last_seen_at=None).exists()


def test_nobody_is_looked_up_for_it(client, evaluator, django_assert_num_queries):
    client.force_login(evaluator)
    with django_assert_num_queries(0):
        client.get("/api/nothing")


def test_a_database_in_trouble_costs_nobody_their_answer(evaluator):
    with transaction.atomic():
        connection.cursor().execute("ALTER TABLE accounts_user RENAME TO somewhere_else")
        LastSeenMiddleware(lambda request: None).note(evaluator)
        transaction.set_rollback(True)

    assert seen(evaluator) is None
