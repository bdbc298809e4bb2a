"""Names as the public reads them. Pure."""

from foundation.text.names import fold_case, last_word
from scoring.publishing.gate import NameForm

NUMBER_LETTERS = 6
"""Of the code of whoever has no registration number."""


def shown_name(name: str, surname: str, number: str, code: str, form: str) -> str:
    """What stands for the person. surname: as the organiser gave it, "" where nobody did; it is the
    last word of the name then, or what stands before a comma. number: the registration number.

    Where only a surname is known, it is shortened like one. Whoever has no number has the beginning
    of the public code in its place.
    """
    if form == NameForm.FULL:
        return name
    if form == NameForm.NUMBER:
        return number or code[:NUMBER_LETTERS].upper()
    first, last = first_and_last(name, surname)
    if not first:
        return f"{last[:1]}."
    if form == NameForm.FIRST_INITIAL and last:
        return f"{first} {last[:1]}."
    return first


def first_and_last(name: str, surname: str) -> tuple[str, str]:
    """The first word of the given names, and the surname; either may be empty."""
    before, comma, after = name.partition(",")
    if comma and after.strip():
        given, last = after.strip(), before.strip()
    elif surname:
        given, last = without_words(name, surname), surname
    else:
        words = name.split()
        if len(words) < 2:
            return name, ""
        given, last = " ".join(words[:-1]), last_word(name)
    return (given.split() or [""])[0], last


def without_words(name: str, surname: str) -> str:
    """The name without the words of the surname, wherever in it they stand."""
    left = [fold_case(word) for word in surname.split()]
    kept = []
    for word in reversed(name.replace(",", " ").split()):
        if fold_case(word) in left:
            left.remove(fold_case(word))
        else:
            kept.append(word)
    return " ".join(reversed(kept))
