"""What a template looks like: an example to print, and its picture."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.fonts import FontSet
from diplomas.looks import backgrounds
from diplomas.looks.layout import Template, compose
from diplomas.printing.examples import example_of
from diplomas.printing.page_objects import managed_template
from diplomas.printing.paper import printer_test
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import pdf_answer, problem_of
from foundation.web.organiser_pages import organiser_page

PREVIEW_SIDE = 800
"""Of a background on the page of its template, in pixels."""


@organiser_page
@require_safe
@never_cache
def template_example(request, event_pk, template_pk):
    """A diploma for an invented winner, printed by this template."""
    event, template = managed_template(request, event_pk, template_pk)
    if _is_refused(request, template):
        return redirect("admin:diplomas_diplomatemplate_change", template.pk)
    return pdf_answer(
        diplomas_pdf(template, [example_of(event)]), f"{_('Diploma')} {template.name}.pdf"
    )


@organiser_page
@require_safe
def test_page(request, event_pk, template_pk):
    """By how far a printer is off, on paper as the template's lies."""
    _event, template = managed_template(request, event_pk, template_pk)
    page = compose(template, {}, FontSet())
    return pdf_answer(printer_test(page.width, page.height), f"{_('Test page')}.pdf")


@organiser_page
@require_safe
@never_cache
def template_background(request, event_pk, template_pk):
    """The template's picture, small, for the page of the template."""
    _event, template = managed_template(request, event_pk, template_pk)
    jpeg = backgrounds.jpeg(template.bg_image_url, PREVIEW_SIDE)
    if jpeg is None:
        raise Http404
    return HttpResponse(jpeg, content_type="image/jpeg")


def _is_refused(request, template: Template) -> bool:
    """Whether a template is too much work to print; the next page says so."""
    if problem := problem_of(template):
        messages.error(request, problem)
    return bool(problem)
