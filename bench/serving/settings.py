"""The product's own settings; only that nothing is collected for benchmarks."""

from klepak.settings import *  # noqa: F403  whatever the product has, under the same names

STORAGES["staticfiles"] = {  # noqa: F405  of the product, by the line above
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
}
