"""Names as people type them, and how they compare."""

import unicodedata

AFTER = "\uffff"
OWN_LETTERS = str.maketrans(
    {"č": f"c{AFTER}", "ř": f"r{AFTER}", "š": f"s{AFTER}", "ž": f"z{AFTER}"}
)


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


def alphabetical(text: str) -> tuple[str, str]:
    """The key by which names stand in lists: the Czech alphabet, whatever the database's order is.

    Č, ř, š and ž are letters of their own after c, r, s and z, and ch comes after h; the other
    diacritics decide only between words that are alike without them. Source: ČSN 97 6030.
    """
    word = fold_case(text)
    letters = word.translate(OWN_LETTERS).replace("ch", f"h{AFTER}")
    return fold(letters), word
