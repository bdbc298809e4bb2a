"""The template of a page, or 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from diplomas.models import DiplomaTemplate
from events.models import Event
from events.rules.page_objects import managed_event


def managed_template(
    request: HttpRequest, event_pk: int, template_pk: int
) -> tuple[Event, DiplomaTemplate]:
    """Of an event that the person manages."""
    event = managed_event(request, event_pk)
    return event, get_object_or_404(event.diploma_templates, pk=template_pk)
