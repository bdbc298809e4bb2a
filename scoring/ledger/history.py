"""The history of one cell, and undoing its entries."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Activity, Participant
from foundation.text.decimals import with_own_point
from scoring.engine.shorthand import in_hundredths
from scoring.engine.values import Rule, Status, ValueRefused, parse
from scoring.ledger import records
from scoring.ledger.confirmations import comparison_for, open_doubts
from scoring.ledger.devices import device_in_words
from scoring.ledger.records import Outcome, Submission, Verdict
from scoring.ledger.stored_text import describe, stored_text
from scoring.models import Confirmation, Entry, Record
from scoring.rules.activity_rules import rule_of


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of the cell, in words. `back_to`: the result before it, "" for an empty cell.

    `undoes`: id of the entry to undo so that this one is the result again; None where it is now.
    """

    entry: Entry
    text: str
    back_to: str
    is_current: bool
    undoes: int | None

    @property
    def is_cleared(self) -> bool:
        return self.entry.status == Entry.Status.CLEARED

    @property
    def confirmation(self) -> Confirmation | None:
        return getattr(self.entry, "confirmation", None)

    @property
    def device(self) -> str:
        return device_in_words(self.entry.device)


@dataclass(frozen=True, slots=True)
class History:
    """Everything ever entered in one cell, the newest first. `record`: the result now, if any.

    `doubts`: sentences that say why it is to be looked at; none once it was confirmed.
    """

    lines: list[Line]
    record: Record | None
    result: str
    doubts: list[str]

    @property
    def base(self) -> int | None:
        """The entry that the cell shows: what an undo is based on."""
        return self.record.entry_id if self.record else None

    @property
    def first(self) -> Entry | None:
        """The oldest entry: undone, it leaves an empty cell."""
        return self.lines[-1].entry if self.lines else None


def in_words(result: Record | Entry | None, rule: Rule) -> str:
    """As `describe`, with "passed" and "failed" for the marks; "" for an empty cell."""
    if rule.is_boolean and result is not None and result.status == Status.OK:
        return str(_("passed") if result.value else _("failed"))
    return with_own_point(describe(result, rule))


def history(activity: Activity, participant: Participant) -> History:
    """The history of the participant's result in the activity, in four queries."""
    rule = rule_of(activity)
    record = Record.objects.filter(activity=activity, participant=participant).first()
    newest_first = list(
        Entry.objects.filter(activity=activity, participant=participant)
        .select_related("entered_by", "group_at_entry", "confirmation__confirmed_by")
        .order_by("-pk")
    )
    current = newest_first[0] if newest_first else None
    lines = []
    for after, entry, before in zip(
        [None, *newest_first], newest_first, [*newest_first[1:], None], strict=False
    ):
        text = in_words(entry, rule)
        is_as_now = entry is current or _key(entry) == _key(current)
        undoes = None if is_as_now or after is None else after.pk
        lines.append(Line(entry, text, in_words(before, rule), entry is current, undoes))
    confirmed = [line.entry.pk for line in lines if line.confirmation]
    comparison = comparison_for(activity, rule, {participant.group_id} if record else ())
    doubts = open_doubts(record, comparison, confirmed)
    return History(lines, record, in_words(record, rule), doubts)


def undo(
    *,
    activity: Activity,
    participant: Participant,
    entry_id: int,
    based_on: int | None,
    by: User,
    device: str = "",
) -> Verdict:
    """Restore the result before the entry, by a new entry of the ledger.

    based_on: the entry the person saw in the cell, None for an empty one. Raises ValidationError
    where the entry is not one of this cell, where the cell was changed meanwhile (code
    "conflict"), where the earlier value no longer fits, and as `records.submit` does.
    """
    of_cell = Entry.objects.filter(activity=activity, participant=participant)
    if not of_cell.filter(pk=entry_id).exists():
        raise ValidationError(_("This entry is not in the history of this result."))
    before = of_cell.filter(pk__lt=entry_id).order_by("-pk").first()
    submission = _again(before, rule_of(activity), participant.pk, based_on)
    try:
        (verdict,) = records.submit(
            activity=activity,
            submissions=[submission],
            by=by,
            source=Entry.Source.FORM,
            device=device,
        )
    except records.SubmissionsRefused as refusal:
        (verdict,) = refusal.verdicts
        code = "conflict" if verdict.outcome == Outcome.CONFLICT else "refused"
        raise ValidationError(_refusal_sentence(verdict), code=code) from refusal
    return verdict


def _refusal_sentence(verdict: Verdict) -> str:
    if verdict.outcome != Outcome.CONFLICT:
        return verdict.message
    return _("Somebody changed this result meanwhile, so nothing was undone. Look at it again.")


def _again(before: Entry | None, rule: Rule, participant_id: int, based_on: int | None):
    """A submission that repeats the entry; for None or a clearing one that empties the cell."""
    if before is None or before.status == Entry.Status.CLEARED:
        return Submission(participant_id, based_on=based_on)
    if before.status != Status.OK:
        return Submission(
            participant_id, status=before.status, reason=before.reason, based_on=based_on
        )
    return Submission(participant_id, text=text_of(before, rule), based_on=based_on)


def texts_before_status(activity: Activity, participant_ids: Collection[int]) -> dict[int, str]:
    """Id of a participant -> what their status took the place of; not of those of whom there was
    nothing. In one query.

    Statuses chosen one after the other count as one: DNS, then DQ, took the place of the value.
    """
    rule = rule_of(activity)
    newest_first = (
        Entry.objects.filter(activity=activity, participant__in=participant_ids)
        .exclude(status__in=set(Status) - {Status.OK})
        .order_by("-pk")
    )
    found: dict[int, Entry] = {}
    for entry in newest_first:
        found.setdefault(entry.participant_id, entry)
    return {pk: text_of(entry, rule) for pk, entry in found.items() if entry.status == Status.OK}


def text_of(entry: Entry, rule: Rule) -> str:
    """A text that the ledger reads as what the entry means: as typed, where that still does.

    Where digits alone were hundredths when they were typed, they get their separators.
    """
    for text in (entry.value_raw, in_hundredths(entry.value_raw)):
        try:
            mark = parse(text, rule)
        except ValueRefused:
            continue
        if (mark.value, list(mark.attempts)) == (entry.value, entry.attempts):
            return text
    return stored_text(entry, rule)[0]


def _key(entry: Entry | None) -> tuple | None:
    """A key that is equal for entries of the same result; None for no entry."""
    if entry is None:
        return None
    return entry.status, entry.value, tuple(entry.attempts), entry.reason
