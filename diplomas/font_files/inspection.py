"""What a font file is, as far as it may be told: nobody reads one here before a child process has
(`inspecting`), with its memory and its time bounded.
"""

import hashlib
import json
import re
from dataclasses import dataclass

from diplomas.font_files import inspecting
from diplomas.font_files.inspecting import FontFault
from diplomas.font_files.sfnt import EMBEDDING, NO_SUBSET, RESTRICTED
from foundation.neighbours.bounds import Bound
from foundation.neighbours.child import ChildFailed, run_script
from foundation.neighbours.verdicts import verdict
from foundation.web.versioned_cache import kept

SPECIMEN = "Příliš žluťoučký kůň"
CZECH = "áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ"
FORMAT = 1
"""Moves on with what is kept of each font."""
MOST_MEMORY = 512 * 1024**2
MOST_CPU = 1
"""Seconds of a core; fonts of 5 MB take a third of one, of which starting is a tenth."""
MOST_SECONDS = 10
"""On a machine that has more to do."""
PATH = re.compile(r"[MLHVQCZ0-9 ,.-]*")
"""What an outline is written with: it stands in a page."""

inspections = Bound("fonts", at_once=2, waiting=6, seconds=5)


@dataclass(frozen=True, slots=True)
class FontFacts:
    """family, licence: as the font has them, "" for nothing. style: `sfnt.BOLD` and `ITALIC`.
    is_truetype: whether it has outlines that are put in a PDF as they are. missing: Czech letters
    that it lacks, with spaces between. path: the outlines of SPECIMEN for an SVG, the line at 0, in
    thousandths of an em, as is its width; "" where they are packed in a way of their own (WOFF2).
    """

    family: str
    licence: str
    style: int
    is_truetype: bool
    forbids_embedding: bool
    forbids_subsets: bool
    missing: str
    path: str
    width: int


def inspected(content: bytes) -> FontFacts | FontFault:
    """What the font is, or why it is not read; kept for whoever asks again.

    Raises Overloaded where too many are being looked at, or the machine is too busy to do it in
    time.
    """
    digest = hashlib.sha256(content).hexdigest()
    return kept(f"font:{digest}", FORMAT, lambda: _inspected(content))


def _inspected(content: bytes) -> FontFacts | FontFault:
    with inspections.turn():
        try:
            answer = run_script(
                inspecting.__file__,
                SPECIMEN,
                content=content,
                most_memory=MOST_MEMORY,
                most_cpu=MOST_CPU,
                most_seconds=MOST_SECONDS,
            )
        except ChildFailed as failure:
            return verdict(failure, FontFault, "font_not_read")
    found = json.loads(answer)
    flags, has = found.pop("fs_type"), {chr(code) for code in found.pop("characters")}
    if not PATH.fullmatch(found["path"]):
        return FontFault.DAMAGED
    return FontFacts(
        **found,
        forbids_embedding=flags & EMBEDDING == RESTRICTED,
        forbids_subsets=bool(flags & NO_SUBSET),
        missing=" ".join(letter for letter in CZECH if letter not in has),
    )
