"""Names as people type them, and how they compare."""

import re
import unicodedata

NEVER_SEEN = (
    "\u00ad\u034f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
)
"""Soft hyphens, spaces without a width, marks of direction, and what else nobody sees."""
JOINERS = "\u200c\u200d"
"""Part of words of some scripts, and of signs that are made of several; else nobody sees them."""
UNSEEN = re.compile(f"[{NEVER_SEEN}]")
JOINER = re.compile(f"[{JOINERS}]+")
PERHAPS_UNSEEN = re.compile(f"[{NEVER_SEEN}{JOINERS}]")
FIRST_JOINED = "\u0590"
"""The scripts before it (Latin, Greek, Cyrillic, Armenian) join no letters."""

AFTER = "~"
"""After every letter of the alphabet."""
BEFORE = "\t"
"""Before everything else, and in no tidy text."""
NUMBER = re.compile(r"0*([0-9]+)")
OWN_LETTERS = str.maketrans(
    {"č": f"c{AFTER}", "ř": f"r{AFTER}", "š": f"s{AFTER}", "ž": f"z{AFTER}"}
)


def visible(text: str) -> str:
    """The text without characters that nobody sees: they come along from web pages and phones, and
    make two names of one.
    """
    if text.isascii() or not PERHAPS_UNSEEN.search(text):
        return text
    return JOINER.sub(_joining, UNSEEN.sub("", text))


def _joining(joiner: re.Match) -> str:
    """It stays between letters and signs that it can join."""
    around = joiner.string[: joiner.start()][-1:], joiner.string[joiner.end() :][:1]
    return joiner[0] if all(map(_is_joined, around)) else ""


def _is_joined(sign: str) -> bool:
    return sign >= FIRST_JOINED and unicodedata.category(sign)[0] not in "PZC"


def tidy(text: str) -> str:
    """Trimmed, without what nobody sees, inner white space (also no-break spaces) folded to one
    space, composed (NFC).
    """
    return " ".join(unicodedata.normalize("NFC", visible(text)).split())


def fold_case(text: str) -> str:
    """The form under which names are equal regardless of case and spaces; diacritics count."""
    return unicodedata.normalize("NFC", tidy(text).casefold())


def fold(text: str) -> str:
    """As `fold_case`, and without diacritics: "Příjmení" -> "prijmeni". For headers and words."""
    decomposed = unicodedata.normalize("NFKD", fold_case(text))
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def alphabetical(text: str) -> str:
    """The key by which names stand in lists: the Czech alphabet, whatever the database's order is.

    Č, ř, š and ž are letters of their own after c, r, s and z, and ch comes after h; the other
    diacritics decide only between words that are alike without them. Numbers count as numbers:
    “2. oddíl” comes before “10. oddíl”. Source: ČSN 97 6030.
    """
    word = fold_case(text)
    letters = word.translate(OWN_LETTERS).replace("ch", f"h{AFTER}")
    return f"{NUMBER.sub(_by_size, fold(letters))}{BEFORE}{word}"


def by_surname(name: str, surname: str = "") -> str:
    """As `alphabetical`, but by the surname first. surname: "" where the name's last word is it."""
    return f"{alphabetical(surname or last_word(name))}{BEFORE}{alphabetical(name)}"


def last_word(name: str) -> str:
    return name.split(" ")[-1]


def _by_size(number: re.Match) -> str:
    """Digits after their count, so that the longer number is the higher one."""
    return f"{min(len(number[1]), 99):02}{number[1]}"
