"""What the announcer reads: every board in words, from its last place to the first."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from foundation.text.decimals import with_own_point
from scoring.boards.board_words import place_words, total_words
from scoring.ceremony.boards_now import BoardNow, BoardsNow
from scoring.ceremony.plan import PlannedBoard
from scoring.ceremony.running import rows_of, rows_to_take
from scoring.ceremony.steps import AnnouncedRow, by_place, steps_of
from scoring.engine.ranking import BoardPerson
from scoring.publishing.gate import GROUPS, OVERALL

HOURS, MINUTES, SECONDS = "h", "min", "s"


class AnnouncedName(NamedTuple):
    """Somebody, or a group, as the announcer reads it. result: to be shown, spoken: to be read out.

    on_screen: what the public reads instead, "" where it reads nothing.
    """

    name: str
    group: str
    result: str
    spoken: str
    is_hidden: bool
    on_screen: str = ""


class AnnouncedPlace(NamedTuple):
    """A place with everybody who has it. heading: "2nd place, shared by two"; spoken: the result
    that they share, as it is read out.
    """

    place: int
    heading: str
    spoken: str
    names: list[AnnouncedName]

    @property
    def is_hidden(self) -> bool:
        """Whether nobody of it may be shown or read out."""
        return all(each.is_hidden for each in self.names)


class AnnouncedBoard(NamedTuple):
    """A board as a part of the announcer's list. warnings: why not to read it out yet."""

    planned: PlannedBoard
    warnings: list[str]
    places: list[AnnouncedPlace]

    @property
    def name(self) -> str:
        return self.planned.now.name

    @property
    def has_undecided(self) -> bool:
        """Whether a tie waits for a decision."""
        return bool(_undecided(self.planned))


def announced_board(
    planned: PlannedBoard, now: BoardsNow, shown: Mapping[int, str] | None = None
) -> AnnouncedBoard:
    """With the rows that were taken, else those of now. shown: participant id -> the name on the
    screen.
    """
    rows = rows_of(planned)
    return AnnouncedBoard(planned, warnings_of(planned), places_in_words(rows, now, shown or {}))


def places_in_words(
    rows: Iterable[AnnouncedRow], now: BoardsNow, shown: Mapping[int, str]
) -> list[AnnouncedPlace]:
    """From the last place to the first."""
    found = []
    for tied in by_place(rows):
        place = tied[0].place
        names = [_name(row, now.people, shown) for row in tied]
        count = sum(not each.is_hidden for each in names)  # who is hidden is not counted out
        found.append(AnnouncedPlace(place, place_heading(place, count), names[0].spoken, names))
    return found


def warnings_of(planned: PlannedBoard) -> list[str]:
    """What an announcer has to know before the board is read out, in sentences."""
    now, rows = planned.now, rows_of(planned)
    found = []
    if not rows:
        found.append(_("Nobody has a place on this board yet."))
    elif not steps_of(rows):
        found.append(_("Everybody to announce is hidden: the board is not shown at all."))
    if rows and now.missing:
        text = ngettext(
            "%(count)d of %(all)d results is missing: places may still change.",
            "%(count)d of %(all)d results are missing: places may still change.",
            now.missing,
        )
        found.append(text % {"count": now.missing, "all": now.expected})
    for place in _undecided(planned):
        text = _("A tie is not decided: several share the %(place)s.")
        found.append(text % {"place": place_words(place)})
    if has_changed(planned):
        found.append(_("Results have changed since this board was announced."))
    return found


def has_changed(planned: PlannedBoard) -> bool:
    """Whether the board of now is another one than the one that was taken."""
    taken = planned.taken
    return taken is not None and sorted(taken) != sorted(rows_to_take(planned))


def _undecided(planned: PlannedBoard) -> list[int]:
    announced = {row.place for row in rows_to_take(planned)}
    return [place for place in planned.now.tied if place in announced]


def _name(
    row: AnnouncedRow, people: Mapping[int, BoardPerson], shown: Mapping[int, str]
) -> AnnouncedName:
    result, spoken = result_words(row), spoken_result(row)
    if row.name:  # a group
        return AnnouncedName(row.name, "", result, spoken, False, row.name)
    person = people.get(row.pk)
    if person is None:
        return AnnouncedName(_("deleted meanwhile"), "", result, spoken, True)
    is_hidden = row.is_hidden or person.is_hidden
    on_screen = "" if is_hidden else shown.get(row.pk, "")
    return AnnouncedName(person.name, person.group, result, spoken, is_hidden, on_screen)


def place_heading(place: int, count: int) -> str:
    """The place, and between how many who may be named it is shared."""
    if count < 2:
        return place_words(place)
    numbers = {2: _("shared by two"), 3: _("shared by three"), 4: _("shared by four")}
    many = _("shared by %(count)d") % {"count": count}
    return f"{place_words(place)}, {numbers.get(count, many)}"


def result_words(row: AnnouncedRow) -> str:
    """A result with its unit, a total, or medals, as a page shows it; "" where it says nothing."""
    if row.medals:
        return total_words({"medals": row.medals})
    return f"{with_own_point(row.value)} {row.unit}".rstrip()


def spoken_result(row: AnnouncedRow) -> str:
    """The same to be read out: minutes and seconds by their units, medals by their names."""
    if row.medals:
        words = [_("%(count)d × gold"), _("%(count)d × silver"), _("%(count)d × bronze")]
        counted = zip(words, row.medals, strict=True)
        return ", ".join(text % {"count": count} for text, count in counted if count)
    if ":" in row.value:
        units = [HOURS, MINUTES, SECONDS][-row.value.count(":") - 1 :]
        parts = zip(row.value.split(":"), units, strict=True)
        return " ".join(f"{_spoken_number(number)} {unit}" for number, unit in parts)
    return result_words(row)


def _spoken_number(text: str) -> str:
    """Of a part of a time, without the zero that fills it up."""
    is_filled = text.startswith("0") and text[1:2].isdigit()
    return with_own_point(text[1:] if is_filled else text)


def is_of_standings(now: BoardNow) -> bool:
    return now.id.kind in {OVERALL, GROUPS}
