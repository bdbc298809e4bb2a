"""The one way in which it is decided what a ceremony announces."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from events.models import Event
from events.models.versions import now_version
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import PlannedBoard, ceremony_of, plan_of_ceremony
from scoring.models import Ceremony, CeremonyBoard
from scoring.publishing.amendments import columns_of


def arrange_ceremony(
    *, event: Event, version: int, boards: Sequence[PlannedBoard], note: str
) -> Ceremony:
    """Store the boards in this order, and the note for the whole of it; returns it as it is then.

    version: the one that whoever decides it has seen, 0 of none. While the ceremony runs, what it
    has already begun to announce stays announced; its rows stay what they are.

    Raises ValidationError, with the code "conflict" where somebody else decided meanwhile.
    """
    with transaction.atomic():
        Ceremony.objects.get_or_create(event=event, defaults={"version": 0})
        ceremony = Ceremony.objects.select_for_update().get(event=event)
        if ceremony.version != version:
            text = _(
                "A colleague changed the ceremony meanwhile. Look at what is different, and repeat"
                " your change."
            )
            raise ValidationError(text, code="conflict")
        gone = [each for each in boards if each.is_taken and not each.is_announced]
        if ceremony.is_running and gone:
            text = _("“%(board)s” is being announced: it cannot be left out now.")
            raise ValidationError(text % {"board": gone[0].now.name})
        ceremony.note, ceremony.version = note, max(now_version(), version + 1)
        ceremony.save(update_fields=["note", "version"])
        _store(ceremony, boards)
    return ceremony


def store_usual_plan(event: Event) -> None:
    """Store what is usual where nothing was decided yet, or nothing was there to decide about."""
    ceremony = ceremony_of(event)
    if ceremony.pk is None or not (ceremony.is_running or ceremony.boards.exists()):
        boards, note = plan_of_ceremony(ceremony, BoardsNow(event)).boards, ceremony.note
        arrange_ceremony(event=event, version=ceremony.version, boards=boards, note=note)


def _store(ceremony: Ceremony, boards: Sequence[PlannedBoard]) -> None:
    new, old = [], []
    for order, board in enumerate(boards):
        row = board.stored or CeremonyBoard(ceremony=ceremony, **columns_of(board.now.id))
        row.order, row.is_announced = order, board.is_announced
        row.places, row.note = board.places, board.note
        (old if row.pk else new).append(row)
    CeremonyBoard.objects.bulk_create(new)
    CeremonyBoard.objects.bulk_update(old, ["order", "is_announced", "places", "note"])
