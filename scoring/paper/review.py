"""What was read off a photo, for a person to look over: whose lines they are, and what they say."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from events.models import Activity, Group, Participant
from foundation.models import Job
from foundation.text.decimals import with_own_point
from scoring.engine.shorthand import readings
from scoring.engine.values import Rule, Status, ValueRefused, canonical, display, parse
from scoring.entry import entry_page
from scoring.entry.entry_page import EntryRow
from scoring.entry.row_form import RowForm
from scoring.paper import photo_drafts
from scoring.paper.cells import ReadCell, read_cell
from scoring.paper.names import Match
from scoring.paper.reader import Box, ReadRow
from scoring.paper.sheets import SURE, match_rows, reasons_of_ink, reasons_of_name
from scoring.rules.activity_rules import rule_of

NOBODY = 0
FROM_PHOTO, AS_STORED = "photo", "stored"
"""What a person confirms of a row: what its fields hold, or that the stored result stays."""
MARGIN = 12
"""Around a line in the photo, in pixels: handwriting reaches out of its row."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What the person has said to a row so far.

    word: FROM_PHOTO, AS_STORED, or "" while nothing is confirmed. base: the entry that they saw
    in the cell, None for none. is_done: whether it is in the ledger, or was left as it is there.
    """

    value: str
    status: str
    word: str = ""
    base: int | None = None
    is_done: bool = False


@dataclass(frozen=True, slots=True)
class SheetLine:
    """A line of the sheet. reasons: sentences that say why to look at it. box: where it is, as an
    SVG's viewBox in pixels of the photo; "" where the engine does not say. confidence: that the
    writing was read rightly and is of the person it was given to, 0 to 1.
    """

    number: int
    read: ReadRow
    cell: ReadCell
    reasons: Sequence[str]
    confidence: float
    candidates: Sequence[Participant]
    box: str

    @property
    def certainty(self) -> str:
        if not self.reasons:
            return _("read clearly")
        return _("look closely") if self.confidence >= SURE else _("uncertain")


@dataclass
class ReviewRow:
    """A line that is somebody's. `entry`: the row as entry pages have it, with what is stored.

    `error`: why it was not saved. `is_overtaken`: whether somebody entered another result after
    the person had decided.
    """

    line: SheetLine
    entry: EntryRow
    decision: Decision
    is_same: bool
    is_overtaken: bool = False
    error: str = ""

    @property
    def participant(self) -> Participant:
        return self.entry.participant

    @property
    def is_stored(self) -> bool:
        """Whether another result is in the cell: the person has to choose between the two."""
        return self.entry.record is not None and not self.is_same

    @property
    def is_sure(self) -> bool:
        return not (self.line.reasons or self.is_stored or self.error or self.entry.question)

    @property
    def mine(self) -> str:
        """What the fields hold, in words."""
        return self.decision.status or dict(self.entry.options).get(
            self.decision.value, self.decision.value
        )

    @property
    def is_confirmed(self) -> bool:
        return self.decision.word == FROM_PHOTO

    @property
    def is_kept(self) -> bool:
        return self.decision.word == AS_STORED and self.is_stored

    @property
    def state(self) -> str:
        if self.entry.question:
            return "asked"
        if self.is_overtaken:
            return "conflict"
        if self.error:
            return "refused"
        return "empty" if self.is_sure else "doubtful"


@dataclass
class Review:
    """unsure, sure: rows to look over, from the top of the sheet. strays: lines of nobody. done:
    rows that are in the ledger. free: people of the group without a line.
    """

    unsure: list[ReviewRow] = field(default_factory=list)
    sure: list[ReviewRow] = field(default_factory=list)
    strays: list[SheetLine] = field(default_factory=list)
    done: list[ReviewRow] = field(default_factory=list)
    free: list[Participant] = field(default_factory=list)

    @property
    def rows(self) -> list[ReviewRow]:
        """Those to look over, as they stand on the page."""
        return [*self.unsure, *self.sure]

    @property
    def is_finished(self) -> bool:
        return not (self.rows or self.strays)


def review_of(draft: Job, group: Group, activity: Activity) -> Review:
    """The lines of the photo as things are now, with what was said to them, in four queries."""
    rule = rule_of(activity)
    entries = {
        row.participant.pk: row
        for row in entry_page.rows_of(activity, group.participants.order_by("pk"))
    }
    read = photo_drafts.rows_of(draft)
    matches = match_rows(read, [row.participant for row in entries.values()])
    given = _given(draft, entries, len(read))
    review = Review()
    for number, (row, its) in enumerate(zip(read, matches, strict=True)):
        person = its.person_id if its.person_id not in given.values() else None
        person = given.get(number, person)
        line = _line(number, row, its, number in given, rule, entries, draft)
        if not person:
            review.strays.append(line)
        else:
            _file(review, _review_row(line, entries.pop(person), its, draft))
    review.free = [row.participant for row in entries.values()]
    entry_page.look_for_doubts(activity, [row.entry for row in review.done])
    return review


def _given(draft: Job, entries: Mapping[int, EntryRow], count: int) -> dict[int, int]:
    """Number of a line -> the person it was given to, NOBODY; one line to a person."""
    given: dict[int, int] = {}
    for text, person in draft.options.get("people", {}).items():
        is_known = person == NOBODY or (person in entries and person not in given.values())
        if is_known and int(text) < count:
            given[int(text)] = person
    return given


def _line(
    number: int,
    row: ReadRow,
    its: Match,
    is_given: bool,
    rule: Rule,
    entries: Mapping[int, EntryRow],
    draft: Job,
) -> SheetLine:
    cell = read_cell(row.value, rule)
    ink = 1.0 if row.confidence is None else row.confidence
    about_name = [] if is_given else reasons_of_name(row, its)
    return SheetLine(
        number,
        row,
        cell,
        [*about_name, *reasons_of_ink(ink), *cell.reasons],
        ink if is_given else min(ink, its.confidence),
        [entries[pk].participant for pk in its.candidates if pk in entries],
        _view_box(row.box, draft.options["width"], draft.options["height"]),
    )


def _view_box(box: Box | None, width: int, height: int) -> str:
    if box is None:
        return ""
    left, top = box.left * width - MARGIN, box.top * height - MARGIN
    across, down = (box.right - box.left) * width, (box.bottom - box.top) * height
    return " ".join(
        str(round(each)) for each in (left, top, across + 2 * MARGIN, down + 2 * MARGIN)
    )


def _review_row(line: SheetLine, entry: EntryRow, its: Match, draft: Job) -> ReviewRow:
    """The row with its fields as they were left, or as they were read."""
    kept = draft.options.get("rows", {}).get(str(entry.participant.pk))
    now = entry.record.entry_id if entry.record else None
    decision = Decision(**kept) if kept else Decision(*field_texts(line.cell, entry), base=now)
    is_overtaken = bool(decision.word) and not decision.is_done and decision.base != now
    if is_overtaken:
        decision = replace(decision, word="")
    is_same = _is_stored_already(entry, decision)
    about_name = line.number not in _numbers_given(draft) and reasons_of_name(line.read, its)
    if is_same and kept is None and not about_name:
        decision = replace(decision, is_done=True)
    if not decision.is_done:
        entry.value, entry.status = decision.value, decision.status
    return ReviewRow(line, entry, decision, is_same, is_overtaken and not is_same)


def _numbers_given(draft: Job) -> set[int]:
    return {int(number) for number in draft.options.get("people", {})}


def _is_stored_already(entry: EntryRow, decision: Decision) -> bool:
    """Whether the cell holds what the row's fields say."""
    if entry.record is None:
        return False
    if decision.status:
        return entry.record.status == decision.status
    try:
        return entry.record.matches(parse(decision.value, entry.rule))
    except ValueRefused:
        return False


def field_texts(cell: ReadCell, entry: EntryRow) -> tuple[str, str]:
    """What was read -> (value, status), as the fields of a row show it.

    What is not understood stands there as it was read, unless there are only buttons to press.
    """
    mark, rule = cell.mark, entry.rule
    if mark is None:
        return ("", "") if entry.options else (cell.text, "")
    if mark.status != Status.OK and (cell.text == mark.status or entry.options):
        return "", mark.status.value
    if mark.status != Status.OK or rule.takes_attempts:
        return cell.text, ""
    text = canonical if rule.is_boolean else display
    return with_own_point(text(mark.value, rule)), ""


def _file(review: Review, row: ReviewRow) -> None:
    if row.decision.is_done:
        review.done.append(row)
    else:
        (review.sure if row.is_sure else review.unsure).append(row)


def decisions_in(
    sent: Mapping[str, str], review: Review, draft: Job
) -> tuple[dict[str, int], dict[str, Any]]:
    """What the form says, as `photo_drafts.keep_choices` keeps it, with what was said before.

    A row that the form does not have, or only half, stays as it was.
    """
    people = {**draft.options.get("people", {}), **_assigned(sent, review)}
    rows = dict(draft.options.get("rows", {}))
    for row in review.rows:
        form = RowForm(sent, prefix=row.entry.prefix)
        if form.is_valid() and form.is_sent:
            rows[str(row.participant.pk)] = asdict(_decision(form, row, sent))
    if sent.get("action") == "confirm":
        for row in review.sure:
            key = str(row.participant.pk)
            rows[key] = {**rows.get(key, asdict(row.decision)), "word": FROM_PHOTO}
    return people, rows


def _decision(form: RowForm, row: ReviewRow, sent: Mapping[str, str]) -> Decision:
    typed = form.submission(row.participant.pk, form.cleaned_data["value"].strip())
    word = sent.get(f"{row.entry.prefix}-choice", "")
    value = typed.text
    if meant := form.cleaned_data["meant"]:
        value, word = meant, FROM_PHOTO
    is_word = word in {FROM_PHOTO, AS_STORED}
    return Decision(value, typed.status, word if is_word else "", form.cleaned_data["base"])


def _assigned(sent: Mapping[str, str], review: Review) -> dict[str, int]:
    """The line that a button gives to somebody, "3:41", or takes from them, "3:0"."""
    number, _colon, person = sent.get("assign", "").partition(":")
    lines = {str(line.number) for line in review.strays}
    lines |= {str(row.line.number) for row in review.rows}
    free = {str(person.pk): person.pk for person in review.free} | {str(NOBODY): NOBODY}
    return {number: free[person]} if number in lines and person in free else {}


def question_of(row: ReviewRow) -> list:
    """What the digits in the row may stand for, where the person has to say which."""
    found = readings(row.decision.value, row.entry.rule) if not row.decision.status else []
    return found if len(found) > 1 else []
