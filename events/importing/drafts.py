"""An uploaded table from the upload to the event: kept, looked at, corrected, applied.

It is kept as a draft (`foundation.models.Job`) that waits for its owner. `content` is the table,
packed, every row under the number it has in its spreadsheet, so that problems name the row that
people see. `options`: "mapping", header -> system field as corrected by hand; "encoding"; "is_raw"
while `content` is still the file as uploaded. It goes with the import, with the event, or after a
day. A large table is worked on beside the request, while its draft shows how far it is. The event
is written in one transaction or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.trail import audit
from events.importing.new_event import printable
from events.importing.plan import Plan, make_plan
from events.importing.preview import LEAVE_OUT, Preview, fingerprint_of, make_preview
from events.importing.update_plan import UpdatePlan, plan_update
from events.importing.writing import people_of, write_update
from events.models import Event
from events.models.whole_statements import whole_statements
from events.rules import locks
from events.rules.status_rules import check_changeable
from foundation.jobs import queue
from foundation.jobs.steps import job
from foundation.jobs.work import Stopped, Work
from foundation.models import Job
from foundation.tables.columns import with_own_headers, without_columns
from foundation.tables.reading import PASTED, read
from foundation.tables.table import ReportRows, Table, report_to_nobody
from foundation.tables.xlsx_files import is_workbook, refuse_other_formats

KIND = "events.import"
LARGE = 1_000
"""Rows from which on a table is worked on in the background."""
LARGE_WORKBOOK = 64 * 1024
"""Bytes of a packed workbook of about as many rows."""

State = Job.State


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a draft is. total is 0 while nobody knows it.

    failure: the sentence about work that failed and is not tried again by itself; else "".
    is_overdue: whether nobody has begun it, although it has been due for a minute.
    """

    done: int
    total: int
    is_applying: bool
    is_interrupted: bool
    failure: str
    is_overdue: bool

    @property
    def done_text(self) -> str:
        return number_format(self.done, force_grouping=True)

    @property
    def total_text(self) -> str:
        return number_format(self.total, force_grouping=True)


def drafts_of(user: User, event: Event):
    """What the user uploaded to the event lately; nobody else's files."""
    return Job.objects.of(user, KIND).about(event)


def keep(*, event: Event, content: bytes, file_name: str, by: User) -> Job:
    """Keep an uploaded table until it is imported; what the user uploaded before goes.

    Raises ValidationError with a sentence where it is no table, or the event is only read. A large
    one may turn out to be none later: then the draft is REFUSED.
    """
    check_changeable(event)
    is_large = _looks_large(content)
    if is_large:
        refuse_other_formats(content)
        kept = {"content": content, "options": {"is_raw": True}}
    else:
        table = with_own_headers(read(content, file_name))
        kept = {"content": table.pack(), "total": len(table.rows)}
        kept["options"] = {"encoding": table.encoding}
    with transaction.atomic():
        purge(event=event, by=by)
        draft = queue.keep(
            kind=KIND,
            by=by,
            subject=event,
            organisation=event.organisation_id,
            file_name=printable(file_name),
            **kept,
        )
        if is_large:
            queue.start(draft, look_step)
    return draft


def purge(*, event: Event, by: User) -> None:
    """Delete the user's earlier uploads to the event, and whatever has had its time."""
    Job.objects.expired().delete()
    drafts_of(by, event).exclude(_being_applied()).delete()


def set_mapping(*, draft: Job, mapping: Mapping[str, str]) -> None:
    """What each column is, as corrected by hand. Changes nothing while somebody works on it."""
    corrected = {"options": {**draft.options, "mapping": dict(mapping)}, "outcome": {}}
    if Job.objects.filter(pk=draft.pk, state=State.DRAFT).update(**corrected):
        draft.options, draft.outcome = corrected["options"], {}


def mapping_of(draft: Job) -> dict[str, str]:
    """Header -> system field, as corrected by hand."""
    return draft.options.get("mapping", {})


def headers_of(draft: Job) -> tuple[str, ...]:
    """The headers of its columns; () of what nobody has read yet or nobody can read any more."""
    if not draft.content or draft.options.get("is_raw"):
        return ()
    try:
        return _table(draft).headers
    except ValidationError:
        return ()


def discard(*, draft: Job) -> None:
    """Throw the upload away, unless it is just being imported."""
    Job.objects.filter(pk=draft.pk).exclude(_being_applied()).delete()


def progress_of(draft: Job) -> Progress:
    """How far it is; interrupted when whoever works on it has not been heard of for a minute."""
    return Progress(
        draft.done,
        draft.total,
        draft.step == apply_step.name,
        draft.is_interrupted(),
        queue.failure_of(draft) if draft.state == State.FAILED else "",
        draft.state == State.QUEUED and draft.due_at < timezone.now() - queue.LOST_AFTER,
    )


def preview_of(draft: Job, event: Event) -> Preview | None:
    """What would happen now. None for a large table that has to be looked at first: `look`.

    Raises ValidationError where an older version kept the table.
    """
    if draft.total <= LARGE and not draft.options.get("is_raw"):
        return _preview(draft, event)
    kept = draft.outcome.get("preview")
    if kept and draft.outcome.get("made_from") == _made_from(draft, event.pk):
        return Preview.from_json(kept)
    return None


def look(*, draft: Job) -> bool:
    """Look at a large table in the background; whether that was begun now."""
    return queue.start(draft, look_step, outcome={"sentences": draft.outcome.get("sentences", [])})


def apply(*, draft: Job, fingerprint: str, withdraw_missing: bool) -> bool:
    """Import what was shown, all or nothing; a large table in the background.

    fingerprint: of the preview that was shown. Where the event has changed so that something else
    would be written, nothing is, and the draft's outcome says so. Returns whether it was begun
    now: somebody else's click may have been first. What came of it is in the draft.
    """
    shown = fingerprint if fingerprint.isalnum() else ""  # PostgreSQL could not keep a NUL
    return queue.start(
        draft,
        apply_step,
        arguments={"fingerprint": shown, "withdraw_missing": withdraw_missing},
        is_waited_for=draft.total <= LARGE,
    )


def finish(*, draft: Job) -> dict:
    """What a DONE draft has come to: see `_write`. The draft goes with it."""
    Job.objects.filter(pk=draft.pk, state=State.DONE).delete()
    return draft.outcome


def _looks_large(content: bytes) -> bool:
    if is_workbook(content):
        return len(content) > LARGE_WORKBOOK
    return content.count(b"\n") > LARGE


def _being_applied() -> Q:
    return Q(state=State.RUNNING, step=apply_step.name, lease_until__gte=timezone.now())


@job(
    "events.import.look",
    failure=gettext_lazy("The table could not be looked at. Nothing was written into the event."),
)
def look_step(work: Work) -> None:
    """Read a large table where that is still to be done, and keep what would happen."""
    draft, event = work.job, _event_of(work.job)
    if draft.options.get("is_raw"):
        _unpack(work)
    made_from = _made_from(draft, event.pk)
    preview = _preview(draft, event, work.progress)
    found = {"preview": preview.as_json(), "made_from": made_from}
    work.finish(State.DRAFT, {**draft.outcome, **found})


def _unpack(work: Work) -> None:
    """From the bytes as uploaded to the rows that everything else works with."""
    draft = work.job
    found = read(bytes(draft.content), draft.file_name, work.progress)
    table = with_own_headers(found)
    draft.content, draft.total = table.pack(), len(table.rows)
    draft.options = {"encoding": table.encoding}
    work.keep(content=draft.content, total=draft.total, done=0, options=draft.options)


@job(
    "events.import.apply",
    failure=gettext_lazy(
        "The event could not be written just now. Nothing was changed; try again."
    ),
)
def apply_step(work: Work, *, fingerprint: str, withdraw_missing: bool) -> None:
    """Import the table, or keep the sentence why not beside the draft, which stays."""
    draft = work.job
    report_rows = work.progress if draft.total > LARGE else report_to_nobody
    try:
        plan = _plan(draft, _table(draft), report_rows)
        report_rows(draft.total)
        _write(work, plan, fingerprint, withdraw_missing)
    except ValidationError as error:
        work.finish(State.DRAFT, {"sentences": error.messages})


def _write(work: Work, plan: Plan, fingerprint: str, withdraw_missing: bool) -> None:
    """The one transaction: compare with what is stored now, write, say so in the trail.

    The draft is DONE then, without the table; its outcome has the numbers.
    """
    draft = work.job
    with transaction.atomic(), whole_statements():
        locks.await_submissions([draft.subject_pk])
        locks.take_turns([draft.subject_pk])
        event = _event_of(draft)
        work.lock()
        check_changeable(event)
        people = people_of(event)
        update = plan_update(plan, people.stored_people, people.stored_groups)
        _check(update, fingerprint)
        changes = write_update(event, people, update, withdraw_missing=withdraw_missing)
        outcome = {
            "groups": len(update.new_groups),
            "added": len(update.added),
            "changed": len(update.changed),
            "unchanged": len(update.unchanged),
            "withdrawn": len(update.missing) if withdraw_missing else 0,
        }
        if update.changes_something or outcome["withdrawn"]:
            _log(event, draft, outcome, changes, is_first=not people.participants)
        work.finish(State.DONE, outcome, done=draft.total)


def _check(update: UpdatePlan, fingerprint: str) -> None:
    if fingerprint_of(update) != fingerprint:
        raise ValidationError(
            _(
                "The event changed after you looked, so nothing was imported."
                " Look at what would happen now, and apply it then."
            ),
            code="changed",
        )
    if update.errors:
        raise ValidationError(
            _("Some rows cannot be imported, so nothing was. Correct them first."), code="refused"
        )


def _log(
    event: Event,
    draft: Job,
    outcome: dict,
    changes: audit.Changes,
    *,
    is_first: bool,
) -> None:
    text = (
        gettext_noop(
            "%(event)s imported from %(file)s: %(groups)s groups, %(participants)s participants"
        )
        if is_first
        else gettext_noop(
            "%(event)s updated from %(file)s: %(groups)s new groups, participants: %(added)s"
            " added, %(changed)s changed, %(withdrawn)s withdrawn"
        )
    )
    pasted = draft.file_name == PASTED
    file = gettext_lazy("a pasted table") if pasted else draft.file_name
    values = {**outcome, "event": event, "file": file, "participants": outcome["added"]}
    counts = {name: [0, count] for name, count in outcome.items() if count and name != "unchanged"}
    audit.log(
        actor=draft.owner,
        action="IMPORT_EVENT" if is_first else "IMPORT_UPDATE",
        target=event,
        organisation=event.organisation,
        detail=audit.Sentence(text, values),
        changes={**counts, **changes},
    )


def _event_of(draft: Job) -> Event:
    """Raises Stopped where it was deleted meanwhile."""
    event = Event.objects.select_related("organisation").filter(pk=draft.subject_pk).first()
    if event is None:
        raise Stopped
    return event


def _made_from(draft: Job, event_pk: int) -> list:
    """What a preview is made from besides the table: while that is the same, so is the preview."""
    version = Event.objects.filter(pk=event_pk).values_list("version", flat=True).first()
    return [version, mapping_of(draft), get_language()]


def _table(draft: Job) -> Table:
    return Table.unpack(bytes(draft.content))


def _plan(draft: Job, table: Table, report_rows: ReportRows = report_to_nobody) -> Plan:
    mapping = {h: name for h, name in mapping_of(draft).items() if h in table.headers}
    left_out = {header for header, name in mapping.items() if name == LEAVE_OUT}
    return make_plan(
        without_columns(table, left_out),
        today=timezone.localdate(),
        mapping={header: name for header, name in mapping.items() if name != LEAVE_OUT},
        report_rows=report_rows,
    )


def _preview(draft: Job, event: Event, report_rows: ReportRows = report_to_nobody) -> Preview:
    table = _table(draft)
    plan = _plan(draft, table, report_rows)
    people = people_of(event)
    update = plan_update(plan, people.stored_people, people.stored_groups)
    return make_preview(table, mapping_of(draft), plan, update, len(people.participants))
