"""Whose diploma the editor shows: somebody invented, or one of the event's real winners."""

from dataclasses import replace
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from diplomas.awards.awarding import awarded
from diplomas.awards.winners import Winner
from diplomas.previews.subjects import example_with_longest_name
from diplomas.printing.examples import coded, example_of
from events.models import Event

LONGEST, EXAMPLE, TIE, NO_CATEGORY = "longest", "example", "tie", "no-category"
KINDS = {
    LONGEST: _("The longest name of the event"),
    EXAMPLE: _("Somebody invented"),
    TIE: _("A shared place"),
    NO_CATEGORY: _("Without an age category"),
}
MOST_LISTED = 60


class Subjects:
    """Of an event; its winners are found out once, and only where somebody real is asked for."""

    def __init__(self, event: Event):
        self.event = event

    @cached_property
    def winners(self) -> list[Winner]:
        return awarded(self.event)

    def choices(self) -> list[tuple[str, str]]:
        """(key, words) of whom the editor can show; of real winners the first ones."""
        found = [(key, str(words)) for key, words in KINDS.items()]
        return found + [(each.award.key, _words(each)) for each in self.winners[:MOST_LISTED]]

    def of(self, key: str) -> Winner:
        """By its key; where there is no such winner any more, or no tie, the longest name on what
        comes closest.
        """
        if key == EXAMPLE:
            return example_of(self.event)
        longest = example_with_longest_name(self.event)
        if key == NO_CATEGORY:
            return replace(longest, gender="", category="")
        if key in {"", LONGEST}:
            return longest
        if key == TIE:
            return coded(next((each for each in self.winners if each.is_tied), longest))
        return next((coded(each) for each in self.winners if each.award.key == key), longest)


def _words(winner: Winner) -> str:
    place = f", {winner.place}." if winner.place else ""
    return f"{winner.name} – {winner.activity}{place}"
