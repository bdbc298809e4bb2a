"""Which texts of diplomas have letters that no font has: to be seen before anything is printed."""

from collections.abc import Iterable
from dataclasses import dataclass

from diplomas import fonts
from diplomas.looks.layout import Template, compose
from diplomas.looks.pieces import Text
from diplomas.printing.winners import Winner


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


def lost_texts(template: Template, winners: Iterable[Winner]) -> list[LostText]:
    """Every line once, in the order of the winners; `template` as `pdf.diplomas_pdf` takes it."""
    own = fonts.FontSet(template.fonts)
    found: dict[str, LostText] = {}
    for winner in winners:
        for piece in compose(template, winner.values(), own).pieces:
            if isinstance(piece, Text) and piece.text not in found:
                letters = own.lost(piece.text, piece.font)
                if letters:
                    found[piece.text] = LostText(winner.name, piece.text, letters)
    return list(found.values())
