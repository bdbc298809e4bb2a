"""One-line builders of what tests need. Names and addresses count up; everything else is plain."""

import io
import zlib
from datetime import timedelta
from fractions import Fraction
from itertools import count

from django.utils import timezone
from PIL import Image

from accounts.files.resumable import begin_upload
from accounts.models import File, InvitationToken, Membership, Organisation, Upload, User
from events.importing import drafts
from events.models import (
    Activity,
    ActivityEvaluator,
    AgeCategory,
    Event,
    EventEvaluator,
    Group,
    GroupEvaluator,
    Participant,
)
from foundation.files import store
from foundation.jobs import queue
from foundation.tables import csv_files
from scoring.exporting import files
from scoring.ledger import records
from scoring.models import Entry
from scoring.paper import photo_drafts
from scoring.points.rules import (
    ActivityRules,
    GroupRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
)
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.codes import code_of
from scoring.publishing.gate import GROUPS_ID, OVERALL_ID
from scoring.publishing.stored import possible_boards, publication_of
from scoring.standings.applying import apply_rules

PASSWORD = "Sova-Hora-4071"
numbers = count(1)


def user(role=User.Role.EVALUATOR, *, organisation=None, **fields):
    number = next(numbers)
    fields = {"email": f"user{number}@example.org", "full_name": f"User {number}", **fields}
    person = User.objects.create_user(password=PASSWORD, role=role, **fields)
    if organisation is not None:
        Membership.objects.create(user=person, organisation=organisation)
    return person


def organisation(**fields):
    number = next(numbers)
    return Organisation.objects.create(
        **{"name": f"Organisation {number}", "slug": f"organisation-{number}", **fields}
    )


def event(**fields):
    fields = {"name": f"Event {next(numbers)}", "status": Event.Status.ACTIVE, **fields}
    if "organisation" not in fields:
        fields["organisation"] = Organisation.objects.default()
    return Event.objects.create(**fields)


def group(event, **fields):
    return Group.objects.create(event=event, **{"name": f"Group {next(numbers)}", **fields})


def participant(group, **fields):
    return Participant.objects.create(
        group=group, **{"display_name": f"Participant {next(numbers)}", **fields}
    )


def activity(event, evaluation_type="NUMERIC_HIGH", **fields):
    """Times are typed with their separators, unless `fields` leave them to a keypad of digits."""
    return Activity.objects.create(
        event=event,
        evaluation_type=evaluation_type,
        **{"name": f"Activity {next(numbers)}", "digits": False, **fields},
    )


def age_category(event, min_age, max_age, **fields):
    return AgeCategory.objects.create(
        event=event,
        min_age=min_age,
        max_age=max_age,
        **{"name": f"{min_age}–{max_age}", **fields},
    )


def invitation(organisation, **fields):
    """An invitation whose link nobody knows, pending unless `fields` say otherwise."""
    number = next(numbers)
    fields = {"email": f"invited{number}@example.org", "language": "en", **fields}
    fields.setdefault("expires_at", timezone.now() + timedelta(days=7))
    return InvitationToken.objects.create(
        organisation=organisation, token_hash=f"{number:064x}", **fields
    )


def assign(user, group):
    """Put the user into the pool of the group's event and let them score the group."""
    pool, _created = EventEvaluator.objects.get_or_create(event=group.event, user=user)
    return GroupEvaluator.objects.create(event_evaluator=pool, group=group)


def sheet_photo(group, activity, by, *rows, **fields):
    """A photo that was read: rows of (name, value), or (name, value, confidence)."""
    read = [
        {"name": name, "value": value, "confidence": sure[0] if sure else None, "box": None}
        for name, value, *sure in rows
    ]
    picture = io.BytesIO()
    Image.new("RGB", (120, 80), "white").save(picture, "JPEG")
    options = {"group": group.pk, "activity": activity.pk, "width": 120, "height": 80}
    fields = {"content": picture.getvalue(), "outcome": {"rows": read}, **fields}
    return queue.keep(
        kind=photo_drafts.KIND, by=by, subject=activity.event, options=options, **fields
    )


def station(user, activity):
    """Put the user into the pool of the activity's event and let them score it for all groups."""
    pool, _created = EventEvaluator.objects.get_or_create(event=activity.event, user=user)
    return ActivityEvaluator.objects.create(event_evaluator=pool, activity=activity)


def standings(event, *, by=None):
    """Rules by which everybody and the groups are ranked: 10-8-6 in each activity of now."""
    scheme = Scheme(SchemeKind.TABLE, table=tuple(map(Fraction, (10, 8, 6))))
    rules = StandingsRules(
        activities=tuple(ActivityRules(activity.pk, scheme) for activity in event.activities.all()),
        overall=OverallRules(enabled=True),
        groups=GroupRules(enabled=True),
    )
    return apply_rules(event=event, rules=rules, version=0, by=by)


def import_draft(event, user, text="jméno,oddíl\nJana Nová,Sovy\n", **fields):
    """A small table that the user has uploaded to the event."""
    fields = {"file_name": "tabor.csv", "total": text.count("\n") - 1, **fields}
    fields.setdefault("content", csv_files.read(text.encode()).pack())
    return queue.keep(
        kind=drafts.KIND,
        by=user,
        subject=event,
        organisation=event.organisation_id,
        **fields,
    )


def exported_file(event, user):
    """A file that was made beside the request, and can be opened."""
    return queue.keep(
        kind=files.KIND,
        by=user,
        subject=event,
        organisation=event.organisation_id,
        file_name="leaderboard.csv",
        state="DONE",
        content=zlib.compress(b"rank,podium\r\n"),
        options={"format": "csv"},
        outcome={"as_of": "2026-07-04T12:00:00+02:00", "bytes": 13},
    )


def record(activity, participant, text, *, by=None):
    """Enter a result as an organiser would, by the one way there is."""
    by = by or user(User.Role.SUPER_ADMIN)
    verdict = records.submit(
        activity=activity,
        submissions=[records.Submission(participant.pk, text)],
        by=by,
        source=Entry.Source.FORM,
    )[0]
    return verdict.record


def published(event, *, by=None, standings=False, **fields):
    """The event's publication, with every board that there can be published."""
    boards = [*possible_boards(event), *([OVERALL_ID, GROUPS_ID] if standings else [])]
    return change_publication(
        event=event,
        version=publication_of(event).version,
        fields={"is_public": True, **fields},
        boards=[BoardChange(board, "PUBLISHED") for board in boards],
        by=by,
    )


def public_code(participant):
    """What their public page is called by; every board of the event is published for it."""
    return code_of(published(participant.event).code_key, participant.pk)


def file(owner: User, name: str = "zápis.txt", content: bytes = b"", **fields) -> File:
    """A READY file of theirs, with these bytes or some of its own."""
    stored = store.keep(content or f"text {next(numbers)}".encode())
    fields = {"content_type": "text/plain", "purpose": "DOCUMENT", "state": "READY"} | fields
    return File.objects.create(owner=owner, name=name, stored=stored, size=stored.size, **fields)


def upload(owner: User) -> Upload:
    """One of theirs that has just begun, as long as its client will say."""
    return begin_upload(name="hlas.txt", length=None, by=owner)
