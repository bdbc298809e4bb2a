"""Amendments as anybody reads them: that a public board was corrected, when, and whose place moved.

Why stays with the organisers: what they write for each other may name a child.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from foundation.web import versioned_cache
from scoring.models import Amendment
from scoring.public.versions import PublicVersions
from scoring.publishing.gate import BoardId
from scoring.publishing.stored import id_of

MOST_SHOWN = 10
"""Of a board, the newest first."""


class OpenAmendment(NamedTuple):
    """amended_at: None while the board is not official again. moves: as they are stored."""

    number: int
    amended_at: datetime | None
    moves: list[list[int | None]]


Amendments = Mapping[BoardId, list[OpenAmendment]]


def open_amendments(versions: PublicVersions) -> Amendments:
    """Those of the boards that are open: none that is newer than what the board shows, and none
    whose old places nobody could see. No result changes that.
    """
    key = f"public-amendments:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, lambda: _open_amendments(versions))


def _open_amendments(versions: PublicVersions) -> Amendments:
    amendments = Amendment.objects.filter(publication=versions.publication_id, was_public=True)
    found: defaultdict[BoardId, list[OpenAmendment]] = defaultdict(list)
    for each in amendments.order_by("-number"):
        board = id_of(each)
        opened = versions.opening.boards.get(board)
        if opened is None or len(found[board]) == MOST_SHOWN:
            continue
        if opened.cutoff is None or (each.republished_at or each.taken_back_at) <= opened.cutoff:
            found[board].append(OpenAmendment(each.number, each.republished_at, each.moves or []))
    return dict(found)


def amendment_dicts(
    amendments: Iterable[OpenAmendment], there: Mapping[int, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """In the shape of the API. there: id -> how they are shown, of who stands on the board now; a
    place that moved is said of nobody else. One that is open, of a board that went no further back
    than to provisional, has no moves yet.
    """
    return [
        {
            "number": each.number,
            "amended_at": moment_text(each.amended_at),
            "changes": sorted(
                (
                    {**there[pk], "before": before, "after": after}
                    for pk, before, after in each.moves
                    if pk in there
                ),
                key=_move_order,
            ),
        }
        for each in amendments
    ]


def _move_order(move: Mapping[str, Any]) -> tuple:
    """By the place of now, those without one last."""
    after, before = move["after"], move["before"]
    return after is None, after or 0, before is None, before or 0, move["group_name"], str(move)


def moment_text(moment: datetime | None) -> str | None:
    """ISO 8601, in UTC."""
    return None if moment is None else f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
