"""The steps of setting an event up, in the order in which they are offered."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.models import Activity, AgeCategory, Event, EventEvaluator, Participant

STEPS = ["basics", "people", "categories", "activities", "standings", "evaluators", "review"]
LABELS = {
    "basics": _("Name and date"),
    "people": _("Participants"),
    "categories": _("Age categories"),
    "activities": _("Activities"),
    "standings": _("Standings"),
    "evaluators": _("Evaluators"),
    "review": _("Review and open"),
}
OPTIONAL = {"categories", "standings", "evaluators"}
"""Steps that may be left empty: they are done once a later step was reached."""
PAGES = {"standings": "scoring:setup-standings"}
"""Addresses of steps that other apps have the page of; the others are `events:setup-<step>`."""
PARTS: dict[str, type[Model]] = {
    "people": Participant,
    "categories": AgeCategory,
    "activities": Activity,
    "evaluators": EventEvaluator,
}
"""What a step is done with as soon as the event has one. Other apps add theirs when they are ready,
for this app knows none of them."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step in the list of steps. number: from 1."""

    key: str
    number: int
    label: str
    url: str
    is_current: bool
    is_done: bool


def setup_context(event: Event, current: str) -> dict[str, Any]:
    """What `events/setup/_steps_part.html` needs on a page that is a step while it is under way.

    {} where it is not: the event was set up or opened. Else {"setup": [Step, …]}, in one query.
    """
    if not is_under_way(event):
        return {}
    return {"setup": steps_of(event, current)}


def is_under_way(event: Event) -> bool:
    """Whether the event is still being set up: begun, and not opened since."""
    return bool(event.setup_step) and event.status == Event.Status.DRAFT


def steps_of(event: Event, current: str) -> list[Step]:
    """All steps with what is done of them. One query."""
    done = _done(event)
    return [
        Step(
            key=key,
            number=number,
            label=str(LABELS[key]),
            url=url_of(event, key),
            is_current=key == current,
            is_done=key in done,
        )
        for number, key in enumerate(STEPS, start=1)
    ]


def url_of(event: Event, step: str) -> str:
    return reverse(PAGES.get(step, f"events:setup-{step}"), args=[event.pk])


def step_after(step: str) -> str:
    """The next step; the last one stays the last."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def step_before(step: str) -> str | None:
    return STEPS[STEPS.index(step) - 1] if step != STEPS[0] else None


def left_at(event: Event) -> str:
    """The step where the set-up goes on; the first one where none is stored."""
    return event.setup_step if event.setup_step in STEPS else STEPS[0]


def leave_at(event: Event, step: str) -> None:
    """Remember where to go on, for an event in preparation only."""
    Event.objects.filter(pk=event.pk, status=Event.Status.DRAFT).update(setup_step=step)
    if event.status == Event.Status.DRAFT:
        event.setup_step = step


def _done(event: Event) -> set[str]:
    """Steps with something in them, and those that may be left empty and were gone past."""
    has = {
        f"has_{step}": Exists(model.objects.filter(event=OuterRef("pk")))
        for step, model in PARTS.items()
    }
    row = Event.objects.filter(pk=event.pk).order_by().values(**has).first() or {}
    passed = set(STEPS[: STEPS.index(left_at(event))])
    return {"basics"} | {step for step in PARTS if row.get(f"has_{step}")} | (OPTIONAL & passed)
