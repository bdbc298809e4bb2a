"""The versions of a template: which there are, and how long they stay."""

import hashlib
import json
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from diplomas.models import Diploma, DiplomaTemplate, TemplateVersion
from diplomas.models.looks import StoredLook

KEPT = 50
"""So many of the newest versions stay, and all by which a diploma was printed."""


LONGEST_NUMBER = 9
"""In digits: a database takes it."""


class State(NamedTuple):
    """A template as it is published, and the draft of it, if there is one."""

    template: DiplomaTemplate
    draft: TemplateVersion | None

    @property
    def look(self) -> StoredLook:
        """What an editor goes on with."""
        return self.draft or self.template

    @property
    def token(self) -> str:
        """What tells this state from another. Not the fonts: they come and go beside whatever else
        is being made.
        """
        looks = [
            [getattr(look, name) for name in StoredLook.LOOK] for look in (self.template, self.look)
        ]
        text = json.dumps(looks, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    @property
    def is_overtaken(self) -> bool:
        """Whether something else was published since the draft was begun."""
        return self.draft is not None and self.draft.begun_from != self.template.version


def state_of(template: DiplomaTemplate) -> State:
    draft = template.versions.filter(number=None).select_related("made_by").first()
    return State(template, draft)


def seen_state(template: DiplomaTemplate, seen: str | None) -> State:
    """Its state; `seen`: the token of the one that somebody saw, None where nobody did.

    Raises ValidationError, code "conflict", where it is another one.
    """
    state = state_of(template)
    if seen is not None and seen != state.token:
        sentence = _("Somebody else has changed this template meanwhile.")
        raise ValidationError(sentence, code="conflict")
    return state


def version_named(template: DiplomaTemplate, name: str) -> StoredLook | None:
    """By its number, or the "draft", which is what is published where there is none; None where
    there is no such version any more.
    """
    if name == "draft":
        return state_of(template).look
    if not name.isascii() or not name.isdecimal() or len(name) > LONGEST_NUMBER:
        return None
    if int(name) == template.version:
        return template
    return template.versions.filter(number=int(name)).first()


def as_earlier(template: DiplomaTemplate) -> TemplateVersion:
    """The template as it is now, to be kept as an earlier version; not saved."""
    earlier = TemplateVersion(
        template=template,
        number=template.version,
        made_at=template.published_at or template.created_at,
        made_by_id=template.published_by_id,
    )
    earlier.take_look(template)
    return earlier


def drop_old(template: DiplomaTemplate) -> None:
    """Delete what is older than the newest ones, unless a diploma was printed by it."""
    printed = Diploma.objects.filter(template=template).values("template_version")
    earlier = template.versions.filter(number__isnull=False).order_by("-number")
    newest = list(earlier.values_list("number", flat=True)[: KEPT - 1])
    if len(newest) == KEPT - 1:
        earlier.filter(number__lt=newest[-1]).exclude(number__in=printed).delete()


def as_draft(state: State) -> TemplateVersion:
    """The draft there is, or one that looks like what is published; not saved."""
    if state.draft is not None:
        return state.draft
    draft = TemplateVersion(template=state.template, begun_from=state.template.version)
    draft.made_at = timezone.now()
    draft.take_look(state.template)
    return draft
