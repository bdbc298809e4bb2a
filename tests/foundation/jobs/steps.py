"""Steps that only tests have, and the app that brings them into processes started by tests."""

import time
from datetime import timedelta

from django.apps import AppConfig
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, gettext_lazy

SHORT = timedelta(seconds=1)
PLACE = "tests.foundation.jobs.steps"


class StepsOfTests(AppConfig):
    name = "tests.foundation.jobs"
    label = "steps_of_tests"

    def ready(self):
        register()


def register() -> None:
    """Once the apps are there: the machine has models."""
    from foundation.jobs.steps import STEPS, job

    if "tests.count" in STEPS:
        return
    job("tests.count")(count)
    job("tests.passing", is_kept=False)(count)
    job("tests.mail", queue="mails")(count)
    job("tests.refuse")(refuse)
    job("tests.break", failure=gettext_lazy("The event needs a name."))(break_down)
    job("tests.break_unseen", is_kept=False)(break_down)
    job("tests.die", lease=SHORT)(die)
    job("tests.linger")(linger)
    job("tests.beat")(beat)


def count(work, *, upto: int = 3) -> None:
    for number in range(upto):
        work.progress(number + 1, upto)


def refuse(work) -> None:
    raise ValidationError(gettext("The event needs a name."))


def break_down(work, *, name: str) -> None:
    raise LookupError(f"nothing there for {name}")


def die(work) -> None:
    """Is not heard of any more in its first attempt."""
    work.progress(1, 2)
    if work.job.attempts == 1:
        time.sleep(60)


def linger(work) -> None:
    work.progress(1, 2)
    time.sleep(0.5)


def beat(work) -> None:
    work.progress(1, 1_000)
    for _ in range(1_000):
        time.sleep(0.02)
        work.heartbeat()
