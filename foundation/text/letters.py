"""How much a text looks like names of people, as against the same bytes read otherwise. Pure.

Every letter that is not English is looked at between its neighbours: which letters may stand before
and after it in Czech and Slovak, whether it is a letter at all, and whether it is a capital in the
middle of small ones.
"""

import re
import unicodedata

NEIGHBOURS = {
    "á": ("^bcdefghijklmnprstvyzčďňřšťž", "$bcdghjklmnprstvzčľňřšžďť"),
    "č": ("^abdeijklmnoprtuvyáíúýěľšéóů", "$aceiklmnorstuáíú"),
    "ď": ("^aelržiouyáéěíóúůý", "$aotuá"),
    "é": ("bdghiklmnrtv", "$cdhlmnrstzšžčďňřť"),
    "ě": ("bdmnptv", "$cdhjklmnprstvzčřšžďňť"),
    "í": ("^bcdfgijlmnprstvzčřšž", "$bcdghjklmnprstvzčňřšťžď"),
    "ň": ("^abdehijlorsuvyáíôúŕšžéěóůý", "$akostuá"),
    "ó": ("bdikmnrt", "dkmnprčďňřšťž"),
    "ř": ("^abdehikoptváíěuyéóúůý", "$aeiostváí"),
    "š": ("^abeijklmnoprtuvyáéíúýěľŕšžóů", "$aeiklmnoprstuváíúčľňšť"),
    "ť": ("^aeiorsíšuyáéěóúůý", "$aostá"),
    "ú": ("^abcdhjklmnprstvzčľš", "bcdfhklnprstvzčľňšžďřť"),
    "ů": ("cdhklmnprstvzčřšž", "$jmrsvzžčďňřšť"),
    "ý": ("bdhklmnrstv", "$bcdhklmnrstvčľšďňřťž"),
    "ž": ("^adehijlnoruyáéíúěůóý", "$abdehiklmnostuváíďňš"),
    "ä": ("bmpsvz", "dtčs"),
    "ĺ": ("dhkstvž", "bčdkpzž"),
    "ľ": ("^abdehikopuáúýš", "$ajknosuúčš"),
    "ô": ("bhknptž", "lprstňž"),
    "ŕ": ("tvk", "ňšč"),
}
"""Letter -> those before and after it in Czech and Slovak names and words; ^ and $ are ends."""
OF_OTHERS = frozenset("ąćęłńśźżöüőűßäåæøçèêëàâîïôûñáéíóúýãõòùì")
"""Letters of names from Poland, Hungary, Germany, France, Spain, the north …"""
CONSONANTS = frozenset("bcdfghjkmnpqstvwxzčďňřšťžľĺŕ") | {"l", "r"}
SLOVAK = frozenset("äĺľôŕ")
SOFT = frozenset("čďňřšťž")
TYPOGRAPHY = frozenset("„“”‚‘’–—…«»°§©®™€×·•\u00a0£")
"""Signs that stand in tables, beside words or between them."""
SPLIT = re.compile(r"[^\W\d_]+|.", re.DOTALL)

KNOWN, POSSIBLE, ODD, WRONG = 3, 1, -2, -4


def likeness(text: str) -> int:
    """The more, the more does it look like names; below zero it looks like nothing at all."""
    total = 0
    parts = SPLIT.findall(unicodedata.normalize("NFC", text))
    for place, part in enumerate(parts):
        if part.isascii():
            continue
        if part[0].isalpha():
            total += _of_word(part)
        elif part not in TYPOGRAPHY:
            total += WRONG
        elif part not in "’‘–\u00a0" and 0 < place < len(parts) - 1:
            is_inside = parts[place - 1][-1].isalpha() and parts[place + 1][0].isalpha()
            total += WRONG if is_inside else 0
    return total


def _of_word(word: str) -> int:
    small = word.lower() if len(word.lower()) == len(word) else word
    total = 0
    for at, letter in enumerate(word):
        if not letter.isascii():
            total += WRONG if _is_wrong_case(word, at) else _of_letter(f"^{small}$", at + 1)
    is_of_another_script = len(word) > 2 and not any(map(str.isascii, word))
    return total + WRONG if is_of_another_script else total


def _is_wrong_case(word: str, at: int) -> bool:
    """Whether it is a capital behind a small letter, or a small one among capitals."""
    before, letter, after = word[at - 1 : at], word[at], word[at + 1 : at + 2]
    if letter.isupper():
        return before.islower()
    return after.isupper() or (at > 1 and word[at - 2 : at].isupper())


def _of_letter(word: str, at: int) -> int:
    """word: small, between ^ and $."""
    before, letter, after = word[at - 1], word[at], word[at + 1]
    heads, tails = NEIGHBOURS.get(letter, ("", ""))
    if before in heads and after in tails:
        is_stuck = letter in SOFT and before in CONSONANTS and after in CONSONANTS
        if is_stuck:
            return POSSIBLE
        return KNOWN - 1 if letter in SLOVAK else KNOWN
    if letter in OF_OTHERS and before.isascii() and after.isascii():
        return POSSIBLE
    return 0 if before in heads or after in tails else ODD
