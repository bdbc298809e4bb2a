"""Files within a text, as the API has them: "data:image/png;base64,iVBORw0KGgo…"."""

import base64
import binascii
import re

HEAD = re.compile(
    r"data:(?:[\w.+-]{1,99}/[\w.+-]{1,99})?(?:;[\w.+-]{1,99}=[^;,]{0,99}){0,9};base64,",
    re.IGNORECASE,
)


def split(url: str) -> tuple[str, bytes] | None:
    """Head and content, of which `joined` makes the very same text; None for any other text."""
    head = HEAD.match(url)
    if head is None:
        return None
    try:
        content = base64.b64decode(url[head.end() :], validate=True)
    except (binascii.Error, ValueError):  # of letters, too, that no base64 has
        return None
    return (head[0], content) if joined(head[0], content) == url else None


def joined(head: str, content: bytes) -> str:
    return head + base64.b64encode(content).decode()
