"""A file that an organiser puts behind a diploma: what is stored of it, and what to tell them."""

from collections.abc import Iterator
from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diplomas.looks import backgrounds
from diplomas.looks.built_in import LANDSCAPE
from diplomas.looks.layout import PAGES
from foundation.neighbours.bounds import Overloaded
from foundation.pictures import uploads
from foundation.pictures.crops import dots_per_inch
from foundation.pictures.headers import kind_of, size_of
from foundation.pictures.pdf_pages import DrawnPage, first_page, is_pdf

ACCEPTED = f"{uploads.ACCEPTED},application/pdf"
"""For a browser's own choice of files."""
DOTS, SHARP = 300, 150
"""Dots per inch: of what is drawn for a sheet, and the fewest that look sharp on it."""
INCH = 25.4
"""In mm."""


def stored_as(file: UploadedFile, orientation: str) -> str:
    """A picture as a template has it, of a PDF its page 1, drawn for a sheet that lies like this.

    Raises ValidationError as `backgrounds.data_url` and `pdf_pages.first_page` do.
    """
    content = _content(file)
    if is_pdf(content):
        return backgrounds.data_url(_page(content, orientation).jpeg)
    uploads.check_length(len(content))
    if kind_of(content) not in uploads.KINDS:
        raise ValidationError(_("The file is no PNG, JPEG or WebP image, and no PDF."))
    return backgrounds.data_url(content)


def notes_on(file: UploadedFile, orientation: str) -> list[str]:
    """What to tell whoever uploaded a file that was stored, as sentences."""
    with suppress(Overloaded):  # it was looked at a moment ago; nothing depends on these
        return [*_notes_on(file, orientation)]
    return []


def _notes_on(file: UploadedFile, orientation: str) -> Iterator[str]:
    content = _content(file)
    if is_pdf(content):
        page = _page(content, orientation)
        if page.pages > 1:
            yield _left_out(page.pages)
        size = (page.width, page.height)
    else:
        size = size_of(backgrounds.jpeg(backgrounds.data_url(content)) or b"")
    sheet = PAGES.get(orientation, PAGES[LANDSCAPE])
    if size is not None and (text := too_few_dots(dots_per_inch(size, None, sheet))):
        yield text


def too_few_dots(dots: int) -> str:
    """Of a picture with so many dots per inch on the sheet, as a sentence; "" where they do."""
    text = _(
        "The picture has only %(dots)d dots per inch on the sheet; from %(sharp)d on it is sharp."
    )
    return text % {"dots": dots, "sharp": SHARP} if dots < SHARP else ""


def _content(file: UploadedFile) -> bytes:
    file.seek(0)
    return file.read()


def _page(content: bytes, orientation: str) -> DrawnPage:
    sides = PAGES.get(orientation, PAGES[LANDSCAPE])
    return first_page(content, *(round(side / INCH * DOTS) for side in sides))


def _left_out(pages: int) -> str:
    text = ngettext(
        "The PDF has %(count)d page. Only page 1 was taken.",
        "The PDF has %(count)d pages. Only page 1 was taken.",
        pages,
    )
    return text % {"count": pages}
