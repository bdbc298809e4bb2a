"""What a phone kept while it had no network: each entry judged on its own, for any activities.

Nothing here is ever lost by being sent twice: a phone sends again whatever nobody acknowledged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Activity, Event
from foundation.text.database_text import LARGEST_ID
from foundation.web.refusals import sentence_of
from scoring.engine.shorthand import readings
from scoring.engine.values import Rule
from scoring.ledger import records
from scoring.ledger.confirmations import doubts_of
from scoring.ledger.submissions import Submission
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of

Cell = tuple[int, int]
"""Ids of an activity and a participant."""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a phone's outbox; its submission has a uuid.

    is_shorthand: digits alone are read as on the entry page ("942" is 9.42), not as seconds.
    """

    activity_id: int
    submission: Submission
    is_shorthand: bool = False


class Answer(StrEnum):
    """What became of an item. The phone forgets the first three, a person looks at the others."""

    SAVED = "saved"
    DUPLICATE = "duplicate"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


ANSWERS = {
    records.Outcome.SAVED: Answer.SAVED,
    records.Outcome.REPEATED: Answer.DUPLICATE,
    records.Outcome.UNCHANGED: Answer.UNCHANGED,
    records.Outcome.CONFLICT: Answer.CONFLICT,
    records.Outcome.REFUSED: Answer.REFUSED,
    records.Outcome.FORBIDDEN: Answer.REFUSED,
}
KEPT = {Answer.SAVED, Answer.DUPLICATE, Answer.UNCHANGED}


@dataclass(slots=True)
class ItemVerdict:
    """The answer to an item. `record`: what its cell holds now, None where it is empty or hidden
    from the person. `detail`: why it was not saved. `cleared`: of a conflict with an emptied cell
    the entry that emptied it. `rule` reads the record; None where the activity is not for them.
    """

    item: Item
    answer: Answer
    record: Record | None = None
    detail: str = ""
    rule: Rule | None = None
    warnings: list[str] = field(default_factory=list)
    cleared: Entry | None = None

    @property
    def is_kept(self) -> bool:
        return self.answer in KEPT

    @property
    def cell(self) -> Cell:
        return self.item.activity_id, self.item.submission.participant_id


class Sender(NamedTuple):
    """Whose entries they are, and the device that they were typed on.

    event: the only one that they may be of, None for any. source: of what is entered.
    """

    person: User
    device: str = ""
    event: Event | None = None
    source: str = Entry.Source.SYNC


def enter_items(items: Sequence[Item], sender: Sender) -> list[ItemVerdict]:
    """Enter what can be entered; one verdict for each item, in order.

    No item changes another's verdict, but a later one of the same cell counts as based on an
    earlier one that was saved. All items of an activity are one transaction, in the order in which
    they were typed; where a crash comes between two activities, the phone sends both again, and
    the first one's are duplicates.

    An activity or participant that is not there is refused like one of another organisation. What
    was saved earlier is a duplicate even where the person may enter nothing there any more.
    """
    asked = {item.activity_id for item in items if item.activity_id <= LARGEST_ID}
    visible = Activity.objects.visible_to(sender.person).select_related("event")
    if sender.event is not None:
        visible = visible.filter(event=sender.event)
    activities = visible.order_by().in_bulk(asked)
    verdicts: dict[int, ItemVerdict] = {}
    for activity_id, numbers in _by_activity(items).items():
        of_activity = [items[number] for number in numbers]
        activity = activities.get(activity_id)
        found = _enter(activity, of_activity, sender) if activity else _unknown(of_activity)
        verdicts |= zip(numbers, found, strict=True)
    in_order = [verdicts[number] for number in range(len(items))]
    _look_again(in_order, sender.person)
    return in_order


def _by_activity(items: Sequence[Item]) -> dict[int, list[int]]:
    """Id of an activity -> the numbers of its items, in order."""
    found: dict[int, list[int]] = {}
    for number, item in enumerate(items):
        found.setdefault(item.activity_id, []).append(number)
    return found


def _unknown(items: Iterable[Item]) -> list[ItemVerdict]:
    sentence = _("You are not assigned to this activity, or it was deleted.")
    return [ItemVerdict(item, Answer.REFUSED, detail=sentence) for item in items]


def _enter(activity: Activity, items: Sequence[Item], sender: Sender) -> list[ItemVerdict]:
    """The verdicts on the items of one activity, which the person may see."""
    rule = rule_of(activity)
    verdicts: list[ItemVerdict | None] = []
    submissions = []
    for item in items:
        read = readings(item.submission.text, rule) if item.is_shorthand else []
        if len(read) > 1:
            sentence = _("These digits may be %(first)s or %(second)s. Choose one.")
            sentence %= {"first": read[0].shown, "second": read[1].shown}
            verdicts.append(ItemVerdict(item, Answer.REFUSED, detail=sentence, rule=rule))
            continue
        verdicts.append(None)
        text = read[0].text if read else item.submission.text
        submissions.append(replace(item.submission, text=text))
    entered = iter(_submit(activity, submissions, sender) if submissions else [])
    whole = [
        verdict or _verdict(item, next(entered), rule)
        for item, verdict in zip(items, verdicts, strict=True)
    ]
    _look_for_doubts(activity, whole)
    _find_who_cleared(activity, whole)
    return whole


def _submit(
    activity: Activity, submissions: Sequence[Submission], sender: Sender
) -> list[records.Verdict]:
    """What the ledger says of each; where it takes none of them, the same sentence for all."""
    try:
        return records.submit(
            activity=activity,
            submissions=submissions,
            by=sender.person,
            source=sender.source,
            device=sender.device,
            partial=True,
        )
    except ValidationError as refusal:  # not open, locked, or deleted just now
        sentence = sentence_of(refusal)
        return [
            records.Verdict(submission, records.Outcome.REFUSED, message=sentence)
            for submission in submissions
        ]


def _verdict(item: Item, verdict: records.Verdict, rule: Rule) -> ItemVerdict:
    answer = ANSWERS[verdict.outcome]
    return ItemVerdict(item, answer, verdict.record, verdict.message, rule)


def _look_for_doubts(activity: Activity, verdicts: Iterable[ItemVerdict]) -> None:
    """Put into the verdicts why what their cells hold is in doubt, in three queries."""
    shown = [verdict for verdict in verdicts if verdict.is_kept and verdict.record]
    if not shown:
        return
    doubts = doubts_of(activity, [verdict.record for verdict in shown])
    for verdict in shown:
        verdict.warnings = doubts[verdict.record.entry_id]


def _find_who_cleared(activity: Activity, verdicts: Iterable[ItemVerdict]) -> None:
    """Put the newest entry into conflicts with a cell that somebody emptied, in one query."""
    emptied = {
        verdict.item.submission.participant_id: verdict
        for verdict in verdicts
        if verdict.answer == Answer.CONFLICT and verdict.record is None
    }
    if not emptied:
        return
    of_cells = Entry.objects.filter(activity=activity, participant__in=emptied)
    clearing = of_cells.filter(status=Entry.Status.CLEARED).select_related("entered_by")
    newest = {entry.participant_id: entry for entry in clearing.order_by("pk")}
    for participant_id, verdict in emptied.items():
        verdict.cleared = newest.get(participant_id)


def _look_again(verdicts: Iterable[ItemVerdict], person: User) -> None:
    """Put into refusals what the cell holds, where the person may see it, in two queries.

    What they had saved is no refusal but a duplicate: since then the event was closed, or they
    were assigned elsewhere. Of such a cell they see what is still their own.
    """
    refused = [verdict for verdict in verdicts if verdict.answer == Answer.REFUSED]
    if not refused:
        return
    uuids = [verdict.item.submission.uuid for verdict in refused]
    own = Entry.objects.filter(uuid__in=uuids, entered_by=person)
    saved = {entry.uuid: entry for entry in own.select_related("activity", "record").order_by()}
    seen = _records_of({verdict.cell for verdict in refused}, person)
    for verdict in refused:
        if verdict.rule is not None:
            verdict.record = seen.get(verdict.cell)
        entry = saved.get(verdict.item.submission.uuid)
        if entry is not None and verdict.cell == (entry.activity_id, entry.participant_id):
            verdict.answer, verdict.detail = Answer.DUPLICATE, ""
            verdict.rule = rule_of(entry.activity)
            verdict.record = verdict.record or getattr(entry, "record", None)


def _records_of(cells: set[Cell], person: User) -> dict[Cell, Record]:
    """What these cells hold, of those that the person may see."""
    activities, participants = (
        {pk for pk in ids if pk <= LARGEST_ID} for ids in zip(*cells, strict=True)
    )
    found = Record.objects.visible_to(person).filter(
        activity__in=activities, participant__in=participants
    )
    records_there = found.select_related("evaluator").order_by()
    return {(record.activity_id, record.participant_id): record for record in records_there}
