"""The fonts of a template: what each is, and the ways in which one comes and goes."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from diplomas.design.templates import update_template
from diplomas.design.versions import state_of
from diplomas.font_files.conversion import NotConverted, truetype_of
from diplomas.font_files.inspecting import FontFault
from diplomas.font_files.inspection import FORMAT, FontFacts, inspected
from diplomas.font_files.sfnt import BOLD, ITALIC
from diplomas.fonts.own_fonts import LARGEST, families_in
from diplomas.looks.contract_items import is_bold, is_italic
from diplomas.looks.template_checks import MOST_FONTS
from diplomas.looks.wording import item_in_words
from diplomas.models import DiplomaTemplate, TemplateFont, TemplateVersion
from diplomas.models.looks import StoredLook
from events.models import Event
from events.rules.locks import changeable_event
from foundation.files import data_urls, store
from foundation.files.kinds import media_type
from foundation.neighbours.bounds import Overloaded
from foundation.web.versioned_cache import kept

FACES = {BOLD: "Bold", ITALIC: "Italic"}
"""In no language, as families are called."""
MOST_TOGETHER = 6_000_000
"""Bytes of a template's fonts: as data URLs they fit in what the API takes at once."""


Faces = Mapping[str, tuple[str, int]]
"""name of a font -> its family, and whether it is `sfnt.BOLD` and `ITALIC`."""


class ShownFont(NamedTuple):
    """A font of a template. facts: None where it cannot be printed. uses: what is set in it, in
    words. size: of its file, in bytes.
    """

    font: TemplateFont
    facts: FontFacts | None
    uses: list[str]
    size: int


def shown_fonts(template: DiplomaTemplate) -> list[ShownFont]:
    """In the order in which the template has them. Raises Overloaded, FilesUnreachable."""
    draft, faces = state_of(template).draft, _faces(template)
    return [
        ShownFont(
            font,
            facts_of(font.file_id) if font.file_id else None,
            uses_of(template, draft, str(font), faces),
            font.file.size if font.file_id else 0,
        )
        for font in template.stored_fonts.select_related("file")
    ]


def facts_of(digest: str) -> FontFacts | None:
    """Of a file that is kept; None where it cannot be printed. Raises as `shown_fonts`."""
    return kept(f"shown-font:{digest}", FORMAT, lambda: _facts_of(store.read(digest)))


def _facts_of(content: bytes) -> FontFacts | None:
    try:
        return checked_font(content)
    except ValidationError as refusal:
        if refusal.code == "busy":
            raise Overloaded(refusal.params["seconds"]) from refusal
        return None


def checked_font(content: bytes) -> FontFacts:
    """What the font is. Raises ValidationError for one that cannot be printed, with the code
    "too_large" for too large a file, and "busy" where too many are being looked at.
    """
    if len(content) > LARGEST:
        sentence = _("The font is larger than 5 MB. Choose a smaller one.")
        raise ValidationError(sentence, code="too_large")
    try:
        facts = _read(content)
        _check_embedding(facts)
        if facts.is_truetype and facts.path:
            return facts
        drawn = _read(truetype_of(content))
    except NotConverted as error:
        raise ValidationError(_sentence(FontFault.DAMAGED)) from error
    except Overloaded as busy:
        raise ValidationError(
            _("Too many fonts are being looked at. Send it again in %(seconds)d seconds."),
            code="busy",
            params={"seconds": busy.retry_after},
        ) from busy
    return replace(facts, path=drawn.path, width=drawn.width)


def uses_of(
    template: DiplomaTemplate, draft: TemplateVersion | None, name: str, faces: Faces
) -> list[str]:
    """What of the template, and what else of its draft, is set in this font, in words."""
    published = _uses_of(template, name, faces)
    unpublished = [] if draft is None else _uses_of(draft, name, faces)
    more = [use for use in unpublished if use not in published]
    return [*published, *(_("%(item)s, in the draft") % {"item": use} for use in more)]


def _uses_of(look: StoredLook, name: str, faces: Faces) -> list[str]:
    items = look.items if isinstance(look.items, list) else []
    used = [item_in_words(item) for item in items if _is_set_in(item, look, name, faces)]
    return [*([_("the usual font of its texts")] if look.default_font == name else []), *used]


def add_font(*, template: DiplomaTemplate, content: bytes, name: str = "", by: User | None) -> str:
    """Give the template this font, under a name, or as its file calls itself; returns the name.

    Raises ValidationError as `checked_font`, for a name that another one has, for too many or too
    much of them, and as `templates.update_template` does. Nothing is stored then.
    """
    facts = checked_font(content)
    name = name or _called(facts)
    size = store.keep(content).size
    _read_ahead(template)
    with transaction.atomic():
        stored = _locked(template)
        fonts = stored.fonts
        if any(isinstance(font, Mapping) and font.get("name") == name for font in fonts):
            raise ValidationError(
                {"name": _("The template has a font of this name. Give another name.")}
            )
        if len(fonts) >= MOST_FONTS:
            sentence = _("There may be at most %(most)d of them.")
            raise ValidationError(sentence % {"most": MOST_FONTS})
        sizes = stored.stored_fonts.values_list("file__size", flat=True)
        if sum(filter(None, sizes)) + size > MOST_TOGETHER:
            raise ValidationError(
                _("All fonts of a template may have 6 MB together. Delete one first."),
                code="too_large",
            )
        url = data_urls.joined(f"data:{media_type(content)};base64,", content)
        update_template(template=stored, by=by, fonts=[*fonts, {"name": name, "data": url}])
    return name


def _read_ahead(template: DiplomaTemplate) -> list:
    """Its fonts, before the event is locked: what the storage has given stays at hand."""
    return template.fonts


def remove_font(
    *, template: DiplomaTemplate, name: str, by: User | None, is_used: bool = False
) -> None:
    """Take the font of this name from the template. is_used: also where something is set in it.

    Raises ValidationError for one that is gone, and with the code "used" where something is.
    """
    _read_ahead(template)
    faces = {} if is_used else _faces(template)
    with transaction.atomic():
        stored = _locked(template)
        fonts = {str(row): row for row in stored.stored_fonts.all()}
        if fonts.pop(name, None) is None:
            raise ValidationError(_("This font is gone already."))
        if not is_used and uses_of(stored, state_of(stored).draft, name, faces):
            raise ValidationError(_("Something is set in this font."), code="used")
        update_template(template=stored, by=by, fonts=[row.given for row in fonts.values()])


def fonts_elsewhere(event: Event, template: DiplomaTemplate) -> list[TemplateFont]:
    """Of the event's other templates, each file once, that this one has not."""
    here = template.stored_fonts.values("file")
    fonts = TemplateFont.objects.filter(template__event=event, file__isnull=False)
    others = fonts.exclude(template=template).exclude(file__in=here).select_related("template")
    return list({font.file_id: font for font in others.order_by("-template", "-number")}.values())


def _read(content: bytes) -> FontFacts:
    found = inspected(content)
    if isinstance(found, FontFault):
        raise ValidationError(_sentence(found))
    return found


def _sentence(fault: FontFault) -> str:
    sentences = {
        FontFault.NO_FONT: _("The file is no font: TTF, OTF, WOFF and WOFF2 files are."),
        FontFault.TOO_COSTLY: _("The font takes too long to read. Choose another font."),
    }
    return sentences.get(fault) or _(
        "The font is damaged, incomplete, or not built as fonts are. Get the file anew, or choose"
        " another font."
    )


def _called(facts: FontFacts) -> str:
    """As menus of fonts have it: of four files of a family each has a name of its own."""
    family = facts.family or _("Font")
    return " ".join([family, *(word for bit, word in FACES.items() if facts.style & bit)])


def _check_embedding(facts: FontFacts) -> None:
    if facts.forbids_embedding:
        raise ValidationError(
            _("The font’s maker forbids putting it in documents. Choose another font.")
        )
    if facts.forbids_subsets:
        raise ValidationError(
            _(
                "The font’s maker lets it be put in documents only whole, or only as a picture, and"
                " diplomas have the letters that they need. Choose another font."
            )
        )


def _faces(template: DiplomaTemplate) -> Faces:
    found = {str(font): facts_of(font.file_id) for font in template.font_rows if font.file_id}
    return {
        name: (facts.family.casefold(), facts.style)
        for name, facts in found.items()
        if facts is not None and facts.family
    }


def _is_set_in(item: Any, look: StoredLook, name: str, faces: Faces) -> bool:
    """By its name, or as the bold or italic face of the font that the item names."""
    font = _family(item, look)
    if font == name or name not in faces or not isinstance(item, Mapping):
        return font == name
    is_own = item.get("font") or item.get("fontFamily")
    family, own_style = faces.get((font or "") if is_own else look.default_font, ("", 0))
    bold = item.get("bold") is True or is_bold(item.get("fontWeight"))
    italic = item.get("italic") is True or is_italic(item.get("fontStyle"))
    style = BOLD * bold | ITALIC * italic
    return faces[name] == (family, style) and style != own_style


def _family(item: Any, look: StoredLook) -> str | None:
    """The name of the look's own font that the item is set in; None for any other."""
    if not isinstance(item, Mapping):
        return None
    asked = families_in(str(item.get("font") or item.get("fontFamily") or ""))
    names = {str(font) for font in look.font_rows}
    return next((name for name in asked if name in names), None)


def _locked(template: DiplomaTemplate) -> DiplomaTemplate:
    """As it is now; it stays so until the end of the transaction."""
    changeable_event(template.event_id)
    stored = DiplomaTemplate.objects.filter(pk=template.pk).first()
    if stored is None:
        raise ValidationError(_("This diploma was deleted."))
    return stored
