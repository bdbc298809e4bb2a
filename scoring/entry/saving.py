"""What an entry page sends, row by row or as a whole: to the ledger, and what became of it."""

from collections.abc import Mapping

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from events.models import Activity, Participant
from foundation.web.refusals import sentence_of, status_of
from scoring.entry import entry_page
from scoring.entry.entry_page import EntryRow
from scoring.entry.row_form import RowForm
from scoring.ledger import confirmations, history, records
from scoring.ledger.records import Outcome
from scoring.models import Entry
from scoring.rules.activity_rules import rule_of

UNREADABLE = gettext_lazy("The page is too old to be read. Reload it and type the results again.")


def save_row(request, activity: Activity, participant: Participant) -> tuple[EntryRow, str, int]:
    """Save one row as sent. Returns (row, error, status): the row with the verdict in it; the error
    is a sentence where the row could not be submitted at all, else ""; the status is 200 for saved,
    409 where somebody else was faster, 422 for refused, and where the digits have to be explained.
    """
    row = EntryRow(participant, rule_of(activity), None)
    error, status = _save_row(request, activity, row)
    if row.verdict is None:  # else it says what is stored
        entry_page.read_stored(activity, [row])
    entry_page.look_for_doubts(activity, [row])
    return row, error, status


def _save_row(request, activity: Activity, row: EntryRow) -> tuple[str, int]:
    form = RowForm(request.POST, prefix=row.prefix)
    sent = {row.participant.pk: form}
    try:
        if not (form.is_valid() and form.is_sent):
            raise ValidationError(UNREADABLE)
        if form.is_touched or not form.is_pressed:  # typed and taken back: see what is there
            entry_page.take([row], _submit(request, activity, [row], sent), sent)
        _confirm(request, activity, row, form)
    except ValidationError as refusal:
        if form.is_valid():
            entry_page.keep_typed([row], sent)
        return sentence_of(refusal), status_of(refusal)
    if row.state in {"asked", "refused"}:
        return "", 422
    return "", 409 if row.state == "conflict" else 200


def save_touched(request, activity: Activity, rows: list[EntryRow]) -> tuple[str, int]:
    """Save the touched rows of a posted form, and put the verdicts into `rows`.

    Returns (error, number of refused rows). The error is a sentence where none was saved, or where
    rows belong to participants who left the group; else "". What was typed stays in its row, and
    an open conflict stays open.
    """
    if request.method != "POST":
        entry_page.look_for_doubts(activity, rows)
        return "", 0
    forms = {row.participant.pk: RowForm(request.POST, prefix=row.prefix) for row in rows}
    touched = {pk: form for pk, form in forms.items() if form.is_valid() and form.is_touched}
    try:
        if sentence := somebody_else(request):
            raise ValidationError(sentence)
        if not all(form.is_valid() for form in forms.values()):
            raise ValidationError(UNREADABLE)
        verdicts = _submit(request, activity, rows, touched)
    except ValidationError as refusal:
        entry_page.keep_typed(rows, touched)
        return sentence_of(refusal), 0
    entry_page.take(rows, verdicts, touched)
    confirmed = _confirm_pressed(request, activity, rows, forms)
    entry_page.look_for_doubts(activity, rows)
    strays = entry_page.count_strays(request.POST, rows)
    refused = sum(row.state in {"asked", "refused", "conflict"} for row in rows)
    saved = {
        verdict.submission.participant_id
        for verdict in verdicts
        if verdict.outcome == Outcome.SAVED
    }
    _report_saved(request, saved, rows)
    pressed_alone = any(form.cleaned_data["theirs"] for form in forms.values())
    if not (saved or confirmed or strays or refused or pressed_alone):
        messages.info(request, _("Nothing was changed, so nothing was saved."))
    return strays_sentence(strays) if strays else "", refused


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


def strays_sentence(count: int) -> str:
    return ngettext(
        "%(count)d result was not saved: its participant is no longer in this group.",
        "%(count)d results were not saved: their participants are no longer in this group.",
        count,
    ) % {"count": count}


def _submit(
    request, activity: Activity, rows: list[EntryRow], forms: Mapping[int, RowForm]
) -> list[records.Verdict]:
    """Submit what is clear; a row whose digits are not gets its question, and keeps them."""
    rule = rule_of(activity)
    by_participant = {row.participant.pk: row for row in rows}
    taken_back = [pk for pk, form in forms.items() if form.takes_status_back]
    returning = history.texts_before_status(activity, taken_back) if taken_back else {}
    submissions = []
    for pk, form in forms.items():
        found = form.readings(rule)
        if len(found) > 1:
            by_participant[pk].question = found
            entry_page.keep_typed([by_participant[pk]], forms)
        else:
            submissions.append(form.submission(pk, returning.get(pk, found[0].text)))
    if not submissions:
        return []
    return records.submit(
        activity=activity,
        submissions=submissions,
        by=request.user,
        source=Entry.Source.FORM,
        device=request.headers.get("User-Agent", ""),
        partial=True,
    )


def _confirm(request, activity: Activity, row: EntryRow, form: RowForm) -> bool:
    """Confirm the row's entry where that button was pressed; whether it was.

    Not where something else was typed: that is saved, or refused, and doubted by itself.
    """
    entry_id = form.cleaned_data["right"]
    is_as_stored = row.verdict is None or row.verdict.outcome == Outcome.UNCHANGED
    if entry_id is None or row.question or not is_as_stored:
        return False
    confirmations.confirm(
        activity=activity,
        participant_id=row.participant.pk,
        entry_id=entry_id,
        by=request.user,
    )
    return True


def _confirm_pressed(
    request, activity: Activity, rows: list[EntryRow], forms: Mapping[int, RowForm]
) -> int:
    """Confirm as `_confirm` does, and return how many; a refusal stands in its row."""
    count = 0
    for row in rows:
        try:
            count += _confirm(request, activity, row, forms[row.participant.pk])
        except (ValidationError, PermissionDenied) as refusal:
            row.error = sentence_of(refusal)
    return count


def _report_saved(request, saved: set[int], rows: list[EntryRow]) -> None:
    if saved:
        message = ngettext("%(count)d result saved.", "%(count)d results saved.", len(saved))
        messages.success(request, message % {"count": len(saved)})
    doubtful = sum(row.is_in_doubt and row.participant.pk in saved for row in rows)
    if doubtful:
        message = ngettext(
            "%(count)d saved result is in doubt: please check it.",
            "%(count)d saved results are in doubt: please check them.",
            doubtful,
        )
        messages.warning(request, message % {"count": doubtful})
