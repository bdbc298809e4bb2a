"""A winner's page by a template: each item in its own language."""

from collections.abc import Iterator

from diplomas.awards.winners import Winner
from diplomas.looks.layout import Template, compose, languages_of
from diplomas.looks.pieces import Metrics, Page


def page_of(template: Template, winner: Winner, metrics: Metrics) -> Page:
    """As all renderers draw it. `template`: a `DiplomaTemplate` or a `layout.Template`."""
    return compose(template, winner.values(), metrics, winner.values_in(languages_of(template)))


def texts_of(template: Template, winner: Winner) -> Iterator[str]:
    """All that may be said of the winner by the template, in whichever language."""
    yield from winner.values().values()
    for values in winner.values_in(languages_of(template)).values():
        yield from values.values()
