"""The product's own settings, for processes of tests, with the steps of tests."""

from klepak.settings import *  # noqa: F403

INSTALLED_APPS = [*INSTALLED_APPS, "tests.foundation.jobs.steps.StepsOfTests"]  # noqa: F405
