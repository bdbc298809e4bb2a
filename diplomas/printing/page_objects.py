"""The template of a page, or 404."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from diplomas.design.versions import version_named
from diplomas.models import DiplomaTemplate
from diplomas.models.looks import StoredLook
from events.models import Event
from events.rules.page_objects import managed_event


def managed_template(
    request: HttpRequest, event_pk: int, template_pk: int
) -> tuple[Event, DiplomaTemplate]:
    """Of an event that the person manages."""
    event = managed_event(request, event_pk)
    return event, get_object_or_404(event.diploma_templates, pk=template_pk)


def shown_look(
    request: HttpRequest, event_pk: int, template_pk: int
) -> tuple[Event, DiplomaTemplate, StoredLook]:
    """As `managed_template`, with how it looks: ?version= asks for one by its number, or for the
    draft; without it, as it is published.
    """
    event, template = managed_template(request, event_pk, template_pk)
    name = request.GET.get("version", "")
    look = version_named(template, name) if name else template
    if look is None:
        raise Http404
    return event, template, look
