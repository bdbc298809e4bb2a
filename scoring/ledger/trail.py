"""What the audit trail keeps of results: a row for each, and one for a call with many."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import gettext_noop

from accounts.models import AuditLog, User
from accounts.trail import audit
from events.models import Activity, Participant
from scoring.engine.values import Rule
from scoring.ledger.stored_text import describe_in_full
from scoring.models import Record


class Change(NamedTuple):
    """What became of a cell; None: it was, or is now, empty."""

    participant: Participant
    before: Record | None
    after: Record | None

    @property
    def action(self) -> str:
        if self.after is None:
            return "DELETE_RECORD"
        return "CREATE_RECORD" if self.before is None else "UPDATE_RECORD"

    @property
    def record(self) -> Record | None:
        """None for a cell that was filled and emptied by the same call."""
        return self.after or self.before


def log_results(
    *, by: User, activity: Activity, changes: Sequence[Change], rule: Rule, is_bulk: bool
) -> None:
    """A row for each changed record, and above them one for the call where it is one for many."""
    rows = list(_of_records(by, activity, changes, rule))
    if is_bulk:
        text = gettext_noop("%(count)s results in %(activity)s")
        rows.append(_of_call("BULK_SUBMIT_RECORDS", text, by, activity, changes, rule))
    audit.keep(rows)


def log_rebuilt(
    *, by: User | None, activity: Activity, changes: Sequence[Change], rule: Rule
) -> None:
    """A row for each record that was made anew from the ledger, and one above them."""
    text = gettext_noop("%(count)s results in %(activity)s made anew from the ledger")
    rows = list(_of_records(by, activity, changes, rule))
    audit.keep([*rows, _of_call("REBUILD_RECORDS", text, by, activity, changes, rule)])


def _of_records(
    by: User | None, activity: Activity, changes: Iterable[Change], rule: Rule
) -> Iterable[AuditLog]:
    for change in changes:
        if change.record is None:
            continue
        old, new = describe_in_full(change.before, rule), describe_in_full(change.after, rule)
        yield audit.row(
            actor=by,
            action=change.action,
            target=change.record,
            detail=audit.Sentence(
                gettext_noop("%(participant)s – %(activity)s: %(old)s → %(new)s"),
                {
                    "participant": change.participant,
                    "activity": activity,
                    "old": old or "–",
                    "new": new or "–",
                },
            ),
            changes={"value": [old, new]},
        )


def _of_call(
    action: str,
    text: str,
    by: User | None,
    activity: Activity,
    changes: Sequence[Change],
    rule: Rule,
) -> AuditLog:
    return audit.row(
        actor=by,
        action=action,
        target=activity,
        detail=audit.Sentence(
            text,
            {"count": len(changes), "activity": activity},
            labels={str(change.participant.pk): str(change.participant) for change in changes},
        ),
        changes={
            str(change.participant.pk): [
                describe_in_full(change.before, rule),
                describe_in_full(change.after, rule),
            ]
            for change in changes
        },
    )
