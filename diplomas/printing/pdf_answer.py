"""A PDF as an answer, which a browser shows and saves under a name that says what it is."""

from django.http import HttpResponse
from django.utils.text import get_valid_filename

from foundation.web.downloads import download


def pdf_answer(content: bytes, filename: str) -> HttpResponse:
    return download(content, "application/pdf", get_valid_filename(filename), is_shown=True)
