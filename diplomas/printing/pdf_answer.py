"""Diplomas as an answer, which a browser shows and saves under a name that says what it is."""

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from diplomas.looks.layout import Template, own_items
from diplomas.looks.template_checks import check_work
from events.models import Event
from foundation.web.downloads import download


def pdf_answer(content: bytes, filename: str) -> HttpResponse:
    return download(content, "application/pdf", get_valid_filename(filename), is_shown=True)


def template_of(event: Event) -> Template:
    """By which the event's diplomas are printed: its first one, else the product's.

    Its fonts are read at once: those of a version that is published meanwhile are not its own.
    """
    return event.diploma_templates.prefetch_related("stored_fonts").first() or Template()


def problem_of(template: Template) -> str:
    """Why it cannot be printed, as a sentence; "" where it can. A template that is older than the
    bound may be too much work.
    """
    try:
        check_work(own_items(template))
    except ValidationError as error:
        sentence = _("The diploma template “%(name)s” cannot be printed: %(problem)s")
        return sentence % {"name": template.name, "problem": error.messages[0]}
    return ""
