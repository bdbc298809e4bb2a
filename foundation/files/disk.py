"""Files in a folder of this machine, for the product's own eyes."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

UNFINISHED = ".unfinished-"
"""What a file is called until all of it has reached the disk."""
FOLDER_MODE = 0o700
CHUNK = 256 * 1024


class DiskFiles(FileSystemStorage):
    """In MEDIA_ROOT. A file is there whole or not at all, also after a power cut; only who runs the
    product can read it, and it has no address.
    """

    is_remote = False

    def get_available_name(self, name, max_length=None):
        return name

    def url(self, name):
        # As every storage of Django says that it has no addresses.
        raise NotImplementedError("what is kept has no address")

    def _save(self, name: str, content: File) -> str:
        path = Path(self.path(name))
        self._make_folder(path.parent)
        descriptor, unfinished = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                for chunk in content.chunks():
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            Path(unfinished).replace(path)
        finally:
            Path(unfinished).unlink(missing_ok=True)
        flush(path.parent)
        return name

    def spool(self, folder: str) -> BinaryIO:
        """A new file for bytes on their way in, gone when it is closed; `adopt` copies nothing."""
        path = Path(self.path(folder))
        self._make_folder(path)
        return tempfile.NamedTemporaryFile(prefix=UNFINISHED, dir=path)

    def adopt(self, name: str, file: BinaryIO) -> None:
        """Keep what is in an open file of this machine: by a second name of it where it can."""
        path = Path(self.path(name))
        self._make_folder(path.parent)
        file.flush()
        os.fsync(file.fileno())
        unfinished = path.parent / f"{UNFINISHED}{os.urandom(8).hex()}"
        try:
            try:
                os.link(file.name, unfinished)
            except OSError:  # another disk, or one without second names
                self._copy(file, unfinished)
            unfinished.replace(path)
        finally:
            unfinished.unlink(missing_ok=True)
        flush(path.parent)

    def pieces(self, name: str, start: int = 0, count: int | None = None) -> Iterator[bytes]:
        """`count` bytes from `start` on, without one to the end, piece by piece."""
        with Path(self.path(name)).open("rb") as file:
            file.seek(start)
            left = count
            while piece := file.read(CHUNK if left is None else min(CHUNK, left)):
                yield piece
                left = None if left is None else left - len(piece)

    def everything(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """(name, when it was written) of all that is in the folder, however deep."""
        root = Path(self.path(""))
        for path in Path(self.path(folder)).rglob("*"):
            with suppress(FileNotFoundError):  # removed meanwhile
                if path.is_file():
                    written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
                    yield path.relative_to(root).as_posix(), written

    def _copy(self, file: BinaryIO, path: Path) -> None:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        file.seek(0)
        with os.fdopen(descriptor, "wb") as copy:
            shutil.copyfileobj(file, copy, CHUNK)
            copy.flush()
            os.fsync(copy.fileno())

    def _make_folder(self, folder: Path) -> None:
        """Each one that is missing is made, for its owner only; `mkdir` opens those between."""
        if folder.is_dir():
            return
        self._make_folder(folder.parent)
        folder.mkdir(mode=FOLDER_MODE, exist_ok=True)
        flush(folder.parent)


def flush(path: Path) -> None:
    """A file's bytes, or a folder's names, reach the disk before this returns."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
