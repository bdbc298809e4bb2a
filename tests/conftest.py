"""Named actors on a small stage: one event, two groups, everybody who could want something."""

import gc
import os
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.test import TransactionTestCase
from django.utils import translation
from django_ratelimit import core
from hypothesis import settings as hypothesis_settings
from rest_framework.test import APIClient

from accounts.models import User
from accounts.sign_in import tokens
from foundation.web import versioned_cache
from klepak.settings import task_settings
from tests import admin_site, live, make, shares
from tests.settings import with_services

gc.disable()  # until all tests are collected: imports make no garbage
EXPLORES = bool(os.environ.get("KLEPAK_EXPLORE"))
"""Whether properties are tried with other examples each time, to find new ones that fail."""
# A busy machine fails no test, and the same commit does what it did before.
hypothesis_settings.register_profile("klepak", deadline=None, derandomize=not EXPLORES)
hypothesis_settings.load_profile("klepak")


def pytest_addoption(parser):
    parser.addoption(
        "--share", action="store_true", help="only what `make test` runs on this database"
    )


def pytest_ignore_collect(collection_path, config):
    """With --share files of the other database's share are not even read."""
    if config.getoption("share") and collection_path.name.startswith("test_"):
        path = collection_path.relative_to(Path(__file__).parent).as_posix()
        return None if shares.is_run_on(services=with_services, path=path) else True
    return None


def pytest_collection_modifyitems(items, config):
    refuse_askers_for_a_browser(items)
    if config.getoption("share"):
        left = [item for item in items if is_left_to_the_other_database(item)]
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if item not in left]


def pytest_collection_finish():
    """What there is now, such as thousands of collected tests, is no garbage: it need not be looked
    through again and again.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


def pytest_sessionfinish():
    """pytest looks five times for what was never closed, through all that the run has made; what
    no test was found guilty of by now is none's.
    """
    gc.collect()
    gc.freeze()


def path_of(item) -> str:
    return item.path.relative_to(Path(__file__).parent).as_posix()


def is_left_to_the_other_database(item) -> bool:
    marker = item.get_closest_marker("django_db")
    return shares.is_passed_over(
        services=with_services,
        path=path_of(item),
        real_transactions="transactional_db" in item.fixturenames
        or bool(marker and marker.kwargs.get("transaction")),
    )


def refuse_askers_for_a_browser(items) -> None:
    """Outside tests/browser nobody asks for a browser, not even by the name of an argument (`page`,
    `browser`): such tests are sorted apart, and one of them that commits would run before others.
    """
    asking = [
        item.nodeid
        for item in items
        if "browser_name" in item.fixturenames and "browser" not in item.path.parts
    ]
    if asking:
        raise pytest.UsageError("Rename the argument that asks for a browser: " + ", ".join(asking))


@pytest.fixture(autouse=True)
def empty_cache():
    versioned_cache.clear()


@pytest.fixture(autouse=True)
def language_of_its_own():
    """A page in Czech leaves the thread in Czech, whatever runs in it next."""
    yield
    translation.deactivate()


@pytest.fixture(scope="module")
def lasting(django_db_setup, django_db_blocker):
    """A transaction around all tests of a module, for a stage that they only look at. What a test
    itself does is undone after it, as ever.
    """
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings):
    """SQLite begins with a file that has all tables, and only what it lacks is migrated."""
    if not with_services:
        shutil.copyfile(live.migrated_database(), connection.settings_dict["TEST"]["NAME"])
    return not with_services


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """What a test with transactions of its own leaves is deleted table by table. Django would
    truncate all tables and make content types and permissions anew: ten times the work. It still
    does so after a test that changed these, such as one that restores a backup.
    """
    flush = TransactionTestCase._fixture_teardown

    def empty_tables(test_case):
        if content_types() == made:
            delete_all_rows(apart_from={"django_content_type", "auth_permission"})
        else:
            flush(test_case)
            made[:] = content_types()

    with django_db_blocker.unblock():
        made = content_types()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_tables)
        yield


def content_types() -> list[tuple]:
    return sorted(ContentType.objects.values_list("pk", "app_label", "model"))


def delete_all_rows(*, apart_from: set[str]) -> None:
    tables = set(connection.introspection.django_table_names(only_existing=True)) - apart_from
    statements = [f"DELETE FROM {connection.ops.quote_name(table)}" for table in sorted(tables)]
    if connection.vendor == "postgresql":  # in one go, by a role whose deletions nothing refuses
        statements = ["; ".join(["SET LOCAL session_replication_role = replica", *statements])]
    with (
        connection.constraint_checks_disabled(),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        for statement in statements:
            cursor.execute(statement)


@pytest.fixture
def jobs_wait(settings):
    """Work beside the request waits for a runner, as in production, instead of being done at once.

    `tests.foundation.jobs.queues.work_off` is one.
    """
    settings.JOBS = "worker"
    settings.TASKS = task_settings("worker")


@pytest.fixture
def clock(monkeypatch):
    """The clock that the windows of the limits go by; it stands still until somebody sets it on."""
    clock = SimpleNamespace(now=1_800_000_000.0)
    monkeypatch.setattr(core, "time", SimpleNamespace(time=lambda: clock.now))
    return clock


@pytest.fixture
def limited(settings, clock):
    """Calls are limited, by a clock that stands still: a slow machine begins no new window."""
    settings.RATELIMIT_ENABLE = True


@pytest.fixture
def organisation(db):
    return make.organisation(name="Tábor Vydří", slug="vydri")


@pytest.fixture
def event(organisation):
    return make.event(organisation=organisation, name="Tábor 2026")


@pytest.fixture
def group(event):
    return make.group(event, name="Bobři", identifier="hnědá")


@pytest.fixture
def other_group(event):
    return make.group(event, name="Draci")


@pytest.fixture
def participant(group):
    return make.participant(group, display_name="Štěpánka Ďáblová", gender="F", age=12)


@pytest.fixture
def activity(event):
    return make.activity(event, "TIME_LOW", name="Běh na 60 m")


@pytest.fixture
def super_admin(db):
    return make.user(User.Role.SUPER_ADMIN, full_name="Sára Nejvyšší")


@pytest.fixture
def admin(organisation):
    return make.user(User.Role.ADMIN, organisation=organisation, full_name="Adam Pořadatel")


@pytest.fixture
def evaluator(group):
    """Scores `group`."""
    person = make.user(full_name="Eva Měřičová")
    make.assign(person, group)
    return person


@pytest.fixture
def other_evaluator(other_group):
    """In the same event's pool, but scores `other_group`."""
    person = make.user(full_name="Ota Jiný")
    make.assign(person, other_group)
    return person


@pytest.fixture
def outsider(db):
    """An admin of another organisation."""
    return make.user(User.Role.ADMIN, organisation=make.organisation(), full_name="Cizí Správce")


@pytest.fixture
def stranger(db):
    """An evaluator who is in nobody's pool."""
    return make.user(full_name="Cizí Hodnotitel")


@pytest.fixture
def api():
    """api(user) -> a client of the API with a real access token of theirs; api(None): without."""

    def client_of(user) -> APIClient:
        client = APIClient()
        if user is not None:
            client.credentials(HTTP_AUTHORIZATION=f"Bearer {tokens.issue(user).access}")
        return client

    return client_of


@pytest.fixture
def stage(organisation):
    """Model -> an object of it in `organisation`, one of everything."""
    return admin_site.fill(organisation)


@pytest.fixture
def as_evaluator(client, evaluator):
    client.force_login(evaluator)
    return client


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


@pytest.fixture
def as_super_admin(client, super_admin):
    client.force_login(super_admin)
    return client


@pytest.fixture
def as_outsider(client, outsider):
    client.force_login(outsider)
    return client
