"""Participants from a file or a pasted table: look, correct, apply."""

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from events.importing import drafts
from events.importing.asking import MOST_LISTED, answers_in, corrections_in
from events.importing.preview import LABELS, Preview, ShownColumn
from events.life.setup_steps import setup_context
from events.models import Event
from events.rosters.columns import LEAVE_OUT, METADATA, SYSTEM_FIELDS
from events.rules.page_objects import managed_event
from foundation.jobs import queue
from foundation.jobs.progress import progress_of
from foundation.models import Job
from foundation.tables.reading import PASTED
from foundation.tables.table import MAX_BYTES, Table
from foundation.text.names import tidy
from foundation.web.organiser_pages import organiser_page, render_page

ROWS_PER_PAGE = 100
MOST_HEADER_ROWS = 10
"""From the top of the file: below them nobody looks for headers."""
FIELD_CHOICES = [(name, LABELS[name]) for name in (*SYSTEM_FIELDS, METADATA, LEAVE_OUT)]
TABS = {
    "all": gettext_lazy("All rows"),
    "problem": gettext_lazy("Problems"),
    "added": gettext_lazy("Added"),
    "changed": gettext_lazy("Changed"),
    "unchanged": gettext_lazy("Unchanged"),
    "left_out": gettext_lazy("Left out"),
    "missing": gettext_lazy("Missing in the table"),
}


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def import_start(request, event_pk):
    """Takes a file or a pasted table; a refusal shows the form again with the sentence."""
    event = managed_event(request, event_pk)
    if request.method != "POST":
        return _start_page(request, event)
    source, content, file_name = _upload(request)
    pasted = {"source": source, "pasted": request.POST.get("pasted", "")}
    if not content:
        error = _("Choose a file, or paste a table. The one that came was empty.")
        return _start_page(request, event, error=error, **pasted)
    try:
        draft = drafts.keep(event=event, content=content, file_name=file_name, by=request.user)
    except ValidationError as error:
        return _start_page(request, event, error=" ".join(error.messages), **pasted)
    return redirect("events:import-draft", event.pk, draft.pk)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def import_draft(request, event_pk, draft_pk):
    """What would happen, as far as it is known; a POST says what to do about it."""
    event = managed_event(request, event_pk)
    draft = get_object_or_404(drafts.drafts_of(request.user, event), pk=draft_pk)
    if request.method == "POST":
        return _act(request, event, draft)
    if draft.state == Job.State.DONE:
        return _finished(request, event, draft)
    if draft.is_waiting or draft.state == Job.State.FAILED:
        return _working_page(request, event, draft)
    if not draft.content:
        context = {"error": " ".join(draft.outcome.get("sentences", [])), "source": "file"}
        return _start_page(request, event, status=200, **context)
    try:
        preview = drafts.preview_of(draft, event)
    except ValidationError as error:
        context = {"error": " ".join(error.messages), "source": "file"}
        return _start_page(request, event, status=200, **context)
    if preview is None:
        drafts.look(draft=draft)
        draft.refresh_from_db()
        return _working_page(request, event, draft)
    return _draft_page(request, event, draft, preview)


@organiser_page
@require_safe
def import_progress(request, event_pk, draft_pk):
    """How far it is, for the page that asks every second; what is over sends to the whole page."""
    event = managed_event(request, event_pk)
    mine = drafts.drafts_of(request.user, event)
    found = mine.defer("content", "outcome", "options").filter(pk=draft_pk)
    if request.htmx and not found:
        return HttpResponse(status=204)  # asked once more while the whole page was already loading
    draft = get_object_or_404(found)
    if not draft.is_waiting:
        whole_page = reverse("events:import-draft", args=[event.pk, draft.pk])
        return HttpResponseClientRedirect(whole_page) if request.htmx else redirect(whole_page)
    context = {"event": event, "draft": draft, **_progress(draft)}
    return render_page(request, "events/importing/_progress_part.html", context)


def _upload(request: HttpRequest) -> tuple[str, bytes, str]:
    """(which form it came from, the content or as much as shows that it is too large, its name)"""
    file = request.FILES.get("file")
    if file is not None:
        return "file", file.read(MAX_BYTES + 1), file.name
    pasted = request.POST.get("pasted", "")
    if "pasted" in request.POST:
        return "pasted", pasted.strip("\r\n").encode("utf-8", "replace"), PASTED
    return "file", b"", ""


def _act(request: HttpRequest, event: Event, draft: Job) -> HttpResponse:
    action = request.POST.get("action")
    if action == "discard" and drafts.discard(draft=draft):
        messages.info(request, _("The table was thrown away. Nothing was imported."))
        return redirect("events:import", event.pk)
    if draft.is_waiting or draft.state == Job.State.FAILED:
        queue.retry(draft)  # does nothing while somebody works on it
    elif action in {"look", "apply"}:
        is_other = drafts.choose(draft=draft, **_choices(request, event, draft))
        if action == "apply" and is_other:
            messages.info(request, _("This is what would happen now. Look at it and apply it."))
        elif action == "apply":
            drafts.apply(
                draft=draft,
                fingerprint=request.POST.get("fingerprint", ""),
                withdraw_missing=request.POST.get("missing") == "withdraw",
            )
    return redirect("events:import-draft", event.pk, draft.pk)


def _choices(request: HttpRequest, event: Event, draft: Job) -> dict[str, Any]:
    """What the form says otherwise than the page that it is on: see `drafts.CHOICES`."""
    table = drafts.table_of(draft)
    preview = drafts.preview_of(draft, event) if table else None
    if preview is None:
        return {}
    mapping = {**drafts.mapping_of(draft), **_corrected_columns(request, preview)}
    number = request.POST.get("header_row", "")
    if number != str(table.header_row) and number in {"0", *map(str, _header_rows(table))}:
        return {"mapping": mapping, "header_row": int(number)}
    letters = request.POST.get("letters", "")
    if letters in table.encodings_that_fit and letters != draft.options.get("letters"):
        return {"mapping": mapping, "letters": letters}
    asked = [*preview.errors, *(item for each in preview.questions for item in each.items)]
    return {
        "mapping": mapping,
        "cells": {**draft.options.get("cells", {}), **corrections_in(request.POST, asked)},
        "answers": answers_in(request.POST, preview.questions, drafts.answers_of(draft)),
    }


def _corrected_columns(request: HttpRequest, preview: Preview) -> dict[str, str]:
    """Header -> field, of the columns that the form has as another field than they were shown."""
    known = dict(FIELD_CHOICES)
    chosen = {
        column.header: request.POST.get(f"column-{column.position}", column.field)
        for column in preview.columns
    }
    shown = {column.header: column.field for column in preview.columns}
    return {h: name for h, name in chosen.items() if name in known and name != shown[h]}


def _header_rows(table: Table) -> dict[int, str]:
    """The rows that may have the headers: number -> what stands there."""
    rows = [*table.top, *table.rows][:MOST_HEADER_ROWS]
    return {row.number: " · ".join(filter(None, map(tidy, row.cells)))[:80] for row in rows}


def _start_page(
    request: HttpRequest, event: Event, *, status: int = 422, **refusal: str
) -> HttpResponse:
    mine = drafts.drafts_of(request.user, event)
    draft = None if refusal else mine.defer("content", "outcome").first()
    context = {
        "event": event,
        "title": _("Import participants"),
        "is_open": event.status != Event.Status.ARCHIVED,
        "draft": draft,
        **setup_context(event, "people"),
        **refusal,
    }
    status = status if refusal else 200
    return render_page(request, "events/importing/start.html", context, status)


def _working_page(request: HttpRequest, event: Event, draft: Job) -> HttpResponse:
    context = {
        "event": event,
        "title": _("Import of %(file)s") % {"file": _called(draft)},
        "draft": draft,
        **_progress(draft),
    }
    return render_page(request, "events/importing/working.html", context)


def _progress(draft: Job) -> dict[str, Any]:
    return {"progress": progress_of(draft), "is_applying": drafts.is_applying(draft)}


def _draft_page(request: HttpRequest, event: Event, draft: Job, preview: Preview) -> HttpResponse:
    asked = request.GET.get("show")
    kind = asked if asked in TABS else "all"
    table = drafts.table_of(draft)
    rows = Paginator(preview.chosen(kind), ROWS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "event": event,
        "title": _("Import of %(file)s") % {"file": _called(draft)},
        "draft": draft,
        "preview": preview,
        "columns": _columns(preview),
        "table": table,
        "letters": draft.options.get("letters", ""),
        "header_rows": _header_rows(table) if len(table.rows) > 1 else {},
        "are_rows_open": kind == asked or "page" in request.GET,
        "most_listed": MOST_LISTED,
        "tabs": _tabs(preview, kind),
        "rows": rows,
        "sentences": draft.outcome.get("sentences", []),
        "is_open": event.status != Event.Status.ARCHIVED,
        "is_update": bool(preview.counts["people"]),
        **setup_context(event, "people"),
    }
    return render_page(request, "events/importing/draft.html", context)


def _columns(preview: Preview) -> list[tuple[int, ShownColumn, list]]:
    """(position in the form, column, [(field, label, whether it is that), …])"""
    return [
        (
            column.position,
            column,
            [(name, label, name == column.field) for name, label in FIELD_CHOICES],
        )
        for column in preview.columns
    ]


def _tabs(preview: Preview, chosen: str) -> list[dict]:
    """The filters of the rows with their numbers; those of nothing are left out."""
    numbers: Mapping[str, int] = {
        **preview.counts,
        "all": len(preview.rows),
        "problem": preview.counts["troubled"],
    }
    return [
        {
            "kind": kind,
            "label": label,
            "number": number_format(numbers[kind], force_grouping=True),
            "is_chosen": kind == chosen,
        }
        for kind, label in TABS.items()
        if numbers[kind] or kind in ("all", chosen)
    ]


def _called(draft: Job) -> str:
    return _("a pasted table") if draft.file_name == PASTED else draft.file_name


def _finished(request: HttpRequest, event: Event, draft: Job) -> HttpResponse:
    """Says what was done and leads on: to the next step of the set-up, or to the participants."""
    counts = drafts.finish(draft=draft)
    sentences = [
        ngettext("%(count)d new group", "%(count)d new groups", counts["groups"]),
        ngettext("%(count)d participant added", "%(count)d participants added", counts["added"]),
        ngettext("%(count)d changed", "%(count)d changed", counts["changed"]),
        ngettext("%(count)d withdrawn", "%(count)d withdrawn", counts["withdrawn"]),
    ]
    numbers = [counts[name] for name in ("groups", "added", "changed", "withdrawn")]
    done = [
        text % {"count": count} for text, count in zip(sentences, numbers, strict=True) if count
    ]
    if done:
        messages.success(request, _("Imported: %(done)s.") % {"done": ", ".join(done)})
    else:
        messages.success(request, _("Everything in the table was in the event already."))
    if event.setup_step:
        return redirect("events:setup", event.pk)
    participants = reverse("admin:events_participant_changelist")
    return redirect(f"{participants}?event__id__exact={event.pk}")
