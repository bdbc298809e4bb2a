"""What was mailed, once all jobs are done."""

import re

from django.core import mail

from tests.foundation.jobs.queues import work_off


def mails() -> list:
    """All mails sent so far, oldest first."""
    work_off()
    return mail.outbox


def token_of(message) -> str:
    """The token of the link in a mail; both parts must have the same one."""
    html = message.alternatives[0][0]
    [token] = set(re.findall(r"\?token=([\w-]+)", message.body + html))
    return token


def newest_token() -> str:
    return token_of(mails()[-1])
