"""The page that asks before the personal data of one participant are erased."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.rules.page_objects import managed_event
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of
from scoring.erasing.erasing import erase_participant


@organiser_page
@require_http_methods(["GET", "POST"])
def participant_erase(request, event_pk, participant_pk):
    """Says what goes and what stays; by POST it is done."""
    event = managed_event(request, event_pk)
    people = event.participants.select_related("group")
    participant = get_object_or_404(people, pk=participant_pk)
    if request.method == "POST":
        try:
            erased = erase_participant(participant=participant, by=request.user)
        except ValidationError as refusal:
            messages.error(request, sentence_of(refusal))
            return redirect("scoring:hub", event.pk)
        text = _("The personal data are erased. The results are those of “%(name)s” now.")
        messages.success(request, text % {"name": erased})
        return redirect("admin:events_participant_change", erased.pk)
    context = {
        "title": _("Erase personal data"),
        "event": event,
        "participant": participant,
        "result_count": participant.records.count(),
    }
    return render_page(request, "scoring/erasing/participant.html", context)
