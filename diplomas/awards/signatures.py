"""Who signs an event's diplomas: texts that templates print as {signature_1} and on."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.trail import audit
from diplomas.awards.winners import MOST_SIGNATURES, signatures_of
from diplomas.models import DiplomaSettings
from events.models import Event
from events.rules.locks import changeable_event
from foundation.text.database_text import is_storable
from foundation.text.names import tidy

LONGEST_SIGNATURE = 120


@transaction.atomic
def change_signatures(*, event: Event, signatures: Sequence[str], by: User | None) -> list[str]:
    """Give the event these, in their order; "" leaves a number to nobody. Returns them tidied.

    Raises ValidationError by field ("signature_1") for one that is too long, and as
    `changeable_event` does.
    """
    event = changeable_event(event.pk)
    given = [tidy(each) for each in signatures][:MOST_SIGNATURES]
    problems = {
        f"signature_{number}": _("At most %(most)d characters.") % {"most": LONGEST_SIGNATURE}
        for number, text in enumerate(given, start=1)
        if len(text) > LONGEST_SIGNATURE or not is_storable(text)
    }
    if problems:
        raise ValidationError(problems)
    while given and not given[-1]:
        given.pop()
    old = list(signatures_of(event))
    if given != old:
        DiplomaSettings.objects.update_or_create(event=event, defaults={"signatures": given})
        text = gettext_noop("%(event)s: who signs diplomas was changed")
        detail = audit.Sentence(text, {"event": event})
        changes = {"signatures": ["; ".join(old), "; ".join(given)]}
        audit.log(actor=by, action="SIGN_DIPLOMAS", target=event, detail=detail, changes=changes)
    return given


def copy_signatures(event: Event, new: Event) -> None:
    """Give the new event the first one's, as `events.life.copying` asks."""
    if signatures := signatures_of(event):
        DiplomaSettings.objects.create(event=new, signatures=list(signatures))
