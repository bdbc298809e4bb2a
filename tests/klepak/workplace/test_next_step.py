"""What an organiser is offered next, from numbers alone."""

import pytest
from django.urls import reverse

from events.life.setup_steps import STEPS
from klepak.workplace.next_step import RESUME, EventNumbers, next_step
from scoring.progress.tally import Tally

FULL = {"groups": 2, "participants": 10, "activities": 3, "tally": Tally(0, 30)}


@pytest.mark.parametrize(
    ("numbers", "leads_to", "words"),
    [
        (
            {"status": "DRAFT", "setup_step": "categories", "participants": 10},
            "events:setup",
            "Continue the set-up: age categories",
        ),
        (
            {"status": "DRAFT", "setup_step": "review", **FULL},
            "events:setup-review",
            "Review and activate",
        ),
        (
            {"status": "DRAFT"},
            "events:setup-people",
            "Continue the set-up: participants",
        ),
        (
            {"status": "DRAFT", "setup_step": "of another time"},
            "events:setup-people",
            "Continue the set-up: participants",
        ),
        (
            {"status": "DRAFT", "groups": 1, "participants": 1},
            "events:setup-activities",
            "Continue the set-up: activities",
        ),
        ({"status": "DRAFT", **FULL}, "events:setup-review", "Review and activate"),
        (
            {"status": "ACTIVE", "activities": 3},
            "events:setup-people",
            "Continue the set-up: participants",
        ),
        (
            {"status": "ACTIVE", "setup_step": "evaluators", **FULL, "unassigned": 1},
            "events:evaluators",
            "Assign evaluators",
        ),
        ({"status": "ACTIVE", **FULL, "tally": Tally(29, 30)}, "scoring:hub", "Watch the results"),
        (
            {"status": "ACTIVE", **FULL, "tally": Tally(30, 30), "unassigned": 2},
            "events:status",
            "Everything is scored: archive…",
        ),
        ({"status": "ARCHIVED"}, "scoring:leaderboard", "Results"),
        ({"status": "ARCHIVED", "setup_step": "people"}, "scoring:leaderboard", "Results"),
    ],
)
def test_next_step(numbers, leads_to, words):
    step = next_step(EventNumbers(**numbers))

    assert (step.page, str(step.words)) == (leads_to, words)
    assert reverse(step.page, args=[1])


def test_every_step_of_the_set_up_has_words_to_come_back_by():
    assert list(RESUME) == STEPS
