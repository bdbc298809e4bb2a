"""A PDF as an answer, which a browser shows and saves under a name that says what it is."""

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename


def pdf_answer(content: bytes, filename: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response.headers["Content-Disposition"] = content_disposition_header(
        False, get_valid_filename(filename)
    )
    return response
