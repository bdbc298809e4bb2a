"""Whose diploma a preview shows."""

from dataclasses import replace

from django.db.models import QuerySet
from django.db.models.functions import Length
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from diplomas.awards.awarding import awarded
from diplomas.awards.winners import Winner
from diplomas.printing.examples import coded, example_of
from events.models import Event, Participant
from foundation.web.form_fields import read_id


def subject_of(request: HttpRequest, event: Event) -> Winner:
    """?participant= asks for a participant: with their first award, by the event's rules, else as
    if they had won the example. ?award= asks for that very award (`Award.key`). Without either,
    the longest name of the event on the example.

    Somebody of another event, and an award that nobody has, is a 404.
    """
    if key := request.GET.get("award"):
        found = next((each for each in awarded(event) if each.award.key == key), None)
        if found is None:
            raise Http404
        return coded(found)
    asked = request.GET.get("participant", "")
    if not asked:
        return example_with_longest_name(event)
    person = get_object_or_404(_people(event), pk=read_id(asked))
    return _award_of(event, person) or _as_winner(event, person)


def example_with_longest_name(event: Event) -> Winner:
    """Somebody invented, by the longest name among the event's participants."""
    longest = _people(event).order_by(Length("display_name").desc(), "pk").first()
    return _as_winner(event, longest) if longest else example_of(event)


def _people(event: Event) -> QuerySet[Participant]:
    return Participant.objects.filter(event=event).select_related("group")


def _award_of(event: Event, person: Participant) -> Winner | None:
    found = (each for each in awarded(event) if each.participant_id == person.pk)
    first = next(found, None)
    return first and coded(first)


def _as_winner(event: Event, person: Participant) -> Winner:
    group = person.group.name if person.group else ""
    return replace(
        example_of(event),
        name=person.display_name,
        surname=person.last_name,
        own_gender=person.gender,
        group=group,
    )
