"""What a printed diploma says, in words."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from diplomas.awards.winners import gender_name
from scoring.boards.board_words import place_words
from scoring.engine.ranking import ALL_AGES, UNASSIGNED


def described(facts: Mapping[str, Any]) -> str:
    """For which place, of what: "1st place · 60 m run · girls". facts: as `Winner.facts`."""
    parts = [
        place_words(facts["place"]),
        facts["activity"] or _("Overall standings"),
        gender_name(facts["gender"]),
        "" if facts["category"] in {ALL_AGES, UNASSIGNED} else facts["category"],
    ]
    return " · ".join(filter(None, parts))
