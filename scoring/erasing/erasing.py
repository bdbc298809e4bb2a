"""Personal data are erased: of one participant, or of all of an event, by one function.

Somebody stays as an anonymous row: gender, group, age in years, results, places, points and totals
are what they were, in boards of today and in those of an earlier moment. Names become “Participant
17”, a number that says nothing; all that somebody typed of a person goes, from the ledger, the
trail and uploads too. Nothing of it can be taken back; backups that were made before have it.
"""

import random
import re
from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from itertools import count, islice
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import AuditLog, User
from accounts.trail import audit
from accounts.trail.redaction import redact
from events.ages import birth_order
from events.models import Activity, Event, Participant
from events.rules import locks
from foundation.models import Job
from foundation.text.names import fold
from scoring.engine.statuses import read_status
from scoring.erasing.anew import typed_since
from scoring.erasing.known_names import merged_ids, names_in_trail
from scoring.erasing.new_names import NewNames
from scoring.models import (
    Amendment,
    Ceremony,
    CeremonyBoard,
    Entry,
    Publication,
    Record,
    StandingsVersion,
)
from scoring.models.ceremony import LONGEST_NOTE
from scoring.models.standings import LONGEST_REASON
from scoring.points.rules import TieBreak
from scoring.standings.stored_rules import rules_of

ALSO_ERASED: list[Callable[[Event, NewNames], None]] = []
"""What apps above this one keep of participants: (event, who is called what from now on). Filled by
their AppConfig, done in the same transaction."""
CHANGED = (
    *("display_name", "search_key", "sort_key", "last_name", "external_id", "age", "birth_date"),
    *("birth_year", "birth_order", "metadata", "erased_at"),
)
"""What changes in a participant. Their results hang on the row, which stays."""
AT_ONCE = 500
LAST_NUMBER = re.compile(r"[0-9]+$")


class Toll(NamedTuple):
    """What would be erased: how many people, results with a note, and uploads and files."""

    people: int
    notes: int
    files: int


def toll_of(event: Event) -> Toll:
    """Of all who are not erased yet."""
    return Toll(
        event.participants.filter(erased_at=None).count(),
        Record.objects.filter(activity__event=event).exclude(reason="").count(),
        Job.objects.about(event).count(),
    )


@transaction.atomic
def erase_participant(
    *, participant: Participant, by: User | None, at: datetime | None = None
) -> Participant:
    """Erase what is known of one participant, who is returned as an anonymous row.

    Also in an archived event. Uploads and files of the event go, for they have the name. What
    organisers wrote themselves, such as why a tie was decided, loses the full name alone. Who is
    erased already stays so. Raises ValidationError where the participant is gone.
    """
    event = _locked(participant.event_id)
    stored = event.participants.filter(pk=participant.pk).order_by("pk").first()
    if stored is None:
        raise ValidationError(_("Somebody deleted this meanwhile."))
    stored.event = event
    if stored.erased_at is not None:
        return stored
    _erase(event, [stored], is_whole=False, at=at or timezone.now())
    text = gettext_noop("The personal data of %(participant)s in %(event)s were erased")
    values = {"participant": stored, "event": event}
    detail = audit.Sentence(text, values)
    audit.log(actor=by, action="ERASE_PARTICIPANT", target=stored, detail=detail)
    return stored


@transaction.atomic
def erase_event(*, event: Event, by: User | None, at: datetime | None = None) -> int:
    """Erase what is known of all participants of the event; returns how many were not erased yet.

    All in one transaction: whoever is killed in the middle has done nothing. Whatever was typed
    about people goes as well: reasons of amendments, of decided ties and in the trail. Where nobody
    was added and nothing typed since it was done, nothing is.
    Raises ValidationError where the event is gone.
    """
    now = at or timezone.now()
    event = _locked(event.pk)
    people = list(event.participants.order_by("pk"))
    for person in people:
        person.event = event
    new = [person for person in people if person.erased_at is None]
    publications = Publication.objects.filter(event=event)
    last = publications.values_list("names_erased_at", flat=True).first()
    if not new and last and not Event.objects.filter(typed_since(event.pk, last), pk=event.pk):
        return 0
    _erase(event, new, is_whole=True, at=now)
    Publication.objects.get_or_create(event=event)
    publications.update(names_erased_at=now)
    publications.touch()
    text = gettext_noop("%(event)s: the personal data of %(count)s participants were erased")
    if last and not new:
        text = gettext_noop(
            "%(event)s: what was typed since the personal data were erased was erased, too"
        )
    detail = audit.Sentence(text, {"event": event, "count": len(new)})
    audit.log(actor=by, action="ERASE_NAMES", target=event, detail=detail)
    return len(new)


def _locked(event_pk: int) -> Event:
    """Submissions of results wait, as does everybody who writes to the event."""
    locks.await_submissions([event_pk])
    return locks.locked_event(event_pk)


def _erase(event: Event, people: list[Participant], *, is_whole: bool, at: datetime) -> None:
    """people: those whose names go, with event and group."""
    trail = AuditLog.objects.filter(event_id=event.pk)
    merged, gone_results = merged_ids(trail)
    old, parts = names_in_trail(people, trail, merged)
    births = _births_left(event, people, is_whole=is_whole)
    for person, number in zip(people, _numbers(event, people, old), strict=True):
        person.age = person.age_on(event.ages_on)
        person.birth_date = person.birth_year = person.external_id = None
        person.birth_order = births.get(person.pk, "")
        person.display_name = _anonymous(number)
        person.last_name, person.metadata, person.erased_at = "", {}, at
    _write(people)
    if is_whole:
        _rank_others(event, births, at)
    names = {person.pk: person.display_name for person in people}
    if is_whole:
        names |= dict(event.participants.values_list("pk", "display_name"))
    names |= {pk: names[end] for pk, end in merged.items() if end in names}
    anonymous = event.participants.exclude(erased_at=None).values_list("display_name", flat=True)
    old_names, old_parts = ({text: names[pk] for text, pk in each.items()} for each in (old, parts))
    old_parts |= {name: name for name in anonymous}
    records = Record.objects.filter(activity__event=event)
    owners = gone_results | dict(records.values_list("pk", "participant"))
    words = NewNames(names, old_names, old_parts, owners, is_whole)
    _erase_notes(event, None if is_whole else [person.pk for person in people])
    _erase_texts(event, words)
    for erase_also in ALSO_ERASED:
        erase_also(event, words)
    redact(trail, words.redacted)
    Job.objects.about(event).delete()


def _numbers(event: Event, people: Collection[Participant], old: Iterable[str]) -> Iterable[int]:
    """In no order that says who is who; none that somebody of the event has already, or had.
    old: what the people were called.
    """
    erased = event.participants.exclude(erased_at=None).values_list("display_name", flat=True)
    ended = map(LAST_NUMBER.search, erased)
    first = max((int(match[0]) for match in ended if match), default=0) + 1
    named = {*event.participants.values_list("display_name", flat=True), *old}
    taken = set(map(fold, named))
    free = (each for each in count(first) if fold(_anonymous(each)) not in taken)
    numbers = list(islice(free, len(people)))
    random.SystemRandom().shuffle(numbers)
    return numbers


def _anonymous(number: int) -> str:
    return _("Participant %(number)s") % {"number": number}


def _write(people: Iterable[Participant]) -> None:
    """Under their ids, with the keys that are kept beside a name; the event has a new version."""
    Participant.objects.bulk_create(
        people, update_conflicts=True, unique_fields=["pk"], update_fields=CHANGED
    )


def _births_left(
    event: Event, people: Collection[Participant], *, is_whole: bool
) -> dict[int, str]:
    """What is left of births: nothing, unless ties are decided by age."""
    if TieBreak.YOUNGER not in rules_of(event).overall.tie_breaks:
        return {}
    columns = event.participants.values_list("pk", "birth_order", "birth_date", "birth_year")
    births = {
        pk: birth_order.parts_in(kept) or birth_order.parts_of(day, year)
        for pk, kept, day, year in columns
    }
    if is_whole:
        left = birth_order.ranked(births)
    else:
        left = {
            person.pk: birth_order.blurred(
                births[person.pk], [each for pk, each in births.items() if pk != person.pk]
            )
            for person in people
        }
    return {pk: birth_order.text_of(parts) for pk, parts in left.items()}


def _rank_others(event: Event, births: dict[int, str], at: datetime) -> None:
    """Who was erased before is compared by the same numbers."""
    others = list(event.participants.filter(erased_at__lt=at).exclude(birth_order=""))
    for other in others:
        other.birth_order = births.get(other.pk, "")
    if others:
        _write(others)


def _erase_notes(event: Event, ids: Collection[int] | None) -> None:
    """Why somebody did not finish, in the ledger and in results; the status stays. The ledger
    refuses every other change, hence the plain queryset. ids: of participants; None: all.
    """
    touched: set[int] = set()
    for model in (Entry, Record):
        rows = models.QuerySet(model).filter(activity__event=event).exclude(reason="")
        if ids is not None:
            rows = rows.filter(participant__in=ids)
        found = list(rows.order_by("pk").values_list("pk", "activity_id", "value_raw"))
        for first in range(0, len(found), AT_ONCE):
            part = found[first : first + AT_ONCE]
            every = models.QuerySet(model).filter(pk__in=[pk for pk, *_rest in part])
            every.update(reason="")
            typed = [pk for pk, _activity, text in part if text and read_status(text)]
            models.QuerySet(model).filter(pk__in=typed).update(value_raw=F("status"))
        touched |= {activity for _pk, activity, _text in found}
    if touched:
        Activity.objects.filter(pk__in=touched).bump_results()


def _erase_texts(event: Event, words: NewNames) -> None:
    """Why boards were taken back, rules changed and ties decided; notes for who presents."""
    for model, of_event in ((Ceremony, "event"), (CeremonyBoard, "ceremony__event")):
        for part in model.objects.filter(**{of_event: event}).exclude(note="").order_by("pk"):
            note = words.typed(part.note)[:LONGEST_NOTE]
            model.objects.filter(pk=part.pk).update(note=note)
    amendments = Amendment.objects.filter(~Q(reason=""), publication__event=event)
    for each in amendments.order_by("pk"):
        if (text := words.typed(each.reason)) != each.reason:
            Amendment.objects.filter(pk=each.pk).update(reason=text[:LONGEST_REASON])
    for each in StandingsVersion.objects.filter(event=event).order_by("pk"):
        decisions = [
            {**one, "reason": words.typed(one["reason"])} for one in each.rules.get("decisions", ())
        ]
        rules = {**each.rules, "decisions": decisions} if decisions else each.rules
        reason = words.typed(each.reason)
        if (rules, reason) != (each.rules, each.reason):
            StandingsVersion.objects.filter(pk=each.pk).update(
                rules=rules, reason=reason[:LONGEST_REASON]
            )
