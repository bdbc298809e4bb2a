"""Answers that are made once and sent many times: the bytes, the same packed, and their tag."""

import gzip
import hashlib
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags

LEVEL = 5
"""Of compression: half as long again takes half as much work again, and it is done once."""
WORTH_IT = 1024
"""Bytes from which on an answer is packed."""
OF_A_BODY = ("Content-Type", "Content-Length", "Content-Encoding")


class ReadyAnswer(NamedTuple):
    """The body of an answer, its ETag, and the body packed by gzip; b"" where that is not worth it.

    The ETag is made of the bytes: news that are not in them leave it as it is, and it says nothing
    of what is not in them.
    """

    body: bytes
    etag: str
    gzipped: bytes = b""


def ready(body: bytes) -> ReadyAnswer:
    gzipped = gzip.compress(body, LEVEL, mtime=0) if len(body) >= WORTH_IT else b""
    return ReadyAnswer(body, f'"{hashlib.sha256(body).hexdigest()[:32]}"', gzipped)


def is_known(etag: str, request: HttpRequest) -> bool:
    """Whether the client has it, or a cache in front. Packed, the tag is a weak one."""
    given = request.META.get("HTTP_IF_NONE_MATCH", "")
    if given.removeprefix("W/") == etag:  # as nearly everybody asks
        return True
    known = parse_etags(given)
    return "*" in known or etag in {tag.removeprefix("W/") for tag in known}


@lru_cache(256)
def takes_gzip(accepted: str) -> bool:
    """Whether a client may be sent gzip that says this of itself by Accept-Encoding."""
    for each in accepted.lower().split(","):
        name, *rest = (part.strip() for part in each.split(";"))
        if name in {"gzip", "*"}:
            return not any(part.startswith("q=") and not part.strip("q=0.") for part in rest)
    return False


def fit(request: HttpRequest, response: HttpResponse, answer: ReadyAnswer) -> HttpResponse:
    """The response, which has the answer's body, as this client takes it: without a body where the
    client has it already, else packed where it can unpack it.
    """
    etag = answer.etag
    if answer.gzipped:
        patch_vary_headers(response, ["Accept-Encoding"])
        if takes_gzip(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            etag = f"W/{etag}"  # as every proxy that packs would have it
            response.content = answer.gzipped
            response.headers["Content-Encoding"] = "gzip"
            response.headers["Content-Length"] = str(len(answer.gzipped))
    response.headers["ETag"] = etag
    if is_known(answer.etag, request):
        response.status_code, response.content = 304, b""
        for name in OF_A_BODY:
            response.headers.pop(name, None)
    return response
