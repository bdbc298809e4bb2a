"""The secrets in the links of mails. Only their hashes are kept: whoever reads the database
cannot open anybody's link.
"""

import hashlib
import re
import secrets
from urllib.parse import urlencode

from django.conf import settings

TOKEN_BYTES = 48
SHAPE = re.compile(r"[\w-]{64}", re.ASCII)


def new_token() -> str:
    """48 random bytes as 64 characters that need no escaping in an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def hash_of(token: str) -> str:
    """SHA-256, hexadecimal: what is stored and looked up. A random token needs no salt."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def is_token(text: str) -> bool:
    """Whether the text has the form of a token; a link cut short by a mail program does not."""
    return SHAPE.fullmatch(text) is not None


def link(path: str, token: str) -> str:
    """The address to mail, at the frontend that people use: …/reset-password?token=…"""
    return f"{settings.FRONTEND_URL}{path}?{urlencode({'token': token})}"
