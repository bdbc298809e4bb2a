"""Writes about diploma templates."""

from functools import partial
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.trail import audit
from diplomas.design.versions import as_earlier, drop_old, seen_state
from diplomas.looks import backgrounds, template_checks
from diplomas.models import DiplomaTemplate, TemplateVersion
from diplomas.models.looks import StoredLook
from events.models import Event
from events.rules.locks import changeable_event
from foundation.files import data_urls, store

CHECKS = {
    "bg_image_url": backgrounds.check,
    "fonts": partial(template_checks.check_fonts, is_kept=store.is_kept),
}
"""Of what comes with a file; it is looked at, and kept, before the event is locked."""
NONE = {"bg_image_url": "", "fonts": []}
HIDDEN = frozenset({"bg_image_url", "background_crop", "items", "fonts"})
"""Fields whose values stay out of the audit trail: images, and long."""


def create_template(*, event: Event, by: User | None, **look: Any) -> DiplomaTemplate:
    """A new template of the event. `look`: values of the model's fields; the rest by default.

    Raises ValidationError for fields that do not fit (`template_checks`, `backgrounds`), and for an
    event that is archived or gone, as all services here.
    """
    keep_files(look)
    with transaction.atomic():
        template = DiplomaTemplate(event=changeable_event(event.pk))
        changes = assign(template, look)
        template.full_clean(exclude={"event"})
        template.published_at, template.published_by = timezone.now(), by
        template.save()
        log_changes("CREATE_DIPLOMA", template, by, changes)
    return template


def update_template(
    *, template: DiplomaTemplate, by: User | None, seen: str | None = None, **look: Any
) -> DiplomaTemplate:
    """The template with the fields in `look` changed and published, as another version where it
    looks otherwise; returns it as it is now. A draft stays, with fonts that come and go.

    seen: the token of the state that the change was made from; None: whatever is there.
    Just these fields are checked: what was stored under other rules does not stand in their way.
    Raises ValidationError for fields that do not fit, for a template that is gone, and with code
    "conflict" for one that somebody else has changed since it was seen.
    """
    keep_files(look)
    with transaction.atomic():
        template = stored_template(template)
        if seen is not None:
            seen_state(template, seen)
        earlier = as_earlier(template)
        changes = assign(template, look)
        template.full_clean(exclude={field.name for field in template._meta.fields} - set(look))
        if not template.looks_like(earlier):
            _take_fonts_along(template, earlier)
            save_published(template, earlier, by)
        else:
            template.save()
        if changes:
            log_changes("UPDATE_DIPLOMA", template, by, changes)
    return template


def save_published(template: DiplomaTemplate, earlier: TemplateVersion, by: User | None) -> None:
    """Save the template, which looks otherwise now, as its next version."""
    earlier.save()
    template.version += 1
    template.published_at, template.published_by = timezone.now(), by
    template.save()
    drop_old(template)


@transaction.atomic
def delete_template(*, template: DiplomaTemplate, by: User | None) -> None:
    """Delete the template; an event without any gets the layout that comes with the product.

    Raises ValidationError for a template that is gone.
    """
    template = stored_template(template)
    log_changes("DELETE_DIPLOMA", template, by, {})
    template.delete()


def keep_files(look: dict[str, Any]) -> None:
    """Check them all, and keep them where all is well: a score waits neither until a picture is
    decoded nor for the storage of files.
    """
    errors: dict[str, list[ValidationError]] = {}
    for field, check in CHECKS.items():
        if field in look:
            look[field] = look[field] or NONE[field]
            try:
                check(look[field])
            except ValidationError as error:
                errors |= getattr(error, "error_dict", None) or {field: error.error_list}
    if errors:
        raise ValidationError(errors)
    # Who has locked something already has kept it before that, or the lock is nobody's concern.
    keep = store.kept if connection.in_atomic_block else store.keep
    urls = [look.get("bg_image_url", ""), *(font["data"] for font in look.get("fonts", ()))]
    for parts in filter(None, map(data_urls.split, urls)):
        keep(parts[1])


def assign(template: StoredLook, look: dict[str, Any]) -> audit.Changes:
    """As `audit.assign`; of files those count as changed that are others now."""
    before = template.file_references
    changes = audit.assign(template, {name: look[name] for name in look if name not in CHECKS})
    for name in CHECKS.keys() & look.keys():
        setattr(template, name, look[name])
    after = template.file_references
    changes |= {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    return {name: changes[name] for name in look if name in changes}


def stored_template(template: DiplomaTemplate) -> DiplomaTemplate:
    """The template as it is now; it stays so until the end of the transaction."""
    event = changeable_event(template.event_id)
    stored = DiplomaTemplate.objects.select_for_update().filter(pk=template.pk).first()
    if stored is None:
        raise ValidationError(_("This diploma was deleted."))
    stored.event = event
    return stored


def _take_fonts_along(template: DiplomaTemplate, earlier: TemplateVersion) -> None:
    """What was added to the template's fonts, or taken from them, the draft gets or loses, too.

    Where nothing else differs it goes on from there: nothing was published that it would undo.
    """
    draft = template.versions.filter(number=None).first()
    if draft is None:
        return
    before, after, own = (
        {(str(each), each.file_id): each for each in look.font_rows}
        for look in (earlier, template, draft)
    )
    gone, new = before.keys() - after.keys(), after.keys() - before.keys() - own.keys()
    names = {name for name, _file in new}
    kept = [each for key, each in own.items() if key not in gone and key[0] not in names]
    draft.set_font_rows([*kept, *(after[key] for key in after if key in new)])
    is_same = all(getattr(earlier, name) == getattr(template, name) for name in StoredLook.LOOK)
    if is_same and draft.begun_from == earlier.number:
        draft.begun_from = template.version + 1
    draft.save()


def log_changes(
    action: str, template: DiplomaTemplate, by: User | None, changes: audit.Changes
) -> None:
    audit.log(
        actor=by,
        action=action,
        target=template,
        changes={field: ["…", "…"] if field in HIDDEN else pair for field, pair in changes.items()},
    )
