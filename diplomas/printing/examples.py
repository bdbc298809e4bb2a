"""A diploma that nobody gets, to see what one looks like."""

from dataclasses import replace

from diplomas.awards.winners import Winner, example_winner
from diplomas.issued.issuing import address_of
from events.models import Event

CODE = "abcdefghjk"
"""Of no diploma."""


def example_of(event: Event) -> Winner:
    """Somebody invented."""
    return coded(example_winner(event))


def coded(winner: Winner) -> Winner:
    """With a code that no diploma has."""
    return replace(winner, code=CODE.upper(), address=address_of(CODE))
