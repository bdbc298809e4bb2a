"""Counters of several worker processes: each writes its own files, and a scrape adds them up.

The files, their format and the adding up are prometheus-client's. What it leaves to the server is
here: a folder for each start, and what becomes of the files of a worker that has ended. They are
added to one pair of files for all that have, so that counters never fall and files stay few.

The master of the web server imports this, so it imports nothing of the product.
"""

import fcntl
import shutil
import struct
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

PREFIX = "klepak-metrics-"
ENDED = "ended"
"""Stands in the names of files where otherwise the id of a process does."""
LOCK = "lock"

folder: Path | None = None
"""Where the workers of this server count; None in a process that counts for itself."""
_to_fold: set[int] = set()


def begin(taken_over: str = "") -> Path:
    """The folder of this start, before the first worker. taken_over: that of the master before,
    which goes on here (USR2).
    """
    global folder
    is_there = taken_over and Path(taken_over).is_dir()
    folder = Path(taken_over if is_there else tempfile.mkdtemp(prefix=PREFIX))
    return folder


def end() -> None:
    """Nobody counts there any more. A folder that somebody else named is left alone."""
    if folder is not None and folder.name.startswith(PREFIX):
        shutil.rmtree(folder, ignore_errors=True)


def fold(pid: int) -> None:
    """A worker has ended: keep what it has counted, remove its files.

    Where somebody reads them just now, that is left for the next time: the master waits for nobody.
    """
    if folder is None:
        return
    _to_fold.add(pid)
    try:
        with _locked(fcntl.LOCK_EX | fcntl.LOCK_NB):
            for ended in list(_to_fold):
                _fold_files(ended)
                _to_fold.discard(ended)
    except OSError:  # read just now; no room for it; the folder is gone: what is there still counts
        return


def _fold_files(pid: int) -> None:
    from prometheus_client.mmap_dict import MmapedDict  # where a worker ends, and not before

    for path in folder.glob(f"*_{pid}.db"):
        kind = path.name.partition("_")[0]
        if kind != "gauge":
            kept = MmapedDict(str(folder / f"{kind}_{ENDED}.db"))
            for key, value in _values_in(path):
                kept.write_value(key, kept.read_value(key)[0] + value, 0.0)
            kept.close()
        path.unlink()


def _values_in(path: Path) -> list[tuple[str, float]]:
    """Nothing where the worker was killed while it made the file."""
    from prometheus_client.mmap_dict import MmapedDict

    try:
        values = list(MmapedDict.read_all_values_from_file(str(path)))
    except (RuntimeError, ValueError, struct.error):
        return []
    return [(key, value) for key, value, *_rest in values]


@contextmanager
def nothing_folded() -> Iterator[None]:
    """Inside, each count is in one file, and in that whole."""
    with _locked(fcntl.LOCK_SH):
        yield


@contextmanager
def _locked(how: int) -> Iterator[None]:
    with (folder / LOCK).open("ab") as file:
        fcntl.flock(file, how)
        yield


class AllWorkers:
    """A collector of what all workers have counted."""

    def collect(self) -> Iterable:
        from prometheus_client.multiprocess import MultiProcessCollector

        # A file that was made just now is empty for a moment.
        files = [str(path) for path in folder.glob("*.db") if path.stat().st_size]
        return MultiProcessCollector.merge(files)
