"""A backup each day, and how long it is kept."""

import os
from datetime import UTC, datetime, timedelta

import pytest

from foundation.backup.schedule import newest_backup, rotate
from foundation.jobs.runner import Runner
from foundation.models import Job
from tests.foundation.backup.places import files_of_at_most

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2026, 7, 15, 3, 0, tzinfo=UTC)


def test_the_days_backup_is_made_where_a_folder_is_set(jobs_wait, settings, tmp_path, event, run):
    settings.BACKUP_DIR = str(tmp_path / "backups")
    old = tmp_path / "backups" / "2026-01-01T030000Z"
    old.mkdir(parents=True)
    (old / "manifest.json").touch()

    Runner().run_due()
    Runner().run_due()

    [made] = (tmp_path / "backups").iterdir()
    assert (made / "manifest.json").is_file()
    assert made != old
    assert not Job.objects.filter(step="foundation.backup").exists()


def test_nothing_is_made_where_none_is_set(jobs_wait, settings, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    Runner().run_due()

    assert list(tmp_path.iterdir()) == []


def test_no_backup_goes_before_there_is_a_new_one(jobs_wait, settings, tmp_path):
    settings.BACKUP_DIR = str(tmp_path)
    old = tmp_path / "2026-01-01T030000Z"
    old.mkdir()
    (old / "manifest.json").touch()
    settings.MEDIA_ROOT.mkdir()
    with (settings.MEDIA_ROOT / "film").open("wb") as file:
        file.truncate(64_000_000)

    with files_of_at_most(32_000_000):
        Runner().run_due()

    assert sorted(tmp_path.iterdir()) == [old, settings.MEDIA_ROOT]
    [job] = Job.objects.filter(step="foundation.backup")
    assert (job.state, job.attempts) == (Job.State.QUEUED, 1)  # it is tried again
    assert job.log[0]["error"] == "BackupRefused"


def test_old_ones_go_and_all_else_stays(tmp_path):
    def make(name: str, *, is_whole: bool = True) -> None:
        (tmp_path / name).mkdir()
        if is_whole:
            (tmp_path / name / "manifest.json").touch()

    for name in ["2026-07-01T030001Z", "2026-07-01T025959Z", "2026-07-01T025959Z-2"]:
        make(name)
    make("2026-06-01T030000Z", is_whole=False)
    make("2026-06-01 by hand")
    for name in [".unfinished-new", ".unfinished-old"]:
        make(name, is_whole=False)
    for name, age in [(".unfinished-new", timedelta(hours=1)), (".unfinished-old", timedelta(3))]:
        at = (NOW - age).timestamp()
        os.utime(tmp_path / name, (at, at))

    removed = rotate(tmp_path, keep=timedelta(days=14), at=NOW)

    assert [path.name for path in removed] == ["2026-07-01T025959Z", "2026-07-01T025959Z-2"]
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".unfinished-new",
        "2026-06-01 by hand",
        "2026-06-01T030000Z",
        "2026-07-01T030001Z",
    ]


def test_the_newest_is_the_newest_whole_one(tmp_path):
    assert newest_backup(tmp_path) is None
    for name in ("2026-07-03T030000Z", "2026-07-04T030000Z-2", ".unfinished-x", "notes"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "manifest.json").touch()
    (tmp_path / "2026-07-05T030000Z").mkdir()  # without a manifest

    assert newest_backup(tmp_path) == datetime(2026, 7, 4, 3, 0, tzinfo=UTC)
