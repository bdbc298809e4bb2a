"""How the trail names an address that has no account. People type passwords into that field, so
what was typed is kept nowhere.
"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.crypto import salted_hmac

from foundation.text.database_text import is_storable

MARK_LENGTH = 12


def traces_of(typed: str) -> dict[str, str]:
    """What a sentence may have of it. place: "…@example.org", or "…" for what is no address.
    mark: letters that are the same whenever the same is typed, and lead back to it for nobody.
    """
    typed = typed.strip().lower()
    mark = salted_hmac(__name__, typed.encode(errors="replace"), algorithm="sha256").hexdigest()
    return {"place": _place(typed), "mark": mark[:MARK_LENGTH]}


def _place(typed: str) -> str:
    try:
        validate_email(typed)
    except ValidationError:
        return "…"
    return f"…@{typed.rpartition('@')[2]}" if is_storable(typed) else "…"
