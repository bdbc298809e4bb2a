"""A backup of every earlier state of the product comes into this release with all its results.

KLEPAK_EVERY_STATE=1 restores each of them, as the continuous integration does.
"""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from diplomas.models import DiplomaTemplate
from foundation.backup.making import make_backup
from foundation.files import store
from scoring.models import Entry, EventPicture, Publication
from tests.diplomas.files import EMPTY_FONT, picture
from tests.foundation.backup.places import elsewhere
from tests.scoring import folded_ledger, stored_records

pytestmark = pytest.mark.django_db(transaction=True)
MORNING = datetime(2026, 7, 4, 9, 0, tzinfo=UTC)
STATES = [
    {
        "accounts": "0001_initial",
        "events": "0001_initial",
        "scoring": "0001_initial",
        "diplomas": "0001_initial",
    },
    {"accounts": "0002_invitations_and_resets", "events": "0002_clashes"},
    {"diplomas": "0002_names_as_long_as_in_the_contract"},
    {"events": "0003_activity_created_at"},
    {"accounts": "0004_team_logins"},
    {"events": "0005_search_keys"},
    {"accounts": "0005_pending_imports"},
    {
        "foundation": "0001_jobs",
        "accounts": "0006_drafts_are_jobs",
        "events": "0006_drafts_are_jobs",
    },
    {"diplomas": "0003_a_first_template_for_every_event"},
    {"accounts": "0007_everybody_belongs"},
    {"events": "0007_people_as_they_are"},
    {"accounts": "0009_team_user_names"},
    {"events": "0008_heights"},
    {"accounts": "0010_first_organisers_own"},
    {"scoring": "0002_confirmation"},
    {"accounts": "0011_sort_keys", "events": "0009_sort_keys"},
    {
        "accounts": "0012_events_of_the_trail",
        "events": "0010_trail_of_each_event",
        "scoring": "0003_trail_of_each_event",
        "diplomas": "0004_trail_of_each_event",
    },
    {"scoring": "0004_clock_offset"},
    {"scoring": "0005_standings_version"},
    {"events": "0013_hidden_participants", "scoring": "0006_publication"},
    {"scoring": "0007_screen"},
    {"scoring": "0008_public_amendments"},
    {"scoring": "0009_ceremony"},
    {"scoring": "0010_look"},
    {"diplomas": "0005_printed_diplomas"},
    {"events": "0014_erased_participants", "scoring": "0011_erasing_names"},
    {"foundation": "0002_stored_files", "diplomas": "0008_no_fonts_in_the_database"},
    {"diplomas": "0010_offsets_on_printed_paper"},
    {"accounts": "0013_files"},
    {"scoring": "0014_no_pictures_in_the_database"},
    {},
]
"""The migrations that each state of the product added, from the first release on; the last one is
this release with all there are."""

FEW = [0, 7]
RESTORED = range(len(STATES)) if os.environ.get("KLEPAK_EVERY_STATE") else FEW
"""Each takes seconds, as everything after it is migrated: the first state and one in the middle are
enough for every day."""


LOOK = {
    "bg_image_url": picture(),
    "fonts": [{"name": "A", "data": EMPTY_FONT}, {"name": "B", "data": "data:,no%20base64"}],
}


def migrate(state: dict[str, str]):
    """Bring the database to the state; returns the models of that time."""
    executor = MigrationExecutor(connection)
    return executor.migrate(list(state.items())).apps


def latest() -> dict[str, str]:
    return dict(MigrationExecutor(connection).loader.graph.leaf_nodes())


def fill(apps) -> None:
    """A day of the first release, with every kind of cell."""
    model = apps.get_model
    chief = model("accounts.User").objects.create(
        email="sara@example.org", full_name="Sára Nejvyšší", role="SUPER_ADMIN", password="!"
    )
    camp = model("accounts.Organisation").objects.get(slug="default")
    event = model("events.Event").objects.create(organisation=camp, name="Tábor", status="ACTIVE")
    model("diplomas.DiplomaTemplate").objects.create(event_id=event.pk, name="Zlatý", **LOOK)
    group = model("events.Group").objects.create(event=event, name="Bobři")
    run, jump = (
        model("events.Activity").objects.create(event=event, name=name, evaluation_type=kind)
        for name, kind in [("Běh", "TIME_LOW"), ("Skok", "NUMERIC_HIGH")]
    )
    cells = {
        (run, "Štěpánka"): [("1:23,4", 83_400, "OK")],
        (jump, "Štěpánka"): [("4.5", 4500, "OK"), ("4.6", 4600, "OK")],
        (run, "Řehoř"): [("DNF", None, "DNF")],
        (jump, "Řehoř"): [("3", 3000, "OK"), ("", None, "CLEARED")],
    }
    people = {
        name: model("events.Participant").objects.create(
            event=event, group=group, display_name=name, gender="F", age=9
        )
        for name in ("Štěpánka", "Řehoř")
    }
    for (activity, name), typed in cells.items():
        entry = None
        for text, value, status in typed:
            result = {"value_raw": text, "value": value, "status": status}
            cell = {"activity": activity, "participant": people[name]}
            entry = model("scoring.Entry").objects.create(
                **cell,
                **result,
                group_at_entry=group,
                source="FORM",
                entered_by=chief,
                received_at=MORNING,
                based_on=entry,
            )
            first = {"entry": entry, "created_at": MORNING, "updated_at": MORNING}
            if status == "CLEARED":
                model("scoring.Record").objects.filter(**cell).delete()
            else:
                model("scoring.Record").objects.update_or_create(
                    **cell, defaults=first | result | {"evaluator": chief}
                )


def test_every_earlier_state_comes_in_with_its_results(run, settings, tmp_path):
    backups: dict[int, Path] = {}
    with elsewhere(tmp_path):
        fill(migrate(STATES[0]))
        for number, state in enumerate(STATES[: max(RESTORED) + 1]):
            migrate(state or latest())
            if number in RESTORED:
                backups[number] = make_backup(tmp_path / f"backups {number}")
        entered = list(Entry.objects.order_by("pk").values_list("pk", "value", "status"))
    for number in RESTORED:
        settings.MEDIA_ROOT = tmp_path / f"media {number}"
        with elsewhere(tmp_path):
            run("restore", backups[number])
            template = DiplomaTemplate.objects.get(name="Zlatý")
            assert {name: getattr(template, name) for name in LOOK} == LOOK
            assert len(list(settings.MEDIA_ROOT.rglob("*/*/*"))) == 2
            found = Entry.objects.order_by("pk").values_list("pk", "value", "status")
            assert list(found) == entered, number
            assert len(stored_records()) == 3
            assert stored_records() == folded_ledger()
            assert run("verify") == "Everything is as it should be.\n", number
            if number == RESTORED[0]:
                back = migrate({"diplomas": "0005_printed_diplomas"})
                template = back.get_model("diplomas.DiplomaTemplate").objects.get(name="Zlatý")
                assert {name: getattr(template, name) for name in LOOK} == LOOK


def test_pictures_of_events_go_into_files_and_back(event, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    sizes = {"digest": "1" * 32, "small_digest": "2" * 32, "width": 9, "height": 6}
    EventPicture.objects.create(
        publication=Publication.objects.create(event=event),
        file=store.keep(b"large"),
        small_file=store.keep(b"small"),
        small_width=3,
        **sizes,
    )

    before = migrate({"scoring": "0011_erasing_names"}).get_model("scoring.EventPicture")
    old = before.objects.get()
    assert (bytes(old.content), bytes(old.small_content)) == (b"large", b"small")
    before.objects.update(content=b"another")
    migrate(latest())

    stored = EventPicture.objects.get()
    assert store.read(stored.file_id) == b"another"
    assert store.read(stored.small_file_id) == b"small"
    assert {name: getattr(stored, name) for name in sizes} == sizes
