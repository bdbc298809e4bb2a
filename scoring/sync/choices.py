"""An organiser's choice between what a cell holds and what a phone handed over for it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from scoring.ledger.submissions import Submission
from scoring.sync.items import Item, ItemVerdict

SALT = __name__


def choice_of(verdict: ItemVerdict) -> str:
    """What the page sends back where the phone's result is chosen: the item, now based on theirs.

    It keeps its uuid: what the phone sends later of its own is a duplicate then. Signed, so that
    it is what the phone handed over.
    """
    submission = verdict.item.submission
    captured = submission.captured_at
    return signing.dumps(
        {
            "activity": verdict.item.activity_id,
            "participant": submission.participant_id,
            "text": submission.text,
            "status": submission.status,
            "reason": submission.reason,
            "uuid": str(submission.uuid),
            "captured_at": captured.isoformat() if captured else None,
            "clock_offset_ms": submission.clock_offset_ms,
            "based_on": verdict.record.entry_id if verdict.record else None,
            "is_shorthand": verdict.item.is_shorthand,
        },
        salt=SALT,
    )


def chosen_items(choices: Iterable[str]) -> list[Item]:
    """The items of `choice_of`. Raises ValidationError for what is none of them."""
    try:
        return [_item(signing.loads(choice, salt=SALT)) for choice in choices]
    except signing.BadSignature as error:
        raise ValidationError(_("This page is too old. Take the results in again.")) from error


def _item(chosen: dict) -> Item:
    captured = chosen["captured_at"]
    submission = Submission(
        participant_id=chosen["participant"],
        text=chosen["text"],
        status=chosen["status"],
        reason=chosen["reason"],
        uuid=UUID(chosen["uuid"]),
        captured_at=datetime.fromisoformat(captured) if captured else None,
        based_on=chosen["based_on"],
        clock_offset_ms=chosen["clock_offset_ms"],
    )
    return Item(chosen["activity"], submission, is_shorthand=chosen["is_shorthand"])
