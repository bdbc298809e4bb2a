"""A ceremony goes on, step by step: begun, moved by any phone of an organiser, ended.

Every move names the turn that the phone had seen. The first statement of its transaction takes that
turn (compare-and-set, under the row's lock), so of a double tap, a call that was sent again or two
phones one moves and the others learn that it was done.
"""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.formats import time_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.trail import audit
from events.models import Event
from scoring.ceremony.arranging import store_usual_plan
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import CeremonyPlan, PlannedBoard, plan_of_ceremony
from scoring.ceremony.steps import AnnouncedRow, first_places, steps_of, written
from scoring.models import Ceremony, Screen

NEXT, BACK, JUMP, ANEW = MOVES = ("next", "back", "jump", "anew")
RUNNING = Q(started_at__isnull=False, ended_at=None)


def start_ceremony(
    *, event: Event, turn: int, by: User | None, at: datetime | None = None
) -> Ceremony:
    """Begin, or begin anew: nothing is taken, and no screen shows it. turn: the one that was on the
    page. Raises ValidationError, code "conflict", where that is over or it is running.
    """
    at = at or timezone.now()
    store_usual_plan(event)
    with transaction.atomic():
        if not _take(event, turn, ~RUNNING):
            raise ValidationError(_why_not_begun(event), code="conflict")
        ceremony = Ceremony.objects.get(event=event)
        ceremony.boards.update(taken=None, reached=0)
        Screen.objects.filter(event=event).update(shows_ceremony=False)
        _write(ceremony, by, at, started_at=at, ended_at=None, board=None, step=0)
        text = gettext_noop("%(event)s: the ceremony began")
        _log(event, "START_CEREMONY", text, by)
    return ceremony


def end_ceremony(
    *, event: Event, turn: int, by: User | None, at: datetime | None = None
) -> Ceremony:
    """Its screens go back to their boards. turn: the one that was on the page. Raises
    ValidationError, code "conflict", where that is over or nothing is running.
    """
    at = at or timezone.now()
    with transaction.atomic():
        if not _take(event, turn, RUNNING):
            raise ValidationError(_what_happened(event, by), code="conflict")
        ceremony = Ceremony.objects.get(event=event)
        _write(ceremony, by, at, ended_at=at)
        Screen.objects.filter(event=event).update(shows_ceremony=False)
        text = gettext_noop("%(event)s: the ceremony ended")
        _log(event, "END_CEREMONY", text, by)
    return ceremony


def move_ceremony(
    *,
    event: Event,
    turn: int,
    move: str,
    board_pk: int | None = None,
    by: User | None,
    at: datetime | None = None,
) -> Ceremony:
    """Show what comes next, what was shown before, the title of the board of this id, or the title
    of the board of now with its results of now. turn: the one that was on the page.

    Raises ValidationError: with the code "conflict" where that turn is over or nothing is running,
    else where there is nothing to move to. Nothing is changed then.
    """
    at = at or timezone.now()
    with transaction.atomic():
        if not _take(event, turn, RUNNING):
            raise ValidationError(_what_happened(event, by), code="conflict")
        ceremony = Ceremony.objects.get(event=event)
        plan = plan_of_ceremony(ceremony, BoardsNow(event))
        _MOVES[move](plan, board_pk)
        _write(ceremony, by, at, board=ceremony.board, step=ceremony.step)
    return ceremony


def rows_to_take(board: PlannedBoard) -> list[AnnouncedRow]:
    """What is announced of the board as it is now."""
    return first_places(board.now.rows, board.places)


def boards_after(plan: CeremonyPlan) -> Iterable[PlannedBoard]:
    """Those that are announced after the one that is shown. Where that is gone: those after it
    that were not shown yet.
    """
    announced, current = plan.announced, plan.current
    if current in announced:
        return announced[announced.index(current) + 1 :]
    if plan.ceremony.is_at_beginning:
        return announced
    last = plan.ceremony.board.order if plan.ceremony.board else -1
    return [each for each in announced if each.stored.order > last and not each.is_taken]


def boards_before(plan: CeremonyPlan) -> Iterable[PlannedBoard]:
    """Those that are announced before the one that is shown, or was until it was gone."""
    if plan.ceremony.board is None:
        return [] if plan.ceremony.is_at_beginning else plan.announced
    return [each for each in plan.announced if each.stored.order < plan.ceremony.board.order]


def next_board(plan: CeremonyPlan) -> PlannedBoard | None:
    """The next one that has anything to show."""
    return next((each for each in boards_after(plan) if steps_of(rows_of(each))), None)


def rows_of(board: PlannedBoard) -> list[AnnouncedRow]:
    """Those that were taken, else those that would be."""
    taken = board.taken
    return rows_to_take(board) if taken is None else taken


def _next(plan: CeremonyPlan, _board_pk: int | None) -> None:
    ceremony, current = plan.ceremony, plan.current
    if current is not None and ceremony.step + 1 < len(steps_of(rows_of(current))):
        _show(ceremony, current, ceremony.step + 1)
        return
    board = next_board(plan)
    if board is None:
        raise ValidationError(_("That was the last board."))
    _show(ceremony, board, 0)


def _back(plan: CeremonyPlan, _board_pk: int | None) -> None:
    ceremony, current = plan.ceremony, plan.current
    if ceremony.is_at_beginning:
        raise ValidationError(_("This is the beginning."))
    if current is not None and ceremony.step > 0:
        ceremony.step -= 1
        return
    before = boards_before(plan)
    earlier = [each for each in before if each.is_taken and steps_of(rows_of(each))]
    if earlier:
        _show(ceremony, earlier[-1], earlier[-1].stored.reached)  # no step that nobody has seen
    else:
        ceremony.board, ceremony.step = None, 0


def _jump(plan: CeremonyPlan, board_pk: int | None) -> None:
    board = plan.stored(board_pk)
    if board is None or not board.is_announced:
        raise ValidationError(_("Choose one of the boards that are announced."))
    _check_rows(rows_of(board))
    _show(plan.ceremony, board, 0)


def _anew(plan: CeremonyPlan, _board_pk: int | None) -> None:
    board = plan.current
    if board is None:
        raise ValidationError(_("No board is shown now."))
    rows = rows_to_take(board)
    _check_rows(rows)
    board.stored.taken, board.stored.reached = None, 0
    _show(plan.ceremony, board, 0)


_MOVES: dict[str, Callable[[CeremonyPlan, int | None], None]] = {
    NEXT: _next,
    BACK: _back,
    JUMP: _jump,
    ANEW: _anew,
}


def _show(ceremony: Ceremony, board: PlannedBoard, step: int) -> None:
    """The step of the board. Its rows are taken with its title, and kept."""
    stored = board.stored
    if stored.taken is None:
        stored.taken = written(rows_to_take(board))
    stored.reached = max(stored.reached, step)
    stored.save(update_fields=["taken", "reached"])
    ceremony.board, ceremony.step = stored, step


def _check_rows(rows: Iterable[AnnouncedRow]) -> None:
    if not steps_of(rows):
        raise ValidationError(_("This board has nobody to show now."))


def _take(event: Event, turn: int, state: Q) -> bool:
    """Whether the turn was still to be had, in that state; nobody else gets it then."""
    to_move = Ceremony.objects.filter(state, event=event, turn=turn)
    return bool(to_move.update(turn=F("turn") + 1))


def _write(ceremony: Ceremony, by: User | None, at: datetime, **fields: object) -> None:
    for name, each in fields.items():
        setattr(ceremony, name, each)
    ceremony.moved_by, ceremony.moved_at = by, at
    ceremony.save(update_fields=[*fields, "moved_by", "moved_at"])


def _log(event: Event, action: str, text: str, by: User | None) -> None:
    detail = audit.Sentence(text, {"event": event})
    audit.log(actor=by, action=action, target=event, detail=detail)


def _what_happened(event: Event, by: User | None) -> str:
    """Why a turn is over, for whoever came too late."""
    ceremony = Ceremony.objects.filter(event=event).select_related("moved_by").first()
    if ceremony is None or not ceremony.is_running:
        return _not_running()
    moment = time_format(timezone.localtime(ceremony.moved_at), "H:i:s")
    if ceremony.moved_by is None or ceremony.moved_by == by:
        text = _("Nothing more was done: this step had been made already, at %(time)s.")
        return text % {"time": moment}
    text = _("Nothing more was done: %(name)s had made the step already, at %(time)s.")
    return text % {"name": ceremony.moved_by, "time": moment}


def _why_not_begun(event: Event) -> str:
    if Ceremony.objects.filter(RUNNING, event=event).exists():
        return _("The ceremony is running already.")
    return _("Nothing was done: the ceremony was led meanwhile. Begin anew only if you mean it.")


def _not_running() -> str:
    return _("The ceremony is not running.")
