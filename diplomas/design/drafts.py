"""Drafts of templates: saved as they are made, and printed by only once they are published."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from diplomas.design.templates import (
    assign,
    keep_files,
    log_changes,
    save_published,
    stored_template,
)
from diplomas.design.versions import State, as_draft, as_earlier, seen_state
from diplomas.models import DiplomaTemplate, TemplateVersion
from events.rules.status_rules import check_changeable

CHECKED = {"name", "orientation", "items", "default_font", "background_crop"}
"""What else there is was checked before it was kept."""


def save_draft(
    *, template: DiplomaTemplate, by: User | None, seen: str | None = None, **look: Any
) -> State:
    """The template's draft with the fields in `look` changed, begun where there is none; one that
    looks like what is published is none any more. The audit trail has no row of it.

    `look`, `seen`, and what is raised: as `templates.update_template` has them.
    """
    keep_files(look)
    with transaction.atomic():
        template = _locked(template)
        draft = as_draft(seen_state(template, seen))
        changes = assign(draft, look)
        draft.full_clean(exclude={field.name for field in draft._meta.fields} - set(look))
        return _kept(template, draft, by, is_changed=bool(changes))


@transaction.atomic
def publish_draft(
    *, template: DiplomaTemplate, by: User | None, seen: str | None = None
) -> DiplomaTemplate:
    """Make the draft the template's next version, by which diplomas are printed from now on.

    Where there is no draft nothing changes. Raises ValidationError as `save_draft` does.
    """
    template = stored_template(template)
    draft = seen_state(template, seen).draft
    if draft is None:
        return template
    earlier = as_earlier(template)
    template.take_look(draft)
    template.full_clean(exclude={field.name for field in template._meta.fields} - CHECKED)
    before, after = earlier.file_references, template.file_references
    values = {name: [getattr(earlier, name), getattr(template, name)] for name in sorted(CHECKED)}
    values |= {name: [before[name], after[name]] for name in after}
    save_published(template, earlier, by)
    draft.delete()
    changes = {name: pair for name, pair in values.items() if pair[0] != pair[1]}
    log_changes("UPDATE_DIPLOMA", template, by, changes)
    return template


@transaction.atomic
def discard_draft(*, template: DiplomaTemplate, by: User | None, seen: str | None = None) -> None:
    """Delete the draft: what is published is what there is. Raises as `save_draft` does."""
    template = stored_template(template)
    draft = seen_state(template, seen).draft
    if draft is not None:
        draft.delete()
        log_changes("DISCARD_DIPLOMA_DRAFT", template, by, {})


@transaction.atomic
def bring_back(
    *, template: DiplomaTemplate, number: int, by: User | None, seen: str | None = None
) -> State:
    """Make an earlier version the draft, in the place of the one there is.

    Raises ValidationError as `save_draft` does, and where there is no such version any more.
    """
    template = stored_template(template)
    state = seen_state(template, seen)
    version = template.versions.filter(number=number).first()
    if version is None:
        raise ValidationError(_("There is no such version of the template any more."))
    draft = as_draft(state)
    draft.take_look(version)
    draft.begun_from = template.version
    return _kept(template, draft, by, is_changed=True)


def _kept(
    template: DiplomaTemplate, draft: TemplateVersion, by: User | None, *, is_changed: bool
) -> State:
    """With the draft saved, or deleted where it is not needed."""
    if draft.looks_like(template):
        if draft.pk is not None:
            draft.delete()
        return State(template, None)
    if is_changed:
        draft.made_at, draft.made_by = timezone.now(), by
        draft.save()
    return State(template, draft)


def _locked(template: DiplomaTemplate) -> DiplomaTemplate:
    """As `stored_template`, without the event's lock: nobody else waits for a draft."""
    rows = DiplomaTemplate.objects.select_related("event__organisation")
    stored = rows.select_for_update(of=["self"]).filter(pk=template.pk).order_by("pk").first()
    if stored is None:
        raise ValidationError(_("This diploma was deleted."))
    check_changeable(stored.event)
    return stored
