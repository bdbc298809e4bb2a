"""An uploaded table from the upload to the event: kept, looked at, corrected, applied.

A large table is worked on in the background, while its draft says how far it is. Whoever works on
a draft has claimed it, so that two clicks do everything once; what stopped half-way (a restart)
can be claimed again after a minute. The event is written in one transaction or not at all.
"""

import datetime
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

import structlog
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.db.models import Q
from django.utils import timezone, translation
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
from events.models import Event, ImportDraft
from events.models.whole_statements import whole_statements
from events.rules import locks
from events.rules.status_rules import check_changeable
from foundation.jobs import background
from foundation.tables.columns import with_own_headers, without_columns
from foundation.tables.reading import PASTED, read
from foundation.tables.table import ReportRows, Table, report_to_nobody
from foundation.tables.xlsx_files import is_workbook, refuse_other_formats

LARGE = 1_000
"""Rows from which on a table is worked on in the background."""
LARGE_WORKBOOK = 64 * 1024
"""Bytes of a packed workbook of about as many rows."""
STALE_AFTER = datetime.timedelta(seconds=60)
KEPT_FOR = datetime.timedelta(days=1)

log = structlog.get_logger("events.importing.drafts")

State = ImportDraft.State


class Stopped(Exception):
    """The draft that a job works on was thrown away, or somebody else works on it."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the work on a draft is. total is 0 while nobody knows it."""

    done: int
    total: int
    is_applying: bool
    is_interrupted: bool

    @property
    def done_text(self) -> str:
        return number_format(self.done, force_grouping=True)

    @property
    def total_text(self) -> str:
        return number_format(self.total, force_grouping=True)


def keep(*, event: Event, content: bytes, file_name: str, by: User) -> ImportDraft:
    """Keep an uploaded table until it is imported; what the user uploaded before goes.

    Raises ValidationError with a sentence where it is no table, or the event is only read. A large
    one may turn out to be none later: then the draft is REFUSED.
    """
    check_changeable(event)
    table, draft = None, ImportDraft(event=event, created_by=by, file_name=printable(file_name))
    if _looks_large(content):
        refuse_other_formats(content)
        draft.content, draft.options = content, {"is_raw": True, "task": "look"}
        draft.state, draft.beat_at = State.RUNNING, timezone.now()
    else:
        table = with_own_headers(read(content, file_name))
        draft.content, draft.total = table.pack(), len(table.rows)
        draft.options = {"encoding": table.encoding}
    with transaction.atomic():
        purge(event=event, by=by)
        draft.save()
        if table is None:
            _start(_look_job, draft)
    return draft


def purge(*, event: Event, by: User) -> None:
    """Delete the user's earlier uploads to the event, and everybody's that are a day old."""
    now = timezone.now()
    mine = Q(event=event, created_by=by)
    old = Q(created_at__lt=now - KEPT_FOR)
    at_work = Q(state=State.RUNNING, beat_at__gte=now - STALE_AFTER, options__task="apply")
    ImportDraft.objects.filter(mine | old).exclude(at_work).delete()


def set_mapping(*, draft: ImportDraft, mapping: Mapping[str, str]) -> None:
    """What each column is, as corrected by hand. Changes nothing while somebody works on it."""
    corrected = {"mapping": dict(mapping), "outcome": {}}
    if ImportDraft.objects.filter(_idle(), pk=draft.pk).update(**corrected):
        draft.mapping, draft.outcome = corrected["mapping"], {}


def headers_of(draft: ImportDraft) -> tuple[str, ...]:
    """The headers of its columns; () of what nobody has read yet or nobody can read any more."""
    if not draft.content or draft.options.get("is_raw"):
        return ()
    try:
        return _table(draft).headers
    except ValidationError:
        return ()


def discard(*, draft: ImportDraft) -> None:
    """Throw the upload away, unless it is just being imported."""
    ImportDraft.objects.filter(pk=draft.pk).exclude(
        state=State.RUNNING, options__task="apply", beat_at__gte=timezone.now() - STALE_AFTER
    ).delete()


def progress_of(draft: ImportDraft) -> Progress:
    """How far it is; interrupted when nobody has said anything for a minute."""
    beat_at = draft.beat_at or draft.created_at
    return Progress(
        draft.done,
        draft.total,
        draft.options.get("task") == "apply",
        draft.state == State.RUNNING and beat_at < timezone.now() - STALE_AFTER,
    )


def preview_of(draft: ImportDraft) -> Preview | None:
    """What would happen now. None for a large table that has to be looked at first: `look`.

    Raises ValidationError where an older version kept the table.
    """
    if draft.total <= LARGE and not draft.options.get("is_raw"):
        return _preview(draft)
    kept = draft.outcome.get("preview")
    if kept and draft.outcome.get("made_from") == _made_from(draft):
        return Preview.from_json(kept)
    return None


def look(*, draft: ImportDraft) -> bool:
    """Look at a large table in the background; whether that was begun now."""
    if not _claim(draft, "look", {"sentences": draft.outcome.get("sentences", [])}):
        return False
    _start(_look_job, draft)
    return True


def apply(*, draft: ImportDraft, fingerprint: str, withdraw_missing: bool, by: User) -> bool:
    """Import what was shown, all or nothing; a large table in the background.

    fingerprint: of the preview that was shown. Where the event has changed so that something else
    would be written, nothing is, and the draft's outcome says so. Returns whether it was begun
    now: somebody else's click may have been first. What came of it is in the draft.
    """
    if not _claim(draft, "apply"):
        return False
    arguments = {"fingerprint": fingerprint, "withdraw_missing": withdraw_missing, "by": by}
    if draft.total > LARGE:
        _start(_apply_job, draft, **arguments)
    else:
        _apply_job(draft_pk=draft.pk, language=get_language(), **arguments)
    return True


def finish(*, draft: ImportDraft) -> dict:
    """What a DONE draft has come to: see `_write`. The draft goes with it."""
    ImportDraft.objects.filter(pk=draft.pk, state=State.DONE).delete()
    return draft.outcome


def _looks_large(content: bytes) -> bool:
    if is_workbook(content):
        return len(content) > LARGE_WORKBOOK
    return content.count(b"\n") > LARGE


def _idle() -> Q:
    """Drafts that nobody works on, or not any more."""
    stale = Q(state=State.RUNNING, beat_at__lt=timezone.now() - STALE_AFTER)
    return Q(state__in=[State.READY, State.REFUSED]) | stale


def _claim(draft: ImportDraft, task: str, outcome: dict | None = None) -> bool:
    """Whether the work is ours; of all who ask at once it is given to one."""
    options = {**draft.options, "task": task}
    claimed = {"state": State.RUNNING, "options": options, "beat_at": timezone.now(), "done": 0}
    idle = ImportDraft.objects.filter(_idle(), pk=draft.pk)
    return bool(idle.update(**claimed, outcome=outcome or {}))


def _start(job, draft: ImportDraft, **arguments) -> None:
    arguments |= {"draft_pk": draft.pk, "language": get_language()}
    transaction.on_commit(partial(background.run, job, **arguments))


def _tell(draft: ImportDraft, done: int) -> None:
    """Between pieces of the work, in a short write of its own. Raises Stopped."""
    _keep_at(draft, done=done, beat_at=timezone.now())


def _end(draft: ImportDraft, state: str, outcome: dict, **fields) -> None:
    _keep_at(draft, state=state, outcome=outcome, **fields)


def _keep_at(draft: ImportDraft, **fields) -> None:
    if not ImportDraft.objects.filter(pk=draft.pk, state=State.RUNNING).update(**fields):
        raise Stopped


def _claimed(draft_pk: int) -> ImportDraft:
    drafts = ImportDraft.objects.select_related("event__organisation")
    draft = drafts.filter(pk=draft_pk, state=State.RUNNING).first()
    if draft is None:
        raise Stopped
    return draft


def _look_job(*, draft_pk: int, language: str) -> None:
    """Read a large table where that is still to be done, and keep what would happen."""
    with translation.override(language), suppress(Stopped):
        draft = _claimed(draft_pk)
        try:
            if draft.options.get("is_raw"):
                _unpack(draft)
            made_from = _made_from(draft)
            preview = _preview(draft, partial(_tell, draft))
        except ValidationError as error:
            _end(draft, State.REFUSED, {"sentences": error.messages}, content=b"")
        else:
            found = {"preview": preview.as_json(), "made_from": made_from}
            _end(draft, State.READY, {**draft.outcome, **found})


def _unpack(draft: ImportDraft) -> None:
    """From the bytes as uploaded to the rows that everything else works with."""
    found = read(bytes(draft.content), draft.file_name, partial(_tell, draft))
    table = with_own_headers(found)
    draft.content, draft.total, draft.done = table.pack(), len(table.rows), 0
    draft.options = {"encoding": table.encoding, "task": "look"}
    _keep_at(
        draft,
        content=draft.content,
        total=draft.total,
        done=0,
        options=draft.options,
        beat_at=timezone.now(),
    )


def _apply_job(
    *, draft_pk: int, language: str, fingerprint: str, withdraw_missing: bool, by: User
) -> None:
    with translation.override(language), suppress(Stopped):
        draft = _claimed(draft_pk)
        sentences = [_("The event could not be written just now. Nothing was changed; try again.")]
        try:
            tell = partial(_tell, draft) if draft.total > LARGE else report_to_nobody
            plan = _plan(draft, _table(draft), tell)
            tell(draft.total)
            _write(draft, plan, fingerprint, withdraw_missing, by)
        except ValidationError as error:
            _end(draft, State.READY, {"sentences": error.messages})
        except DatabaseError:
            log.exception("an import failed", draft=draft.pk)
            _end(draft, State.READY, {"sentences": sentences})


def _write(
    draft: ImportDraft, plan: Plan, fingerprint: str, withdraw_missing: bool, by: User
) -> None:
    """The one transaction: compare with what is stored now, write, say so in the trail.

    The draft is DONE then, without the table; its outcome has the numbers.
    """
    with transaction.atomic(), whole_statements():
        locks.await_submissions([draft.event_id])
        locks.take_turns([draft.event_id])
        event = Event.objects.select_related("organisation").filter(pk=draft.event_id).first()
        mine = ImportDraft.objects.select_for_update().filter(pk=draft.pk, state=State.RUNNING)
        if event is None or list(mine.values_list("mapping", flat=True)) != [draft.mapping]:
            raise Stopped
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
            _log(event, draft, outcome, changes, by, is_first=not people.participants)
        _end(draft, State.DONE, outcome, content=b"", mapping={}, done=draft.total)


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
    draft: ImportDraft,
    outcome: dict,
    changes: audit.Changes,
    by: User,
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
        actor=by,
        action="IMPORT_EVENT" if is_first else "IMPORT_UPDATE",
        target=event,
        organisation=event.organisation,
        detail=audit.Sentence(text, values),
        changes={**counts, **changes},
    )


def _made_from(draft: ImportDraft) -> list:
    """What a preview is made from besides the table: while that is the same, so is the preview."""
    version = Event.objects.filter(pk=draft.event_id).values_list("version", flat=True).first()
    return [version, draft.mapping, get_language()]


def _table(draft: ImportDraft) -> Table:
    return Table.unpack(bytes(draft.content))


def _plan(draft: ImportDraft, table: Table, tell: ReportRows = report_to_nobody) -> Plan:
    mapping = {h: draft.mapping[h] for h in table.headers if h in draft.mapping}
    left_out = {header for header, name in mapping.items() if name == LEAVE_OUT}
    return make_plan(
        without_columns(table, left_out),
        today=timezone.localdate(),
        mapping={header: name for header, name in mapping.items() if name != LEAVE_OUT},
        report_rows=tell,
    )


def _preview(draft: ImportDraft, tell: ReportRows = report_to_nobody) -> Preview:
    table = _table(draft)
    plan = _plan(draft, table, tell)
    people = people_of(draft.event)
    update = plan_update(plan, people.stored_people, people.stored_groups)
    return make_preview(table, draft.mapping, plan, update, len(people.participants))
