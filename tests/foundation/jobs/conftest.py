import pytest

from foundation.jobs.steps import STEPS, Step
from tests.foundation.jobs import steps


@pytest.fixture
def step():
    """step("count") -> the step tests.count."""
    steps.register()

    def step_of(name: str) -> Step:
        return STEPS[f"tests.{name}"]

    return step_of
