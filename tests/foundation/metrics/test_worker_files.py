"""What several workers count, added up, while some of them end and somebody reads."""

import json

import pytest
from prometheus_client.mmap_dict import MmapedDict

from foundation.metrics import worker_files

KEY = json.dumps(["made", "made_total", {"source": "api"}, "Made."])


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setattr(worker_files, "folder", None)
    monkeypatch.setattr(worker_files.tempfile, "tempdir", str(tmp_path))
    yield worker_files.begin()
    worker_files.end()
    assert list(tmp_path.iterdir()) == []


def count(folder, pid: int, value: float) -> None:
    for kind in ("counter", "gauge_livesum"):
        file = MmapedDict(str(folder / f"{kind}_{pid}.db"))
        file.write_value(KEY, value, 0.0)
        file.close()


def added_up() -> dict[str, float]:
    """Kind -> what is read."""
    families = worker_files.AllWorkers().collect()
    return {sample.name: sample.value for family in families for sample in family.samples}


def files(folder) -> set[str]:
    return {path.name for path in folder.glob("*.db")}


def test_the_dead_are_kept_in_one_file(folder):
    for pid in (11, 12, 13):
        count(folder, pid, pid)
        worker_files.fold(pid)
        worker_files.fold(pid)  # of nobody there is nothing

    assert files(folder) == {"counter_ended.db"}
    assert added_up() == {"made_total": 36}


def test_who_reads_is_not_disturbed_and_holds_nobody_up(folder):
    count(folder, 11, 5)
    count(folder, 12, 7)
    with worker_files.nothing_folded():
        worker_files.fold(11)
        assert files(folder) >= {"counter_11.db", "counter_12.db"}
        assert "counter_ended.db" not in files(folder)
    worker_files.fold(12)

    assert files(folder) == {"counter_ended.db"}
    assert added_up() == {"made_total": 12}


def test_a_file_of_this_very_moment_is_still_empty(folder):
    (folder / "counter_14.db").touch()

    assert added_up() == {}
    worker_files.fold(14)  # it was killed just then
    assert "counter_14.db" not in files(folder)
    assert added_up() == {}


def test_a_new_master_goes_on_where_the_old_one_was(folder, tmp_path):
    count(folder, 11, 5)

    assert worker_files.begin(str(folder)) == folder
    assert worker_files.begin(str(tmp_path / "gone")) != folder
    worker_files.end()
    assert worker_files.begin(str(folder)) == folder
