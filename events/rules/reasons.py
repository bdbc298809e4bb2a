"""Why somebody did something, as it was typed, and as it may be kept."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.text.database_text import is_storable
from foundation.text.names import tidy


def checked_reason(reason: str, *, longest: int, needed: str = "") -> str:
    """The reason without needless spaces. needed: what to say where there is none; "" where there
    need not be one. longest: in characters.

    Raises ValidationError by "reason".
    """
    if not is_storable(reason):
        raise ValidationError({"reason": _("This text has signs that nobody can read.")})
    reason = tidy(reason)
    if needed and not reason:
        raise ValidationError({"reason": needed})
    if len(reason) > longest:
        text = _("Give a reason of at most %(count)d characters.")
        raise ValidationError({"reason": text % {"count": longest}})
    return reason
