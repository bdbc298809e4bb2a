"""What an organiser does next with an event. Pure: knows numbers and no models."""

from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from scoring.progress.tally import Tally

RESUME = {
    "basics": _("Continue the set-up: name and date"),
    "people": _("Continue the set-up: participants"),
    "categories": _("Continue the set-up: age categories"),
    "activities": _("Continue the set-up: activities"),
    "standings": _("Continue the set-up: standings"),
    "evaluators": _("Continue the set-up: evaluators"),
    "review": _("Review and activate"),
}
"""Step of the set-up -> the label of the button that leads back to it."""


@dataclass(frozen=True, slots=True)
class EventNumbers:
    """How far one event is.

    status: DRAFT, ACTIVE or ARCHIVED; setup_step: where its set-up was left, else empty.
    unassigned: groups that no evaluator scores. tally: over all activities.
    """

    status: str
    setup_step: str = ""
    groups: int = 0
    participants: int = 0
    activities: int = 0
    unassigned: int = 0
    tally: Tally = field(default_factory=Tally)


@dataclass(frozen=True, slots=True)
class NextStep:
    """A button: the name of the event's page that it leads to, and its label."""

    page: str
    words: str | Promise


def next_step(event: EventNumbers) -> NextStep:
    """The one thing to do next: what is missing comes first, then what the status asks for."""
    if event.status == "ARCHIVED":
        return NextStep("scoring:leaderboard", _("Results"))
    if event.status == "DRAFT" and event.setup_step in RESUME:
        page = "setup-review" if event.setup_step == "review" else "setup"
        return NextStep(f"events:{page}", RESUME[event.setup_step])
    if not event.participants:
        return NextStep("events:setup-people", RESUME["people"])
    if not event.activities:
        return NextStep("events:setup-activities", RESUME["activities"])
    if event.status == "DRAFT":
        return NextStep("events:setup-review", RESUME["review"])
    if event.tally.is_complete:
        return NextStep("events:status", _("Everything is scored: archive…"))
    if event.unassigned:
        return NextStep("events:evaluators", _("Assign evaluators"))
    return NextStep("scoring:hub", _("Watch the results"))
