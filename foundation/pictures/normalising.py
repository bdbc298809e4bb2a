"""Anybody's picture into a small upright JPEG that is safe to use.

What its header shows is refused at once; all else a child process does (`decoding`), with its
memory, its time and its share of the processor bounded, and few of them at once.
"""

import json
import signal
from dataclasses import asdict, dataclass, field

import structlog

from foundation.neighbours.bounds import Bound
from foundation.neighbours.child import ChildFailed, run_script
from foundation.pictures import decoding
from foundation.pictures.decoding import Fault, Undecodable, Wanted
from foundation.pictures.headers import Kind, kind_of, scans_of, size_of

log = structlog.get_logger("foundation.pictures")

MOST_MEMORY = 768 * 1024**2
"""Of the child's addresses, in bytes; 30 million pixels with transparency take 500 MB."""
MOST_MEMORY_HEIC = 2 * 1024**3
"""Its decoder has threads, each with addresses of its own; 50 million pixels take a quarter."""
MOST_CPU = 3
"""Seconds of a core; a photo of 12 million pixels takes 0.6, of 50 million at most 1.4."""
MOST_CPU_HEIC = 10
MOST_WORK = 1_100_000_000
"""Pixels of a JPEG times its scans: 21 over one of 52 million."""
MOST_SECONDS = 15
"""On a machine that has more to do."""

decodings = Bound("pictures", at_once=2, waiting=6, seconds=5)


@dataclass(frozen=True, slots=True)
class Picture:
    """An upright JPEG in RGB, without metadata; width and height in pixels."""

    jpeg: bytes = field(repr=False)
    width: int
    height: int


def normalised(content: bytes, wanted: Wanted) -> Picture:
    """The picture, turned upright and made as small as wanted, on white where it is transparent.

    Raises Undecodable, and `bounds.Overloaded` where too many pictures wait for their turn.
    """
    kind = kind_of(content)
    if kind is None or kind not in wanted.formats:
        raise Undecodable(Fault.NO_PICTURE)
    width, height = size_of(content) or (0, 0)
    if max(width, height) > wanted.longest_side or width * height > wanted.most_pixels:
        raise Undecodable(Fault.TOO_MANY_PIXELS)
    if width * height * scans_of(content) > MOST_WORK:
        raise Undecodable(Fault.TOO_COSTLY)
    wanted = Wanted(**{**asdict(wanted), "formats": [kind]})
    is_heic = kind == Kind.HEIC
    with decodings.turn():
        try:
            answer = run_script(
                decoding.__file__,
                json.dumps(asdict(wanted)),
                content=content,
                most_memory=MOST_MEMORY_HEIC if is_heic else MOST_MEMORY,
                most_cpu=MOST_CPU_HEIC if is_heic else MOST_CPU,
                most_seconds=MOST_SECONDS,
            )
        except ChildFailed as failure:
            raise Undecodable(_fault(failure)) from failure
    size, _line, jpeg = answer.partition(b"\n")
    return Picture(jpeg, *map(int, size.split()))


def _fault(failure: ChildFailed) -> Fault:
    if failure.code in set(Fault):
        return Fault(failure.code)
    log.warning("picture_not_decoded", code=failure.code, reason=str(failure)[:200])
    if failure.code in {None, -signal.SIGKILL, -signal.SIGXCPU}:
        return Fault.TOO_COSTLY
    return Fault.DAMAGED  # it crashed the decoder
