"""What a printed diploma says, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from diplomas.awards.winners import gender_name
from diplomas.models import Diploma
from scoring.boards.board_words import place_words
from scoring.engine.ranking import ALL_AGES, UNASSIGNED

Facts = Mapping[str, Any]
"""As `Winner.facts`."""


def is_still_true(printed: Facts, now: Facts) -> bool:
    """Whether all is true that was printed; what was not kept at that time, or is not known now,
    says nothing.
    """
    return all(now[name] == value for name, value in printed.items() if name in now)


def described(kind: str, facts: Facts) -> str:
    """For which place, of what: "1st place · 60 m run · girls"."""
    what = {
        Diploma.Kind.OVERALL: _("Overall standings"),
        Diploma.Kind.GROUP: _("Standings of groups"),
        Diploma.Kind.PARTICIPATION: _("for taking part"),
    }
    parts = [
        place_words(facts["place"]) if facts["place"] else "",
        what.get(Diploma.Kind(kind)) or facts["activity"],
        gender_name(facts["gender"]),
        "" if facts["category"] in {ALL_AGES, UNASSIGNED} else facts["category"],
    ]
    return " · ".join(filter(None, parts))
