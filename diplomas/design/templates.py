"""Writes about diploma templates."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.trail import audit
from diplomas.looks import backgrounds
from diplomas.models import DiplomaTemplate
from events.models import Event
from events.rules.locks import changeable_event

HIDDEN = frozenset({"bg_image_url", "items", "fonts"})
"""Fields whose values stay out of the audit trail: images, and long."""


def create_template(*, event: Event, by: User | None, **look: Any) -> DiplomaTemplate:
    """A new template of the event. `look`: values of the model's fields; the rest by default.

    Raises ValidationError for fields that do not fit (`template_checks`, `backgrounds`), and for an
    event that is archived or gone, as all services here.
    """
    _look_at_background(look)
    with transaction.atomic():
        template = DiplomaTemplate(event=changeable_event(event.pk))
        changes = audit.assign(template, look)
        template.full_clean(exclude={"event"})
        template.save()
        _log("CREATE_DIPLOMA", template, by, changes)
    return template


def update_template(*, template: DiplomaTemplate, by: User | None, **look: Any) -> DiplomaTemplate:
    """The template with the fields in `look` changed; returns it as it is now.

    Just these are checked: what was stored under other rules does not stand in their way.
    Raises ValidationError for fields that do not fit, and for a template that is gone.
    """
    _look_at_background(look)
    with transaction.atomic():
        template = _stored(template)
        changes = audit.assign(template, look)
        template.full_clean(exclude={field.name for field in template._meta.fields} - set(look))
        template.save()
        if changes:
            _log("UPDATE_DIPLOMA", template, by, changes)
    return template


@transaction.atomic
def delete_template(*, template: DiplomaTemplate, by: User | None) -> None:
    """Delete the template; an event without any gets the layout that comes with the product.

    Raises ValidationError for a template that is gone.
    """
    template = _stored(template)
    _log("DELETE_DIPLOMA", template, by, {})
    template.delete()


def _look_at_background(look: dict[str, Any]) -> None:
    """Before the event is locked: a score does not wait until a picture is decoded. What comes of
    it is at hand where the fields are checked.
    """
    try:
        backgrounds.check(look.get("bg_image_url") or "")
    except ValidationError as error:
        raise ValidationError({"bg_image_url": error.error_list}) from error


def _stored(template: DiplomaTemplate) -> DiplomaTemplate:
    """The template as it is now; it stays so until the end of the transaction."""
    event = changeable_event(template.event_id)
    stored = DiplomaTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if stored is None:
        raise ValidationError(_("This diploma was deleted."))
    stored.event = event
    return stored


def _log(action: str, template: DiplomaTemplate, by: User | None, changes: audit.Changes) -> None:
    audit.log(
        actor=by,
        action=action,
        target=template,
        changes={field: ["…", "…"] if field in HIDDEN else pair for field, pair in changes.items()},
    )
