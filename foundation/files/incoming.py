"""Bytes on their way in: counted and hashed as they come, on a disk and never whole in memory.

What a client says about their length proves nothing: who sends more than is taken is told as soon
as it has come. A spool goes when it is closed; a stray of a process that was killed is swept.
"""

import hashlib
from collections.abc import Iterable
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext as _

FOLDER = "sha256"
LONGEST_HEAD = 64
UNFINISHED_IN = f"{FOLDER}/incoming"


class Spool:
    """An open file that grows: `size` in bytes, `digest` the SHA-256 of what came so far, `head`
    its first bytes.
    """

    def __init__(self, most: int):
        self.most, self.size, self.head = most, 0, b""
        self.file: BinaryIO = default_storage.spool(UNFINISHED_IN)
        self._hash = hashlib.sha256()

    def __enter__(self) -> "Spool":
        return self

    def __exit__(self, *error) -> None:
        self.close()

    @property
    def digest(self) -> str:
        return self._hash.hexdigest()

    def write(self, piece: bytes) -> None:
        """Raises ValidationError, code "too_large", for more than `most` bytes."""
        self.size += len(piece)
        if self.size > self.most:
            raise too_large(self.most)
        if len(self.head) < LONGEST_HEAD:
            self.head += piece[:LONGEST_HEAD]
        self._hash.update(piece)
        self.file.write(piece)

    def take(self, pieces: Iterable[bytes]) -> "Spool":
        for piece in pieces:
            self.write(piece)
        return self

    def close(self) -> None:
        self.file.close()


class SpooledUpload(UploadedFile):
    """The file of a form, in a spool. `name` is what the client calls it."""

    def __init__(self, spool: Spool, name: str, field: str):
        super().__init__(spool.file, name, size=spool.size)
        self.spool, self.field_name = spool, field


class SpoolHandler(FileUploadHandler):
    """Puts each file of a form into a spool of at most so many bytes. `close` ends them all."""

    def __init__(self, most: int):
        super().__init__()
        self.most = most
        self.spools: list[Spool] = []

    def new_file(self, *args, **kwargs) -> None:
        super().new_file(*args, **kwargs)
        self.spools.append(Spool(self.most))

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.spools[-1].write(raw_data)

    def file_complete(self, file_size: int) -> SpooledUpload:
        return SpooledUpload(self.spools[-1], self.file_name, self.field_name)

    def close(self) -> None:
        for spool in self.spools:
            spool.close()


def too_large(most: int) -> ValidationError:
    return ValidationError(
        _("The file is larger than %(count)d MB.") % {"count": most >> 20}, code="too_large"
    )


def most_bytes(purpose: str | None) -> int:
    """The longest file, in bytes; of any purpose where none is given."""
    limits = settings.FILE_LIMITS
    return (limits[purpose] if purpose else max(limits.values())) * 1024 * 1024
