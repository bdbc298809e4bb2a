"""From the rows of a photo that somebody confirmed to the ledger."""

from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext as _

from accounts.models import User
from events.models import Activity, Group
from foundation.models import Job
from scoring.engine.shorthand import readings
from scoring.ledger import records
from scoring.ledger.records import Outcome, Submission, Verdict
from scoring.models import Entry
from scoring.paper import photo_drafts
from scoring.paper.review import Review, ReviewRow, question_of, review_of


@dataclass(frozen=True, slots=True)
class Saved:
    """How many were saved, were left as they are stored, and came back with a sentence."""

    saved: int
    kept: int
    refused: int
    review: Review


def save_confirmed(
    *, draft: Job, group: Group, activity: Activity, by: User, device: str = ""
) -> Saved:
    """Enter the rows that the person has confirmed, each on its own, and note it in the draft.

    Raises NotOpen and ActivityLocked: then nothing is saved, and what was confirmed stays so.
    """
    review = review_of(draft, group, activity)
    photo_drafts.check_open(activity, by)
    sentences: dict[int, str] = {}
    submissions = []
    for row in review.rows:
        if row.is_overtaken:
            sentences[row.participant.pk] = ""
        elif row.is_confirmed and not (row.decision.value or row.decision.status):
            sentences[row.participant.pk] = _(
                "There is nothing in this row. Type the result, or leave it unconfirmed."
            )
        elif row.is_confirmed and question_of(row):
            sentences[row.participant.pk] = ""
        elif row.is_confirmed:
            submissions.append(_submission(row))
    verdicts = _submit(activity, submissions, by, device)
    _note(draft, review, verdicts)
    sentences |= {
        verdict.submission.participant_id: verdict.message
        for verdict in verdicts
        if verdict.is_refused
    }
    after = review_of(draft, group, activity)
    for row in after.rows:
        _show_refusal(row, sentences)
    after.unsure, after.sure = (
        [row for row in after.rows if not row.is_sure],
        [row for row in after.rows if row.is_sure],
    )
    saved = sum(verdict.outcome == Outcome.SAVED for verdict in verdicts)
    return Saved(saved, sum(row.is_kept for row in review.rows), len(sentences), after)


def _submission(row: ReviewRow) -> Submission:
    decision = row.decision
    text = "" if decision.status else readings(decision.value, row.entry.rule)[0].text
    return Submission(row.participant.pk, text=text, status=decision.status, based_on=decision.base)


def _submit(
    activity: Activity, submissions: list[Submission], by: User, device: str
) -> list[Verdict]:
    if not submissions:
        return []
    return records.submit(
        activity=activity,
        submissions=submissions,
        by=by,
        source=Entry.Source.PHOTO,
        device=device,
        partial=True,
    )


def _note(draft: Job, review: Review, verdicts: list[Verdict]) -> None:
    """Which rows are done, and which have to be decided anew."""
    rows = dict(draft.options.get("rows", {}))
    by_participant = {verdict.submission.participant_id: verdict for verdict in verdicts}
    for row in review.rows:
        verdict = by_participant.get(row.participant.pk)
        if row.is_kept or (verdict is not None and not verdict.is_refused):
            rows[str(row.participant.pk)] = asdict(replace(row.decision, is_done=True))
    photo_drafts.keep_choices(draft=draft, people=draft.options.get("people", {}), rows=rows)


def _show_refusal(row: ReviewRow, sentences: dict[int, str]) -> None:
    if row.participant.pk not in sentences:
        return
    if row.is_confirmed and (question := question_of(row)):
        row.entry.question = question
    elif not row.is_overtaken:
        row.error = sentences[row.participant.pk]
