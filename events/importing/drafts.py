"""An uploaded table from the upload to the event: kept, looked at, corrected, applied.

It is kept as a draft (`foundation.models.Job`) that waits for its owner. `content` is the table,
packed, every row under the number it has in its spreadsheet, so that problems name the row that
people see. `options`: what was chosen by hand, see `CHOICES`; "encoding"; "is_raw" while `content`
is still the file as uploaded. It goes with the import, with the event, or after a day. A large
table is worked on beside the request, while its draft shows how far it is. The event is written in
one transaction or not at all.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.trail import audit
from events.importing.asking import open_sentence
from events.importing.new_event import IMPORTED, printable
from events.importing.plan import Plan, make_plan
from events.importing.preview import Preview, fingerprint_of, make_preview
from events.importing.update_plan import UpdatePlan, plan_update
from events.importing.writing import order_by_surname, people_of, write_update
from events.models import Event
from events.models.whole_statements import whole_statements
from events.rosters.doubts import read_people, with_cells, with_likely_headers
from events.rosters.problems import SAFE, Kind, unanswered
from events.rules import locks
from events.rules.status_rules import check_changeable
from foundation.jobs import queue
from foundation.jobs.steps import job
from foundation.jobs.work import Work
from foundation.models import Job
from foundation.tables.columns import with_header_row, with_own_headers
from foundation.tables.encodings import with_encoding
from foundation.tables.reading import PASTED
from foundation.tables.table import ReportRows, Table, report_to_nobody
from foundation.tables.xlsx_files import is_workbook, refuse_other_formats

KIND = "events.import"
LARGE = 1_000
"""Rows from which on a table is worked on in the background."""
LARGE_WORKBOOK = 64 * 1024
"""Bytes of a packed workbook of about as many rows."""
CHOICES = ("mapping", "answers", "cells", "header_row", "letters")
"""mapping: header -> field; answers: key of a doubt -> answer; cells: "row-position" -> text that
stands there instead; header_row: number of the row of headers, 0 for none;
letters: the encoding that was chosen.
"""

State = Job.State


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
        table = read_people(content, file_name)
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


def choose(*, draft: Job, **chosen: Any) -> bool:
    """What somebody corrected or confirmed; see `CHOICES`. Changes nothing while somebody works on
    it. Returns whether something else would be written now.
    """
    options = {**draft.options, **chosen}
    is_other = _decisive(options) != _decisive(draft.options)
    kept = {name: value for name, value in draft.outcome.items() if name != "sentences"}
    changed = {"options": options, "outcome": {} if is_other else kept}
    if not Job.objects.filter(pk=draft.pk, state=State.DRAFT).update(**changed):
        return False
    draft.options, draft.outcome = changed["options"], changed["outcome"]
    return is_other


def _decisive(options: Mapping[str, Any]) -> list:
    """What of the choices changes what is written: not that something is right as it was taken."""
    answers = options.get("answers", {})
    others = {key: answer for key, answer in answers.items() if answer not in SAFE}
    return [
        others,
        options.get("mapping") or {},
        options.get("cells") or {},
        options.get("header_row"),
        options.get("letters"),
    ]


def mapping_of(draft: Job) -> dict[str, str]:
    """Header -> system field, as corrected by hand."""
    return draft.options.get("mapping", {})


def answers_of(draft: Job) -> dict[str, str]:
    """Key of a doubt -> what was said to it."""
    return draft.options.get("answers", {})


def table_of(draft: Job) -> Table | None:
    """The table as corrected by hand; None of what nobody has read yet or can read any more."""
    if not draft.content or draft.options.get("is_raw"):
        return None
    try:
        return _table(draft)
    except ValidationError:
        return None


def discard(*, draft: Job) -> bool:
    """Throw the upload away, unless it is just being imported or has been; whether it went."""
    kept = _being_applied() | Q(state=State.DONE)
    return bool(Job.objects.filter(pk=draft.pk).exclude(kept).delete()[0])


def is_applying(draft: Job) -> bool:
    """Whether the work on it is the import itself; else the table is only looked at."""
    return draft.step == apply_step.name


def preview_of(draft: Job, event: Event) -> Preview | None:
    """What would happen now. None for a large table that has to be looked at first: `look`.

    Raises ValidationError where an older version kept the table.
    """
    if draft.total <= LARGE and not draft.options.get("is_raw"):
        return _preview(draft, event).answered(answers_of(draft))
    kept = draft.outcome.get("preview")
    if kept and draft.outcome.get("made_from") == _made_from(draft, event.pk):
        return Preview.from_json(kept).answered(answers_of(draft))
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
    return content.count(b"\n") > LARGE or (content[:1] == b"[" and content.count(b"{") > LARGE)


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
    table = read_people(bytes(draft.content), draft.file_name, work.progress)
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
        plan = _plan(draft, _event_of(draft), _table(draft), report_rows)
        report_rows(draft.total)
        _write(work, plan, fingerprint, withdraw_missing)
    except NotTheirs:
        raise
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
        work.lock()
        event = _event_of(draft)
        check_changeable(event)
        groups, people = people_of(event)
        update = plan_update(plan, people, groups, answers_of(draft))
        _check(draft, update, fingerprint)
        if not people:
            order_by_surname(event, plan)
        changes = write_update(event, groups, update, withdraw_missing=withdraw_missing)
        outcome = {
            "groups": len(update.new_groups),
            "added": len(update.added),
            "changed": len(update.changed),
            "unchanged": len(update.unchanged),
            "withdrawn": len(update.missing) if withdraw_missing else 0,
        }
        if update.changes_something or outcome["withdrawn"]:
            _log(event, draft, outcome, changes, is_first=not people)
        work.finish(State.DONE, outcome, done=draft.total)


def _check(draft: Job, update: UpdatePlan, fingerprint: str) -> None:
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
    if left := unanswered(update.problems, answers_of(draft)):
        raise ValidationError(open_sentence(left), code="doubtful")


def _log(
    event: Event,
    draft: Job,
    outcome: dict,
    changes: audit.Changes,
    *,
    is_first: bool,
) -> None:
    text = (
        IMPORTED
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
        detail=audit.Sentence(text, values),
        changes={**counts, **changes},
    )


class NotTheirs(ValidationError):
    """Whoever uploaded the table may not change the event any more: the table goes too."""


def _event_of(draft: Job) -> Event:
    """The draft's event. Raises NotTheirs where it is gone, or its owner, as stored now, may not
    manage it: an hour may lie between the click and the work.
    """
    owner = User.objects.filter(pk=draft.owner_id).first()
    theirs = Event.objects.manageable_by(owner) if owner else Event.objects.none()
    event = theirs.select_related("organisation").filter(pk=draft.subject_pk).first()
    if event is None:
        raise NotTheirs(_("You may not change this event any more, so nothing was imported."))
    return event


def _made_from(draft: Job, event_pk: int) -> list:
    """What a preview is made from besides the table: while that is the same, so is the preview."""
    version = Event.objects.filter(pk=event_pk).values_list("version", flat=True).first()
    return [version, _decisive(draft.options), get_language()]


def _table(draft: Job) -> Table:
    """As read, with what was chosen and corrected by hand; every column with a header."""
    table = Table.unpack(bytes(draft.content))
    letters, number = draft.options.get("letters"), draft.options.get("header_row")
    if letters in table.encodings_that_fit:
        table = with_encoding(table, letters)
    if number is not None:
        findings = tuple(each for each in table.findings if each.kind != Kind.NO_HEADERS)
        table = with_header_row(replace(table, findings=findings), number)
    table = with_likely_headers(table, table.header_row)
    return with_cells(with_own_headers(table), draft.options.get("cells", {}))


def _plan(
    draft: Job, event: Event, table: Table, report_rows: ReportRows = report_to_nobody
) -> Plan:
    return make_plan(
        table,
        today=timezone.localdate(),
        day=event.ages_on,
        last_birthday=event.last_birthday,
        mapping={h: name for h, name in mapping_of(draft).items() if h in table.headers},
        answers=answers_of(draft),
        report_rows=report_rows,
    )


def _preview(draft: Job, event: Event, report_rows: ReportRows = report_to_nobody) -> Preview:
    table = _table(draft)
    plan = _plan(draft, event, table, report_rows)
    groups, people = people_of(event)
    update = plan_update(plan, people, groups, answers_of(draft))
    return make_preview(table, mapping_of(draft), plan, update, len(people))
