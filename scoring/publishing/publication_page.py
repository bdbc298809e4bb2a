"""The organisers' page of what the public sees: switched, published, held back, taken back."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web import qr_codes
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal, sentence_of, status_of
from foundation.web.site_address import address_of_page
from scoring.publishing.amendments import amendment_lines
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.embed_code import embed_code
from scoring.publishing.forms import BoardsForm, ErasingForm, PrivacyForm, VersionForm
from scoring.publishing.gate import GROUPS, OVERALL, PUBLISHED
from scoring.publishing.overview import Overview
from scoring.publishing.stored import publication_of

SWITCHES = {
    "show": ("is_public", True, gettext_lazy("The public page is on.")),
    "hide": ("is_public", False, gettext_lazy("The public sees nothing any more.")),
    "freeze": (
        "frozen_at",
        True,
        gettext_lazy("The public sees the results of this moment from now on."),
    ),
    "unfreeze": (
        "frozen_at",
        False,
        gettext_lazy("The public sees results as they come in again."),
    ),
}
"""What a button does -> the field, whether it is on then, and the sentence about it."""


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def publication(request, event_pk):
    """POST: `then` says what is done: privacy, boards, erasing, publish what is complete, show or
    hide the page, freeze, unfreeze. `back`, where it is "hub", leads to the event's own page
    afterwards.

    ?publish=1 asks whether to publish what is complete, ?show=1 whether to switch the page on.
    """
    event = managed_event(request, event_pk)
    if request.method == "POST":
        match request.POST.get("then"):
            case "privacy":
                return _save_fields(request, event, PrivacyForm, "privacy")
            case "erasing":
                return _save_fields(request, event, ErasingForm, "erasing")
            case "boards":
                return _save_boards(request, event)
            case "publish":
                return _publish(request, event)
            case then if then in SWITCHES:
                return _switch(request, event, then)
        return _render(request, event, status=422)
    return _render(request, event)


def _save_fields(
    request: HttpRequest, event: Event, form_class: type[VersionForm], name: str
) -> HttpResponse:
    form = form_class(request.POST.copy())
    if not form.is_valid():
        return _render(request, event, status=422, **{name: form})
    fields = dict(form.cleaned_data)
    try:
        change_publication(
            event=event, version=fields.pop("version"), fields=fields, by=request.user
        )
    except ValidationError as refusal:
        return _refused(request, event, form, refusal, name)
    return _done(request, event, _("Saved."))


def _save_boards(request: HttpRequest, event: Event) -> HttpResponse:
    overview = Overview(publication_of(event), timezone.now())
    form = BoardsForm(
        request.POST.copy(), lines=overview.lines, version=overview.publication.version
    )
    if not form.is_valid():
        return _render(request, event, boards=form, status=422)
    try:
        change_publication(
            event=event,
            version=form.cleaned_data["version"],
            boards=form.changes(),
            reason=form.cleaned_data["reason"],
            by=request.user,
        )
    except ValidationError as refusal:
        return _refused(request, event, form, refusal, "boards")
    return _done(request, event, _("Saved."))


def _publish(request: HttpRequest, event: Event) -> HttpResponse:
    """Of the boards that were asked about those that are complete; the page is on then."""
    overview = Overview(publication_of(event), timezone.now())
    asked = request.POST.getlist("board")
    lines = [line for line in overview.to_publish if line.key in asked]
    changes = [BoardChange(line.board, PUBLISHED) for line in lines]
    try:
        change_publication(
            event=event,
            version=read_id(request.POST.get("version", "")) or 0,
            fields={"is_public": True},
            boards=changes,
            by=request.user,
        )
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("scoring:publication", event.pk)
    text = ngettext("%(count)d board is public.", "%(count)d boards are public.", len(changes))
    return _done(request, event, text % {"count": len(changes)})


def _switch(request: HttpRequest, event: Event, then: str) -> HttpResponse:
    field, is_on, text = SWITCHES[then]
    value = is_on if field == "is_public" else (timezone.now() if is_on else None)
    try:
        change_publication(
            event=event,
            version=read_id(request.POST.get("version", "")) or 0,
            fields={field: value},
            by=request.user,
        )
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return _back(request, event)
    return _done(request, event, str(text))


def _done(request: HttpRequest, event: Event, text: str) -> HttpResponse:
    messages.success(request, text)
    return _back(request, event)


def _back(request: HttpRequest, event: Event) -> HttpResponse:
    is_hub = request.POST.get("back") == "hub"
    return redirect("scoring:hub" if is_hub else "scoring:publication", event.pk)


def _refused(
    request: HttpRequest, event: Event, form, refusal: ValidationError, name: str
) -> HttpResponse:
    """The page with what was typed. After a conflict the version of now is the one seen."""
    status = status_of(refusal)
    if status == 409:
        form.data["version"] = str(publication_of(event).version)
    add_refusal(form, refusal)
    return _render(request, event, status=status, **{name: form})


def _render(
    request: HttpRequest,
    event: Event,
    *,
    privacy: PrivacyForm | None = None,
    boards: BoardsForm | None = None,
    erasing: ErasingForm | None = None,
    status: int = 200,
) -> HttpResponse:
    overview = Overview(publication_of(event), timezone.now())
    stored = overview.publication
    address = address_of_page("scoring:public-event", stored.slug)
    words = {OVERALL: _("Overall standings"), GROUPS: _("Standings of groups")}
    context = {
        "title": _("What the public sees"),
        "event": event,
        "publication": stored,
        "overview": overview,
        "privacy": privacy or PrivacyForm.of(stored),
        "erasing": erasing or ErasingForm.of(stored),
        "boards": boards or BoardsForm(lines=overview.lines, version=stored.version),
        "address": address,
        "code": qr_codes.draw(address),
        "embed_code": embed_code(address, event.name),
        "asks": "publish" in request.GET and bool(overview.to_publish),
        "asks_to_show": "show" in request.GET and not stored.is_public,
        "is_frozen": stored.frozen_at is not None and stored.frozen_at <= overview.now,
        "amendments": amendment_lines(stored, words),
    }
    return render_page(request, "scoring/publishing/publication.html", context, status)
