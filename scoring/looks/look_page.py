"""The organisers' page of how the public page looks: its colour and its picture."""

from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.rules.page_objects import managed_event
from foundation.files import store
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal, status_of
from scoring.looks.changing import change_picture
from scoring.looks.colours import DARK, LIGHT, Shades, Theme, shades, stylesheet
from scoring.looks.forms import PRODUCT_COLOUR, LookForm
from scoring.looks.stored import picture_of
from scoring.models import EventPicture, Publication
from scoring.publishing.changing import change_publication
from scoring.publishing.stored import publication_of


class ShadeSample(NamedTuple):
    """What becomes of a colour on a light or a dark ground."""

    name: str
    ground: str
    shades: Shades
    is_adjusted: bool


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def look(request, event_pk):
    """POST: `then` is save, or remove: the picture."""
    event = managed_event(request, event_pk)
    publication = publication_of(event)
    if request.method != "POST":
        return _render(request, event, publication)
    form = LookForm(request.POST.copy(), request.FILES)
    if not form.is_valid():
        return _render(request, event, publication, form, 422)
    picture = None if request.POST.get("then") == "remove" else form.cleaned_data["picture"]
    try:
        _save(request, event, form, picture)
    except ValidationError as refusal:
        if status_of(refusal) == 409:
            form.data["version"] = str(publication_of(event).version)
        add_refusal(form, refusal)
        return _render(request, event, publication_of(event), form, status_of(refusal))
    messages.success(request, _("Saved."))
    return redirect("scoring:look", event.pk)


@organiser_page
@require_safe
@never_cache
def look_picture(request, event_pk):
    """The picture for organisers, whether the page is public or not."""
    pictures = EventPicture.objects.filter(publication__event=managed_event(request, event_pk))
    digest = pictures.values_list("file", flat=True).first()
    if digest is None:
        raise Http404
    return HttpResponse(store.read(digest), content_type="image/jpeg")


@organiser_page
@require_safe
@never_cache
def look_colours(request, event_pk):
    """The stylesheet of the colours for organisers."""
    colour = publication_of(managed_event(request, event_pk)).colour
    if not colour:
        raise Http404
    return HttpResponse(stylesheet(colour), content_type="text/css; charset=utf-8")


@transaction.atomic
def _save(request: HttpRequest, event: Event, form: LookForm, picture) -> None:
    changed = change_publication(
        event=event,
        version=form.cleaned_data["version"],
        fields={"colour": form.chosen_colour},
        by=request.user,
    )
    change_picture(
        event=event,
        version=changed.version,
        picture=picture,
        text="" if picture is None else form.cleaned_data["text"],
        by=request.user,
    )


def _render(
    request: HttpRequest,
    event: Event,
    publication: Publication,
    form: LookForm | None = None,
    status: int = 200,
) -> HttpResponse:
    picture = picture_of(publication)
    shown = {
        "version": publication.version,
        "has_colour": bool(publication.colour),
        "colour": publication.colour or PRODUCT_COLOUR,
        "text": picture.text if picture else "",
    }
    context = {
        "title": _("Picture and colour of the public page"),
        "event": event,
        "publication": publication,
        "form": form or LookForm(initial=shown),
        "picture": picture,
        "samples": samples(publication.colour) if publication.colour else [],
    }
    return render_page(request, "scoring/looks/look.html", context, status)


def samples(colour: str) -> list[ShadeSample]:
    """Of both themes of the public page."""
    return [
        _sample(_("On a light ground"), colour, LIGHT),
        _sample(_("On a dark ground"), colour, DARK),
    ]


def _sample(name: str, colour: str, theme: Theme) -> ShadeSample:
    made = shades(colour, theme)
    return ShadeSample(name, theme.grounds[0], made, made.brand != colour)
