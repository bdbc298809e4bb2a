"""Fonts that all threads of a process share."""

import copy

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import TTFont


class SharedFont(TTFont):
    """A font that several PDFs may be made with at once: reportlab reads its file at a place that
    it keeps in the font, so whoever cuts it down to a subset does that with a copy.
    """

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802  reportlab's name
        alone = copy.copy(self)
        alone.face = copy.copy(self.face)
        super(SharedFont, alone).addObjects(doc)
