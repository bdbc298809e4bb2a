"""Leaderboards as a table for spreadsheets."""

import csv
import io
import json

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
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def leaderboard_csv(versions: Versions, *, delimiter: str = ",") -> bytes:
    """The whole leaderboard as CSV: UTF-8 with BOM, by which Excel knows it.

    Columns: HEADER; score: the canonical text. Below each board stand guests, with their place in
    square brackets (Excel takes round ones for a minus), and then who has a result but no place,
    with the status as score. Between semicolons stand decimal commas, as in a Czech Excel: it
    would take 5.2 for the fifth of February.
    """
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerow(HEADER)
    for part in activity_parts(versions).values():
        activity = json.loads(part)
        for board in activity["categories"]:
            for cells in _rows(board):
                rank, podium, person, score = cells
                if delimiter == ";":
                    score = score.replace(".", ",")
                writer.writerow(
                    [
                        rank,
                        podium,
                        safe(activity["activity_name"]),
                        board["gender"],
                        safe(board["age_category_name"]),
                        safe(person["display_name"]),
                        safe(person["group_name"]),
                        "" if person["age"] is None else person["age"],
                        score,
                    ]
                )
    return text.getvalue().encode("utf-8-sig")


def safe(text: str) -> str:
    """The text as a cell that no spreadsheet takes for a formula: an apostrophe goes before it."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _rows(board: dict):
    """(rank, podium, person, score) of a board's rows, in the order they are shown."""
    for person in board["participants"]:
        yield person["rank"], PODIUM.get(person["rank"], ""), person, person["value"]
    for guest in board["guests"]:
        yield f"[{guest['rank']}]", "", guest, guest["value"]
    for person in board["unranked"]:
        yield "", "", person, person["status"]
