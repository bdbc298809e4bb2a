"""What somebody's file is: its own parser decides, in a child process (`inspector`), no name."""

import json
import mimetypes
from dataclasses import asdict, dataclass, field
from typing import BinaryIO

import structlog
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.files import inspector
from foundation.files.inspector import FileFault, Found, Question
from foundation.files.purposes import EXTENSIONS, HEIC, REWRITTEN, TAKEN, Purpose
from foundation.neighbours.bounds import Bound
from foundation.neighbours.child import ChildFailed, run_script
from foundation.pictures.headers import Kind, kind_of
from foundation.text.names import visible

log = structlog.get_logger("foundation.files")

MOST_MEMORY = 1024**3
MOST_MEMORY_HEIC = 2 * 1024**3
"""Its decoder has threads, each with addresses of its own."""
MOST_CPU = 20
MOST_SECONDS = 60
MOST_PIXELS = 50_000_000
LONGEST_NAME = 255
FOREIGN = mimetypes.MimeTypes(filenames=()).types_map[True].keys() | {
    f".{ending}"
    for ending in "apk app bash cmd com cpl docm gadget hta iso jar jse lnk msi msp php pif ps1 reg"
    " scr vb vbe vbs ws wsf wsh xlsm".split()
}
"""Endings that say what a file is; of another one nobody knows what it should mean."""
UNSAFE = set('/\\:*?"<>|') | set(map(chr, range(32)))
TEXTS = [name for name in EXTENSIONS if name.startswith("text/")]

inspections = Bound("inspections", at_once=2, waiting=8, seconds=10)


@dataclass(frozen=True, slots=True)
class Inspected:
    """name: safe, with the ending of what it is. content: the picture where it was written anew."""

    found: Found
    name: str
    content: bytes = field(repr=False)


def inspect(
    file: BinaryIO, name: str, purpose: Purpose | None, *, is_patient: bool = False
) -> Inspected:
    """Raises ValidationError with the code "unsupported", and `bounds.Overloaded`.

    name: as the client has it. purpose: None where nobody said. is_patient: nobody waits for it.
    """
    file.seek(0)
    is_heic = kind_of(file.read(16)) == Kind.HEIC
    question = question_about(purpose)
    with inspections.turn(patient=is_patient):
        try:
            answer = run_script(
                inspector.__file__,
                json.dumps(asdict(question)),
                content=file,
                most_memory=MOST_MEMORY_HEIC if is_heic else MOST_MEMORY,
                most_cpu=MOST_CPU,
                most_seconds=MOST_SECONDS,
            )
        except ChildFailed as failure:
            raise _refusal(failure) from failure
    line, _end, content = answer.partition(b"\n")
    found = Found(**json.loads(line))
    media_type, name = named(found.media_type, safe_name(name), was_heic=is_heic)
    return Inspected(Found(**(asdict(found) | {"media_type": media_type})), name, content)


def question_about(purpose: str | None) -> Question:
    """What is asked about a file for this; "" or None where nobody said for what it is."""
    return Question(
        taken=TAKEN[purpose] if purpose else sorted({kind for of in TAKEN.values() for kind in of}),
        is_rewritten=purpose in REWRITTEN,
        most_pixels=MOST_PIXELS,
    )


def safe_name(name: str) -> str:
    """The last part of a path without what systems refuse in names; else "file"."""
    last = visible(name).replace("\\", "/").rpartition("/")[2]
    kept = "".join(sign if sign.isprintable() and sign not in UNSAFE else " " for sign in last)
    tidy = " ".join(kept.split()).strip(". ")
    stem, dot, ending = tidy.rpartition(".")
    if dot and len(ending) <= 8:
        return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}" if stem else f"file.{ending}"
    return tidy[: LONGEST_NAME - 5] or "file"


def named(media_type: str, name: str, *, was_heic: bool = False) -> tuple[str, str]:
    """(media type, name) with an ending that fits: added where it is missing.

    Of texts the ending says which they are. Raises ValidationError, code "unsupported", for an
    ending that says something else.
    """
    stem, dot, ending = name.rpartition(".")
    ending = ending.lower() if dot else ""
    for kind in TEXTS if media_type in TEXTS else [media_type]:
        if ending in EXTENSIONS[kind]:
            return kind, name
    first = EXTENSIONS[media_type][0]
    if was_heic and ending in EXTENSIONS[HEIC]:
        return media_type, f"{stem}.{first}"
    known = {each for endings in EXTENSIONS.values() for each in endings}
    if ending and (ending in known or f".{ending}" in FOREIGN):
        sentence = _("The name ends with .%(ending)s, but what is in the file is %(kind)s.")
        raise ValidationError(
            sentence % {"ending": ending, "kind": first.upper()}, code="unsupported"
        )
    return media_type, f"{name[: LONGEST_NAME - len(first) - 1]}.{first}"


def _refusal(failure: ChildFailed) -> ValidationError:
    sentences = {
        FileFault.UNKNOWN: _("The file is of no kind that is taken here."),
        FileFault.NOT_TAKEN: _("The file is of a kind that is not taken for this."),
        FileFault.BOMB: _("The file takes too long to look at, or unpacks to too much."),
        FileFault.NO_TRACK: _("There is neither sound nor a moving picture in the file."),
        FileFault.MACROS: _("The file has macros in it. Save it without them."),
        FileFault.TOO_MANY_PIXELS: _(
            "The picture has more than 50 million pixels. Save it at a lower resolution."
        ),
        FileFault.ANIMATION: _("The picture is an animation. Choose a single one."),
    }
    if failure.code not in set(FileFault):
        log.warning("file not inspected", code=failure.code, reason=str(failure)[:200])
    damaged = _("The file is damaged, incomplete, or not of the kind it says it is.")
    return ValidationError(sentences.get(failure.code, damaged), code="unsupported")
