"""The steps of setting an event up, in the order in which they are offered."""

from typing import Any

from events.models import Event

STEPS = ["basics", "people", "categories", "activities", "evaluators", "review"]


def setup_context(event: Event, current: str) -> dict[str, Any]:
    """What `events/_setup_steps.html` needs, on the pages that are a step while it is under way."""
    return {}
