"""The organisers' editor of a template: a form first, a canvas with a script."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import isfinite
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from diplomas.design.drafts import discard_draft, publish_draft, save_draft
from diplomas.design.ready_looks import READY_LOOKS, ready_look
from diplomas.design.uploaded_backgrounds import ACCEPTED, notes_on, stored_as
from diplomas.design.versions import State, state_of
from diplomas.editor.background import CropForm, blur, fitting_part, has_picture, picture_size
from diplomas.editor.drafts import (
    CHANGES,
    NEW,
    Draft,
    added,
    as_template,
    begun,
    has_language,
    in_language,
    is_locked,
    read_items,
)
from diplomas.editor.drawing import Drawing, draw, markup
from diplomas.editor.item_form import ItemForm
from diplomas.editor.moves import moved, resized
from diplomas.editor.subjects import Subjects
from diplomas.fonts.shipped import SHIPPED, fallbacks
from diplomas.looks.layout import PAGES
from diplomas.looks.template_checks import check_work
from diplomas.looks.wording import in_words, item_in_words
from diplomas.models import DiplomaTemplate
from diplomas.models.looks import StoredLook
from diplomas.previews.web_fonts import style_sheet, version_of
from diplomas.printing.examples import example_of
from diplomas.printing.page_objects import managed_template
from events.models import Event
from foundation.pictures.crops import crop_of
from foundation.text.database_text import is_storable
from foundation.web.etags import answer
from foundation.web.form_fields import number_in
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of, status_of

FARTHEST = 300.0
"""In mm: beyond any page."""
NONE = -1
GAP = 1.0
"""Between a text and the same in another language, in mm."""


@dataclass
class Edited:
    """What the page shows. sentence: what was done, or why it was not; is_refused: which of them.
    theirs: the look as somebody else has saved it meanwhile.
    """

    event: Event
    state: State
    draft: Draft
    subjects: Subjects
    who: str = ""
    form: ItemForm | None = None
    crop_form: CropForm | None = None
    sentence: str = ""
    is_refused: bool = False
    theirs: StoredLook | None = None
    status: int = 200

    @property
    def stored(self) -> DiplomaTemplate:
        return self.state.template

    def refused(self, sentence: str, status: int = 422) -> "Edited":
        return replace(self, sentence=sentence, is_refused=True, status=status)


@organiser_page
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def editor(request, event_pk, template_pk):
    """?item= chooses an item, by its number from 0. POST brings the whole draft back; `then` says
    what is done with it: "save" stores it, "publish" makes it what is printed, "discard" deletes
    what was stored, and nothing else stores anything.

    A script that has the page already gets only what changes in it (the header X-Part).
    """
    event, stored = managed_template(request, event_pk, template_pk)
    state = state_of(stored)
    edited = Edited(event, state, begun(state), Subjects(event), who=request.GET.get("who", ""))
    if request.method != "POST":
        chosen = number_in(request.GET.get("item"), NONE)
        return _render(request, replace(edited, draft=edited.draft.choosing(chosen)))
    if request.POST.get("then") == "discard":
        return _discard(request, edited)
    try:
        edited.draft, edited.who = _sent(request.POST), request.POST.get("who", "")
    except ValidationError as refusal:
        return _render(request, edited.refused(sentence_of(refusal)))
    if has_picture(state.look) and _is_of_another_picture(request.POST, state.look):
        edited.draft = replace(edited.draft, crop=crop_of(state.look.background_crop))
    elif has_picture(state.look) and "crop-left" in request.POST:
        edited.crop_form = CropForm(request.POST)
        if not edited.crop_form.is_valid():
            return _render(request, edited.refused(_("Nothing was done: look at what is marked.")))
        edited.draft = replace(edited.draft, crop=edited.crop_form.cleaned_data["crop"])
    if edited.draft.item is not None and "item-x" in request.POST:
        form = _form(edited, request.POST)
        if not form.is_valid():
            edited.form = form
            return _render(request, edited.refused(_("Nothing was done: look at what is marked.")))
        edited.draft = edited.draft.with_item(form.changed_item())
    if request.POST.get("then") in {"save", "publish"}:
        return _save(request, edited)
    return _render(request, _done(request, edited))


@require_safe
def fonts_sheet(request):
    """All fonts that are for everybody; a browser fetches those that it needs."""
    names = sorted({*SHIPPED, *(link.regular for link in fallbacks())})
    tags = "".join(map(version_of, names))

    def address_of(name: str) -> str:
        return f"{reverse('diplomas:font', args=[name])}?v={version_of(name)}"

    content = style_sheet(names, address_of).encode()
    return answer(
        request,
        f'"{hashlib.sha256(tags.encode()).hexdigest()[:32]}"',
        lambda: content,
        content_type="text/css",
    )


def _sent(sent: Mapping[str, Any]) -> Draft:
    """The draft of a form. Raises ValidationError for what is none."""
    items = read_items(sent.get("items", ""))
    orientation = sent.get("orientation", "")
    if orientation not in PAGES:
        raise ValidationError(_("Choose portrait or landscape."))
    name = sent.get("name", "").strip()
    if not is_storable(name):
        raise ValidationError(_("This text has signs that nobody can read."))
    draft = Draft(name, orientation, items, None, sent.get("seen", ""))
    return draft.choosing(number_in(sent.get("chosen"), NONE))


def _is_of_another_picture(sent: Mapping[str, Any], look: StoredLook) -> bool:
    """Whether the part that was sent is of a picture that somebody has replaced meanwhile."""
    return sent.get("picture", look.background_file_id) != look.background_file_id


def _form(edited: Edited, data: Mapping[str, Any] | None = None) -> ItemForm:
    fonts = [str(each) for each in edited.state.look.font_rows]
    return ItemForm(data, item=edited.draft.item or {}, fonts=fonts)


def _done(request: HttpRequest, edited: Edited) -> Edited:
    """After what the pressed button, or the script, asks for."""
    sent, draft = request.POST, edited.draft
    then, _dash, what = sent.get("then", "").partition("-")
    if request.FILES.get("background"):
        edited = edited.refused(_("Choose the picture again, and press “Save” with it."), 200)
    if then in {"fit", "whole"}:
        part = fitting_part(edited.state.look, draft.page) if then == "fit" else None
        return replace(edited, draft=replace(draft, crop=part), crop_form=None)
    if then == "choose":
        draft = draft.choosing(number_in(what, NONE))
    if then == "delete" and draft.item is not None and is_locked(draft.item):
        return edited.refused(_("It is locked: unlock it first."), 200)
    if change := CHANGES.get(then):
        draft = change(draft)
    elif then == "again" and what in dict(_other_languages(draft)):
        height = _drawing(edited, draft).boxes[draft.chosen or 0][3]
        draft = in_language(draft, what, height + GAP)
    elif then == "add":
        draft = added(draft, sent.get("kind", ""))
    elif then == "look" and (look := ready_look(sent.get("look", ""))):
        draft = replace(draft, items=look.items(draft.orientation), chosen=None)
    edited = replace(edited, draft=draft)
    if then in {"choose", "move", "resize"}:
        edited = _shifted(edited, "resize" if then == "resize" else "move", _way(sent))
    return edited


def _way(sent: Mapping[str, Any]) -> tuple[float, float]:
    """So many mm to the right and down; 0 for what is no number."""
    found = []
    for name in ("dx", "dy"):
        try:
            number = float(sent.get(name) or 0)
        except ValueError:
            number = 0.0
        found.append(min(max(number, -FARTHEST), FARTHEST) if isfinite(number) else 0.0)
    return found[0], found[1]


def _shifted(edited: Edited, then: str, way: tuple[float, float]) -> Edited:
    """With the chosen item moved or resized, unless it is locked."""
    draft = edited.draft
    if draft.item is None or way == (0, 0):
        return edited
    if is_locked(draft.item):
        return edited.refused(_("It is locked: unlock it first."), 200)
    box = _drawing(edited, draft).boxes[draft.chosen or 0]
    change = resized if then == "resize" else moved
    return replace(edited, draft=draft.with_item(change(draft.item, box, way, draft.page)))


def _save(request: HttpRequest, edited: Edited) -> HttpResponse:
    draft, is_published = edited.draft, request.POST.get("then") == "publish"
    look: dict[str, Any] = {
        "name": draft.name,
        "orientation": draft.orientation,
        "items": draft.items,
    }
    file = request.FILES.get("background")
    try:
        if file:
            look["bg_image_url"] = stored_as(file, draft.orientation)
        elif request.POST.get("removes_background"):
            look["bg_image_url"] = ""
        elif has_picture(edited.state.look):
            look["background_crop"] = draft.crop and draft.crop.as_json()
        state = save_draft(template=edited.stored, by=request.user, seen=draft.seen, **look)
        if is_published:
            return _publish(request, edited, state)
    except ValidationError as refusal:
        return _render(request, _refused(edited, refusal))
    crop = crop_of(state.look.background_crop)
    edited.state, edited.crop_form = state, None
    edited.draft = replace(draft, seen=state.token, crop=crop)
    values = {"number": state.template.version}
    text = (
        _("Saved as a draft: version %(number)d is printed until you publish it.") % values
        if state.draft
        else _("Saved. It is what is printed: version %(number)d.") % values
    )
    notes = notes_on(file, draft.orientation) if file else []
    if request.headers.get("X-Part"):
        return _render(request, replace(edited, sentence=" ".join([text, *notes])))
    messages.success(request, text)
    for note in notes:
        messages.warning(request, note)
    return _back(edited)


def _publish(request: HttpRequest, edited: Edited, state: State) -> HttpResponse:
    before = state.template.version
    template = publish_draft(template=state.template, by=request.user, seen=state.token)
    values = {"number": template.version}
    if template.version == before:
        messages.info(
            request, _("There is nothing to publish: version %(number)d is this.") % values
        )
    else:
        text = _("Published: diplomas are printed by version %(number)d from now on.")
        messages.success(request, text % values)
        crop = crop_of(template.background_crop)
        if sentence := blur(template, crop, PAGES[edited.draft.orientation]):
            messages.warning(request, sentence)
    return _back(edited)


def _discard(request: HttpRequest, edited: Edited) -> HttpResponse:
    try:
        seen = request.POST.get("seen", "")
        discard_draft(template=edited.stored, by=request.user, seen=seen)
    except ValidationError as refusal:
        return _render(request, edited.refused(sentence_of(refusal), status_of(refusal)))
    values = {"number": edited.stored.version}
    messages.success(request, _("The draft is gone: this is version %(number)d.") % values)
    return redirect("diplomas:editor", edited.event.pk, edited.stored.pk)


def _refused(edited: Edited, refusal: ValidationError) -> Edited:
    """Saved again, it takes the place of theirs, which is shown beside it."""
    status = status_of(refusal)
    edited = edited.refused(sentence_of(refusal), status)
    if status == 409:
        edited.state = state_of(edited.event.diploma_templates.get(pk=edited.stored.pk))
        edited.theirs = edited.state.look
        edited.draft = replace(edited.draft, seen=edited.state.token)
    return edited


def _back(edited: Edited) -> HttpResponse:
    address = reverse("diplomas:editor", args=[edited.event.pk, edited.stored.pk])
    chosen = edited.draft.chosen
    return redirect(address if chosen is None else f"{address}?item={chosen}")


def _drawing(edited: Edited, draft: Draft) -> Drawing:
    return draw(as_template(draft, edited.state.look), edited.subjects.of(edited.who))


def _render(request: HttpRequest, edited: Edited) -> HttpResponse:
    draft, stored, look = edited.draft, edited.stored, edited.state.look
    drawing, problem = None, ""
    try:
        check_work(draft.items)
        drawing = _drawing(edited, draft)
    except ValidationError as refusal:
        problem = sentence_of(refusal)
    form = edited.form or (None if draft.item is None else _form(edited))
    context = {
        "title": _("Edit “%(name)s”") % {"name": stored.name},
        "event": edited.event,
        "template": stored,
        "edited": edited,
        "draft": draft,
        "items": json.dumps(draft.items, ensure_ascii=False),
        "rows": [
            (index, item_in_words(item), is_locked(item)) for index, item in enumerate(draft.items)
        ],
        "is_locked": draft.item is not None and is_locked(draft.item),
        "languages": _other_languages(draft),
        "form": form,
        "picture": _picture(drawing, edited) if drawing else "",
        "boxes": json.dumps(_boxes(drawing, draft)) if drawing else "[]",
        "problem": problem,
        "sentence": edited.sentence or _where(drawing, draft),
        "placeholders": _placeholders(edited.event),
        "has_background": has_picture(look),
        "crop_form": edited.crop_form or CropForm(crop=draft.crop),
        "picture_size": picture_size(look) or (),
        "blur": blur(look, draft.crop, draft.page),
        "theirs": in_words(edited.theirs) if edited.theirs else [],
    }
    if request.headers.get("X-Part"):
        return render_page(request, "diplomas/editor/_work_part.html", context, edited.status)
    context |= {
        "orientations": DiplomaTemplate.Orientation.choices,
        "looks": READY_LOOKS,
        "kinds": [(kind, item_in_words({"kind": kind, "text": "…"})) for kind in NEW],
        "subjects": edited.subjects.choices(),
        "accepted": ACCEPTED,
    }
    return render_page(request, "diplomas/editor/editor.html", context, edited.status)


def _where(drawing: Drawing | None, draft: Draft) -> str:
    """Where the chosen item stands, for who does not see it."""
    if drawing is None or draft.item is None:
        return ""
    x, y, width, height = (round(each) for each in drawing.boxes[draft.chosen or 0])
    text = _("%(item)s: %(x)d mm from the left, %(y)d from the top, %(width)d by %(height)d mm")
    words = item_in_words(draft.item)
    return text % {"item": words, "x": x, "y": y, "width": width, "height": height}


def _other_languages(draft: Draft) -> list[tuple[str, str]]:
    """(code, name) of those in which the chosen text can be said once more."""
    if draft.item is None or not has_language(draft.item):
        return []
    own = draft.item.get("language") or get_language()
    return [(code, name) for code, name in settings.LANGUAGES if code != own]


def _placeholders(event: Event) -> list[str]:
    """Those that a text can name."""
    return [f"{{{name}}}" for name in example_of(event).values() if name.isidentifier()]


def _boxes(drawing: Drawing, draft: Draft) -> list[list[float]]:
    """[x, y, width, height] of each item in mm, and whether it is locked."""
    return [
        [*(round(each, 2) for each in box), int(is_locked(item))]
        for box, item in zip(drawing.boxes, draft.items, strict=True)
    ]


def _picture(drawing: Drawing, edited: Edited) -> str:
    """The picture behind it is fetched anew only where it is another one."""
    address = ""
    look, crop = edited.state.look, edited.draft.crop
    if has_picture(look):
        address = reverse("diplomas:background", args=[edited.event.pk, edited.stored.pk])
        part = ",".join(map(str, crop.as_json().values())) if crop else ""
        what = {"version": "draft", "of": look.background_file_id[:12]}
        what |= {"crop": part} if part else {"whole": "1"}
        address = f"{address}?{urlencode(what)}"
    title = _("The diploma as it would be printed")
    return markup(drawing.page, drawing.own, title, address)
