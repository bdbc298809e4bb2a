"""What decided a tie, in few words beside a row."""

from collections.abc import Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from scoring.points.rules import TieBreak
from scoring.points.ties import DECISION

WORDS = {
    TieBreak.COUNT_BACK: gettext_lazy("a tie decided by more first places, then second, …"),
    TieBreak.NEXT_BEST: gettext_lazy("a tie decided by the best single points"),
    TieBreak.HEAD_TO_HEAD: gettext_lazy("a tie decided by who was ahead more often"),
    TieBreak.YOUNGER: gettext_lazy("a tie decided by age: the younger one"),
    TieBreak.LOT: gettext_lazy("a tie decided by lot"),
    DECISION: gettext_lazy("a tie decided by the organisers"),
}


def tie_words(decided_by: str | Mapping[str, int], names: Mapping[int, str]) -> str:
    """decided_by: as `standings_json.criterion_name` has it. names: activity id -> name."""
    if isinstance(decided_by, str):
        return str(WORDS[decided_by])
    text = _("a tie decided by the place in %(activity)s")
    return text % {"activity": names.get(decided_by["activity_id"], "?")}
