"""The files that diplomas are printed with, for browsers."""

import hashlib
from collections.abc import Callable, Iterable
from functools import lru_cache

from diplomas.fonts.shipped import FOLDER, SHIPPED, fallbacks, font

STYLE = """text {
  font-kerning: none;
  font-variant-ligatures: none;
  font-synthesis: none;
  text-rendering: geometricPrecision;
  white-space: pre;
}
text.shaped {
  font-kerning: normal;
  font-variant-ligatures: normal;
}
"""
"""As the PDF sets letters: one after another as wide as they are, or where HarfBuzz puts them."""


def style_sheet(names: Iterable[str], address_of: Callable[[str], str]) -> str:
    """For an SVG with texts in these fonts. address_of: a font's file."""
    faces = (
        f'@font-face {{\n  font-family: "{name}";\n  src: url("{address_of(name)}");\n}}\n'
        for name in names
    )
    return STYLE + "".join(faces)


def is_for_everybody(name: str) -> bool:
    """Whether it is one of the product or of the system, and of no organiser's template."""
    return name in SHIPPED or any(name == link.regular for link in fallbacks())


def content_of(name: str) -> bytes:
    """A TrueType file; `name` as `svg.fonts_of` has it."""
    if name in SHIPPED:  # as it is on the disk: reportlab takes a tenth of a second to read one
        return (FOLDER / f"{name}.ttf").read_bytes()
    return bytes(font(name).face._ttf_data)


@lru_cache(maxsize=128)
def version_of(name: str) -> str:
    """What changes with the file of a font that is for everybody."""
    return hashlib.sha256(content_of(name)).hexdigest()[:12]
