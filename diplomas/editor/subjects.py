"""Whose diploma the editor shows: somebody invented, or one of the event's real winners."""

from dataclasses import replace

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


def subjects(event: Event) -> list[tuple[str, str]]:
    """(key, words) of whom the editor can show; of real winners the first ones."""
    found = [(key, str(words)) for key, words in KINDS.items()]
    for winner in awarded(event)[:MOST_LISTED]:
        found.append((winner.award.key, _words(winner)))
    return found


def subject(event: Event, key: str) -> Winner:
    """By its key; where there is no such winner any more, or no tie, the longest name on what
    comes closest.
    """
    if key == EXAMPLE:
        return example_of(event)
    longest = example_with_longest_name(event)
    if key == NO_CATEGORY:
        return replace(longest, gender="", category="")
    if key in {"", LONGEST}:
        return longest
    found = awarded(event)
    if key == TIE:
        return coded(next((each for each in found if each.is_tied), longest))
    return next((coded(each) for each in found if each.award.key == key), longest)


def _words(winner: Winner) -> str:
    place = f", {winner.place}." if winner.place else ""
    return f"{winner.name} – {winner.activity}{place}"
