"""The entry page: one row per participant of a group, for one activity."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from events.models import Activity, Participant
from foundation.text.database_text import LARGEST_ID
from foundation.text.decimals import with_own_point
from foundation.text.names import alphabetical
from scoring.engine.values import Rule, Status
from scoring.ledger.records import Outcome, Submission, Verdict, describe
from scoring.ledger.stored_text import stored_text
from scoring.models import Record
from scoring.rules.activity_rules import rule_of

KEYS = {
    Status.DNS: _("did not start"),
    Status.DNF: _("did not finish"),
    Status.NM: _("no valid mark"),
    Status.DQ: _("disqualified"),
}
"""The statuses a judge may choose, and what they mean."""
SENT_ROW = re.compile(r"(p[0-9]{1,19})-base")


class RowForm(forms.Form):
    """One row as posted: what it holds, and what the page had shown in it (`shown_*`).

    `shown_*` tell whether the person touched the row; `base` is the entry it was based on.
    """

    value = forms.CharField(required=False)
    status = forms.CharField(required=False)
    shown_value = forms.CharField(required=False)
    shown_status = forms.CharField(required=False)
    base = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_ID)

    def clean(self):
        """Half a row is refused: a value that got lost on the way must not clear the cell."""
        sent = {name for name in self.fields if self.add_prefix(name) in self.data}
        if sent and "value" not in sent:
            raise forms.ValidationError(_("A part of the row is missing."))
        return self.cleaned_data

    @property
    def is_sent(self) -> bool:
        return self.add_prefix("value") in self.data

    @property
    def is_touched(self) -> bool:
        data = self.cleaned_data
        return (data["value"], data["status"]) != (data["shown_value"], data["shown_status"])

    def submission(self, participant_id: int) -> Submission:
        """The submission of this row: of value and status, the one that was changed counts.

        Where only the value changed, it replaces a status that stood there; a status chosen anew
        replaces the value.
        """
        data = self.cleaned_data
        value_alone = (
            data["value"] != data["shown_value"] and data["status"] == data["shown_status"]
        )
        status = "" if value_alone else data["status"]
        return Submission(
            participant_id,
            text="" if status else data["value"],
            status=status,
            based_on=data["base"],
        )


@dataclass
class EntryRow:
    """A row of the page. `value` and `status` are in its fields, `record` what is stored.

    `verdict`: on what was last sent, None where nothing was.
    """

    participant: Participant
    rule: Rule
    record: Record | None
    value: str = ""
    status: str = ""
    verdict: Verdict | None = None

    @classmethod
    def of(cls, participant: Participant, rule: Rule, record: Record | None) -> "EntryRow":
        value, status = stored_text(record, rule)
        return cls(participant, rule, record, value, status)

    @property
    def prefix(self) -> str:
        return f"p{self.participant.pk}"

    @property
    def keys(self) -> list[tuple[str, str]]:
        """(status, meaning) to choose from: KEYS, and the row's own status where it is another."""
        offered = {"": "", **KEYS}
        return list({**offered, self.status: offered.get(self.status, "")}.items())

    @property
    def shown(self) -> tuple[str, str]:
        """(value, status) as stored: what a fresh page would show."""
        return stored_text(self.record, self.rule)

    @property
    def result(self) -> str:
        """The stored result in words: the ✓ of a pass would look like the mark for “saved”."""
        if self.rule.is_boolean and self.record is not None and self.record.status == Status.OK:
            return str(_("passed") if self.record.value else _("failed"))
        return with_own_point(describe(self.record, self.rule))

    @property
    def state(self) -> str:
        """ "saved", "refused", "conflict" or "empty", for the page's marks."""
        if self.verdict is not None and self.verdict.is_refused:
            return "conflict" if self.verdict.outcome == Outcome.CONFLICT else "refused"
        return "saved" if self.record is not None else "empty"

    @property
    def is_cleared(self) -> bool:
        """Whether the last thing sent emptied the cell."""
        return (
            self.record is None
            and self.verdict is not None
            and self.verdict.outcome == Outcome.SAVED
        )

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
            offered = [("1", _("passed")), ("0", _("failed"))]
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
    people = list(participants)
    records = {
        record.participant_id: record
        for record in Record.objects.filter(
            activity=activity, participant__in=people
        ).select_related("evaluator")
    }
    found = [EntryRow.of(person, rule, records.get(person.pk)) for person in people]
    return sorted(
        found, key=lambda row: (row.is_withdrawn, alphabetical(row.participant.display_name))
    )


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
            data = sent[row.participant.pk].cleaned_data
            row.value, row.status = data["value"], data["status"]


def keep_typed(rows: Iterable[EntryRow], sent: Mapping[int, RowForm]) -> None:
    """Show in the rows what was typed, where none of it could be saved."""
    for row in rows:
        if (form := sent.get(row.participant.pk)) is not None:
            row.value, row.status = form.cleaned_data["value"], form.cleaned_data["status"]


def count_strays(data: Mapping[str, str], rows: Iterable[EntryRow]) -> int:
    """The number of touched rows whose participant is no longer in the group."""
    known = {row.prefix for row in rows}
    prefixes = {match[1] for name in data if (match := SENT_ROW.fullmatch(name))} - known
    forms = [RowForm(data, prefix=prefix) for prefix in prefixes]
    return sum(form.is_valid() and form.is_touched for form in forms)
