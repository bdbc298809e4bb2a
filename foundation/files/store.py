"""Bytes into the storage and out of it, by the SHA-256 of what they are.

The bytes are written before the row that names them commits: a transaction that is rolled back
leaves at most bytes that nobody names, which `collecting` removes. The same digest is the same
bytes, so nothing is ever written over.
"""

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial

import structlog
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from foundation.files.faults import FileLost, FilesUnreachable
from foundation.files.incoming import FOLDER, Spool
from foundation.files.kinds import media_type
from foundation.kept.near_memory import near
from foundation.models import StoredFile
from foundation.neighbours.reports import report

log = structlog.get_logger("foundation.files")


def keep(content: bytes) -> StoredFile:
    """The bytes, kept; to be pointed to by some row soon, or they are collected.

    It may wait for the storage: call it before anything is locked, and `kept` afterwards. The bytes
    are there when it returns, even if a collector took them a moment ago. Raises FilesUnreachable.
    """
    return _kept(len(content), media_type(content), partial(put, content))


def keep_spooled(spool: Spool) -> StoredFile:
    """As `keep`, what a spool holds. Nothing of it is read into memory."""
    return _kept(spool.size, media_type(spool.head), partial(_put_spooled, spool))


def hold(stored: StoredFile) -> bool:
    """In a transaction that is about to point to it: nobody drops it before the end. False where
    somebody just has: keep the bytes again.
    """
    row = StoredFile.objects.select_for_update().filter(pk=stored.pk, idle_since=None)
    return row.values_list("pk").first() is not None


def kept(content: bytes) -> StoredFile:
    """As `keep`, and without a word to the storage where it was kept before."""
    found = StoredFile.objects.filter(pk=digest_of(content), idle_since=None).first()
    return found or keep(content)


def is_kept(content: bytes) -> bool:
    return StoredFile.objects.filter(pk=digest_of(content)).exists()


def read(digest: str) -> bytes:
    """Raises FilesUnreachable, and FileLost where the bytes are not there, or not those."""
    if (content := near.get((FOLDER, digest))) is not None:
        return content
    content = _fetched(digest)
    _keep_at_hand(digest, content)
    return content


def put(content: bytes) -> str:
    """Write the bytes where they are not yet; returns their digest. No row is made of it."""
    digest = digest_of(content)
    with storage_at_work():
        if _size(digest) != len(content):
            default_storage.save(name_of(digest), ContentFile(content))
    _keep_at_hand(digest, content)
    return digest


def pieces(digest: str, start: int = 0, count: int | None = None) -> Iterator[bytes]:
    """`count` bytes of it from `start` on, without one to the end, piece by piece. Raises as `read`
    does, but does not look whether they are those that were kept.
    """
    with storage_at_work():
        try:
            yield from default_storage.pieces(name_of(digest), start, count)
        except FileNotFoundError as error:
            log.error("file lost", digest=digest, reason="missing")
            raise FileLost("it is missing") from error


def remove(digest: str) -> None:
    """The bytes, if they are there. Only for who holds their row and knows that nobody names it."""
    with storage_at_work():
        default_storage.delete(name_of(digest))


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def name_of(digest: str) -> str:
    """In the storage: "sha256/ab/abcdef…"."""
    return f"{FOLDER}/{digest[:2]}/{digest}"


def faults() -> Iterator[str]:
    """Every kept file that is not there or not what was kept, as a sentence. It reads them all."""
    for digest in StoredFile.objects.order_by("pk").values_list("pk", flat=True).iterator():
        try:
            _check(digest)
        except FilesUnreachable as error:
            yield f"File {digest}: {error}."


def _kept(size: int, kind: str, write: Callable[[], str]) -> StoredFile:
    """write: puts the bytes where they are not yet, and returns their digest."""
    digest = write()
    while True:
        stored, is_new = StoredFile.objects.get_or_create(
            digest=digest, defaults={"size": size, "kind": kind}
        )
        if not is_new and stored.idle_since is None:
            return stored  # as long as it is not idle nobody removes it
        stored.idle_since = None
        if is_new or StoredFile.objects.filter(pk=digest).update(idle_since=None):
            break
    write()  # a collector that held the row until now has removed them
    return stored


def _put_spooled(spool: Spool) -> str:
    with storage_at_work():
        if _size(spool.digest) != spool.size:
            default_storage.adopt(name_of(spool.digest), spool.file)
    return spool.digest


def _fetched(digest: str) -> bytes:
    with storage_at_work():
        try:
            with default_storage.open(name_of(digest)) as file:
                content = file.read()
        except FileNotFoundError:
            content = None
    if content is not None and digest_of(content) == digest:
        return content
    reason = "missing" if content is None else "damaged"
    log.error("file lost", digest=digest, reason=reason)
    raise FileLost(f"it is {reason}")


def _check(digest: str) -> None:
    found = hashlib.sha256()
    for piece in pieces(digest):
        found.update(piece)
    if found.hexdigest() != digest:
        log.error("file lost", digest=digest, reason="damaged")
        raise FileLost("it is damaged")


def _keep_at_hand(digest: str, content: bytes) -> None:
    """What is far away is often asked for again soon; a disk has its own memory."""
    if default_storage.is_remote:
        near.keep((FOLDER, digest), content, len(content))


def _size(digest: str) -> int | None:
    try:
        return default_storage.size(name_of(digest))
    except FileNotFoundError:
        return None


@contextmanager
def storage_at_work() -> Iterator[None]:
    """A disk that is full, gone or closed to us is like a server that does not answer."""
    try:
        yield
    except OSError as error:
        reason = error.strerror or type(error).__name__
        report("files", "failed", reason)
        raise FilesUnreachable(reason) from error
