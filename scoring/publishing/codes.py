"""The public code of a participant: what stands in links in place of an id. Pure."""

import base64
import hmac
from collections.abc import Iterable

LENGTH = 20
"""Letters, of five bits each."""


def code_of(key: str, participant_id: int) -> str:
    """Always the same for the event's key; without the key it says nothing of the id."""
    digest = hmac.digest(key.encode(), b"participant:%d" % participant_id, "sha256")
    return base64.b32encode(digest).decode()[:LENGTH].lower()


def codes_of(key: str, participant_ids: Iterable[int]) -> dict[int, str]:
    return {pk: code_of(key, pk) for pk in participant_ids}
