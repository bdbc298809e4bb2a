"""What a phone makes of its entries where it has no network: written once more, from the docs."""

import base64
import hashlib
import hmac
import json
from uuid import UUID

from scoring.sync.hand_over import key_for


def uuid(number: int) -> str:
    return str(UUID(int=number))


def outcomes(verdicts):
    return [verdict["outcome"] for verdict in verdicts]


def entry(number, activity, participant, value_raw=None, **fields):
    """The phone's entry of this number."""
    sent = {"uuid": uuid(number), "activity_id": activity.pk, **fields}
    sent["participant_id"] = participant.pk
    return sent if value_raw is None else {**sent, "value_raw": value_raw}


def signed(person, event, items, *, key=None, **fields) -> bytes:
    payload = {"version": 1, "user": person.pk, "event": event.pk, "items": items, **fields}
    return signed_text(json.dumps(payload, ensure_ascii=False), person, event, key=key)


def signed_text(payload: str, person, event, *, key=None) -> bytes:
    key = base64.b64decode(key or key_for(user_id=person.pk, event_id=event.pk))
    mac = base64.b64encode(hmac.new(key, payload.encode(), hashlib.sha256).digest()).decode()
    return json.dumps({"payload": payload, "mac": mac}, ensure_ascii=False).encode()


def frames_of(content: bytes, size: int = 200) -> list[str]:
    text = base64.urlsafe_b64encode(content).decode().rstrip("=")
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    return [f"KS1.{number}.{len(parts)}.{part}" for number, part in enumerate(parts, start=1)]
