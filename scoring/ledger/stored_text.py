"""A record or an entry of the ledger as the text that a field shows."""

from foundation.text.decimals import with_own_point
from scoring.engine.values import Rule, Status, canonical, display
from scoring.models import Record


def stored_text(record: Record | None, rule: Rule) -> tuple[str, str]:
    """A record -> (value, status) as the fields show it: a result's text, or a status key."""
    if record is None:
        return "", ""
    if record.status != Status.OK:
        return "", record.status
    if rule.takes_attempts:
        return " ".join(record.value_raw.split()), ""  # a field has one line
    text = canonical if rule.is_boolean else display
    return with_own_point(text(record.value, rule)), ""
