"""All results of an event as a workbook: a sheet per activity, overall standings and groups."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from foundation.tables.writing import ReportWritten, ignore_written, workbook_bytes
from foundation.text.decimals import as_number, with_own_point
from scoring.boards.board_words import PODIUM, category_words, gender_words
from scoring.boards.exports import people_sheets
from scoring.boards.leaderboard import Versions, activity_parts, head_of
from scoring.standings.standings_json import standings_json


class Results(NamedTuple):
    """What is in the workbook. parts: of each activity's boards, JSON. standings: as the API has
    them. names: of activities by their ids.
    """

    as_of: datetime
    parts: list[bytes]
    standings: Mapping[str, Any]
    names: Mapping[int, str]


def read_results(versions: Versions) -> Results:
    return Results(
        timezone.localtime(),
        list(activity_parts(versions).values()),
        json.loads(standings_json(versions)),
        head_of(versions).activities,
    )


def results_xlsx(results: Results, report: ReportWritten = ignore_written) -> bytes:
    """In the reader's words; numbers are numbers, and names stay texts, also 007 and 1-2."""
    standings = results.standings
    sheets = people_sheets(results.parts)
    if standings["overall"]:
        sheets.append((_("Overall"), list(_overall(standings["overall"], results.names))))
    if standings["groups"]:
        sheets.append((_("Groups"), list(_groups(standings["groups"]))))
    return workbook_bytes(sheets, footer=as_of_words(results.as_of), report=report)


def as_of_words(moment: datetime) -> str:
    """What a file says of its age: as of when the results are. moment: in local time."""
    when = date_format(moment, "SHORT_DATETIME_FORMAT")
    return _("Results as of %(when)s") % {"when": when}


def _overall(boards: list[dict], names: Mapping[int, str]) -> Iterator[list]:
    """Points of every activity beside each other; those that do not count in brackets. Where medals
    are counted, the places, and three columns of medals.
    """
    first = next(row for board in boards for row in [*board["rows"], *board["guests"]])
    ids = [each["activity_id"] for each in first["activities"]]
    yield [
        _("Place"),
        _("Podium"),
        _("Gender"),
        _("Age category"),
        pgettext("person", "Name"),
        _("Group"),
        *(names.get(pk, str(pk)) for pk in ids),
        *_total_header(first),
        _("Results in the total"),
    ]
    for board in boards:
        for key in ("rows", "guests"):
            for row in board[key]:
                rank = f"[{row['rank']}]" if key == "guests" else row["rank"]
                yield [
                    _("not classified") if rank is None else rank,
                    str(PODIUM.get(rank, "")),
                    gender_words(board["gender"]),
                    category_words(board["age_category_name"]),
                    row["display_name"],
                    row["group_name"],
                    *(_points(each) for each in row["activities"]),
                    *_total(row),
                    row["counted"],
                ]


def _points(contribution: dict) -> int | float | str | None:
    """What an activity gives; the place where medals are counted."""
    points = contribution["points"]
    if points is None:
        return contribution["place"]
    return as_number(points) if contribution["counts"] else f"[{with_own_point(points)}]"


def _groups(groups: list[dict]) -> Iterator[list]:
    yield [_("Place"), _("Group"), *_total_header(groups[0]), _("Members who contribute")]
    for row in groups:
        rank = row["rank"] if row["complete"] else _("too few to be ranked")
        yield [rank, row["group_name"], *_total(row), row["contributors"]]


def _total_header(row: Mapping) -> list[str]:
    """What the columns of `_total` are called."""
    return [capfirst(str(name)) for name in PODIUM.values()] if "medals" in row else [_("Total")]


def _total(row: Mapping) -> list[int | float | str | None]:
    """The total; gold, silver and bronze where medals are counted. In brackets of who has no place
    by it.
    """
    totals = row["medals"] if "medals" in row else [row["total"]]
    if row["rank"] is None:
        return [None if each is None else f"[{with_own_point(str(each))}]" for each in totals]
    return [None if each is None else as_number(each) for each in totals]
