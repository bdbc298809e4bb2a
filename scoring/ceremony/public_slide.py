"""What a big screen shows of a ceremony: what was revealed by now, and not a byte of the rest.

Names come from the public's own gate: they are shortened as everywhere, and who is hidden, also
since the board was taken, is not there.
"""

from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.text.names import alphabetical
from foundation.web import versioned_cache
from scoring.boards.board_words import board_words
from scoring.ceremony.announcer import place_words, result_words
from scoring.ceremony.steps import PODIUM, AnnouncedRow, read, revealed, steps_of
from scoring.models import Ceremony
from scoring.public.open_boards import ShownPerson, shown_people
from scoring.public.public_json import head_of
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import GROUPS, OVERALL

EARLIER = 4
"""So many places that were revealed before stand below the newest one."""
LARGE, MEDIUM, SMALL = 2, 3, 6
"""Up to so many people share a place in large, in medium, and in small type in two columns; more
are in three.
"""
MOST_NAMES = 24
"""Of one place; the rest is counted."""


class ShownPlace(NamedTuple):
    """A place on the screen, with those who may be shown. more: how many do not fit."""

    place: int
    words: str
    people: list[ShownPerson]
    result: str
    is_newest: bool
    more: int = 0

    @property
    def size(self) -> str:
        count = len(self.people)
        sizes = {LARGE: "large", MEDIUM: "medium", SMALL: "small"}
        return next((size for most, size in sizes.items() if count <= most), "tiny")


def running_ceremony(event_id: int) -> Ceremony | None:
    """With the board that is shown; in one query."""
    running = Ceremony.objects.filter(event=event_id, started_at__isnull=False, ended_at=None)
    return running.select_related("board__activity").first()


def slide_html(versions: PublicVersions, ceremony: Ceremony, rows: int) -> str:
    """What is revealed, as HTML. rows: how many of the screen's rows fit on it.

    Kept for each language under the turn, and what the public's names depend on.
    """
    key = f"ceremony-slide:{versions.event_id}:{rows}:{get_language()}"
    made_from = (*versions.made_from, ceremony.pk, ceremony.turn, ceremony.board_id)

    def make() -> str:
        context = _context(versions, ceremony, rows)
        return render_to_string("scoring/ceremony/_slide_part.html", context)

    return versioned_cache.kept(key, made_from, make)


def _context(versions: PublicVersions, ceremony: Ceremony, rows: int) -> dict[str, Any]:
    board = ceremony.board
    taken = read(board.taken) if board else []
    steps = steps_of(taken)
    if not steps:
        return {"event_name": head_of(versions)["event_name"], "kind": "BEGINNING"}
    step = min(ceremony.step, len(steps) - 1)
    titles = {OVERALL: _("Overall standings"), GROUPS: _("Standings of groups")}
    every = _places(versions, revealed(taken, step), steps[step].place)
    is_podium = steps[step].kind == PODIUM
    return {
        "kind": steps[step].kind,
        "title": titles.get(board.kind) or board.activity.name,
        "words": "" if board.kind == GROUPS else board_words(board.gender, board.category),
        "places": every[: rows if is_podium else EARLIER + 1],
        "is_podium": is_podium,
    }


def _places(versions: PublicVersions, rows: list[AnnouncedRow], newest: int) -> list[ShownPlace]:
    """Best first, without places of which nobody may be shown."""
    people = shown_people(versions)
    found: dict[int, list[tuple[ShownPerson, AnnouncedRow]]] = {}
    for row in rows:
        who = ShownPerson(row.name, "", "") if row.name else people.get(row.pk)
        if who is not None:
            found.setdefault(row.place, []).append((who, row))
    places = []
    for place, tied in found.items():
        # The order of names that are not shown would say something of them.
        shown = sorted((who for who, _row in tied), key=lambda who: (alphabetical(who.name), who))
        places.append(
            ShownPlace(
                place,
                place_words(place),
                shown[:MOST_NAMES],
                result_words(tied[0][1]),
                place == newest,
                max(0, len(shown) - MOST_NAMES),
            )
        )
    return places
