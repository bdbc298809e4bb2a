"""Who may import whom: the walls of docs/architecture.md, read from the sources."""

import re

import pytest

from tests.contracts.house import architecture
from tests.contracts.house.architecture import DOORS, FLOORS, ROOMS, WIRING
from tests.contracts.house.sources import ROOT, files, name_of, sources

PURE = [
    "diplomas.looks.backgrounds",
    "diplomas.looks.layout",
    "diplomas.looks.ornaments",
    "diplomas.looks.template_checks",
    "events.ages.ages",
    "events.ages.bands",
    "events.ages.genders",
    "events.rosters.cells",
    "events.rosters.columns",
    "events.rosters.doubts",
    "events.rosters.problems",
    "events.importing.plan",
    "events.importing.preview",
    "events.importing.typed_plan",
    "events.importing.update_plan",
    "events.parts.presets",
    "foundation.metrics.http_requests",
    "foundation.metrics.registry",
    "foundation.metrics.worker_files",
    "foundation.pictures.uploads",
    "foundation.tables.columns",
    "foundation.tables.reading",
    "foundation.tables.writing",
    "foundation.text.database_text",
    "foundation.text.names",
    "klepak.analytics.charts",
    "klepak.analytics.summaries",
    "klepak.analytics.time_steps",
    "scoring.categories.joining",
    "scoring.ceremony.steps",
    "scoring.engine.ranking",
    "scoring.engine.suspects",
    "scoring.engine.values",
    "scoring.ledger.devices",
    "scoring.looks.colours",
    "scoring.paper.assignment",
    "scoring.paper.cells",
    "scoring.paper.gemini",
    "scoring.paper.images",
    "scoring.paper.names",
    "scoring.paper.reader",
    "scoring.points.rule_checks",
    "scoring.points.rules",
    "scoring.points.standings",
    "scoring.progress.tally",
    "scoring.why.total_trace",
]
"""They know neither the ORM nor models, by whatever way."""


@pytest.fixture(scope="module")
def modules():
    found = sources(*FLOORS)
    return {module: source for module, source in found.items() if ".migrations" not in module}


@pytest.mark.parametrize(
    "check",
    [
        architecture.wrong_floors,
        architecture.strangers,
        architecture.wrong_rooms,
        architecture.wrong_doors,
        architecture.unknown_rooms,
        architecture.circle,
        architecture.signals,
    ],
    ids=lambda check: check.__name__,
)
def test_the_walls_stand(modules, check):
    assert check(modules) == []


def test_nothing_that_runs_needs_the_tests(modules):
    leaning = [
        module
        for module, source in modules.items()
        if any(name.split(".")[0] in {"tests", "bench"} for name in architecture.imported(source))
    ]

    assert leaning == []


def test_no_folder_is_crowded():
    paths = [
        name_of(path)
        for path in files("*.py", *FLOORS, "tests")
        if path.name != "__init__.py" and "migrations" not in path.parts
    ]

    assert architecture.full_folders(paths) == []


@pytest.mark.parametrize("module", PURE)
def test_pure_modules_know_no_database(modules, module):
    assert architecture.ways_to_models(module, modules) == []


def test_newcomers_read_of_just_the_rooms_that_there_are():
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    named = {
        floor: re.findall(r"`([a-z_]+)`", rooms)
        for floor, rooms in re.findall(r"^\| `(\w+)` \| [^|]+ \| ([^|]+) \|", page, re.M)
    }
    folders = {
        floor: {
            path.stem
            for path in (ROOT / floor).iterdir()
            if (path.is_dir() or path.suffix == ".py")
            and not path.name.startswith("__")
            and path.stem not in WIRING | (DOORS - set(ROOMS[floor]))
        }
        for floor in FLOORS
    }

    assert named == ROOMS
    assert {floor: set(rooms) for floor, rooms in ROOMS.items()} == folders


HOUSE = {
    "foundation.text.names": "import unicodedata",
    "foundation.jobs.queue": "from accounts.models import User",
    "accounts": "",
    "accounts.models": "from django.db import models",
    "accounts.trail.audit": "from django.dispatch import receiver\nfrom accounts import models",
    "accounts.sign_in.pages": "def view():\n    from accounts.people.users import change",
    "accounts.people.users": "from accounts.trail import audit",
    "accounts.api.users": "from accounts.people import users",
    "events.ages.bands": "from events.parts import presets",
    "events.parts.presets": "from events.ages.bands import count\nimport accounts.trail.audit",
    "events.api.events": "from accounts.api.users import Users",
    "events.urls": "from events.api import events",
    "events.cellar.coal": "",
    "events.life.pages": "import tests.make",
}
"""A house in which every wall has a hole."""


def test_each_check_sees_what_it_is_for():
    assert architecture.wrong_floors(HOUSE) == [
        "foundation.jobs.queue imports accounts.models of a higher floor"
    ]
    assert architecture.strangers(HOUSE) == ["events.life.pages imports tests.make"]
    assert architecture.wrong_rooms(HOUSE) == [
        "accounts.sign_in.pages imports accounts.people.users of a room behind it",
        "events.ages.bands imports events.parts.presets of a room behind it",
    ]
    assert architecture.wrong_doors(HOUSE) == [
        "events.api.events imports accounts.api.users, a door"
    ]
    assert architecture.unknown_rooms(HOUSE) == ["events.cellar stands in no list of rooms"]
    assert set(architecture.circle(HOUSE)) == {"events.ages.bands", "events.parts.presets"}
    assert architecture.signals(HOUSE) == [
        "accounts.trail.audit imports django.dispatch",
        "accounts.trail.audit imports django.dispatch.receiver",
    ]
    assert architecture.ways_to_models("events.ages.bands", HOUSE) == [
        "events.ages.bands → events.parts.presets → accounts.trail.audit → accounts.models",
        "events.ages.bands → events.parts.presets → accounts.trail.audit → accounts.models"
        " → django.db",
        "events.ages.bands → events.parts.presets → accounts.trail.audit → accounts.models"
        " → django.db.models",
    ]
    crowd = [f"events/life/file_{number}.py" for number in range(architecture.MOST_FILES + 1)]
    assert architecture.full_folders(crowd) == ["events/life has 14 files"]
    assert architecture.full_folders(crowd[1:]) == []
    with pytest.raises(ValueError, match="relative imports"):
        architecture.imported("from . import models")
