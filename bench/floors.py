"""The floors: bare programs, with SQL by hand and nothing between them and the database's driver.

They store and answer the same rows with the same durability, but know nothing of rights, rules,
history or anybody else at work: less than this no program can pay.
"""

import csv
import io
import json
import os
import sqlite3
import zipfile
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from xml.etree.ElementTree import iterparse

import psycopg
from django.conf import settings

DATABASE = settings.DATABASES["default"]
ON_SQLITE = DATABASE["ENGINE"].endswith("sqlite3")
MARK = "?" if ON_SQLITE else "%s"
"""What stands for a parameter in the driver's SQL."""

HIGHER_WINS = {"NUMERIC_HIGH", "SCORE_SET", "BOOLEAN"}


def connect():
    """A connection of the driver's own that commits every statement, unless told BEGIN."""
    if not ON_SQLITE:
        return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)
    connection = sqlite3.connect(DATABASE["NAME"], timeout=20, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


# --- Leaderboard ---------------------------------------------------------------------------------


def people_of(connection, event_id: int) -> dict[int, dict]:
    """Participant id -> what a board's row says of him or her, and the category."""
    categories = connection.execute(
        "SELECT name, min_age, max_age FROM events_agecategory"
        f" WHERE event_id = {MARK} ORDER BY min_age, name",
        [event_id],
    ).fetchall()
    rows = connection.execute(
        "SELECT p.id, p.display_name, p.gender, p.age, g.name FROM events_participant p"
        f" JOIN events_group g ON g.id = p.group_id WHERE p.event_id = {MARK}",
        [event_id],
    )
    return {
        pk: {
            "participant_id": pk,
            "display_name": name,
            "gender": gender,
            "age": age,
            "group_name": group,
            "category": next(
                (name for name, lowest, highest in categories if lowest <= age <= highest), ""
            ),
        }
        for pk, name, gender, age, group in rows
    }


def leaderboard(
    connection, event_id: int, activity_ids: Iterable[int], people: Mapping[int, dict] | None = None
) -> bytes:
    """Boards of the activities, fetched, ranked and dumped; `people` where they are known."""
    if people is None:
        people = people_of(connection, event_id)
    return json.dumps(
        {"activities": [_activity(connection, pk, people) for pk in activity_ids]},
        ensure_ascii=False,
    ).encode()


def _activity(connection, activity_id: int, people: Mapping[int, dict]) -> dict:
    name, kind = connection.execute(
        f"SELECT name, evaluation_type FROM events_activity WHERE id = {MARK}", [activity_id]
    ).fetchone()
    results = connection.execute(
        "SELECT participant_id, value FROM scoring_record"
        f" WHERE activity_id = {MARK} AND status = 'OK'",
        [activity_id],
    )
    boards: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for pk, value in results:
        person = people[pk]
        boards.setdefault((person["gender"], person["category"]), []).append((value, pk))
    return {
        "activity_id": activity_id,
        "activity_name": name,
        "categories": [
            {
                "gender": gender,
                "age_category_name": category,
                "participants": _ranked(board, people, kind in HIGHER_WINS),
            }
            for (gender, category), board in sorted(boards.items())
        ],
    }


def _ranked(
    board: list[tuple[int, int]], people: Mapping[int, dict], higher_wins: bool
) -> list[dict]:
    rows, place, last = [], 0, None
    for position, (value, pk) in enumerate(sorted(board, reverse=higher_wins), start=1):
        if value != last:
            place, last = position, value
        rows.append({"rank": place, "value": value / 1000, **people[pk]})
    return rows


# --- Standings -----------------------------------------------------------------------------------


def standings(
    connection,
    event_id: int,
    activity_ids: Iterable[int],
    points: list[int],
    people: Mapping[int, dict] | None = None,
) -> bytes:
    """Totals of points for the first places, each board sorted and everybody's points summed."""
    if people is None:
        people = people_of(connection, event_id)
    totals: dict[tuple[str, str], dict[int, float]] = {}
    for activity_id in activity_ids:
        for (board, pk), gained in _points_in(connection, activity_id, points, people):
            of_board = totals.setdefault(board, {})
            of_board[pk] = of_board.get(pk, 0) + gained
    return json.dumps(
        {
            "overall": [
                {"gender": board[0], "age_category_name": board[1], "rows": _placed(of_board)}
                for board, of_board in sorted(totals.items())
            ]
        }
    ).encode()


def _points_in(connection, activity_id: int, points: list[int], people: Mapping[int, dict]):
    (kind,) = connection.execute(
        f"SELECT evaluation_type FROM events_activity WHERE id = {MARK}", [activity_id]
    ).fetchone()
    boards: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for pk, value, status in connection.execute(
        f"SELECT participant_id, value, status FROM scoring_record WHERE activity_id = {MARK}",
        [activity_id],
    ):
        board = (people[pk]["gender"], people[pk]["category"])
        if status == "OK":
            boards.setdefault(board, []).append((value, pk))
        elif status != "DNS":
            yield (board, pk), 0
    for board, rows in boards.items():
        rows.sort(reverse=kind in HIGHER_WINS)
        ahead = 0
        for _value, equal in groupby(rows, key=itemgetter(0)):
            tied = [pk for _value, pk in equal]
            gained = sum(points[ahead : ahead + len(tied)]) / len(tied)
            ahead += len(tied)
            yield from (((board, pk), gained) for pk in tied)


def _placed(totals: Mapping[int, float]) -> list[dict]:
    rows, place, last = [], 0, None
    ranked = sorted(((total, pk) for pk, total in totals.items()), reverse=True)
    for position, (total, pk) in enumerate(ranked, start=1):
        if total != last:
            place, last = position, total
        rows.append({"rank": place, "participant_id": pk, "total": total})
    return rows


# --- Upsert --------------------------------------------------------------------------------------


def make_upsert_table(connection) -> None:
    connection.execute(
        "CREATE TABLE floor (activity_id bigint, participant_id bigint, value bigint,"
        " PRIMARY KEY (activity_id, participant_id))"
    )


def upsert(connection, activity_id: int, participant_id: int, value: int) -> None:
    connection.execute(
        f"INSERT INTO floor VALUES ({MARK}, {MARK}, {MARK})"
        " ON CONFLICT (activity_id, participant_id) DO UPDATE SET value = excluded.value",
        [activity_id, participant_id, value],
    )


# --- Import --------------------------------------------------------------------------------------


def import_participants(connection, content: bytes, event_id: int) -> None:
    """The file's groups and participants into an event that is there already."""
    header, *rows = csv.reader(io.StringIO(content.decode()))
    shirt = header.index("shirt")
    names = dict.fromkeys(row[1] for row in rows)
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    cursor.executemany(
        "INSERT INTO events_group (event_id, name, name_key, search_key, sort_key, identifier)"
        f" VALUES ({MARK}, {MARK}, {MARK}, {MARK}, {MARK}, '')",
        [(event_id, name, *[name.casefold()] * 3) for name in names],
    )
    groups = cursor.execute(
        f"SELECT name, id FROM events_group WHERE event_id = {MARK}", [event_id]
    )
    id_of = dict(groups.fetchall())
    cursor.executemany(
        "INSERT INTO events_participant"
        " (event_id, group_id, display_name, search_key, sort_key, external_id, gender, age,"
        " metadata, last_name, birth_order, status, is_hidden)"
        f" VALUES ({', '.join([MARK] * 9)}, '', '', 'COMPETING', FALSE)",
        [
            (
                event_id,
                id_of[row[1]],
                row[0],
                *[row[0].casefold()] * 2,
                row[2],
                row[3],
                int(row[4]),
                _json(row[shirt]),
            )
            for row in rows
        ],
    )
    cursor.execute("COMMIT")


def _json(shirt: str) -> str:
    return json.dumps({"shirt": shirt})


def update_ages(connection, content: bytes, event_id: int) -> None:
    """The file's ages to the event's participants of the same numbers, where they differ."""
    _header, *rows = csv.reader(io.StringIO(content.decode()))
    cursor = connection.cursor()
    cursor.execute("BEGIN")
    people = cursor.execute(
        f"SELECT external_id, id, age FROM events_participant WHERE event_id = {MARK}", [event_id]
    )
    stored = {number: (pk, age) for number, pk, age in people.fetchall()}
    cursor.executemany(
        f"UPDATE events_participant SET age = {MARK} WHERE id = {MARK}",
        [(int(row[4]), stored[row[2]][0]) for row in rows if int(row[4]) != stored[row[2]][1]],
    )
    cursor.execute("COMMIT")


def read_workbook(content: bytes) -> list[list[str]]:
    """The texts in the cells of the first sheet, which holds them itself."""
    rows: list[list[str]] = []
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        archive.open("xl/worksheets/sheet1.xml") as sheet,
    ):
        for _event, element in iterparse(sheet):
            if element.tag.endswith("}row"):
                rows.append(["".join(cell.itertext()) for cell in element])
                element.clear()
    return rows
