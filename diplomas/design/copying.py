"""What a copy of an event takes over from its diplomas."""

from diplomas.models import DiplomaTemplate
from events.models import Event

LOOKS = ["name", "orientation", "bg_image_url", "items", "fonts", "default_font"]


def copy_templates(event: Event, new: Event) -> None:
    """Copy the event's diploma templates to the new one; see `events.life.copying.ALSO_COPIED`."""
    DiplomaTemplate.objects.bulk_create(
        DiplomaTemplate(event=new, **{name: getattr(template, name) for name in LOOKS})
        for template in DiplomaTemplate.objects.filter(event=event).order_by("pk")
    )
