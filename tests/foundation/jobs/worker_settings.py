"""The product's own settings, for processes of tests, with the steps of tests."""

from klepak.settings import *  # noqa: F403  the product as it runs, and one app more

INSTALLED_APPS = [*INSTALLED_APPS, "tests.foundation.jobs.steps.StepsOfTests"]  # noqa: F405  from there
