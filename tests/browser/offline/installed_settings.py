"""The product's own settings; only where its collected files are differs, by KLEPAK_TEST_STATIC."""

import os

from klepak.settings import *  # noqa: F403  whatever the product has, under the same names

STATIC_ROOT = os.environ["KLEPAK_TEST_STATIC"]
