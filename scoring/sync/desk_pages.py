"""The organiser's desk: takes in what phones could not send, and asks where two results differ."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from events.models import Activity, Event, Participant
from events.rules.page_objects import managed_event
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import sentence_of
from scoring.ledger.history import in_words
from scoring.models import Entry
from scoring.sync import hand_over
from scoring.sync.choices import choice_of, chosen_items
from scoring.sync.items import Answer, ItemVerdict, Sender, enter_items

THEIRS = "theirs"
"""The choice of what the cell holds already."""


@dataclass(frozen=True, slots=True)
class HandedRow:
    """An entry of a phone and what became of it, in words. `choice`: to take it in after all."""

    number: int
    verdict: ItemVerdict
    activity: Activity | None
    participant: Participant | None

    @property
    def phones(self) -> str:
        """What the phone says; "" where it empties the cell."""
        submission = self.verdict.item.submission
        status = f"{submission.status} ({submission.reason})" if submission.reason else ""
        return status or submission.status or submission.text

    @property
    def held(self) -> str:
        rule = self.verdict.rule
        return in_words(self.verdict.record, rule) if rule is not None else ""

    @property
    def is_conflict(self) -> bool:
        return self.verdict.answer == Answer.CONFLICT

    @property
    def is_refused(self) -> bool:
        return self.verdict.answer == Answer.REFUSED

    @property
    def is_to_look_at(self) -> bool:
        return not self.verdict.is_kept or bool(self.verdict.warnings)

    @property
    def choice(self) -> str:
        return choice_of(self.verdict)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_desk(request, event_pk):
    """Takes in a file, or codes in lines; shows what became of each entry, and a receipt."""
    event = managed_event(request, event_pk)
    if request.method != "POST":
        return _page(request, event)
    frames = request.POST.get("frames", "")
    try:
        taken = hand_over.take_in(_content(request, frames), by=request.user, event=event)
    except ValidationError as refusal:
        return _refusal(request, event, refusal, frames)
    rows = _rows(event, taken.verdicts)
    return _page(request, event, rows=rows, receipt=taken.receipt, person=taken.document.person)


@organiser_page
@require_POST
def hand_over_choices(request, event_pk):
    """Takes the phone's result where it was chosen, as an entry of the organiser's own.

    Where somebody changed the cell since it was shown, it is asked again.
    """
    event = managed_event(request, event_pk)
    chosen = [value for name, value in request.POST.items() if name.startswith("choice-")]
    try:
        if not chosen:
            raise ValidationError(_("Choose one of the two results."))
        items = chosen_items(choice for choice in chosen if choice != THEIRS)
    except ValidationError as refusal:
        return _refusal(request, event, refusal)
    device = request.headers.get("User-Agent", "")
    sender = Sender(request.user, device, event=event, source=Entry.Source.FORM)
    verdicts = enter_items(items, sender)
    _report(request, len(chosen) - len(items), verdicts)
    if all(verdict.is_kept and not verdict.warnings for verdict in verdicts):
        return redirect("scoring:hand-over", event.pk)
    return _page(request, event, rows=_rows(event, verdicts))


def _content(request, frames: str) -> bytes:
    if (file := request.FILES.get("file")) is not None:
        return hand_over.read_file(file)
    if not frames.strip():
        raise ValidationError(_("Choose the phone's file, or scan or paste its codes."))
    return hand_over.join_frames(frames.split())


def _rows(event: Event, verdicts: Sequence[ItemVerdict]) -> list[HandedRow]:
    """The verdicts with who and what they are about, in two queries."""
    cells = {verdict.cell for verdict in verdicts}
    people = Participant.objects.filter(event=event, pk__in={cell[1] for cell in cells})
    participants = {person.pk: person for person in people.select_related("group").order_by()}
    activities = {activity.pk: activity for activity in event.activities.order_by()}
    return [
        HandedRow(
            number,
            verdict,
            activities.get(verdict.cell[0]),
            participants.get(verdict.cell[1]),
        )
        for number, verdict in enumerate(verdicts, start=1)
    ]


def _report(request, left: int, verdicts: Sequence[ItemVerdict]) -> None:
    taken = sum(verdict.is_kept for verdict in verdicts)
    if taken:
        sentence = ngettext(
            "%(count)d result of the phone taken.", "%(count)d results of the phone taken.", taken
        )
        messages.success(request, sentence % {"count": taken})
    if left:
        sentence = ngettext(
            "%(count)d result left as it was.", "%(count)d results left as they were.", left
        )
        messages.info(request, sentence % {"count": left})


def _refusal(request, event: Event, refusal: ValidationError, frames: str = ""):
    return _page(request, event, 422, error=sentence_of(refusal), frames=frames)


def _page(request, event: Event, status: int = 200, rows: Sequence[HandedRow] = (), **shown):
    context = {
        "title": _("Results from a phone without a network"),
        "event": event,
        "conflicts": [row for row in rows if row.is_conflict],
        "to_look_at": [row for row in rows if row.is_to_look_at and not row.is_conflict],
        "done": [row for row in rows if not row.is_to_look_at],
        "theirs": THEIRS,
        **shown,
    }
    return render_page(request, "scoring/sync/desk.html", context, status)
