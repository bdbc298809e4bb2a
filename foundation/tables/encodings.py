"""From the bytes of a text file to its text, whatever wrote it. Pure."""

import codecs
import re
from collections import Counter

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.text.database_text import NOT_IN_A_TABLE

EIGHT_BIT_CODECS = {"Windows-1250": "cp1250", "ISO-8859-2": "iso-8859-2"}
CONTROLS_OF_EIGHT_BITS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f]")
CZECH = frozenset("áčďéěíňóřšťúůýžÁČĎÉĚÍŇÓŘŠŤÚŮÝŽ")
SLOVAK = frozenset("äĺľôŕÄĹĽÔŔ")


def decode(content: bytes, chosen: str | None = None) -> tuple[str, str]:
    """The text and the name of its encoding. Raises ValidationError where it can be no text."""
    if chosen in EIGHT_BIT_CODECS:
        text = _try(content, EIGHT_BIT_CODECS[chosen], CONTROLS_OF_EIGHT_BITS)
        encoding = chosen
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        text, encoding = _try(content, "utf-16", NOT_IN_A_TABLE), "UTF-16"
    else:
        text, encoding = _try(content, "utf-8-sig", NOT_IN_A_TABLE), "UTF-8"
        if text is None and not _is_damaged_utf_8(content):
            text, encoding = _decode_eight_bits(content)
    if text is None:
        raise ValidationError(
            _("The letters in this file cannot be read. Save it as XLSX, or as CSV UTF-8."),
            code="encoding",
        )
    return text, encoding


def _try(content: bytes, codec: str, refused: re.Pattern) -> str | None:
    try:
        text = content.decode(codec)
    except UnicodeDecodeError:
        return None
    return None if refused.search(text) else text


def _is_damaged_utf_8(content: bytes) -> bool:
    """Whether it is UTF-8 with some bytes broken: better refused than read as "Ĺ tÄ›pĂˇn"."""
    counts = Counter(content.decode("utf-8", "replace"))
    return sum(counts[letter] for letter in CZECH) > counts["\ufffd"]


def _decode_eight_bits(content: bytes) -> tuple[str | None, str]:
    """The more plausible reading; Windows-1250 where both are equally so.

    They differ in Š, Ť, Ž, š, ť, ž. Windows-1250 has these at 0x8a–0x9e, which are control
    characters in ISO-8859-2; what ISO-8859-2 has them at are mostly signs in Windows-1250.
    """
    readings = {
        encoding: text
        for encoding, codec in EIGHT_BIT_CODECS.items()
        if (text := _try(content, codec, CONTROLS_OF_EIGHT_BITS)) is not None
    }
    encoding = max(readings, key=lambda name: _plausibility(readings[name]), default="")
    return readings.get(encoding), encoding


def _plausibility(text: str) -> int:
    """How much the letters look like Czech (or Slovak) names."""
    total = 0
    for character, count in Counter(text).items():
        if character in CZECH:
            total += 2 * count
        elif character in SLOVAK:
            total += count
        elif not character.isascii() and not character.isalpha():
            total -= count
    return total
