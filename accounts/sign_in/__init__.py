"""Signing in, and all that lets somebody in: passwords, locks, codes, tokens, links of mails."""

from accounts.sign_in.attempts import AccountBackend

__all__ = ["AccountBackend"]  # by this path every session names who let its user in: it stays
