"""Events and their parts on the admin site."""

from events.admin import activities, evaluators, events, groups, people

__all__ = ["activities", "evaluators", "events", "groups", "people"]
