"""Names as people type them, and how they compare."""

import unicodedata


def tidy(text: str) -> str:
    """Trimmed, inner white space (also no-break spaces) folded to one space, composed (NFC)."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold_case(text: str) -> str:
    """The form under which names are equal regardless of case and spaces; diacritics count."""
    return unicodedata.normalize("NFC", tidy(text).casefold())


def fold(text: str) -> str:
    """As `fold_case`, and without diacritics: "Příjmení" -> "prijmeni". For headers and words."""
    decomposed = unicodedata.normalize("NFKD", fold_case(text))
    return "".join(character for character in decomposed if not unicodedata.combining(character))
