"""A file as an answer, under the name by which a browser saves it."""

from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.utils.http import content_disposition_header


def download(
    content: bytes | str | Iterator[str], media_type: str, name: str, *, is_shown: bool = False
) -> HttpResponse | StreamingHttpResponse:
    """content: all of it, or line by line, which is sent as it is made. is_shown: a browser that
    can shows it, and saves it only when it is asked to.
    """
    kind = StreamingHttpResponse if isinstance(content, Iterator) else HttpResponse
    response = kind(content, content_type=media_type)
    response.headers["Content-Disposition"] = content_disposition_header(not is_shown, name)
    return response
