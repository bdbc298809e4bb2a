"""The templates that an event begins with: its first one, or those of the event it is a copy of."""

from copy import deepcopy

from diplomas.looks.built_in import FIRST_ITEMS, FIRST_NAME
from diplomas.models import DiplomaTemplate, TemplateFont
from events.models import Event

COPIED = [*DiplomaTemplate.LOOK, "overlay_right", "overlay_down"]


def first_template(event: Event) -> DiplomaTemplate:
    """What every event has from the start, not saved."""
    return DiplomaTemplate(event=event, name=FIRST_NAME, items=deepcopy(FIRST_ITEMS))


def give_first_template(event: Event) -> None:
    """Give the new event its template, as `events.life.lifecycle` asks.

    The audit trail has no row of it: it is a part of the event, whose row it has.
    """
    first_template(event).save()


def copy_templates(event: Event, new: Event) -> None:
    """Give the new event the first one's diploma templates, as `events.life.copying` asks.

    They are copied as they are published: drafts and earlier versions stay. Where there are none
    any more the copy begins as every new event does. Files are not copied: both point to the same.
    """
    templates = DiplomaTemplate.objects.filter(event=event).order_by("pk")
    copies = [
        (template, DiplomaTemplate(event=new, **{name: getattr(template, name) for name in COPIED}))
        for template in templates.prefetch_related("stored_fonts")
    ]
    DiplomaTemplate.objects.bulk_create([copy for _, copy in copies] or [first_template(new)])
    TemplateFont.objects.bulk_create(
        TemplateFont(template=copy, number=font.number, entry=font.entry, file_id=font.file_id)
        for template, copy in copies
        for font in template.stored_fonts.all()
    )
