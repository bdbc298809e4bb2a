"""Whose diploma a page of the editor shows."""

from dataclasses import replace

from django.db.models.functions import Length

from diplomas.awards.winners import Winner, example_winner
from diplomas.issued.issuing import address_of
from events.models import Event, Participant

CODE = "abcdefghjk"
"""Of no diploma."""


def example_with_longest_name(event: Event) -> Winner:
    """Somebody invented, by the longest name among the event's participants."""
    winner = replace(example_winner(event), code=CODE.upper(), address=address_of(CODE))
    people = Participant.objects.filter(event=event).select_related("group")
    person = people.order_by(Length("display_name").desc(), "pk").first()
    if person is None:
        return winner
    return replace(winner, name=person.display_name, group=person.group.name)
