"""Who may import whom: the arrows of the architecture, read from the sources."""

import ast
from collections.abc import Iterable, Mapping

import pytest

from tests.contracts.house import APPS, sources

PURE = [
    "accounts.storable",
    "events.age_bands",
    "events.ages",
    "events.csv_columns",
    "events.csv_plan",
    "events.csv_reading",
    "events.import_preview",
    "events.import_tables",
    "events.manual_plan",
    "events.presets",
    "events.text",
    "events.update_plan",
    "events.xlsx_reading",
    "scoring.devices",
    "scoring.ranking",
    "scoring.sheet_reading.assignment",
    "scoring.sheet_reading.cells",
    "scoring.sheet_reading.gemini",
    "scoring.sheet_reading.heic",
    "scoring.sheet_reading.images",
    "scoring.sheet_reading.names",
    "scoring.sheet_reading.reader",
    "scoring.suspects",
    "scoring.values",
    "diplomas.backgrounds",
    "diplomas.layout",
    "diplomas.ornaments",
    "diplomas.template_checks",
]
ROOM = [*APPS, "klepak"]


def imported(source: str) -> set[str]:
    """Every name a module imports, wherever in it: `from a import b` gives "a" and "a.b"."""
    names = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError("relative imports hide which layer they cross")
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def wrong_arrows(modules: Mapping[str, str]) -> list[str]:
    """Imports from left to right; the wiring in klepak may be imported by nobody else."""
    return sorted(
        f"{module} imports {name}"
        for module, source in modules.items()
        for name in imported(source)
        if (target := name.partition(".")[0]) in ROOM
        and (home := module.partition(".")[0]) in ROOM
        and ROOM.index(target) > ROOM.index(home)
    )


def signals(modules: Mapping[str, str]) -> list[str]:
    return sorted(
        f"{module} imports {name}"
        for module, source in modules.items()
        for name in imported(source)
        if "signals" in name.split(".") or name.startswith("django.dispatch")
    )


def ways_to_models(start: str, modules: Mapping[str, str]) -> list[str]:
    """How a module gets to the ORM or to models, step by step through our own modules."""
    found, seen, ways = [], set(), [[start]]
    while ways:
        way = ways.pop()
        for name in sorted(imported(modules[way[-1]])):
            if name.startswith("django.db") or "models" in name.split("."):
                found.append(" → ".join([*way, name]))
            # To import a.b.c runs a and a.b as well.
            for parent in _with_parents(name):
                if parent in modules and parent not in seen:
                    seen.add(parent)
                    ways.append([*way, parent])
    return found


def _with_parents(name: str) -> Iterable[str]:
    while name:
        yield name
        name = name.rpartition(".")[0]


@pytest.fixture(scope="module")
def modules():
    return sources(*ROOM)


def test_arrows_point_left(modules):
    assert wrong_arrows(modules) == []


def test_no_signals_between_our_own_apps(modules):
    assert signals(modules) == []


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_know_no_database(modules, module):
    assert ways_to_models(module, modules) == []


def test_the_checks_see_what_they_are_for():
    house = {
        "accounts": "",
        "accounts.models": "from django.db import models",
        "accounts.audit": "from django.dispatch import receiver\nimport scoring.rules as rules",
        "events": "",
        "events.text": "def fold():\n    from accounts import names",
        "accounts.names": "from accounts.models import User",
        "scoring": "",
        "scoring.rules": "from accounts.models import User\nfrom klepak import settings",
        "klepak.urls": "from scoring import rules",
    }

    assert wrong_arrows(house) == [
        "accounts.audit imports scoring.rules",
        "scoring.rules imports klepak",
        "scoring.rules imports klepak.settings",
    ]
    assert signals(house) == [
        "accounts.audit imports django.dispatch",
        "accounts.audit imports django.dispatch.receiver",
    ]
    assert ways_to_models("events.text", house) == [
        "events.text → accounts.names → accounts.models",
        "events.text → accounts.names → accounts.models.User",
        "events.text → accounts.names → accounts.models → django.db",
        "events.text → accounts.names → accounts.models → django.db.models",
    ]
    with pytest.raises(ValueError, match="relative imports"):
        imported("from . import models")
