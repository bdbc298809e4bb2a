"""On how many classes of ours a page of the admin site stands: a reader has to know them all."""

import pytest
from django.contrib.admin import ModelAdmin, site

from events.models import Participant
from tests.contracts.house.architecture import FLOORS

MOST_BASES = 4


def own_bases(page: type) -> list[str]:
    """The classes of ours above the page's own, the nearest first; not those of Django."""
    return [
        base.__name__ for base in page.__mro__[1:] if base.__module__.partition(".")[0] in FLOORS
    ]


@pytest.mark.parametrize(
    "kind", [type(each) for each in site._registry.values()], ids=lambda kind: kind.__name__
)
def test_no_page_stands_on_many_classes(kind):
    assert issubclass(kind, ModelAdmin)
    assert own_bases(kind)
    assert len(own_bases(kind)) <= MOST_BASES


def test_one_class_too_many_is_seen():
    page = type(site.get_model_admin(Participant))
    deeper = type("DeeperAdmin", (page,), {"__module__": page.__module__})

    assert own_bases(deeper) == [
        "ParticipantAdmin",
        "EventPartAdmin",
        "EventBoundAdmin",
        "ScopedModelAdmin",
        "ScopedOptions",
    ]
    assert len(own_bases(deeper)) > MOST_BASES
