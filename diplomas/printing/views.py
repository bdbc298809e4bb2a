"""What a template looks like: an example to print, and its picture."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from diplomas.fonts import FontSet
from diplomas.looks import backgrounds
from diplomas.looks.layout import Template, compose
from diplomas.printing.examples import example_of
from diplomas.printing.page_objects import managed_template, shown_look
from diplomas.printing.paper import printer_test
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import pdf_answer, problem_of
from foundation.pictures.crops import Crop, checked, crop_of
from foundation.web.organiser_pages import organiser_page

PREVIEW_SIDE = 800
"""Of a background on the page of its template, in pixels."""


@organiser_page
@require_safe
@never_cache
def template_example(request, event_pk, template_pk):
    """A diploma for an invented winner, printed by this template; ?version= as `shown_look`."""
    event, template, look = shown_look(request, event_pk, template_pk)
    if _is_refused(request, look):
        return redirect("admin:diplomas_diplomatemplate_change", template.pk)
    pdf = diplomas_pdf(look, [example_of(event)])
    return pdf_answer(pdf, f"{_('Diploma')} {look.name}.pdf")


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
    """The template's picture, small, for the page of the template: the part of it that is printed,
    or ?whole=1 all of it, or ?crop= another part; ?version= as `shown_look`.
    """
    _event, _template, look = shown_look(request, event_pk, template_pk)
    crop = crop_of(look.background_crop)
    if "whole" in request.GET:
        crop = None
    elif asked := request.GET.get("crop"):
        crop = _asked_crop(asked)
    jpeg = backgrounds.jpeg(look.bg_image_url, PREVIEW_SIDE, crop)
    if jpeg is None:
        raise Http404
    return HttpResponse(jpeg, content_type="image/jpeg")


def _asked_crop(text: str) -> Crop:
    """ "left,top,width,height"; 404 for what is none."""
    try:
        left, top, width, height = map(float, text.split(","))
        return checked({"left": left, "top": top, "width": width, "height": height})
    except (ValueError, ValidationError) as error:
        raise Http404 from error


def _is_refused(request, template: Template) -> bool:
    """Whether a template is too much work to print; the next page says so."""
    if problem := problem_of(template):
        messages.error(request, problem)
    return bool(problem)
