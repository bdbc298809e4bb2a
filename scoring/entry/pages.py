"""The entry page's two ways to save: the whole form, and row by row."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Activity, Group
from events.rules.page_objects import activity_of, visible_group
from events.rules.permissions import can_manage
from foundation.web.refusals import sentence_of
from scoring.entry import entry_page
from scoring.entry.entry_page import RowForm
from scoring.ledger import records
from scoring.ledger.records import Outcome
from scoring.models import Entry
from scoring.progress.progress import group_tally

PLAIN_TEXT = "text/plain; charset=utf-8"
UNREADABLE = gettext_lazy("The page is too old to be read. Reload it and type the results again.")


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request, group_pk, activity_pk):
    """All rows of a group in an activity. POST saves those that were touched, each on its own:
    a refused row comes back with its reason and what was typed, and holds up no other.
    """
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    rows = entry_page.rows_of(activity, group.participants.all())
    error, refused = save_touched(request, activity, rows)
    if request.method == "POST" and not refused and not error:
        return redirect("scoring:entry", group.pk, activity.pk)
    context = {
        **_context(group, activity),
        "rows": rows,
        "refused": refused,
        "error": error,
        "can_correct": activity.is_locked and can_manage(request.user, group.event),
    }
    status = 422 if refused or error else 200
    return render(request, "scoring/entry/entry.html", context, status=status)


@require_POST
def row_save(request, group_pk, activity_pk, participant_pk):
    """One row, as soon as it is left. Answers with the row's state and the page's count.

    200 saved, 409 somebody else was faster, 422 refused; each says so in the row.
    """
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    participant = group.participants.filter(pk=participant_pk).first()
    if participant is None:
        return HttpResponse(strays_sentence(1), status=404, content_type=PLAIN_TEXT)
    if sentence := somebody_else(request):
        return HttpResponse(sentence, status=403, content_type=PLAIN_TEXT)
    (row,) = entry_page.rows_of(activity, [participant])
    error, status = save_row(request, activity, row)
    context = {**_context(group, activity), "row": row, "error": error}
    return render(request, "scoring/entry/_row_saved_part.html", context, status=status)


def save_row(request, activity: Activity, row: entry_page.EntryRow) -> tuple[str, int]:
    """Save one row as sent, and put the verdict into it. Returns (error, status): the error is a
    sentence where the row could not be submitted at all, else ""; the status is 200 for saved,
    409 where somebody else was faster, 422 for refused.
    """
    form = RowForm(request.POST, prefix=row.prefix)
    sent = {row.participant.pk: form}
    try:
        if not (form.is_valid() and form.is_sent):
            raise ValidationError(UNREADABLE)
        entry_page.take([row], _submit(request, activity, sent), sent)
    except ValidationError as refusal:
        return sentence_of(refusal), 422
    if row.verdict.is_refused:
        return "", 409 if row.verdict.outcome == Outcome.CONFLICT else 422
    return "", 200


def somebody_else(request) -> str:
    """An error sentence where another user opened the page than is signed in now, else "".

    What was typed before belongs to the one who typed it, in the ledger too.
    """
    if request.POST.get("person", str(request.user.pk)) == str(request.user.pk):
        return ""
    return _(
        "Not saved: %(name)s is signed in now, but somebody else typed this."
        " Sign in as before, or reload the page."
    ) % {"name": request.user}


def _group_and_activity(request, group_pk: int, activity_pk: int) -> tuple[Group, Activity]:
    """The group, if the user may enter its results, and the activity of the same event."""
    group = visible_group(request, group_pk)
    return group, activity_of(group.event, activity_pk)


def save_touched(request, activity: Activity, rows: list[entry_page.EntryRow]) -> tuple[str, int]:
    """Save the touched rows of a posted form, and put the verdicts into `rows`.

    Returns (error, number of refused rows). The error is a sentence where none was saved, or where
    rows belong to participants who left the group; else "". What was typed stays in its row.
    """
    if request.method != "POST":
        return "", 0
    forms = {row.participant.pk: RowForm(request.POST, prefix=row.prefix) for row in rows}
    touched = {pk: form for pk, form in forms.items() if form.is_valid() and form.is_touched}
    try:
        if sentence := somebody_else(request):
            raise ValidationError(sentence)
        if not all(form.is_valid() for form in forms.values()):
            raise ValidationError(UNREADABLE)
        verdicts = _submit(request, activity, touched)
    except ValidationError as refusal:
        entry_page.keep_typed(rows, touched)
        return sentence_of(refusal), 0
    entry_page.take(rows, verdicts, touched)
    strays = entry_page.count_strays(request.POST, rows)
    refused = sum(verdict.is_refused for verdict in verdicts)
    saved = sum(verdict.outcome == Outcome.SAVED for verdict in verdicts)
    if saved:
        message = ngettext("%(count)d result saved.", "%(count)d results saved.", saved)
        messages.success(request, message % {"count": saved})
    elif not strays and not refused:
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    return strays_sentence(strays) if strays else "", refused


def strays_sentence(count: int) -> str:
    return ngettext(
        "%(count)d result was not saved: its participant is no longer in this group.",
        "%(count)d results were not saved: their participants are no longer in this group.",
        count,
    ) % {"count": count}


def _submit(request, activity: Activity, forms: dict[int, RowForm]) -> list[records.Verdict]:
    if not forms:
        return []
    return records.submit(
        activity=activity,
        submissions=[form.submission(pk) for pk, form in forms.items()],
        by=request.user,
        source=Entry.Source.FORM,
        device=request.headers.get("User-Agent", ""),
        partial=True,
    )


def _context(group: Group, activity: Activity) -> dict:
    return {
        "group": group,
        "activity": activity,
        "event": group.event,
        "tally": group_tally(group, activity),
    }
