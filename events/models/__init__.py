"""What is held: events with their groups, participants, activities, categories, evaluators."""

from events.models.activity import Activity
from events.models.evaluators import EventEvaluator, GroupEvaluator
from events.models.event import Event, EventPart
from events.models.people import AgeCategory, Group, Participant

__all__ = [
    "Activity",
    "AgeCategory",
    "Event",
    "EventEvaluator",
    "EventPart",
    "Group",
    "GroupEvaluator",
    "Participant",
]
