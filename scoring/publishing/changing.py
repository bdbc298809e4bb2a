"""The one way in which what the public sees is changed: page and API call it."""

import re
from collections.abc import Container, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.trail import audit
from events.models import Event
from events.rules import locks
from events.rules.reasons import checked_reason
from scoring.boards.board_words import board_words
from scoring.models import Amendment, BoardState, Publication
from scoring.models.publication import LONGEST_SLUG, new_slug
from scoring.models.standings import LONGEST_REASON
from scoring.publishing import amendments
from scoring.publishing.gate import (
    BOARD,
    GROUPS_ID,
    OFFICIAL,
    OVERALL_ID,
    SHOWN,
    STATES,
    BoardId,
    BoardRule,
    NameForm,
    Opening,
    earliest,
    goes_back,
    opening,
)
from scoring.publishing.stored import plan_of, possible_boards, publication_of, rule_for

FIELDS = {
    *("is_public", "slug", "names", "is_indexed", "frozen_at", "names_until", "colour"),
    "names_erased_on",
}
"""What `change_publication` changes besides the boards."""
SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?")
SHORTEST_SLUG = 3
COLOUR = re.compile(r"#[0-9a-f]{6}")
KEEP = object()
"""In place of a `hold_until` that stays what it is."""


class BoardChange(NamedTuple):
    """What becomes of a board. state: None stays; hold_until: KEEP stays, None is at once."""

    board: BoardId
    state: str | None = None
    hold_until: Any = KEEP


def change_publication(
    *,
    event: Event,
    version: int,
    fields: Mapping[str, Any] | None = None,
    boards: Iterable[BoardChange] = (),
    reason: str = "",
    by: User | None,
    at: datetime | None = None,
) -> Publication:
    """Change what the public sees; returns it as it is then. What is not named stays.

    fields: some of FIELDS; an empty slug makes a new one that nobody can guess. version: the one
    that whoever changes it has seen. An archived event is published as any other. The picture is
    changed by `scoring.looks.changing`.

    A state that goes back needs a reason. A board that had been published leaves an amendment then,
    which is completed when the board is published again. Submissions of results wait meanwhile, so
    that the places which are written down are those of one moment.

    Raises ValidationError by field, and one with the code "conflict" where the version is not that
    of now or somebody else has the address.
    """
    try:
        with transaction.atomic():
            return _change(
                event, version, dict(fields or {}), list(boards), reason, by, at or timezone.now()
            )
    except IntegrityError as error:  # two events took one address at the same moment
        raise ValidationError(_slug_taken(), code="conflict") from error


def _change(
    event: Event,
    version: int,
    fields: dict[str, Any],
    boards: list[BoardChange],
    reason: str,
    by: User | None,
    at: datetime,
) -> Publication:
    if boards:
        locks.await_submissions([event.pk])
    event = locks.locked_event(event.pk)
    publication = publication_of(event)
    check_version(publication, version)
    plan = plan_of(publication)
    rules = plan.boards
    wanted = _checked_boards(event, boards, rules)
    is_needed = any(_is_back(rules, each) for each in wanted)
    needed = _("Say why a board is taken back: the reason stays with the amendment.")
    reason = checked_reason(reason, longest=LONGEST_REASON, needed=needed if is_needed else "")
    changes = audit.assign(publication, _checked_fields(publication, fields, at))
    shown_before = opening(plan.open_to_all(), at)
    seen = shown_before.boards if plan.is_public else {}
    decisions = [_Decision(publication, each, rules, seen, reason, by, at) for each in wanted]
    decisions = [each for each in decisions if each.changes_something]
    for each in decisions:
        each.carry_out(shown_before)
    shown_after = opening(plan_of(publication).open_to_all(), at) if decisions else None
    for each in decisions:
        each.complete_amendment(shown_after)
    if not changes and not decisions:
        return publication
    if "names_erased_on" in changes:
        publication.names_erased_in = get_language()
    publication.save(update_fields=[*changes, "names_erased_in", "version"])
    touch(publication)
    if decisions:
        names = dict(event.activities.values_list("pk", "name"))
        before, after = zip(*(each.lines(names) for each in decisions), strict=True)
        changes["boards"] = ["; ".join(before), "; ".join(after)]
    log_change(event, changes, reason, by)
    return publication


def check_version(publication: Publication, version: int) -> None:
    """Raises ValidationError with the code "conflict" where the version is not that of now."""
    if publication.version != version:
        text = _(
            "A colleague changed what the public sees meanwhile. Load it again, look at what is"
            " different, and repeat your change."
        )
        raise ValidationError(text, code="conflict")


def touch(publication: Publication) -> None:
    """A new version: whatever is made of the old one is made anew."""
    Publication.objects.filter(pk=publication.pk).touch()
    publication.refresh_from_db(fields=["version"])


class _Decision:
    """What is decided about one board: carried out, with its amendment."""

    def __init__(
        self,
        publication: Publication,
        change: BoardChange,
        rules: Mapping[BoardId, BoardRule],
        seen: Container[BoardId],
        reason: str,
        by: User | None,
        at: datetime,
    ):
        """seen: the boards that anybody could see until now."""
        self.publication, self.board = publication, change.board
        self.reason, self.by, self.at = reason, by, at
        self.was_public = change.board in seen
        self.old = rule_for(rules, change.board)
        self.state = change.state or self.old.state
        self.hold_until = self.old.hold_until if change.hold_until is KEEP else change.hold_until

    @property
    def changes_something(self) -> bool:
        return (self.state, self.hold_until) != (self.old.state, self.old.hold_until)

    @property
    def is_back(self) -> bool:
        return goes_back(self.old.state, self.state)

    def carry_out(self, shown_before: Opening) -> None:
        """Store it. A board that was published is taken back with its places of until now."""
        was_shown = self.old.state in SHOWN
        if self.is_back and was_shown and self._open_amendment() is None:
            cutoff = earliest(shown_before.cutoff, self.old.official_at)
            amendments.begin_amendment(
                publication=self.publication,
                board=self.board,
                places=amendments.places_on(self._event, self.board, cutoff, shown_before),
                was_public=self.was_public,
                reason=self.reason,
                by=self.by,
                at=self.at,
            )
        official_at = self.at if self.state == OFFICIAL else None
        if self.state == self.old.state:
            official_at = self.old.official_at
        BoardState.objects.update_or_create(
            publication=self.publication,
            **amendments.columns_of(self.board),
            defaults={
                "state": self.state,
                "hold_until": self.hold_until,
                "official_at": official_at,
                "changed_at": self.at,
            },
        )

    def complete_amendment(self, shown_after: Opening) -> None:
        """Of a board that goes on to a state in which it is published."""
        if self.state not in SHOWN or self.is_back or self.state == self.old.state:
            return
        amendment = self._open_amendment()
        if amendment is not None:
            places = amendments.places_on(self._event, self.board, shown_after.cutoff, shown_after)
            amendments.end_amendment(amendment=amendment, places=places, at=self.at)

    def lines(self, names: Mapping[int, str]) -> tuple[str, str]:
        """The board for the trail, before and after. names: of the activities."""
        name = self.board.kind
        if self.board.kind == BOARD:
            words = board_words(self.board.gender, self.board.category)
            name = f"{names[self.board.activity_id]} – {words}"
        return (
            f"{name}: {_rule_words(self.old.state, self.old.hold_until)}",
            f"{name}: {_rule_words(self.state, self.hold_until)}",
        )

    @property
    def _event(self) -> Event:
        return self.publication.event

    def _open_amendment(self) -> Amendment | None:
        return amendments.open_amendment(self.publication, self.board)


def _is_back(rules: Mapping[BoardId, BoardRule], change: BoardChange) -> bool:
    return change.state is not None and goes_back(rule_for(rules, change.board).state, change.state)


def _checked_boards(
    event: Event, boards: list[BoardChange], rules: Mapping[BoardId, BoardRule]
) -> list[BoardChange]:
    """Raises ValidationError for boards that cannot be, and for one that is named twice."""
    possible = {*possible_boards(event), *rules, OVERALL_ID, GROUPS_ID} if boards else set()
    seen = set()
    for change in boards:
        if change.board not in possible:
            text = _(
                "The event has no board of the gender “%(gender)s” and the category"
                " “%(category)s” in this activity."
            )
            values = {"gender": change.board.gender, "category": change.board.category}
            raise ValidationError({"boards": text % values})
        if change.board in seen:
            raise ValidationError({"boards": _("Every board may stand there only once.")})
        if change.state is not None and change.state not in STATES:
            raise ValidationError({"boards": _("Choose one of the states.")})
        seen.add(change.board)
    return boards


def _checked_fields(
    publication: Publication, fields: dict[str, Any], at: datetime
) -> dict[str, Any]:
    if unknown := set(fields) - FIELDS:
        raise ValueError(f"Not changed here: {', '.join(sorted(unknown))}")
    if "names" in fields and fields["names"] not in list(NameForm):
        raise ValidationError({"names": _("Choose one of the ways to show names.")})
    if "names_erased_on" in fields:
        _check_erasing(publication, fields["names_erased_on"], at)
    if "slug" in fields:
        fields["slug"] = _checked_slug(publication, fields["slug"])
    if "colour" in fields:
        fields["colour"] = _checked_colour(fields["colour"])
    return fields


def _checked_colour(colour: str) -> str:
    """ "" or #rrggbb, in small letters: nothing else ever gets into a stylesheet."""
    colour = colour.strip().lower()
    if colour and not COLOUR.fullmatch(colour):
        text = _("Give a colour as # and six digits of 0–9 and a–f, such as #0b5f5a.")
        raise ValidationError({"colour": text})
    return colour


def _check_erasing(publication: Publication, day: date | None, at: datetime) -> None:
    """Raises ValidationError unless there is time to think again, and the event is over by then."""
    if day == publication.names_erased_on:
        return
    if publication.names_erased_at is not None:
        text = _("The personal data of this event were erased already.")
        raise ValidationError({"names_erased_on": text})
    first = earliest_erasing(publication.event, at)
    if day is not None and day < first:
        text = _("Choose %(day)s or a later day: the event has to be over, and today is too soon.")
        values = {"day": date_format(first, "SHORT_DATE_FORMAT")}
        raise ValidationError({"names_erased_on": text % values})


def earliest_erasing(event: Event, at: datetime) -> date:
    """The first day on which names may be erased: after that of the event, and after today."""
    day = max(filter(None, (event.date, timezone.localdate(at))))
    return day if day == date.max else day + timedelta(days=1)


def _checked_slug(publication: Publication, slug: str) -> str:
    slug = slug.strip() or new_slug()
    if slug == publication.slug:
        return slug
    if not SLUG.fullmatch(slug) or not SHORTEST_SLUG <= len(slug) <= LONGEST_SLUG:
        text = _(
            "An address has %(least)d to %(most)d small letters without accents, digits and"
            " hyphens, such as camp-2026; it begins and ends with a letter or a digit."
        )
        raise ValidationError({"slug": text % {"least": SHORTEST_SLUG, "most": LONGEST_SLUG}})
    if Publication.objects.filter(slug=slug).exclude(pk=publication.pk).exists():
        raise ValidationError({"slug": ValidationError(_slug_taken(), code="conflict")})
    return slug


def _slug_taken() -> str:
    return _("Another event has this address. Choose another one.")


def _rule_words(state: str, hold_until: datetime | None) -> str:
    return state if hold_until is None else f"{state}, {hold_until.isoformat(timespec='minutes')}"


def log_change(event: Event, changes: Mapping[str, list], reason: str, by: User | None) -> None:
    """In the trail, as a change of what the public sees."""
    text = (
        gettext_noop("%(event)s: what the public sees was changed, because: %(reason)s")
        if reason
        else gettext_noop("%(event)s: what the public sees was changed")
    )
    audit.log(
        actor=by,
        action="CHANGE_PUBLICATION",
        target=event,
        detail=audit.Sentence(text, {"event": event, "reason": reason}),
        changes=changes,
    )
