"""Which addresses are the API's."""

import re

from django.conf import settings


def is_api(path: str) -> bool:
    """Whether a call of this path is answered as the API answers: in JSON, in English.

    With API_AT_ROOT the contract's paths without /api are the API's too; a page's have a slash at
    their end.
    """
    return re.match(settings.API_PATHS, path) is not None
