"""From an activity as stored to the pure rule that reads and the pure method that ranks."""

from events.models import Activity, Event
from scoring.engine.ranking import Method
from scoring.engine.values import Choice, Rule


def rule_of(activity: Activity) -> Rule:
    """How the activity reads what is typed. What belongs to another kind of result is left out."""
    choices = activity.choices if activity.evaluation_type == "SCORE_SET" else []
    return Rule(
        type=activity.evaluation_type,
        unit=activity.unit,
        decimals=activity.decimals,
        minimum=activity.minimum,
        maximum=activity.maximum,
        plausible_minimum=activity.plausible_minimum,
        plausible_maximum=activity.plausible_maximum,
        allows_hours=activity.allows_hours,
        digits=activity.digits,
        choices=tuple(Choice(choice["label"], choice["points"]) for choice in choices),
        combine=activity.combine,
        best_count=activity.best_count,
    )


def method_of(activity: Activity, event: Event) -> Method:
    """How the activity ranks, with the event's switches."""
    rule = rule_of(activity)
    return switches_of(event)._replace(
        lower_is_better=rule.lower_is_better,
        is_boolean=rule.is_boolean,
        ties_by_attempts=activity.ties_by_attempts and rule.takes_attempts,
        by_heights=rule.takes_heights,
        zero_is_foul=rule.is_length,
    )


def switches_of(event: Event) -> Method:
    """The event's switches alone: how it numbers places, and what it ranks together."""
    return Method(
        lower_is_better=False,
        dense=event.places == Event.Places.DENSE,
        ignores_gender=event.ignores_gender,
        ignores_age=event.ignores_age,
    )
