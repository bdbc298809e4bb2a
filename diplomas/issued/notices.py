"""What other pages of an event say about its printed diplomas."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from diplomas.issued.comparison import compare, outdated_by
from events.models import Event
from scoring.points.standings import Standings

MOST_NAMED = 5


def notice_for_hub(event: Event) -> tuple[str, str] | None:
    """(sentence, name of the page); None while all is as it should be."""
    comparison = compare(event)
    if not comparison:
        return None
    back, again = len(comparison.outdated), len(comparison.to_print)
    text = _("Printed diplomas are not true any more: take back %(back)d, print %(again)d.")
    if not back:
        text = ngettext(
            "Since diplomas were printed %(again)d more is to be printed.",
            "Since diplomas were printed %(again)d more are to be printed.",
            again,
        )
    return text % {"back": back, "again": again}, "diplomas:issued"


def sentences_about(event: Event, standings: Standings) -> list[str]:
    """Which printed diplomas other standings would make untrue: a sentence, or none."""
    outdated = outdated_by(event, standings)
    if not outdated:
        return []
    text = ngettext(
        "%(count)d printed diploma would not be true any more: %(names)s.",
        "%(count)d printed diplomas would not be true any more: %(names)s.",
        len(outdated),
    )
    names = [each.diploma.facts["name"] for each in outdated[:MOST_NAMED]]
    more = "…" if len(outdated) > MOST_NAMED else ""
    return [text % {"count": len(outdated), "names": ", ".join(names) + more}]
