"""A kept file as an answer: whole, in ranges, by the proxy, or by a link into the bucket."""

import re
from itertools import chain
from urllib.parse import quote

from django.conf import settings
from django.core.files.storage import default_storage
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotModified,
    HttpResponseRedirect,
    StreamingHttpResponse,
)
from django.utils.http import content_disposition_header, parse_etags

from foundation.files import store
from foundation.files.purposes import PDF, is_shown

LONGEST_RANGE = 2 * 1024 * 1024
"""In bytes: what a player gets at once, so that a slow one holds no thread."""
RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})")
SANDBOX = "default-src 'none'; sandbox"
NO_SANDBOX = "default-src 'none'"


def sent(
    request: HttpRequest, digest: str, size: int, *, media_type: str, name: str, is_inline: bool
) -> HttpResponseBase:
    """The bytes of a stored file, under this name; shown by a browser where that is safe.

    Who may have them is known by now. Raises FilesUnreachable.
    """
    inline = is_inline and is_shown(media_type)
    disposition = content_disposition_header(not inline, name)
    response = _answer(request, digest, size, media_type, disposition)
    headers = {
        "ETag": f'"{digest}"',
        "Cache-Control": "private, no-cache",
        "Accept-Ranges": "bytes",
        "X-Content-Type-Options": "nosniff",
        # In a sandbox Chrome shows no PDF.
        "Content-Security-Policy": NO_SANDBOX if inline and media_type == PDF else SANDBOX,
    }
    if response.status_code != 304:
        headers["Content-Disposition"] = disposition
    for header, value in headers.items():
        response.headers[header] = value
    return response


def link_to(digest: str, *, media_type: str, name: str) -> str:
    """An address in the bucket that anybody may use for FILE_LINK_SECONDS."""
    return _link(digest, media_type, content_disposition_header(True, name))


def _link(digest: str, media_type: str, disposition: str) -> str:
    return default_storage.link(
        store.name_of(digest),
        seconds=settings.FILE_LINK_SECONDS,
        media_type=media_type,
        disposition=disposition,
    )


def _answer(request, digest, size, media_type, disposition) -> HttpResponseBase:
    known = parse_etags(request.headers.get("If-None-Match", ""))
    if "*" in known or f'"{digest}"' in {tag.removeprefix("W/") for tag in known}:
        return HttpResponseNotModified()
    if request.method == "HEAD":
        return HttpResponse(content_type=media_type, headers={"Content-Length": size})
    if default_storage.is_remote:
        return HttpResponseRedirect(_link(digest, media_type, disposition))
    if settings.FILES_ACCEL:
        path = f"{settings.FILES_ACCEL.rstrip('/')}/{store.name_of(digest)}"
        return HttpResponse(content_type=media_type, headers={"X-Accel-Redirect": quote(path)})
    return _streamed(request, digest, size, media_type)


def _streamed(request, digest: str, size: int, media_type: str) -> HttpResponseBase:
    wanted = range_of(request, digest, size)
    if wanted is None:
        pieces = store.pieces(digest)
        first = next(pieces, b"")  # here, where one that is not there can still be answered
        whole = StreamingHttpResponse(chain([first], pieces), content_type=media_type)
        whole.headers["Content-Length"] = size
        return whole
    start, end = wanted
    if start >= size:
        return HttpResponse(
            status=416, content_type=media_type, headers={"Content-Range": f"bytes */{size}"}
        )
    part = b"".join(store.pieces(digest, start, end - start + 1))
    response = HttpResponse(part, status=206, content_type=media_type)
    response.headers["Content-Range"] = f"bytes {start}-{end}/{size}"
    return response


def range_of(request: HttpRequest, digest: str, size: int) -> tuple[int, int] | None:
    """First and last byte that are sent, of the one range that was asked for and no more than
    LONGEST_RANGE; (size, size) where the file ends before it. None: the whole file, as for several
    ranges, for what is no range, and for one of another file.
    """
    match = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    if match is None or request.headers.get("If-Range", f'"{digest}"') != f'"{digest}"':
        return None
    first, last = match[1], match[2]
    if not first:
        if not last:
            return None
        start, end = (max(0, size - int(last)), size - 1) if int(last) else (size, size)
    else:
        start, end = int(first), min(int(last), size - 1) if last else size - 1
        if last and int(last) < start:
            return None
        if start >= size:
            return size, size
    return start, min(end, start + LONGEST_RANGE - 1)
