"""The migrations make the database that the models ask for, and can be taken back."""

import re
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from accounts.models import Organisation
from tests.contracts.house.architecture import FLOORS

APPS = FLOORS[:-1]
"""Those with models."""


def our_tables() -> set[str]:
    prefixes = tuple(f"{app}_" for app in APPS)
    return {name for name in connection.introspection.table_names() if name.startswith(prefixes)}


@pytest.mark.django_db
def test_the_models_ask_for_nothing_more():
    documented = StringIO()

    call_command("makemigrations", check_changes=True, dry_run=True, stdout=documented)

    assert documented.getvalue() == "No changes detected\n"


def test_every_migration_has_a_describing_name():
    names = {(app, name) for app, name in MigrationLoader(None).disk_migrations if app in APPS}

    assert {app for app, _name in names} == set(APPS)
    for app, name in names:
        assert re.fullmatch(r"\d{4}_(?!auto_)[a-z][a-z0-9_]+", name), (app, name)


@pytest.mark.django_db(transaction=True)
def test_from_zero_and_back_and_forth_again():
    before = our_tables()
    try:
        call_command("migrate", "accounts", "zero", verbosity=0)
        assert our_tables() == set()
    finally:
        call_command("migrate", verbosity=0)

    assert our_tables() == before
    assert list(Organisation.objects.values_list("slug", "name")) == [("default", "Klepak Scores")]
