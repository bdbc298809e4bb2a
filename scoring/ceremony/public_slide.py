"""What a big screen shows of a ceremony: what was revealed by now, and not a byte of the rest.

Names come from the public's own gate: they are shortened as everywhere, and who is hidden, also
since the board was taken, is not there.
"""

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate
from math import ceil
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from foundation.text.names import alphabetical
from foundation.web import versioned_cache
from scoring.boards.board_words import board_words, place_words
from scoring.ceremony.announcer import result_words
from scoring.ceremony.steps import PODIUM, AnnouncedRow, read, revealed, steps_of
from scoring.models import Ceremony
from scoring.public.open_boards import ShownPerson, shown_people
from scoring.public.public_json import head_of
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import GROUPS, OVERALL

NEWEST_LETTERS, OTHER_LETTERS = 14, 26
"""About so many wide letters fit between the number of a place and its result, of the newest one
and of those around it.
"""
SMALLER = 0.6
"""The type of a group in that of a name."""
NEWEST_LINES, EARLIER_LINES = 5, 4
"""So many lines of its type fill the screen; so many at most stand below it, of what was before."""
OF_A_LINE = 1.5
"""Lines of what was before in one of the newest place."""
PODIUM_LINES, PODIUM_MOST = 6.5, 10
"""So many fit on a podium in its usual type, and in a smaller one."""
MOST_NAMES = 24
"""Of one place; the rest is counted."""


class NameSize(NamedTuple):
    """How the names of a place are written; screen.css has the same. most: people at most. scale:
    of the place's type, of which `letters` fit on a line.
    """

    name: str
    most: int
    scale: float
    columns: int = 1

    def letters_of(self, letters: int) -> int:
        """So many of its own fit on a line of a column."""
        return int(letters / self.scale / self.columns)

    def lines(self, people: Sequence[ShownPerson], letters: int) -> float:
        """About how many lines of the place's type the people take."""
        each = self.letters_of(letters)
        return sum(_lines_of(who, each) for who in people) * self.scale / self.columns


SIZES = [
    NameSize("large", 2, 1),
    NameSize("medium", 3, 0.75),
    NameSize("small", 3, 0.55),
    NameSize("columns", 6, 0.6, 2),
    NameSize("tiny", MOST_NAMES, 0.42, 3),
]


def _lines_of(who: ShownPerson, letters: int) -> float:
    """The name and the group, which stands below where both are too long for a line."""
    lines = ceil(len(who.name) / letters) or 1
    group = SMALLER * len(who.group_name)
    if len(who.name) + 1 + group <= letters:
        return lines
    return lines + SMALLER * ceil(group / letters)


class ShownPlace(NamedTuple):
    """A place on the screen, with those who may be shown. more: how many do not fit."""

    place: int
    words: str
    people: list[ShownPerson]
    result: str
    is_newest: bool
    more: int = 0

    @property
    def size(self) -> NameSize:
        """The largest one in which each name stands on a line; a smaller one has to do for names
        that are longer than any line.
        """
        letters = self._letters
        longest = max(len(who.name) for who in self.people)
        fitting = [each for each in SIZES if len(self.people) <= each.most]
        one_by_one = [each for each in fitting if each.columns == 1] or fitting[:1]
        return next(
            (
                each
                for each in fitting
                if longest <= each.letters_of(letters)
                and each.lines(self.people, letters) <= NEWEST_LINES - 1
            ),
            one_by_one[-1],
        )

    @property
    def lines(self) -> float:
        return self.size.lines(self.people, self._letters) + bool(self.more) / 2

    @property
    def _letters(self) -> int:
        return NEWEST_LETTERS if self.is_newest else OTHER_LETTERS


def running_ceremony(event_id: int) -> Ceremony | None:
    """With the board that is shown; in one query."""
    running = Ceremony.objects.filter(event=event_id, started_at__isnull=False, ended_at=None)
    return running.select_related("board__activity").first()


def slide_html(versions: PublicVersions, ceremony: Ceremony) -> str:
    """What is revealed, as HTML.

    Kept for each language under the turn, and what the public's names depend on.
    """
    key = f"ceremony-slide:{versions.event_id}:{get_language()}"
    made_from = (*versions.made_from, ceremony.pk, ceremony.turn, ceremony.board_id)

    def make() -> str:
        context = _context(versions, ceremony)
        return render_to_string("scoring/ceremony/_slide_part.html", context)

    return versioned_cache.kept(key, made_from, make)


def _context(versions: PublicVersions, ceremony: Ceremony) -> dict[str, Any]:
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
        "places": _fitting(every, PODIUM_MOST) if is_podium else _below_newest(every),
        "is_podium": is_podium,
        "is_many": sum(each.lines for each in every) > PODIUM_LINES,
    }


def _below_newest(places: list[ShownPlace]) -> list[ShownPlace]:
    """The newest place, and of those before as many as fit."""
    newest = [each for each in places if each.is_newest]
    room = (NEWEST_LINES - sum(each.lines for each in newest)) * OF_A_LINE
    earlier = [each for each in places if not each.is_newest]
    return newest + _fitting(earlier, min(room, EARLIER_LINES))


def _fitting(places: list[ShownPlace], most: float) -> list[ShownPlace]:
    """The best ones that take no more lines; a bit of the next one would be no use."""
    return places[: bisect_right(list(accumulate(each.lines for each in places)), most)]


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
