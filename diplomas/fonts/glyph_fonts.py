"""Fonts by their glyphs, as a PDF needs them of letters that are shaped."""

import copy
from weakref import WeakKeyDictionary

from reportlab.pdfbase.pdfdoc import PDFDocument
from reportlab.pdfbase.ttfonts import SUBSETN, TTEncoding, TTFont

from diplomas.fonts.shaping import Glyph

FIRST_CODE = 0xF0000
"""Unicode leaves what follows to everybody; the file shows none of these numbers."""


class GlyphFont(TTFont):
    """A font of one PDF whose characters are its glyphs, each with the text that it stands for:
    who searches or copies finds the letters, whatever form they have.
    """

    def __init__(self, source: TTFont):
        self.fontName = f"{source.fontName}-Glyphs"
        self.face = copy.copy(source.face)
        self.face.name = source.face.name + b"-Glyphs"
        self.face.charToGlyph, self.face.charWidths = {}, {}
        self.encoding, self.state = TTEncoding(), WeakKeyDictionary()
        self._asciiReadable = self.shapable = False
        self._texts: dict[int, str] = {}
        self._codes: dict[tuple[int, str], int] = {}

    def character(self, glyph: Glyph) -> str:
        """What stands for the glyph in this font."""
        key = glyph.number, glyph.text
        if key not in self._codes:
            code = FIRST_CODE + len(self._codes)
            self._codes[key], self._texts[code] = code, glyph.text
            self.face.charToGlyph[code] = glyph.number
            (width, _bearing) = self.face.hmetrics[glyph.number]
            self.face.charWidths[code] = self.face._pdfScale(width)
        return chr(self._codes[key])

    def width(self, character: str) -> float:
        """In thousandths of the size."""
        return self.face.charWidths[ord(character)]

    def addObjects(self, doc: PDFDocument) -> None:  # noqa: N802  reportlab's name
        """As reportlab asks, and then the texts in the place of our numbers."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        super().addObjects(doc)
        for number, subset in enumerate(subsets):
            name = (SUBSETN(number) + b"+" + self.face.name + self.face.subfontNameX).decode()
            stream = doc.idToObject[f"toUnicodeCMap:{name}"]
            for place, code in enumerate(subset):
                ours, text = f"<{place:02X}> <{code:04X}>", self._texts.get(code, "")
                theirs = f"<{place:02X}> <{text.encode('utf-16-be').hex().upper()}>"
                stream.content = stream.content.replace(ours, theirs, 1)
