"""Whose row is it? Names and numbers as read off a sheet, matched to the people of a group.

An ending decides who somebody is: Jan and Jana, Pavel and Pavla, Novák and Nováková are never one
name misread. What fits two people equally well is left for a person to decide.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from rapidfuzz.distance import OSA

from foundation.text.names import fold, fold_case
from scoring.paper.assignment import best_choices

# What it costs, in steps away from a name copied letter by letter.
OTHER_ORDER = 1
OTHER_SPACES = 1
OTHER_DIACRITICS = 1
LOOSE_NUMBER = 1
INITIAL = 2
OTHERS_NUMBER = 4
LETTER_OFF = 4
TWO_LETTERS_OFF = 6
WORD_MISSING = 5
MOST_STEPS = 8
"""Steps beyond which a name is somebody else's."""
STEP = 0.05
"""Confidence lost per step, of 1."""

ENDING = 2
"""How many last letters must agree for a word to be another one misread."""
SHORTEST_MISREAD = 6
"""Shorter ones are too often two names: Marek and Mirek, Hanka and Janka."""
SHORTEST_MISREAD_TWICE = 9
MOST_WORDS = 5
"""Longer names must agree word by word."""

MARK_OF_NUMBER = re.compile(r"#|\b(?:c|cis|no|nr|id)[.:]\s*(?=[#\d])")
ORDINAL = re.compile(r"\b(\d+)[.)](?=[^\W\d]{2})")
WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True, slots=True)
class GroupMember:
    """Somebody of the group. number: their registration number; "" for none."""

    id: int
    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """Whose row it is: `person_id`; or nobody's, and `candidates` are those it fits equally well.

    confidence: that it is this person, up to 1 for a name copied letter by letter; 0 for nobody.
    """

    person_id: int | None = None
    confidence: float = 0.0
    candidates: tuple[int, ...] = ()


def match(read: Sequence[str], people: Sequence[GroupMember]) -> list[Match]:
    """A match for each name read, in order; each person is matched to one row at most.

    Words count without case and diacritics, in any order; initials and single misread letters
    count for less, and so does a word left out. A registration number alone is enough; beside a
    name that contradicts it, it is not. Of all ways to match the sheet the best is taken, in which
    one closer match outweighs any two that are looser.
    """
    numbers = {key for person in people if (key := number_key(person.number))}
    known = [(_Text.of(person.name), number_key(person.number)) for person in people]
    steps = [
        {
            index: cost
            for index, (name, number) in enumerate(known)
            if (cost := _steps(text, name, number, numbers)) is not None
        }
        for text in map(_Text.of, read)
    ]
    weights = [{index: 3 ** (MOST_STEPS - cost) for index, cost in fits.items()} for fits in steps]
    return [
        _match(choices, fits, people)
        for choices, fits in zip(best_choices(weights), steps, strict=True)
    ]


def number_key(text: str) -> str:
    """The form under which registration numbers are equal: "#012", "č. 12" and "12" are "12"."""
    folded = MARK_OF_NUMBER.sub(" ", fold(text))
    key = "".join(character for character in folded if character.isalnum())
    return key.lstrip("0") or "0" if key.isdecimal() else key


def _match(
    choices: frozenset[int | None], fits: dict[int, int], people: Sequence[GroupMember]
) -> Match:
    found = sorted(index for index in choices if index is not None)
    if not found:
        return Match()
    if len(choices) > 1:
        return Match(candidates=tuple(people[index].id for index in found))
    return Match(people[found[0]].id, round(1 - STEP * fits[found[0]], 2))


@dataclass(frozen=True, slots=True)
class _Text:
    """A name taken apart. words: folded, in order, with the numbers among them; spelled: the same
    with diacritics; numbers: keys of what could be a registration number; whole: key of it all.
    """

    words: tuple[str, ...]
    spelled: tuple[str, ...]
    numbers: frozenset[str]
    whole: str

    @classmethod
    def of(cls, text: str) -> "_Text":
        words = tuple(_words(fold(text)))
        numbers = frozenset(word for word in words if _is_number(word))
        return cls(words, tuple(_words(fold_case(text))), numbers, number_key(text))


def _words(text: str) -> Iterator[str]:
    """Words without dots, commas and hyphens; what has a digit in it stays in one piece."""
    text = re.sub(r"['’`´]", "", text)
    text = ORDINAL.sub(r"\1 ", MARK_OF_NUMBER.sub(" ", text))
    for piece in text.split():
        if any(character.isdigit() for character in piece):
            yield number_key(piece)
        else:
            yield from WORD.findall(piece)


def _is_number(word: str) -> bool:
    return any(character.isdigit() for character in word)


def _steps(read: _Text, name: _Text, number: str, numbers: set[str]) -> int | None:
    """How far what was read is from this person; None where it is somebody else's or nobody's.

    number: the person's own; numbers: everybody's.
    """
    if number and read.whole == number:
        return 0
    loose = read.numbers - name.numbers
    words = tuple(word for word in read.words if word not in loose)
    is_theirs = number in loose
    if loose and not is_theirs and name.numbers - read.numbers:
        return None
    if is_theirs and not words:
        return 0
    fit = _fit(words, name.words)
    if fit is None:
        return None
    if is_theirs:
        return 0 if fit <= MOST_STEPS else None
    if fit == 0 and sorted(name.spelled) != sorted(
        word for word in read.spelled if word not in loose
    ):
        fit = OTHER_DIACRITICS
    if loose & numbers:
        fit += OTHERS_NUMBER
    elif loose:
        fit += LOOSE_NUMBER
    return fit if fit <= MOST_STEPS else None


def _fit(read: tuple[str, ...], name: tuple[str, ...]) -> int | None:
    """Steps between the words of two names; None for different names."""
    if not read or not name:
        return None
    if read == name:
        return 0
    if sorted(read) == sorted(name):
        return OTHER_ORDER
    if "".join(read) == "".join(name):
        return OTHER_SPACES
    fewer, more = sorted((read, name), key=len)
    if len(more) > MOST_WORDS or not all(any(_is_like(a, b) for b in more) for a in fewer):
        return None
    ways = [
        steps
        for order in permutations(range(len(more)), len(fewer))
        if (steps := _fit_in_order(fewer, more, order)) is not None
    ]
    return min(ways, default=None)


def _fit_in_order(
    fewer: tuple[str, ...], more: tuple[str, ...], order: tuple[int, ...]
) -> int | None:
    """Each of the fewer words stands for the word of the other name at its place in `order`."""
    steps = [_word_steps(word, more[place]) for word, place in zip(fewer, order, strict=True)]
    if None in steps or all(step == INITIAL for step in steps):
        return None
    missing = WORD_MISSING * (len(more) - len(fewer))
    return sum(steps) + missing + (OTHER_ORDER if list(order) != sorted(order) else 0)


def _is_like(one: str, other: str) -> bool:
    return _word_steps(one, other) is not None


@lru_cache(maxsize=10_000)
def _word_steps(one: str, other: str) -> int | None:
    """Steps between two words; None where they are two words and not one misread."""
    if one == other:
        return 0
    if _is_number(one) or _is_number(other):
        return None
    short, long = sorted((one, other), key=len)
    if long.startswith(short) and (len(short) == 1 or short == "ch"):
        return INITIAL
    if len(short) < SHORTEST_MISREAD or short[-ENDING:] != long[-ENDING:]:
        return None
    distance = OSA.distance(short, long)
    if distance == 1:
        return LETTER_OFF
    return TWO_LETTERS_OFF if distance == 2 and len(short) >= SHORTEST_MISREAD_TWICE else None
