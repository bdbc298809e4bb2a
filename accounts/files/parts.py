"""The parts of uploads in the storage: each by a name of its own, so none is written over."""

from collections.abc import Iterator
from uuid import UUID

from django.core.files.storage import default_storage
from django.utils.crypto import get_random_string

from accounts.models import Upload
from foundation.files import store
from foundation.files.incoming import Spool

FOLDER = "parts"


def keep_part(upload: UUID, spool: Spool) -> str:
    """Write a part; returns its name. Raises FilesUnreachable."""
    name = f"{folder_of(upload)}/{get_random_string(16)}"
    with store.storage_at_work():
        default_storage.adopt(name, spool.file)
    return name


def remove_part(name: str) -> None:
    with store.storage_at_work():
        default_storage.delete(name)


def remove_parts(upload: UUID) -> None:
    """All of an upload, also those that no row names: of calls that were killed."""
    with store.storage_at_work():
        for name, _written in [*default_storage.everything(folder_of(upload))]:
            default_storage.delete(name)


def pieces_of(upload: Upload) -> Iterator[bytes]:
    """Everything that has arrived, in order."""
    with store.storage_at_work():
        for name, size in upload.parts:
            yield from default_storage.pieces(name, 0, size)


def folder_of(upload: UUID) -> str:
    return f"{FOLDER}/{upload.hex}"


def strays() -> Iterator[str]:
    """Parts that are of no upload any more, as a sentence each."""
    for name, _written in default_storage.everything(FOLDER):
        if not is_known(name):
            yield f"Nobody names {name}."


def is_known(name: str) -> bool:
    """Whether there is an upload that the part may be of."""
    try:
        return Upload.objects.filter(pk=UUID(name.split("/")[1])).exists()
    except ValueError:
        return False
