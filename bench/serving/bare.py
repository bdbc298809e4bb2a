"""What the product is measured beside: bare WSGI applications, under the same gunicorn.

`hello` has its answer ready. `raw_sql` knows the addresses of public boards and of saved rows, and
does for them what cannot be left out, by hand-written SQL: no rights, rules, ledger or trail.
"""

import json
import os
import re
import sqlite3
import threading
import time
from urllib.parse import parse_qs

import psycopg

VERSIONS = """
SELECT e.version, a.results_version FROM scoring_publication p
JOIN events_event e ON e.id = p.event_id JOIN events_activity a ON a.event_id = e.id
WHERE p.slug = ? AND p.is_public AND a.id = ?
"""
BOARD = """
SELECT p.display_name, g.name, r.value, r.status
FROM scoring_record r
JOIN events_participant p ON p.id = r.participant_id JOIN events_group g ON g.id = p.group_id
JOIN events_agecategory c ON c.event_id = p.event_id AND p.age BETWEEN c.min_age AND c.max_age
WHERE r.activity_id = ? AND p.gender = ? AND c.name = ?
"""
SAVE = """
UPDATE scoring_record SET value = ?, status = 'OK' WHERE activity_id = ? AND participant_id = ?
"""
NEWS = "UPDATE events_activity SET results_version = ? WHERE id = ?"
ROW = re.compile(r"/groups/\d+/activities/(\d+)/participants/(\d+)/")
VALUE = re.compile(rb"-value=([\d.]+)")
READY = bytes(1024 * 1024)
_mine = threading.local()


def connect(url: str):
    """A connection to a database of the product that commits each statement unless it is told to
    begin.
    """
    if url.startswith("sqlite"):
        made = sqlite3.connect(url.partition("///")[2], isolation_level=None, timeout=20)
        made.execute("PRAGMA synchronous=FULL")
        return made
    return psycopg.connect(url, autocommit=True)


def execute(connection, statement: str, *values):
    """With ? in the place of values, whatever the driver wants there."""
    if isinstance(connection, psycopg.Connection):
        statement = statement.replace("?", "%s")
    return connection.execute(statement, values)


def change(connection, activity: int, participant: int, value: int) -> None:
    """A result that is news, as the product would find it in the records."""
    execute(connection, "BEGIN")
    try:
        execute(connection, SAVE, value, activity, participant)
        execute(connection, NEWS, time.time_ns() // 1000, activity)
    except psycopg.Error:
        execute(connection, "ROLLBACK")
        raise
    execute(connection, "COMMIT")


def hello(environ, start_response):
    """As many bytes as the query says, where it is a number."""
    asked = environ["QUERY_STRING"]
    body = READY[: int(asked)] if asked.isdigit() else b"hello"
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]


def raw_sql(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/api/health":
        return hello(environ, start_response)
    if not hasattr(_mine, "connection"):
        _mine.connection = connect(os.environ["DATABASE_URL"])
    if environ["REQUEST_METHOD"] == "POST":
        activity, participant = map(int, ROW.match(path).groups())
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        value = round(1000 * float(VALUE.search(body)[1]))
        change(_mine.connection, activity, participant, value)
        status, headers, body = "200 OK", [], b"saved"
    elif path.startswith("/r/"):
        status, headers, body = board(environ)
    else:
        status, headers, body = "200 OK", [], b""
    start_response(status, [*headers, ("Content-Length", str(len(body)))])
    return [body]


def board(environ) -> tuple[str, list, bytes]:
    """304, or the places of one board as JSON."""
    query = parse_qs(environ["QUERY_STRING"])
    activity, slug = int(query["board"][0]), environ["PATH_INFO"].split("/")[2]
    found = execute(_mine.connection, VERSIONS, slug, activity).fetchone()
    etag = '"{}-{}"'.format(*found)
    headers = [("ETag", etag), ("Content-Type", "application/json")]
    if environ.get("HTTP_IF_NONE_MATCH") == etag:
        return "304 Not Modified", headers, b""
    which = (activity, query["gender"][0], query["category"][0])
    rows, place = [], 0
    found = execute(_mine.connection, BOARD, *which).fetchall()
    ordered = sorted(found, key=lambda row: (row[2] is None, row[2], row[0]))
    for number, (name, group, value, status) in enumerate(ordered, 1):
        if not rows or value != rows[-1]["value"]:
            place = number
        rows.append({"rank": place, "name": name, "group": group, "value": value, "status": status})
    return "200 OK", headers, json.dumps({"rows": rows}, ensure_ascii=False).encode()
