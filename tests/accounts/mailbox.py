"""What was mailed, once the background has done its work."""

import re
import time

from django.core import mail

from foundation.jobs import background


def finish_background() -> None:
    end = time.monotonic() + 30
    while background.under_way():
        assert time.monotonic() < end
        time.sleep(0.01)


def mails() -> list:
    """All mails sent so far, oldest first."""
    finish_background()
    return mail.outbox


def token_of(message) -> str:
    """The token of the link in a mail; both parts must have the same one."""
    html = message.alternatives[0][0]
    [token] = set(re.findall(r"\?token=([\w-]+)", message.body + html))
    return token


def newest_token() -> str:
    return token_of(mails()[-1])
