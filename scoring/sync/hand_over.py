"""What a phone could not send at all: brought to the desk as a file or as codes, signed by it."""

import base64
import binascii
import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from accounts.models import User
from accounts.trail import audit
from events.models import Event
from foundation.text.database_text import LARGEST_ID, is_storable
from scoring.sync.items import Answer, ItemVerdict, Sender, enter_items
from scoring.sync.sent_items import FARTHEST_OFF, read_items

VERSION = 1
LARGEST = 1_000_000
"""Bytes of a document; some three thousand entries."""
MOST_ITEMS = 3000
MOST_FRAMES = 5000
FRAME = re.compile(r"KS1\.([0-9]{1,4})\.([0-9]{1,4})\.([A-Za-z0-9_-]{1,4000})")


@dataclass(frozen=True, slots=True)
class Document:
    """What a phone signed. code: short, the same on the phone and on the receipt."""

    person: User
    event: Event
    items: list[Any]
    device: str
    clock_offset_ms: int | None
    code: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """How many entries became what; `at`: when they were taken in."""

    saved: int
    duplicate: int
    unchanged: int
    conflict: int
    refused: int
    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A document and what became of each of its entries, in order."""

    document: Document
    verdicts: list[ItemVerdict]
    receipt: Receipt


def key_for(*, user_id: int, event_id: int) -> str:
    """The key by which the user's phone signs what it hands over at the event, in base64."""
    return _encoded(_key(user_id, event_id, settings.SECRET_KEY))


def read_file(file: UploadedFile) -> bytes:
    """The file that a phone made. Raises ValidationError where it is too large, without reading."""
    if file.size > LARGEST:
        raise ValidationError(
            _("This file is too large: a phone's file has at most %(size)s MB. Choose another one.")
            % {"size": LARGEST // 1_000_000}
        )
    return file.read()


def join_frames(frames: Sequence[str]) -> bytes:
    """The document of a series of codes, "KS1.<number>.<of how many>.<part>", in any order.

    Raises ValidationError, which names the missing ones.
    """
    found = [FRAME.fullmatch(frame.strip()) for frame in frames if frame.strip()]
    if not found or None in found or len(found) > MOST_FRAMES:
        raise ValidationError(
            _("These are not the codes of a phone's entries. Each begins with KS1, one on a line.")
        )
    parts: dict[int, str] = {}
    totals = {int(match[2]) for match in found}
    total = max(totals)
    for match in found:
        number = int(match[1])
        if len(totals) > 1 or not 1 <= number <= total or parts.get(number, match[3]) != match[3]:
            raise ValidationError(_("These codes are of two phones, or were shown at two times."))
        parts[number] = match[3]
    missing = [str(number) for number in range(1, total + 1) if number not in parts]
    if missing:
        sentence = ngettext(
            "Of %(total)d codes one is missing: number %(numbers)s. Scan it as well.",
            "Of %(total)d codes some are missing: numbers %(numbers)s. Scan them as well.",
            len(missing),
        )
        shown = ", ".join(missing[:20]) + (" …" if len(missing) > 20 else "")
        raise ValidationError(sentence % {"total": total, "numbers": shown})
    return _decoded("".join(parts[number] for number in range(1, total + 1)))


def open_document(content: bytes, *, by: User, event: Event | None = None) -> Document:
    """The document, if a phone of an event of `by` has signed it; of this `event`, if one is given.

    It is JSON, {"payload": text, "mac": base64}: the payload is JSON as well, and the mac the
    HMAC-SHA-256 of its bytes by `key_for`. Raises ValidationError for anything else.
    """
    if len(content) > LARGEST:
        raise ValidationError(_("This is too much at once. Let the phone make the file anew."))
    payload, mac = _signed_parts(content)
    signed = _object(payload)
    user_id, event_id = signed.get("user"), signed.get("event")
    if not (_is_id(user_id) and _is_id(event_id) and _is_signed(payload, mac, user_id, event_id)):
        raise _not_ours()
    of_organiser = Event.objects.manageable_by(by).select_related("organisation")
    found = of_organiser.filter(pk=event_id).first()
    if found is None:
        raise _not_ours()
    if event is not None and found != event:
        raise ValidationError(
            _("These are entries of another event, %(event)s. Take them in there.")
            % {"event": found}
        )
    person = User.objects.filter(pk=user_id).first()
    if person is None:
        raise ValidationError(_("The account that these entries are of was deleted."))
    items = signed.get("items")
    if signed.get("version") != VERSION or not isinstance(items, list) or not items:
        raise ValidationError(_("There are no entries in this that can be read."))
    if len(items) > MOST_ITEMS:
        raise ValidationError(_("This is too much at once. Let the phone make the file anew."))
    device, offset = signed.get("device"), signed.get("clock_offset_ms")
    return Document(
        person=person,
        event=found,
        items=items,
        device=device if isinstance(device, str) else "",
        clock_offset_ms=offset if type(offset) is int and abs(offset) <= FARTHEST_OFF else None,
        code=_code(payload),
    )


def take_in(
    content: bytes, *, by: User, event: Event | None = None, at: datetime | None = None
) -> TakenIn:
    """Enter what the phone signed, as if it had sent it itself just now.

    Each entry is judged by what its person may do at the event today, and stays theirs; the trail
    keeps who took it in. Taken in once more, or sent by the phone later, it is a duplicate.
    Raises ValidationError as `open_document` does.
    """
    document = open_document(content, by=by, event=event)
    read = read_items(document.items, document.clock_offset_ms)
    good = [item for item in read if not isinstance(item, ItemVerdict)]
    sender = Sender(document.person, document.device, event=document.event)
    entered = iter(enter_items(good, sender))
    verdicts = [item if isinstance(item, ItemVerdict) else next(entered) for item in read]
    counts = dict.fromkeys(Answer, 0)
    for verdict in verdicts:
        counts[verdict.answer] += 1
    if counts[Answer.SAVED]:
        _log(document, counts[Answer.SAVED], by)
    numbers = {answer.value: count for answer, count in counts.items()}
    receipt = Receipt(**numbers, code=document.code, at=at or timezone.now())
    return TakenIn(document, verdicts, receipt)


def _signed_parts(content: bytes) -> tuple[str, bytes]:
    """(payload, mac) of the document."""
    document = _object(content)
    payload, mac = document.get("payload"), document.get("mac")
    if not isinstance(payload, str) or not isinstance(mac, str):
        raise _not_ours()
    return payload, _decoded(mac)


def _object(text: str | bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
        is_readable = isinstance(found, dict) and is_storable(found)
    except (ValueError, RecursionError):  # UnicodeDecodeError is a ValueError
        is_readable = False
    if not is_readable:
        raise _not_ours()
    return found


def _is_id(number: Any) -> bool:
    return type(number) is int and 0 < number <= LARGEST_ID


def _is_signed(payload: str, mac: bytes, user_id: int, event_id: int) -> bool:
    """Whether the mac is of the payload by the person's key, or by an earlier secret of ours."""
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    keys = [_key(user_id, event_id, secret) for secret in secrets]
    digests = [hmac.digest(key, payload.encode(), "sha256") for key in keys]
    return any(hmac.compare_digest(digest, mac) for digest in digests)


def _key(user_id: int, event_id: int, secret: str) -> bytes:
    tied_to = f"{user_id} {event_id}"
    return salted_hmac(__name__, tied_to, secret=secret, algorithm="sha256").digest()


def _code(payload: str) -> str:
    digits = hashlib.sha256(payload.encode()).hexdigest()[:8].upper()
    return f"{digits[:4]}-{digits[4:]}"


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _decoded(text: str) -> bytes:
    """Base64 of either alphabet, with or without its padding."""
    plain = text.translate(str.maketrans("-_", "+/")).rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise _not_ours() from error


def _not_ours() -> ValidationError:
    return ValidationError(
        _(
            "This was not made by a phone of one of your events, or it was changed since. Nothing"
            " was taken in."
        )
    )


def _log(document: Document, saved: int, by: User) -> None:
    audit.log(
        actor=by,
        action="TAKE_IN_ENTRIES",
        target=document.event,
        detail=audit.Sentence(
            gettext_noop("%(count)s results taken in from the phone of %(person)s, code %(code)s"),
            {"count": saved, "person": document.person, "code": document.code},
        ),
    )
