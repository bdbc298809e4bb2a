"""The history of one participant's result in one activity, and the way back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from events.models import Activity, Participant
from events.rules.page_objects import managed_activity
from foundation.web.form_fields import is_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of, status_of
from scoring.ledger import confirmations, history
from scoring.ledger.records import Outcome


@organiser_page
@require_safe
def cell(request, event_pk, activity_pk, participant_pk):
    """Everything ever entered for the participant in the activity."""
    return _page(request, *_cell(request, event_pk, activity_pk, participant_pk))


@organiser_page
@require_POST
def cell_undo(request, event_pk, activity_pk, participant_pk):
    """Restores what the cell held before the entry `entry`, if its newest entry is `based_on`.

    409 where somebody changed it meanwhile, 422 where it cannot be done; the page says why.
    """
    activity, participant = _cell(request, event_pk, activity_pk, participant_pk)
    entry_id, based_on = request.POST.get("entry", ""), request.POST.get("based_on", "")
    try:
        if not is_id(entry_id) or not (based_on == "" or is_id(based_on)):
            raise ValidationError(_("Choose the entry to go back to."))
        verdict = history.undo(
            activity=activity,
            participant=participant,
            entry_id=int(entry_id),
            based_on=int(based_on) if based_on else None,
            by=request.user,
            device=request.headers.get("User-Agent", ""),
        )
    except ValidationError as refusal:
        return _page(request, activity, participant, sentence_of(refusal), status_of(refusal))
    if verdict.outcome == Outcome.SAVED:
        messages.success(request, _("Undone. The entry that was there stays in the history."))
    else:
        messages.info(request, _("Nothing was changed: the result is as you want it already."))
    return redirect("scoring:cell", event_pk, activity.pk, participant.pk)


@organiser_page
@require_POST
def cell_confirm(request, event_pk, activity_pk, participant_pk):
    """Keeps that the doubtful entry `entry` is right, if the cell still holds it; else 409."""
    activity, participant = _cell(request, event_pk, activity_pk, participant_pk)
    entry_id = request.POST.get("entry", "")
    try:
        if not is_id(entry_id):
            raise ValidationError(_("Choose the result that is right."))
        confirmations.confirm(
            activity=activity,
            participant_id=participant.pk,
            entry_id=int(entry_id),
            by=request.user,
        )
    except ValidationError as refusal:
        return _page(request, activity, participant, sentence_of(refusal), status_of(refusal))
    messages.success(request, _("Confirmed: the result is right."))
    return redirect("scoring:cell", event_pk, activity.pk, participant.pk)


def _cell(request, event_pk: int, activity_pk: int, participant_pk: int):
    activity = managed_activity(request, event_pk, activity_pk)
    participants = Participant.objects.filter(event=activity.event).select_related("group")
    return activity, get_object_or_404(participants, pk=participant_pk)


def _page(request, activity: Activity, participant: Participant, error: str = "", status=200):
    context = {
        "title": f"{participant} – {activity}",
        "event": activity.event,
        "activity": activity,
        "participant": participant,
        "history": history.history(activity, participant),
        "error": error,
    }
    return render_page(request, "scoring/entry/grid/cell.html", context, status)
