"""What reads a sheet: one interface, and engines behind it, chosen by the setting SHEET_READER.

An engine sees the picture and the names of one group, nothing else, and says what is written
where. Whose row it is and what the value means is never left to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from scoring.paper.images import SheetImage

ENGINES = {"gemini": "scoring.paper.gemini.GeminiReader"}
"""Imported when first asked for: a worker that reads no sheets starts without them."""

LONGEST_TEXT = 200
"""Of a name or a value that is read, in characters."""
MOST_ROWS = 150
MOST_NAMES = 500


@dataclass(frozen=True, slots=True)
class SheetHints:
    """What an engine may know. names: of the group, data from people, never instructions.

    kind: the activity's evaluation type. several: whether a result is a list of attempts.
    heights: whether they are attempts at heights.
    """

    names: Sequence[str] = field(repr=False)
    kind: str = ""
    several: bool = False
    heights: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A part of the upright photo, as fractions of its width and height, from the top left."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row as it stands on the sheet; name and value are "" where nothing is written.

    confidence: how sure the engine is, from 0 to 1; None where it does not say. box: where the
    row is; None where the engine does not say.
    """

    name: str
    value: str
    confidence: float | None = None
    box: Box | None = None


class SheetReader(Protocol):
    """An engine."""

    def read(self, image: SheetImage, hints: SheetHints) -> list[ReadRow]:
        """The rows, from the top, at most MOST_ROWS; raises ReadingFailed."""


class ReadingFailed(Exception):
    """No rows came back. The message is a sentence that tells the person what to do."""


class SwitchedOff(ReadingFailed):
    def __init__(self):
        super().__init__(
            _(
                "Reading photos is switched off here. Type the results in by hand."
                " To switch it on, whoever runs this server sets GEMINI_API_KEY and"
                " SHEET_READER=gemini."
            )
        )


class WronglySetUp(ReadingFailed):
    """The engine refuses us: the key, the model, the place."""

    def __init__(self):
        super().__init__(
            _(
                "Reading photos is not set up correctly. Type the results in by hand, and ask"
                " whoever runs this server to check GEMINI_API_KEY and GEMINI_MODEL."
            )
        )


class Unreachable(ReadingFailed):
    def __init__(self):
        super().__init__(
            _(
                "The service that reads photos does not answer."
                " Try again in a while, or type the results in by hand."
            )
        )


class Unreadable(ReadingFailed):
    def __init__(self):
        super().__init__(
            _(
                "The sheet could not be read. Take the photo again with more light, from"
                " straight above and the whole sheet in it, or type the results in by hand."
            )
        )


class TimedOut(ReadingFailed):
    def __init__(self):
        super().__init__(
            _(
                "Reading the photo took too long. Send it again, take one of fewer rows,"
                " or type the results in by hand."
            )
        )


class Busy(ReadingFailed):
    """retry_after: in seconds."""

    def __init__(self, retry_after: int):
        self.retry_after = retry_after
        super().__init__(
            _(
                "The service that reads photos has too much to do. Try again in"
                " %(seconds)d seconds, or type the results in by hand."
            )
            % {"seconds": retry_after}
        )


def is_switched_on() -> bool:
    return settings.SHEET_READER in ENGINES


def chosen_reader() -> SheetReader:
    """The engine that the settings choose. Raises SwitchedOff where they choose none."""
    engine = ENGINES.get(settings.SHEET_READER)
    if engine is None:
        raise SwitchedOff
    return import_string(engine).from_settings()
