"""The entry page: one row per participant of a group, for one activity."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Activity, Participant
from foundation.text.decimals import with_own_point
from scoring.boards.board_words import LETTERS
from scoring.engine.shorthand import Reading
from scoring.engine.values import Rule, Status
from scoring.entry.row_form import CLEAR, RowForm
from scoring.ledger.confirmations import comparison_for, confirmed_of, open_doubts
from scoring.ledger.history import texts_before_status
from scoring.ledger.records import Outcome, Verdict
from scoring.ledger.stored_text import describe, stored_text
from scoring.models import Confirmation, Record
from scoring.rules.activity_rules import rule_of

KEYS = LETTERS
"""The statuses a judge may choose, and what they mean."""
SENT_ROW = re.compile(r"(p[0-9]{1,19})-base")


@dataclass
class EntryRow:
    """A row of the page. `value` and `status` are in its fields, `record` what is stored.

    `verdict`: on what was last sent, None where nothing was. `question`: what the digits may stand
    for, where the person has to choose. `is_typed`: whether the fields hold what was sent and not
    saved, which was based on the entry `sent_base`. `error`: why a button of the row did nothing.
    `doubts`, `confirmation`, `usual`: see `look_for_doubts`. `is_shown`, `places`: see `finding`.
    `before`: the text that a status took the place of.
    """

    participant: Participant
    rule: Rule
    record: Record | None
    value: str = ""
    status: str = ""
    verdict: Verdict | None = None
    question: list[Reading] = field(default_factory=list)
    is_typed: bool = False
    sent_base: int | None = None
    error: str = ""
    doubts: list[str] = field(default_factory=list)
    confirmation: Confirmation | None = None
    usual: int | None = None
    is_shown: bool = True
    places: dict[str, int] = field(default_factory=dict)
    before: str = ""

    @property
    def prefix(self) -> str:
        return f"p{self.participant.pk}"

    @property
    def keys(self) -> list[tuple[str, str]]:
        """(status, meaning) to choose from: KEYS, and the row's own status where it is another.

        Buttons cannot be emptied as a text can: there the same list offers to clear the cell.
        """
        offered = {"": "", **KEYS, **({CLEAR: _("clear")} if self.options else {})}
        return list({**offered, self.status: offered.get(self.status, "")}.items())

    @property
    def shown(self) -> tuple[str, str]:
        """(value, status) as stored: what a fresh page would show."""
        return stored_text(self.record, self.rule)

    @property
    def base(self) -> int | None:
        """What the next submission is based on. What was typed and not saved keeps its base: a
        conflict stays one until somebody decides it.
        """
        if self.is_typed:
            return self.sent_base
        return self.record.entry_id if self.record else None

    @property
    def result(self) -> str:
        """The stored result in words: the ✓ of a pass would look like the mark for “saved”."""
        if self.rule.is_boolean and self.record is not None and self.record.status == Status.OK:
            return str(_("passed") if self.record.value else _("failed"))
        return with_own_point(describe(self.record, self.rule))

    @property
    def mine(self) -> str:
        """What the person typed or chose and is not saved; "" where they emptied the row."""
        return self.status or self.value

    @property
    def refusal(self) -> str:
        return self.error or (self.verdict.message if self.verdict else "")

    @property
    def state(self) -> str:
        """For the page's marks: "saved", "doubtful" (saved, but to be looked at), "empty"; of what
        was not saved "asked", "conflict" or "refused".
        """
        if self.question:
            return "asked"
        if self.error:
            return "refused"
        if self.verdict is not None and self.verdict.is_refused:
            return "conflict" if self.verdict.outcome == Outcome.CONFLICT else "refused"
        if self.record is None:
            return "empty"
        return "doubtful" if self.doubts else "saved"

    @property
    def is_in_doubt(self) -> bool:
        """Whether the stored result is, whatever became of what was sent last."""
        return bool(self.doubts)

    @property
    def is_new(self) -> bool:
        """Whether what the cell holds was sent and saved just now."""
        return self.verdict is not None and self.verdict.outcome == Outcome.SAVED

    @property
    def is_cleared(self) -> bool:
        """Whether the last thing sent emptied the cell."""
        return self.record is None and self.is_new

    @property
    def is_today(self) -> bool:
        """Whether the result was saved today, so that the time alone is enough."""
        return timezone.localdate(self.record.updated_at) == timezone.localdate()

    @property
    def is_withdrawn(self) -> bool:
        return self.participant.is_withdrawn

    @property
    def options(self) -> list[tuple[str, str]]:
        """(text, label) of the buttons, where the activity offers some to choose from.

        What is in the cell but no longer offered has a button too: with none of them pressed, a
        form sent as a whole would clear it.
        """
        if self.rule.is_boolean:
            offered = [("1", f"✓ {_('passed')}"), ("0", f"✗ {_('failed')}")]
        elif self.rule.choices and not self.rule.takes_attempts:
            offered = [(choice.label, choice.label) for choice in self.rule.choices]
        else:
            return []
        if self.value and self.value not in dict(offered):
            offered.append((self.value, self.value))
        return offered

    @property
    def inputmode(self) -> str:
        """The keypad a phone should show. Times and lists need more than its decimal keypad."""
        if self.rule.is_time:
            return "numeric" if self.rule.digits else "text"
        return "text" if self.rule.takes_attempts or (self.rule.minimum or 0) < 0 else "decimal"


def rows_of(activity: Activity, participants: Iterable[Participant]) -> list[EntryRow]:
    """The rows of these participants of whatever groups, by name, those withdrawn at the end."""
    rule = rule_of(activity)
    found = [EntryRow(person, rule, None) for person in participants]
    read_stored(activity, found)
    return sorted(found, key=lambda row: (row.is_withdrawn, row.participant.sort_key))


def read_stored(activity: Activity, rows: Sequence[EntryRow]) -> None:
    """Put into the rows what is stored, in one query; what was typed stays in their fields."""
    people = [row.participant.pk for row in rows]
    records = Record.objects.filter(activity=activity, participant__in=people).order_by()
    stored = {record.participant_id: record for record in records.select_related("evaluator")}
    for row in rows:
        row.record = stored.get(row.participant.pk)
        if not row.is_typed:
            row.value, row.status = row.shown


def look_for_doubts(activity: Activity, rows: Iterable[EntryRow]) -> None:
    """Put into the rows why their results are in doubt, who has confirmed them, and what is usual
    in the activity; in three queries, in two where all were saved just now: nobody has looked at
    those yet.

    To be called when the rows hold what is stored, for what is usual depends on all results.
    """
    rows = list(rows)
    shown = [row for row in rows if row.record is not None]
    group_ids = {row.participant.group_id for row in shown}
    comparison = comparison_for(activity, rule_of(activity), group_ids)
    for row in rows:
        row.usual = comparison.usual
    confirmed = confirmed_of([row.record for row in shown if not row.is_new])
    for row in shown:
        row.doubts = open_doubts(row.record, comparison, confirmed)
        row.confirmation = confirmed.get(row.record.entry_id)


def look_back(activity: Activity, rows: Iterable[EntryRow]) -> None:
    """Put into the rows with a status what it replaced, to be put back; in one query."""
    by_participant = {row.participant.pk: row for row in rows if row.shown[1]}
    for pk, text in texts_before_status(activity, by_participant).items():
        by_participant[pk].before = text


def take(
    rows: Iterable[EntryRow], verdicts: Iterable[Verdict], sent: Mapping[int, RowForm]
) -> None:
    """Put the verdicts into their rows; what was refused keeps the text as it was typed."""
    by_participant = {verdict.submission.participant_id: verdict for verdict in verdicts}
    for row in rows:
        verdict = by_participant.get(row.participant.pk)
        if verdict is None:
            continue
        row.verdict, row.record = verdict, verdict.record
        row.value, row.status = row.shown
        if verdict.is_refused:
            keep_typed([row], sent)


def keep_typed(rows: Iterable[EntryRow], sent: Mapping[int, RowForm]) -> None:
    """Show in the rows what was typed, where none of it could be saved."""
    for row in rows:
        if (form := sent.get(row.participant.pk)) is not None:
            data = form.cleaned_data
            row.value, row.status = data["value"], data["status"]
            row.is_typed, row.sent_base = True, data["base"]


def count_strays(data: Mapping[str, str], rows: Iterable[EntryRow]) -> int:
    """The number of touched rows whose participant is no longer in the group."""
    known = {row.prefix for row in rows}
    prefixes = {match[1] for name in data if (match := SENT_ROW.fullmatch(name))} - known
    forms = [RowForm(data, prefix=prefix) for prefix in prefixes]
    return sum(form.is_valid() and form.is_touched for form in forms)
