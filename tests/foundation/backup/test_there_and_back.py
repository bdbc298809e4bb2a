"""A backup of a day in full swing, put back: every acknowledged score is there."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.core.cache import cache
from django.core.management import CommandError
from django.db import connection

from accounts.models import User
from scoring.ledger.records import Submission, submit
from scoring.models import Entry
from tests import make
from tests.foundation.backup.places import elsewhere
from tests.scoring import folded_ledger, stored_records
from tests.threads import closing_connection

pytestmark = pytest.mark.django_db(transaction=True)
SOUND = "Everything is as it should be.\n"


class Phones:
    """Threads that enter results all the time; `acknowledged`: (entry, activity, value)."""

    def __init__(self, activities, people, by):
        self.acknowledged: list[tuple[int, int, int]] = []
        self.is_over = threading.Event()
        self.activities, self.people, self.by = activities, people, by

    def enter(self, number: int) -> None:
        with closing_connection():
            value = 0
            while not self.is_over.is_set():
                value += 1
                activity = self.activities[value % len(self.activities)]
                (verdict,) = submit(
                    activity=activity,
                    submissions=[Submission(self.people[number].pk, str(value))],
                    by=self.by,
                    source=Entry.Source.API,
                )
                self.acknowledged.append((verdict.entry.pk, activity.pk, value * 1000))
                sleep(0.002)


def test_every_score_acknowledged_before_a_backup_is_in_it(
    event, group, super_admin, backup, run, tmp_path
):
    phones = Phones(
        [make.activity(event) for _ in range(2)],
        [make.participant(group) for _ in range(4)],
        super_admin,
    )
    with ThreadPoolExecutor(4) as threads:
        at_work = [threads.submit(phones.enter, number) for number in range(4)]
        while len(phones.acknowledged) < 20:
            sleep(0.01)
        before = set(phones.acknowledged)
        made = backup()
        for _ in range(3):  # entries and records are read one after the other, of one moment
            assert run("verify") == SOUND
            assert "nothing to do" in run("rebuild_records")
        phones.is_over.set()
        for each in at_work:
            each.result(timeout=30)
    everything = set(phones.acknowledged)
    assert everything > before
    connection.close()

    with elsewhere(tmp_path):
        assert run("restore", made).startswith("Restored ")
        restored = set(Entry.objects.values_list("pk", "activity_id", "value"))
        assert before <= restored <= everything
        for activity in phones.activities:  # nothing is missing in between
            of_it = {each for each in everything if each[1] == activity.pk}
            last = max(entry for entry, its, _value in restored if its == activity.pk)
            assert {each for each in restored if each[1] == activity.pk} == {
                each for each in of_it if each[0] <= last
            }
        assert stored_records() == folded_ledger()
        assert run("verify") == SOUND
        # And it goes on from there.
        person = User.objects.get(pk=super_admin.pk)
        make.record(phones.activities[0], phones.people[0], "99", by=person)
        assert Entry.objects.order_by("pk").last().value == 99_000
        assert run("verify") == SOUND


def test_what_is_in_a_backup(event, backup, run, settings, tmp_path):
    settings.MEDIA_ROOT.joinpath("backgrounds").mkdir(parents=True)
    settings.MEDIA_ROOT.joinpath("backgrounds", "les.png").write_bytes(b"trees")
    settings.MEDIA_ROOT.joinpath("backgrounds", ".unfinished-1").write_bytes(b"tre")
    made = backup()

    manifest = json.loads((made / "manifest.json").read_text("utf-8"))
    assert manifest["database"] == connection.vendor
    assert manifest["version"] == settings.VERSION
    assert manifest["counts"]["events_event"] == 1
    assert manifest["migrations"]["scoring"][0] == "0001_initial"
    assert set(manifest["files"]) == {
        "files/backgrounds/les.png",
        "database.sqlite3" if connection.vendor == "sqlite" else "database.dump",
    }
    assert manifest["files"]["files/backgrounds/les.png"]["size"] == 5
    for path in [made, *made.rglob("*")]:
        assert path.stat().st_mode & 0o777 == (0o700 if path.is_dir() else 0o600)
    assert [path.name for path in made.parent.iterdir()] == [made.name]
    second = backup()
    assert sorted(path.name for path in made.parent.iterdir()) == sorted([made.name, second.name])

    settings.MEDIA_ROOT = tmp_path / "elsewhere" / "media"
    cache.set("board", "of another database")
    with elsewhere(tmp_path):
        run("restore", made)
    assert (settings.MEDIA_ROOT / "backgrounds" / "les.png").read_bytes() == b"trees"
    assert cache.get("board") is None
    assert not settings.MEDIA_ROOT.joinpath("backgrounds", ".unfinished-1").exists()
    with elsewhere(tmp_path), pytest.raises(CommandError, match="has files already"):
        run("restore", made)


def test_into_an_installation_that_was_only_set_up(event, backup, run, tmp_path):
    made = backup()

    with elsewhere(tmp_path):
        run("migrate", "--verbosity", "0")
        run("restore", made)
        assert list(type(event).objects.values_list("name")) == [(event.name,)]
        assert run("verify") == SOUND
        with pytest.raises(CommandError, match="The database is not empty"):
            run("restore", made)
