"""Small pictures of diplomas, made of the PDF itself: they show what is printed, whatever it is.

PDFium (pypdfium2) and not Pillow with the pieces: that would be a third way to draw each of them.
"""

import hashlib
from pathlib import Path

import structlog

from foundation.neighbours.bounds import Bound, Overloaded
from foundation.neighbours.child import ChildFailed, run_script
from foundation.web.versioned_cache import kept

log = structlog.get_logger("diplomas.previews")

WIDTH = 480
"""In pixels."""
MOST_MEMORY = 1024**3
MOST_SECONDS = 10
"""A page takes a fifth of one."""
RETRY_AFTER = 5
TOGETHER = 5
"""So many may be asked for at once: one is made, the others wait."""

_rendering = Bound("thumbnail", at_once=1, waiting=TOGETHER - 1, seconds=5)


def thumbnail(key: str, pdf: bytes, width: int = WIDTH) -> bytes:
    """The first page of a PDF of ours as a PNG, kept under this key until another PDF is given.

    Raises Overloaded where too many are being made, or one took too much.
    """
    digest = hashlib.sha256(pdf).hexdigest()
    return kept(f"thumbnail:{key}", (digest, width), lambda: _rendered(pdf, width))


def _rendered(pdf: bytes, width: int) -> bytes:
    script = str(Path(__file__).with_name("rendering.py"))
    try:
        with _rendering.turn():
            return run_script(
                script, width, content=pdf, most_memory=MOST_MEMORY, most_seconds=MOST_SECONDS
            )
    except ChildFailed as failure:
        log.warning("thumbnail_not_made", code=failure.code, reason=str(failure)[:200])
        raise Overloaded(RETRY_AFTER) from failure
