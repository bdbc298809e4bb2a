"""The organisers' page of a template's fonts: which there are, another one, and away with one."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from diplomas.design.template_fonts import add_font, fonts_elsewhere, remove_font, shown_fonts
from diplomas.font_files.inspection import SPECIMEN
from diplomas.fonts.own_fonts import LARGEST
from diplomas.looks.bounds import LONGEST_NAME
from diplomas.models import DiplomaTemplate
from diplomas.printing.page_objects import managed_template
from events.models import Event
from foundation.files import store
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal, sentence_of, status_of

ACCEPTED = ".ttf,.otf,.woff,.woff2,font/ttf,font/otf,font/woff,font/woff2"


class FontForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Font file"),
        widget=forms.FileInput(attrs={"accept": ACCEPTED}),
        help_text=gettext_lazy(
            "TTF, OTF, WOFF2 or WOFF of at most 5 MB. Regular, bold and italic are files of their"
            " own: upload those that you use."
        ),
    )
    name = forms.CharField(
        label=gettext_lazy("Name"),
        required=False,
        max_length=LONGEST_NAME,
        help_text=gettext_lazy("By which texts choose it. Empty: as the file calls itself."),
    )

    def clean_file(self) -> bytes:
        """Its content; of too large a file no more than shows that it is."""
        return self.cleaned_data["file"].read(LARGEST + 1)


@organiser_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def template_fonts(request, event_pk, template_pk):
    """POST: `then` is add (`file`, `name`), take (`font`: the digest of one of the event's other
    templates), or delete (`font`: its name; `sure` where something is set in it).
    """
    event, template = managed_template(request, event_pk, template_pk)
    then = request.POST.get("then")
    if then == "add":
        return _add(request, event, template)
    if then == "take":
        return _take(request, event, template)
    if then == "delete":
        return _delete(request, event, template)
    return _render(request, event, template, status=422 if request.method == "POST" else 200)


def _add(request: HttpRequest, event: Event, template: DiplomaTemplate) -> HttpResponse:
    form = FontForm(request.POST, request.FILES)
    if not form.is_valid():
        return _render(request, event, template, form, status=422)
    try:
        name = add_font(
            template=template,
            content=form.cleaned_data["file"],
            name=form.cleaned_data["name"],
            by=request.user,
        )
    except ValidationError as refusal:
        status = status_of(refusal)
        add_refusal(form, refusal, {"__all__": "file"})
        return _render(request, event, template, form, status=status)
    return _back(request, template, _("“%(font)s” is here.") % {"font": name})


def _take(request: HttpRequest, event: Event, template: DiplomaTemplate) -> HttpResponse:
    found = fonts_elsewhere(event, template)
    other = next((font for font in found if font.file_id == request.POST.get("font")), None)
    if other is None:
        raise Http404
    content = store.read(other.file_id)
    try:
        name = add_font(template=template, content=content, name=str(other), by=request.user)
    except ValidationError as refusal:
        return _render(request, event, template, problem=refusal)
    return _back(request, template, _("“%(font)s” is here.") % {"font": name})


def _delete(request: HttpRequest, event: Event, template: DiplomaTemplate) -> HttpResponse:
    name, is_used = request.POST.get("font", ""), bool(request.POST.get("sure"))
    try:
        remove_font(template=template, name=name, by=request.user, is_used=is_used)
    except ValidationError as refusal:
        asked = name if getattr(refusal, "code", None) == "used" else None
        return _render(request, event, template, problem=refusal, asked=asked)
    return _back(request, template, _("“%(font)s” was deleted.") % {"font": name})


def _back(request: HttpRequest, template: DiplomaTemplate, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return redirect("diplomas:template-fonts", template.event_id, template.pk)


def _render(
    request: HttpRequest,
    event: Event,
    template: DiplomaTemplate,
    form: FontForm | None = None,
    *,
    problem: ValidationError | None = None,
    asked: str | None = None,
    status: int = 200,
) -> HttpResponse:
    """asked: the name of the font that is deleted only if whoever wants that is sure."""
    context = {
        "title": _("Fonts of “%(name)s”") % {"name": template.name},
        "event": event,
        "template": template,
        "fonts": shown_fonts(template),
        "elsewhere": fonts_elsewhere(event, template),
        "form": form or FontForm(),
        "problem": sentence_of(problem) if problem and asked is None else "",
        "asked": asked,
        "specimen": SPECIMEN,
        "is_archived": event.status == Event.Status.ARCHIVED,
    }
    if problem:
        status = status_of(problem, conflicts=("conflict", "used"))
    return render_page(request, "diplomas/editor/fonts.html", context, status)
