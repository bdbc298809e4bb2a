"""What was announced becomes public: by the one way in which anything does."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Event
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import CeremonyPlan, PlannedBoard, ceremony_of, plan_of_ceremony
from scoring.models import Publication
from scoring.publishing.changing import KEEP, BoardChange, change_publication
from scoring.publishing.gate import (
    BOARD,
    OFFICIAL,
    OVERALL,
    OVERALL_ID,
    PUBLISHED,
    SHOWN,
    BoardId,
    BoardRule,
)
from scoring.publishing.stored import plan_of, publication_of, rule_for


class ToPublish(NamedTuple):
    """A board that was announced and that the public does not see yet. is_held: held back now."""

    board: BoardId
    name: str
    is_held: bool
    has_missing: bool


class Announced(NamedTuple):
    """What publishing would do. waiting: overall boards that were not announced, for which the
    overall standings, published as a whole, have to wait.
    """

    to_publish: list[ToPublish]
    waiting: list[PlannedBoard]


def announced_now(plan: CeremonyPlan, publication: Publication) -> Announced:
    """Of boards of which every place was shown."""
    rules = dict(plan_of(publication).boards)
    done = [each for each in plan.boards if each.is_done]
    overall = [each for each in plan.boards if each.now.id.kind == OVERALL and each.now.rows]
    waiting = [each for each in overall if not each.is_done]
    found: dict[BoardId, ToPublish] = {}
    for each in done:
        board = each.now.id
        if board.kind == OVERALL:
            if waiting:
                continue
            board = OVERALL_ID
        rule = rule_for(rules, board)
        is_held = rule.hold_until is not None and rule.hold_until > timezone.now()
        if rule.state not in SHOWN or is_held:
            name = each.now.name if board.kind == BOARD else each.now.title
            missing = bool(each.now.missing)
            if board in found:
                missing = missing or found[board].has_missing
            found[board] = ToPublish(board, name, is_held, missing)
    has_overall = any(each.now.id.kind == OVERALL for each in done)
    return Announced(list(found.values()), waiting if has_overall else [])


def publish_announced(*, event: Event, version: int, by: User | None) -> list[ToPublish]:
    """Publish them, lift what holds them back, switch the public page on; returns which they are.

    version: of the publication that whoever presses it has seen. An official board stays official.
    Raises ValidationError as `change_publication` does.
    """
    now = BoardsNow(event)
    publication = publication_of(event)
    found = announced_now(plan_of_ceremony(ceremony_of(event), now), publication).to_publish
    rules = dict(plan_of(publication).boards)
    change_publication(
        event=event,
        version=version,
        fields={"is_public": True} if found else {},
        boards=list(_changes(found, rules)),
        reason=_("Announced at the ceremony."),
        by=by,
    )
    return found


def _changes(
    found: Iterable[ToPublish], rules: Mapping[BoardId, BoardRule]
) -> Iterable[BoardChange]:
    for each in found:
        is_official = rule_for(rules, each.board).state == OFFICIAL
        yield BoardChange(
            each.board, None if is_official else PUBLISHED, None if each.is_held else KEEP
        )
