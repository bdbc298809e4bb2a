"""A photo of a group's sheet in an activity, read into rows for a person to look over."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.utils.translation import gettext as _

from events.models import Activity, Group, Participant
from foundation.neighbours.bounds import Bound, Overloaded
from foundation.text.database_text import only_printable
from foundation.text.names import tidy
from scoring.engine.values import shorten
from scoring.models import Record
from scoring.paper import images
from scoring.paper.cells import ReadCell, read_cell
from scoring.paper.names import GroupMember, Match, match
from scoring.paper.reader import (
    LONGEST_TEXT,
    MOST_NAMES,
    Box,
    Busy,
    ReadRow,
    SheetHints,
    chosen_reader,
)
from scoring.rules.activity_rules import rule_of

log = structlog.get_logger("klepak.sheet_reading")

readings = Bound("sheet reader", at_once=settings.SHEETS_AT_ONCE, seconds=5)
SURE = 0.85
"""Rows below this confidence are marked for review."""


@dataclass(frozen=True, slots=True)
class Candidate:
    participant_id: int
    name: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet with a result in it.

    participant_id: None where the name fits nobody, or several equally well (`candidates`).
    name: the participant's; as read where there is none. value: a text to send back as the
    result; of several attempts the one that counts, while attempts_raw has them all and is better
    to send back. confidence: that it is this person, 0 to 1. current_value: what the participant
    has in the activity now, None for nothing. reasons: sentences that say why to look at the row.
    """

    participant_id: int | None
    name: str
    value: str
    attempts_raw: str | None
    confidence: float
    raw_name: str
    raw_value: str
    current_value: str | None
    reasons: Sequence[str]
    candidates: Sequence[Candidate]
    crop: Box | None

    @property
    def needs_review(self) -> bool:
        return bool(self.reasons)


def read_sheet(*, activity: Activity, group: Group, photo: File) -> list[SheetRow]:
    """The results on a photo of the group's sheet, from the top; nothing is saved.

    Rows without a result are left out. Whoever calls has made sure that the person may score the
    group, and that the activity is of the same event. The file is looked at before anything else:
    raises ValidationError where it is no photo (code "unsupported"), has too many bytes
    ("too_large") or cannot be read (for the field `file`), and where the group has too many
    participants for one sheet; ReadingFailed where no engine is there or it has no answer, or
    where as many sheets as may be are being read: the engine takes its time.
    """
    try:
        with readings.turn():
            image = upright_photo(photo)
            people = list(group.participants.order_by("pk"))
            rows = _rows(read_rows(image, activity, people), activity, people)
    except Overloaded as refusal:
        raise Busy(refusal.retry_after) from refusal
    log.info(
        "sheet read",
        rows=len(rows),
        matched=sum(row.participant_id is not None for row in rows),
        to_review=sum(row.needs_review for row in rows),
    )
    return rows


def upright_photo(photo: File) -> images.SheetImage:
    """The picture alone, upright. Raises ValidationError as `read_sheet` does."""
    try:
        images.check_length(photo.size)
        return images.upright_jpeg(photo.read())
    except images.ImageTooLarge as refusal:
        raise ValidationError(str(refusal), code="too_large") from refusal
    except images.NoPhoto as refusal:
        raise ValidationError(str(refusal), code="unsupported") from refusal
    except images.ImageRefused as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal


def read_rows(
    image: images.SheetImage, activity: Activity, people: Sequence[Participant]
) -> list[ReadRow]:
    """The rows with a result, as the engine has read them. Whoever calls holds one of `readings`.

    people: the group's participants. Raises ReadingFailed, and ValidationError where they are too
    many for one sheet.
    """
    reader = chosen_reader()
    if len(people) > MOST_NAMES:
        raise ValidationError(
            _("The group has more than %(count)d participants. Type the results in by hand.")
            % {"count": MOST_NAMES}
        )
    names = sorted({person.display_name for person in people})
    rule = rule_of(activity)
    hints = SheetHints(names, rule.type, rule.takes_attempts, rule.takes_heights)
    return [row for row in map(_plain, reader.read(image, hints)) if row.value]


def _plain(row: ReadRow) -> ReadRow:
    """The engine's row with its texts on one line, without characters that cannot be stored."""
    name, value = (
        tidy(only_printable(tidy(text)))[:LONGEST_TEXT] for text in (row.name, row.value)
    )
    return ReadRow(name, value, row.confidence, row.box)


def _rows(
    read: Sequence[ReadRow], activity: Activity, people: Sequence[Participant]
) -> list[SheetRow]:
    by_id = {person.pk: person for person in people}
    matches = match_rows(read, people)
    found = {found.person_id for found in matches} - {None}
    records = {
        record.participant_id: record
        for record in Record.objects.filter(activity=activity, participant__in=found).order_by()
    }
    rule = rule_of(activity)
    return [
        _row(row, its, read_cell(row.value, rule), by_id, records.get(its.person_id))
        for row, its in zip(read, matches, strict=True)
    ]


def match_rows(read: Sequence[ReadRow], people: Sequence[Participant]) -> list[Match]:
    """Whose rows they are, by the names on them."""
    return match(
        [row.name for row in read],
        [
            GroupMember(person.pk, person.display_name, person.external_id or "")
            for person in people
        ],
    )


def _row(
    row: ReadRow,
    its: Match,
    cell: ReadCell,
    by_id: dict[int, Participant],
    record: Record | None,
) -> SheetRow:
    sure = 1.0 if row.confidence is None else row.confidence
    confidence = min(its.confidence, sure)
    return SheetRow(
        participant_id=its.person_id,
        name=by_id[its.person_id].display_name if its.person_id is not None else row.name,
        value=cell.plain or cell.text,
        attempts_raw=cell.text if cell.plain else None,
        confidence=confidence,
        raw_name=row.name,
        raw_value=row.value,
        current_value=_current(record),
        reasons=[
            *reasons_of_name(row, its),
            *reasons_of_ink(sure),
            *cell.reasons,
            *_about(record, cell),
        ],
        candidates=[Candidate(pk, by_id[pk].display_name) for pk in its.candidates],
        crop=row.box,
    )


def reasons_of_name(row: ReadRow, its: Match) -> list[str]:
    """Sentences that say why it may be somebody else's row."""
    if its.candidates:
        return [_("It is not certain whose row this is. Choose the person.")]
    if its.person_id is None:
        return [_("Nobody in the group has this name. Choose the person.")]
    if its.confidence < SURE:
        sentence = _("The sheet says “%(name)s”. Is it the same person?")
        return [sentence % {"name": shorten(row.name)}]
    return []


def reasons_of_ink(confidence: float) -> list[str]:
    """Sentences that say why it may have been misread."""
    return [_("The row is hard to read.")] if confidence < SURE else []


def _about(record: Record | None, cell: ReadCell) -> list[str]:
    """Reasons to review: a sentence where the participant has another result already."""
    if record is None or cell.mark is None or record.matches(cell.mark):
        return []
    return [_("There is another result already: %(value)s.") % {"value": shorten(_current(record))}]


def _current(record: Record | None) -> str | None:
    """The stored result as typed, or its status where nothing was typed; None without one."""
    return None if record is None else record.value_raw or record.status
