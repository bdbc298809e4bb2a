"""Two entries of one person become one."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import is_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.posted_forms import form_status, posted
from foundation.web.refusals import add_refusal
from scoring.merging import merging, pairs
from scoring.merging.forms import MergeForm
from scoring.merging.pairs import FIELDS, MergePair


@organiser_page
@require_http_methods(["GET", "POST"])
def participants_merge(request, event_pk):
    """With `ids` of two participants: the two side by side, the first is kept; by POST they are
    merged. Without: who may have been entered twice.
    """
    event = managed_event(request, event_pk)
    if "ids" not in request.GET:
        return redirect(request.path) if request.method == "POST" else _suggest(request, event)
    pair = _pair(event, request.GET["ids"])
    if pair is None:
        messages.warning(request, _("One of the two is not there any more. Choose two others."))
        return redirect("scoring:merge", event.pk)
    form = MergeForm(posted(request), pair=pair)
    if request.method == "POST" and form.is_valid() and _merge(request, form):
        return redirect("admin:events_participant_change", pair.kept.pk)
    return _compare(request, event, form)


def _pair(event: Event, ids: str) -> MergePair | None:
    numbers = ids.split(",")
    if len(set(numbers)) != 2 or len(numbers) != 2 or not all(map(is_id, numbers)):
        return None
    return pairs.read(event.pk, *map(int, numbers))


def _merge(request, form: MergeForm) -> bool:
    """Whether they were merged; where not, the form has the errors."""
    pair = form.pair
    try:
        kept = merging.merge_participants(
            kept=pair.kept,
            other=pair.other,
            by=request.user,
            seen=form.cleaned_data["seen"],
            **form.taken,
        )
    except ValidationError as error:
        add_refusal(form, error, {name: f"field-{name}" for name in FIELDS})
        return False
    text = _("%(other)s was merged into %(kept)s. All results are with %(kept)s now.")
    messages.success(request, text % {"kept": kept, "other": pair.other})
    return True


def _compare(request, event: Event, form: MergeForm) -> HttpResponse:
    kept, other = form.pair.kept, form.pair.other
    context = {
        "title": _("Merge two participants"),
        "event": event,
        "pair": form.pair,
        "form": form,
        "swapped": urlencode({"ids": f"{other.pk},{kept.pk}"}),
        "is_archived": event.status == Event.Status.ARCHIVED,
    }
    return render_page(request, "scoring/merging/merge.html", context, form_status(form))


def _suggest(request, event: Event) -> HttpResponse:
    context = {
        "title": _("Who was entered twice?"),
        "event": event,
        "page": pairs.suggestions(event, request.GET.get("page", "1")),
        "is_archived": event.status == Event.Status.ARCHIVED,
    }
    return render_page(request, "scoring/merging/suggestions.html", context)
