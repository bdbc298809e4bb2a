"""A photo that waits for its reading, and a reading that waits for a person's word: a draft.

The picture is that of children's results: only who sent it sees it, and only while they may enter
the group's; it goes with the draft, when all is entered, when it is thrown away, or after a day.
A line shown by itself is a view of it: nothing is cut out, no handwriting stays with the results.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from events.models import Activity, Group
from events.rules.permissions import can_manage
from foundation.jobs import queue
from foundation.jobs.steps import job
from foundation.jobs.work import Work
from foundation.models import Job
from foundation.neighbours.bounds import Overloaded
from foundation.web.refusals import sentence_of
from scoring.ledger.records import ActivityLocked, NotOpen
from scoring.paper import sheets
from scoring.paper.images import SheetImage
from scoring.paper.reader import Box, Busy, ReadingFailed, ReadRow, chosen_reader
from scoring.rules.permissions import can_score

KIND = "scoring.photo"
MOST_KEPT = 10
"""Photos of one person that wait at the same time."""
MOST_WAITING = 20
"""Readings that wait at the same time, of everybody; one takes some ten seconds."""
WAIT = 30
"""Seconds after which to try again where so many wait."""

State = Job.State


def drafts_of(user: User, group: Group, activity: Activity) -> QuerySet[Job]:
    """The photos of the group's sheet in the activity that the user sent lately."""
    mine = Job.objects.of(user, KIND).about(activity.event)
    return mine.filter(options__group=group.pk, options__activity=activity.pk)


def keep_photo(*, group: Group, activity: Activity, photo: File, by: User) -> Job:
    """Keep the photo, upright and without whatever else was in the file, and have it read.

    Raises NotOpen and ActivityLocked as entering results does; ReadingFailed where no engine is
    switched on or too many photos are looked at just now; ValidationError where it is no photo
    that can be read, or the person keeps too many.
    """
    check_open(activity, by)
    chosen_reader()
    if Job.objects.of(by, KIND).count() >= MOST_KEPT:
        raise ValidationError(
            _("%(count)d of your photos wait to be looked over. Finish one of them first.")
            % {"count": MOST_KEPT}
        )
    try:
        image = sheets.upright_photo(photo)
    except Overloaded as refusal:
        raise Busy(refusal.retry_after) from refusal
    draft = queue.keep(
        kind=KIND,
        by=by,
        subject=activity.event,
        organisation=activity.event.organisation_id,
        content=image.jpeg,
        options={
            "group": group.pk,
            "activity": activity.pk,
            "width": image.width,
            "height": image.height,
        },
    )
    read_photo(draft=draft)
    return draft


def read_photo(*, draft: Job) -> None:
    """Have it read beside the request, for the first time or again; once, however often asked.

    Where too many wait already, the draft says so, and keeps the photo.
    """
    unfinished = Job.objects.filter(step=read_step.name, state__in=[State.QUEUED, State.RUNNING])
    if unfinished.count() >= MOST_WAITING:
        refused = {"failure": str(Busy(WAIT))}
        Job.objects.filter(pk=draft.pk, state=State.DRAFT).update(outcome=refused)
    else:
        queue.start(draft, read_step)


def check_open(activity: Activity, user: User) -> None:
    """Raises NotOpen and ActivityLocked, as entering a result does."""
    if not activity.event.is_open_for_scoring:
        raise NotOpen
    if activity.is_locked and not can_manage(user, activity.event):
        raise ActivityLocked


def image_of(draft: Job) -> SheetImage:
    return SheetImage(bytes(draft.content), draft.options["width"], draft.options["height"])


def rows_of(draft: Job) -> list[ReadRow]:
    """What the engine has read; its rows are known by their place in this list."""
    return [
        ReadRow(row["name"], row["value"], row["confidence"], row["box"] and Box(*row["box"]))
        for row in draft.outcome.get("rows", [])
    ]


def failure_of(draft: Job) -> str:
    """The sentence why it could not be read; "" where it was, or will be."""
    if draft.state == State.FAILED:
        return queue.failure_of(draft)
    sentences = draft.outcome.get("sentences", [])
    return " ".join(sentences) or draft.outcome.get("failure", "")


def keep_choices(*, draft: Job, people: Mapping[str, int], rows: Mapping[str, Any]) -> None:
    """Keep with the draft what the person has said to its rows so far.

    people: number of a row -> the participant that it was given to, 0 for nobody. rows: id of a
    participant -> a `review.Decision` as JSON.
    """
    draft.options = {**draft.options, "people": dict(people), "rows": dict(rows)}
    Job.objects.filter(pk=draft.pk, state=State.DRAFT).update(options=draft.options)


def discard(*, draft: Job) -> None:
    """Throw the photo away, with whatever was read and chosen, also while it is being read."""
    Job.objects.filter(pk=draft.pk).delete()


@job(
    "scoring.photo.read",
    queue="sheets",
    lease=timedelta(seconds=settings.SHEET_READER_TIMEOUT + 30),
    attempts=2,
    failure=gettext_lazy(
        "The photo could not be read just now. Try again, or type the results in by hand."
    ),
)
def read_step(work: Work) -> None:
    """Read the photo; what keeps the engine from it is kept as a sentence, beside the photo.

    Where its owner may not enter the group's results any more, the photo goes.
    """
    draft = work.job
    group, activity = _subjects_of(draft)
    people = list(group.participants.order_by("pk"))
    try:
        with sheets.readings.turn(patient=True):
            work.heartbeat()
            read = sheets.read_rows(image_of(draft), activity, people)
    except (ReadingFailed, ValidationError) as refusal:
        sentence = sentence_of(refusal) if isinstance(refusal, ValidationError) else str(refusal)
        work.finish(State.DRAFT, {"failure": sentence})
        return
    work.finish(State.DRAFT, {"rows": [_as_json(row) for row in read]})


def _subjects_of(draft: Job) -> tuple[Group, Activity]:
    """The group and the activity, for an owner who may enter their results, as stored now."""
    groups = Group.objects.select_related("event").filter(event=draft.subject_pk)
    group = groups.filter(pk=draft.options["group"]).first()
    owner = User.objects.filter(pk=draft.owner_id).first()
    activity = group and group.event.activities.filter(pk=draft.options["activity"]).first()
    if activity is None or owner is None or not can_score(owner, group, activity):
        raise ValidationError(
            _("You may not enter these results any more, so the photo was not read.")
        )
    activity.event = group.event
    return group, activity


def _as_json(row: ReadRow) -> dict[str, Any]:
    box = row.box and [row.box.left, row.box.top, row.box.right, row.box.bottom]
    return {"name": row.name, "value": row.value, "confidence": row.confidence, "box": box}
