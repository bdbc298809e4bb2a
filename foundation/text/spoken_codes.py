"""Codes that people read from paper and type. Pure but for chance."""

import secrets

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits without those that look alike on paper: i, l, o, 0 and 1."""


def random_code(length: int) -> str:
    """So many letters of the alphabet, by chance that nobody can guess: five bits each."""
    return "".join(secrets.choice(ALPHABET) for _position in range(length))
