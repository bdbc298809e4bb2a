"""The fonts of diplomas, and which texts have letters that none of them has: to be seen before
anything is printed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diplomas import fonts
from diplomas.awards.composing import page_of, texts_of
from diplomas.awards.winners import Winner
from diplomas.looks.layout import Template
from diplomas.looks.pieces import Text


@dataclass(frozen=True, slots=True)
class LostText:
    """A line of somebody's diploma, and its letters that would be missing, each once."""

    winner: str
    text: str
    letters: str

    @property
    def is_whole(self) -> bool:
        """Whether nothing of it would be seen."""
        return set(self.letters) >= set("".join(self.text.split()))


def fonts_for(template: Template, winners: Iterable[Winner]) -> fonts.FontSet:
    """The template's and the product's, for whatever stands on the winners' diplomas."""
    texts = [json.dumps(template.items, ensure_ascii=False, default=str)]
    texts += (text for winner in winners for text in texts_of(template, winner))
    return fonts.FontSet(template.fonts, "".join(texts))


def _are_plain(text: str) -> bool:
    """Whether every family of the product has all of the letters: then none is lost, in whatever
    font it is set.
    """
    return all(map(fonts.is_everywhere, set(text)))


def lost_texts(template: Template, winners: Sequence[Winner]) -> list[LostText]:
    """Every line once, in the order of the winners; `template` as `pdf.diplomas_pdf` takes it."""
    if _are_plain(json.dumps(template.items, ensure_ascii=False, default=str)):
        winners = [each for each in winners if not _are_plain("".join(each.own_texts()))]
    own = fonts_for(template, winners)
    found: dict[str, LostText] = {}
    for winner in winners:
        for piece in page_of(template, winner, own).pieces:
            if isinstance(piece, Text) and piece.text not in found:
                letters = own.lost(piece.text, piece.font)
                if letters:
                    found[piece.text] = LostText(winner.name, piece.text, letters)
    return list(found.values())
