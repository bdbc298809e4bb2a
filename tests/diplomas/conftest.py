"""The small competition whose every number is reckoned by hand."""

from tests.scoring.conftest import by_medals, jump, kids, put_in_force, rules, standing

__all__ = ["by_medals", "jump", "kids", "put_in_force", "rules", "standing"]
