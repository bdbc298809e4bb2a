"""What views say of themselves in the schema: what they do, never at which address."""

import re

import pytest

from klepak.api.urls import urlpatterns

ROUTE = re.compile(r"\b(GET|POST|PUT|PATCH|DELETE)\b|(?<![\w.])/\w")
"""A method or the beginning of a path. Media types such as application/yaml are none."""
METHODS = ["get", "post", "put", "patch", "delete"]


@pytest.mark.parametrize("part", urlpatterns, ids=lambda part: part.name)
def test_docstrings_of_views_repeat_no_route(part):
    view = getattr(part.callback, "cls", part.callback)
    described = [view, *(getattr(view, name) for name in METHODS if hasattr(view, name))]

    for each in described:
        assert not ROUTE.search(each.__doc__ or ""), each.__qualname__


@pytest.mark.parametrize(
    ("docstring", "is_route"),
    [
        ("GET, POST /events/{id}/diplomas", True),
        ("The same as /health.", True),
        ("YAML for whoever accepts `application/yaml`.", False),
    ],
)
def test_what_counts_as_a_route(docstring, is_route):
    assert bool(ROUTE.search(docstring)) is is_route
