"""What is held: events with their groups, participants, activities, categories, evaluators."""

from events.models.activity import Activity
from events.models.evaluators import ActivityEvaluator, EventEvaluator, GroupEvaluator
from events.models.event import Event, EventPart
from events.models.people import AgeCategory, Group, Participant

__all__ = [
    "Activity",
    "ActivityEvaluator",
    "AgeCategory",
    "Event",
    "EventEvaluator",
    "EventPart",
    "Group",
    "GroupEvaluator",
    "Participant",
]
