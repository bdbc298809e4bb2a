"""The fonts of diplomas, and which texts have letters that none of them has: to be seen before
anything is printed.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from diplomas import fonts
from diplomas.awards.winners import Winner
from diplomas.looks.layout import Template, compose
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
    texts += (str(value) for winner in winners for value in winner.values().values())
    return fonts.FontSet(template.fonts, "".join(texts))


def lost_texts(template: Template, winners: Sequence[Winner]) -> list[LostText]:
    """Every line once, in the order of the winners; `template` as `pdf.diplomas_pdf` takes it."""
    own = fonts_for(template, winners)
    found: dict[str, LostText] = {}
    for winner in winners:
        for piece in compose(template, winner.values(), own).pieces:
            if isinstance(piece, Text) and piece.text not in found:
                letters = own.lost(piece.text, piece.font)
                if letters:
                    found[piece.text] = LostText(winner.name, piece.text, letters)
    return list(found.values())
