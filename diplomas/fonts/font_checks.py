"""What may be stored as a template's font, by the API."""

from collections.abc import Callable
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from diplomas.font_files.inspecting import FontFault
from diplomas.font_files.inspection import inspected
from diplomas.font_files.sfnt import SIGNATURES
from diplomas.fonts.own_fonts import LARGEST, content_of
from foundation.files.data_urls import HEAD as DATA_URL

LONGEST = 5_000_000
"""Of a new font's data URL, in characters."""


class FontProblem(NamedTuple):
    """As a sentence. is_costly: whether it took long to find out."""

    sentence: str
    is_costly: bool = False


def font_problem(data: Any, is_kept: Callable[[bytes], bool]) -> FontProblem | None:
    """What speaks against storing this as a font's `data`. is_kept: whether a file is kept already,
    as larger ones are that came by the form for fonts. Raises Overloaded.

    TrueType, OpenType, WOFF and WOFF2 are taken, broken ones too, as browsers may read what is not
    read here: `OwnFonts` knows which of them get on paper.
    """
    if not isinstance(data, str) or not DATA_URL.match(data):
        return FontProblem(_("The file must be given as a data URL in base64."))
    content = content_of(data)
    is_large = content is not None and len(content) > LARGEST
    if len(data) > LONGEST and (content is None or is_large or not is_kept(content)):
        return FontProblem(_("The file is too large: at most 5,000,000 characters as a data URL."))
    if content is None or content[:4] not in SIGNATURES:
        return FontProblem(_("The file is no font: TTF, OTF, WOFF and WOFF2 files are."))
    facts = inspected(content)
    if facts == FontFault.TOO_COSTLY:
        return FontProblem(
            _("The font takes too long to read. Choose another font."), is_costly=True
        )
    if not isinstance(facts, FontFault) and facts.forbids_embedding:
        return FontProblem(
            _("The font’s maker forbids putting it in documents. Choose another font.")
        )
    return None
