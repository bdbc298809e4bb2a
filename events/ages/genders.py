"""Genders: which words people write for them, and the order in which they stand. Pure.

"F" girls, "M" boys, "X" whoever chose neither; any other text is kept as it was given and has
boards of its own; "" is not known.
"""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from foundation.text.names import alphabetical, fold, tidy

GIRL, BOY, OTHER = "F", "M", "X"
LONGEST_GENDER = 50
LABELS = {GIRL: _("girl"), BOY: _("boy"), OTHER: pgettext_lazy("gender", "other")}
"""What one person of it is called; another text speaks for itself."""

GIRL_WORDS = (
    "f, female, girl, girls, woman, women, z, zena, zeny, holka, holky, divka, divky, devce, "
    "devcata, d, zakyne, dievca, dievcata, w, weiblich, k, kobieta"
)
BOY_WORDS = (
    "m, male, boy, boys, man, men, muz, muzi, kluk, kluci, chlapec, chlapci, hoch, hosi, zak, "
    "mannlich, mezczyzna"
)
OTHER_WORDS = "x, other, others, jine, jiny, jina, divers, diverse"
WORDS = {
    word: gender
    for gender, words in ((GIRL, GIRL_WORDS), (BOY, BOY_WORDS), (OTHER, OTHER_WORDS))
    for word in words.split(", ")
}
"""Folded word -> gender; the words of a field that asks for it, mostly Czech and English."""


def gender_of(text: str, beside: Iterable[str] = ()) -> str:
    """The gender that the text means; another text as it is, tidied.

    beside: what else the column says. "H" is a boy (hoch) only where girls are "D" (dívka).
    """
    text = tidy(text)
    word = fold(text)
    if word == "h" and any(fold(other) == "d" for other in beside):
        return BOY
    return WORDS.get(word, text)


def gender_order(gender: str) -> tuple[int, str]:
    """Sort key: girls, boys, X, then other texts by the alphabet, and last who has none."""
    known = (GIRL, BOY, OTHER)
    if gender in known:
        return known.index(gender), ""
    return (len(known), alphabetical(gender)) if gender else (len(known) + 1, "")
