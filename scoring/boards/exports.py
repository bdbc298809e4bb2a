"""Leaderboards as a table for spreadsheets."""

import json
from collections.abc import Iterator

from foundation.tables.writing import csv_bytes
from scoring.boards.leaderboard import Versions, activity_parts

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
PODIUM = {1: "Gold", 2: "Silver", 3: "Bronze"}


def leaderboard_csv(versions: Versions, *, delimiter: str = ",") -> bytes:
    """The whole leaderboard as CSV.

    Columns: HEADER; score: the canonical text. Below each board stand guests, with their place in
    square brackets (Excel takes round ones for a minus), and then who has a result but no place,
    with the status as score. Between semicolons stand decimal commas, as in a Czech Excel: it
    would take 5.2 for the fifth of February.
    """
    return csv_bytes([HEADER, *_table(versions, has_commas=delimiter == ";")], delimiter)


def _table(versions: Versions, *, has_commas: bool) -> Iterator[list]:
    for part in activity_parts(versions).values():
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
