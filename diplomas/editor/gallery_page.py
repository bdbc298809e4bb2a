"""The organisers' gallery: the event's templates, and looks to start another one from."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diplomas.awards.composing import page_of
from diplomas.design.ready_looks import ORIENTATIONS, READY_LOOKS, ReadyLook, ready_look
from diplomas.design.templates import create_template, update_template
from diplomas.design.versions import state_of
from diplomas.editor.drawing import markup
from diplomas.looks.built_in import LANDSCAPE
from diplomas.looks.layout import Template, own_items
from diplomas.models import DiplomaTemplate
from diplomas.previews.subjects import example_with_longest_name
from diplomas.printing.letters import fonts_for
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import pdf_answer
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def gallery(request, event_pk):
    """POST starts a template from a look: `look`, `orientation`."""
    event = managed_event(request, event_pk)
    if request.method != "POST":
        return _render(request, event)
    look, orientation = _asked(request.POST)
    if look is None:
        return _render(request, event, _("Choose one of the looks."))
    try:
        template = _start(event, look, orientation, request.user)
    except ValidationError as refusal:
        return _render(request, event, sentence_of(refusal))
    messages.success(request, _("Here it is: “%(name)s”.") % {"name": template.name})
    return redirect("diplomas:editor", event.pk, template.pk)


@organiser_page
@require_safe
@never_cache
def look_example(request, event_pk):
    """A diploma by a look (?look= ?orientation=), for the event's longest name, as a PDF."""
    event = managed_event(request, event_pk)
    look, orientation = _asked(request.GET)
    if look is None:
        raise Http404
    template = Template(orientation, str(look.name), items=look.items(orientation))
    pdf = diplomas_pdf(template, [example_with_longest_name(event)])
    return pdf_answer(pdf, f"{_('Diploma')} {look.name}.pdf")


def _pictured(event: Event) -> list[tuple[ReadyLook, str]]:
    """Each look, and a picture of it with a name of the event."""
    winner, found = example_with_longest_name(event), []
    for look in READY_LOOKS:
        template = Template(LANDSCAPE, str(look.name), items=look.items(LANDSCAPE))
        own = fonts_for(template, [winner])
        page = page_of(template, winner, own)
        title = _("The look “%(name)s”") % {"name": look.name}
        found.append((look, markup(page, own, title)))
    return found


def _asked(query: QueryDict) -> tuple[ReadyLook | None, str]:
    """(look, orientation); no look where there is no such one."""
    orientation = query.get("orientation", "")
    return (ready_look(query.get("look", "")) if orientation in ORIENTATIONS else None), orientation


def _start(event: Event, look: ReadyLook, orientation: str, by) -> DiplomaTemplate:
    """In the event's first template while that is as it was from the start and nobody has a draft
    of it, since diplomas are printed by it; else in a new one.
    """
    design = {"orientation": orientation, "items": look.items(orientation)}
    first = event.diploma_templates.first()
    if first is not None and not own_items(first) and state_of(first).draft is None:
        return update_template(template=first, by=by, **design)
    return create_template(event=event, by=by, name=str(look.name), **design)


def _render(request: HttpRequest, event: Event, problem: str = "") -> HttpResponse:
    templates = event.diploma_templates.only("name", "orientation", "event_id")
    context = {
        "title": _("Diploma templates"),
        "event": event,
        "templates": templates,
        "looks": _pictured(event),
        "orientations": DiplomaTemplate.Orientation.choices,
        "is_archived": event.status == Event.Status.ARCHIVED,
        "problem": problem,
    }
    return render_page(
        request, "diplomas/editor/gallery.html", context, status=422 if problem else 200
    )
