"""The small competition whose every number is reckoned by hand."""

import pytest

from tests.scoring.conftest import by_medals, jump, kids, put_in_force, rules, standing

__all__ = ["by_medals", "jump", "kids", "put_in_force", "rules", "standing"]


@pytest.fixture(autouse=True)
def _the_products_fonts_alone(settings):
    """Whatever the machine has installed."""
    settings.FALLBACK_FONTS = ["/nowhere/none.ttf"]
