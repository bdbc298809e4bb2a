"""Leaderboards as a table for spreadsheets: the API's, and one in the reader's words."""

import json
from collections.abc import Iterable, Iterator

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.tables.writing import csv_bytes, own_csv_bytes
from foundation.text.decimals import as_number, with_own_point
from scoring.boards.board_words import PODIUM as PODIUM_WORDS
from scoring.boards.board_words import category_words, gender_words, unplaced_words
from scoring.engine.values import unit_of

Parts = Iterable[bytes]
"""What `leaderboard.activity_parts` has, activity by activity."""

HEADER = [
    "rank",
    "podium",
    "activity",
    "gender",
    "age_category",
    "participant_name",
    "group_name",
    "age",
    "score",
]
DELIMITERS = {"comma": ",", "semicolon": ";"}
PODIUM = {1: "Gold", 2: "Silver", 3: "Bronze"}


def read_delimiter(name: str) -> str:
    """The sign of this name. Raises ValidationError where there is none."""
    if name not in DELIMITERS:
        raise ValidationError({"delimiter": "Choose comma or semicolon."})
    return DELIMITERS[name]


def leaderboard_csv(parts: Parts, *, delimiter: str = ",") -> bytes:
    """The whole leaderboard as CSV.

    Columns: HEADER; score: the canonical text. Below each board stand guests, with their place in
    square brackets (Excel takes round ones for a minus), and then who has a result but no place,
    with the status as score. Between semicolons stand decimal commas, as in a Czech Excel: it
    would take 5.2 for the fifth of February.
    """
    return csv_bytes([HEADER, *_table(parts, has_commas=delimiter == ";")], delimiter)


def people_csv(parts: Parts) -> bytes:
    """The whole leaderboard for people, separated as a spreadsheet in their language expects it."""
    rows = (row for part in parts for row in _for_people(json.loads(part)))
    return own_csv_bytes([_people_header(), *rows])


def people_sheets(parts: Parts) -> list[tuple[str, list[list]]]:
    """(name, rows) of sheets of a workbook: all results in one table, then every activity's."""
    activities = map(json.loads, parts)
    named = [(each["activity_name"], list(_for_people(each))) for each in activities]
    return [
        (_("All results"), [_people_header(), *(row for _name, rows in named for row in rows)]),
        *((name, [_people_header(), *rows]) for name, rows in named if rows),
    ]


def _people_header() -> list[str]:
    return [
        _("Place"),
        _("Podium"),
        _("Activity"),
        _("Gender"),
        _("Age category"),
        pgettext("person", "Name"),
        _("Group"),
        _("Age"),
        _("Result"),
        _("Result as a number"),
        _("Unit"),
    ]


def _for_people(activity: dict) -> Iterator[list]:
    """The rows of its boards: the result as pages show it, and as a number to reckon with."""
    unit = unit_of(activity["evaluation_type"], activity["unit"])
    for board in activity["categories"]:
        for rank, _podium, person, _score in _rows(board):
            yield [
                rank,
                str(PODIUM_WORDS.get(rank, "")),
                activity["activity_name"],
                gender_words(board["gender"]),
                category_words(board["age_category_name"]),
                person["display_name"],
                person["group_name"],
                person["age"],
                *_result(person, unit),
            ]


def _result(person: dict, unit: str) -> list:
    """As shown, as a number, and of what; why there is none, for whoever has no place."""
    if "rank" not in person:
        return [unplaced_words(person["status"]), None, ""]
    return [with_own_point(person["display_value"]), as_number(person["value"]), unit]


def _table(parts: Parts, *, has_commas: bool) -> Iterator[list]:
    for part in parts:
        activity = json.loads(part)
        for board in activity["categories"]:
            for rank, podium, person, score in _rows(board):
                yield [
                    rank,
                    podium,
                    activity["activity_name"],
                    board["gender"],
                    board["age_category_name"],
                    person["display_name"],
                    person["group_name"],
                    person["age"],
                    score.replace(".", ",") if has_commas else score,
                ]


def _rows(board: dict):
    """(rank, podium, person, score) of a board's rows, in the order they are shown."""
    for person in board["participants"]:
        yield person["rank"], PODIUM.get(person["rank"], ""), person, person["value"]
    for guest in board["guests"]:
        yield f"[{guest['rank']}]", "", guest, guest["value"]
    for person in board["unranked"]:
        yield "", "", person, person["status"]
