"""Diplomas on their way: printed, handed over, taken back. Each stays known by its code."""

from collections.abc import Callable, Collection, Container, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from accounts.trail import audit
from diplomas.awards.awarding import awarded
from diplomas.awards.winners import Award, Winner
from diplomas.issued.facts import Facts, is_still_true
from diplomas.looks.layout import Template, names_in
from diplomas.models import CODE_LENGTH, LONGEST_REASON, AwardRule, Diploma, DiplomaTemplate
from events.models import Event, Participant
from events.rules import locks
from events.rules.reasons import checked_reason
from foundation.text.spoken_codes import random_code
from foundation.web.site_address import address_of_page

CURRENT = (Diploma.State.PRINTED, Diploma.State.HANDED_OVER)
REPLACED = gettext_noop("replaced by another one")
CORRECTED = gettext_noop("the results were corrected")
OWN_REASONS = frozenset({REPLACED, CORRECTED})
"""Why one is obsolete where nobody typed it: stored in English, translated where it is read."""

Version = tuple[int | None, int | None]
"""(id of a template, number of its version); the id is None of one that was deleted; (None, None):
the look that comes with the product."""
VersionOf = Callable[[Winner], Version]
"""By which somebody's diploma is printed."""
Wording = Mapping[str, str]
"""What stands on a diploma by hand: "name" instead of the name, "first_line"."""


def award_of(diploma: Diploma) -> Award:
    """0 stands for an activity that was deleted: nobody wins anything there."""
    activity_id = diploma.activity_id or 0 if diploma.kind == Diploma.Kind.ACTIVITY else None
    return Award(diploma.kind, diploma.participant_id or diploma.group_id, activity_id)


def kept_wording(diploma: Diploma | None, winner: Winner) -> Wording:
    """Of what was written by hand, what goes on the next one: not a name that was corrected."""
    if diploma is None:
        return {}
    is_same = diploma.facts.get("name") == winner.name
    return {key: text for key, text in diploma.wording.items() if key != "name" or is_same}


def waiting_of(event: Event, winners: Iterable[Winner]) -> list[Winner]:
    """Whose diploma is still to be printed, or says something else by now."""
    current = Diploma.objects.filter(event=event, state__in=CURRENT)
    facts = {award_of(each): each.facts for each in current}
    return [
        each
        for each in winners
        if each.award not in facts or not is_still_true(facts[each.award], each.facts())
    ]


def as_printed(winner: Winner, diploma: Diploma) -> Winner:
    """With the code and the words of the diploma that says so."""
    code = {"code": str(diploma), "address": address_of(diploma.code)}
    return replace(winner, wording=diploma.wording, **code)


@transaction.atomic
def issue(
    *,
    event: Event,
    awards: Collection[Award],
    by: User | None,
    at: datetime | None = None,
    wordings: Mapping[Award, Wording] | None = None,
    version_of: VersionOf | None = None,
) -> list[Winner]:
    """Who of these still wins, with the codes of their diplomas, which are printed now.

    wordings: what was written by hand; whom it does not name keeps what there was. version_of: by
    which the paper is made; None: by the templates as they are now.

    Who wins is read once nobody changes it any more: no result, no name, and nobody else prints.
    Who has a diploma that says the same keeps it and its code; one that says something else is
    obsolete from now on.
    """
    at = at or timezone.now()
    locks.await_submissions([event.pk])
    event = locks.locked_event(event.pk)
    everybody = awarded(event, {award.kind for award in awards})
    winners = [each for each in everybody if each.award in awards]
    templates = [*event.diploma_templates.order_by("pk")]
    names_on = _names_on(templates)
    current = {
        award_of(each): each for each in Diploma.objects.filter(event=event, state__in=CURRENT)
    }
    version_of = _of_what_is_there(templates, version_of or published_versions(event))
    made, replaced, printed, again = [], [], [], []
    for winner in winners:
        facts = winner.facts(names_on(winner))
        diploma = current.get(winner.award)
        wording = (wordings or {}).get(winner.award, kept_wording(diploma, winner))
        winner = replace(winner, wording=wording)
        if diploma is not None and not (
            is_still_true(diploma.facts, winner.facts()) and diploma.wording == wording
        ):
            replaced.append(diploma.pk)
            diploma = None
        version = version_of(winner)
        if diploma is None:
            diploma = _diploma(event, winner, facts, version, by, at)
            made.append(diploma)
        elif (diploma.facts, diploma.template_id, diploma.template_version) != (facts, *version):
            diploma.facts = facts  # its template names more than before, or less
            diploma.template_id, diploma.template_version = version
            again.append(diploma)
        printed.append(as_printed(winner, diploma))
    Diploma.objects.filter(pk__in=replaced).update(
        state=Diploma.State.OBSOLETE, reason=REPLACED, changed_at=at
    )
    Diploma.objects.bulk_create(made)
    Diploma.objects.bulk_update(again, ["facts", "template", "template_version"])
    _note_printed_rules(everybody, {*(award_of(each) for each in made), *current})
    text = gettext_noop("%(event)s: diplomas printed: %(codes)s")
    _log(event, "PRINT_DIPLOMAS", text, made, by)
    text = gettext_noop("%(event)s: diplomas printed in words of their own: %(codes)s")
    _log(event, "REWORD_DIPLOMAS", text, [each for each in made if each.wording], by)
    return printed


@transaction.atomic
def hand_over(*, event: Event, diploma_ids: Iterable[int], by: User | None) -> int:
    """How many of these were printed and are handed over now; of others nothing changes."""
    locks.locked_event(event.pk)
    waiting = Diploma.objects.filter(event=event, pk__in=diploma_ids, state=Diploma.State.PRINTED)
    found = list(waiting)
    waiting.update(state=Diploma.State.HANDED_OVER, changed_at=timezone.now())
    text = gettext_noop("%(event)s: diplomas handed over: %(codes)s")
    _log(event, "HAND_OVER_DIPLOMAS", text, found, by)
    return len(found)


@transaction.atomic
def take_back(*, event: Event, diploma_ids: Iterable[int], reason: str, by: User | None) -> int:
    """How many of these were valid and are not any more. Raises ValidationError without a reason:
    whoever looks the diploma up reads it.
    """
    needed = _("Say why: whoever looks the diploma up reads it.")
    reason = checked_reason(reason, longest=LONGEST_REASON, needed=needed)
    locks.locked_event(event.pk)
    current = Diploma.objects.filter(event=event, pk__in=diploma_ids, state__in=CURRENT)
    found = list(current)
    current.update(state=Diploma.State.OBSOLETE, reason=reason, changed_at=timezone.now())
    text = gettext_noop("%(event)s: diplomas taken back, because: %(reason)s: %(codes)s")
    _log(event, "TAKE_BACK_DIPLOMAS", text, found, by, reason=reason)
    return len(found)


def move_to(kept: Participant, other: Participant, others_results: Collection[int]) -> None:
    """Diplomas of who is merged into `kept`, before the other is gone.

    others_results: ids of the activities in which the other's result counts. Nobody has two for
    the same then: the one whose result does not count is obsolete.
    """
    current = Diploma.objects.filter(participant=kept, state__in=CURRENT)
    taken = {(each.kind, each.activity_id): each for each in current if _is_of_something(each)}
    now = timezone.now()
    for diploma in Diploma.objects.filter(participant=other).order_by("pk"):
        is_current = diploma.state in CURRENT
        rival = taken.get((diploma.kind, diploma.activity_id)) if is_current else None
        if rival is not None:
            loser = rival if diploma.activity_id in others_results else diploma
            loser.state, loser.reason, loser.changed_at = Diploma.State.OBSOLETE, REPLACED, now
            loser.save()
        diploma.participant = kept
        diploma.save()


def _is_of_something(diploma: Diploma) -> bool:
    """Diplomas of two activities that were deleted are no rivals."""
    return diploma.activity_id is not None or diploma.kind != Diploma.Kind.ACTIVITY


def address_of(code: str) -> str:
    """Where anybody can look the diploma up."""
    return address_of_page("diplomas:verify", code)


def _names_on(templates: Sequence[DiplomaTemplate]) -> Callable[[Winner], frozenset[str]]:
    """What the template of a winner's diploma prints or looks at. templates: in their order."""
    names = {each.pk: names_in(each) for each in templates}
    usual = next(iter(names.values()), names_in(Template()))
    return lambda winner: names.get(winner.template_id, usual)


def _note_printed_rules(everybody: Iterable[Winner], printed: Container[Award]) -> None:
    """Of rules for taking part, that everybody has theirs by now."""
    waiting: dict[int | None, bool] = {}
    for each in everybody:
        if each.kind == Diploma.Kind.PARTICIPATION:
            waiting[each.rule_id] = waiting.get(each.rule_id, False) or each.award not in printed
    done = [pk for pk, is_waiting in waiting.items() if pk and not is_waiting]
    if done:
        AwardRule.objects.filter(pk__in=done, is_printed=False).update(is_printed=True)


def published_versions(event: Event) -> VersionOf:
    found = dict(event.diploma_templates.order_by("pk").values_list("pk", "version"))
    usual = next(iter(found.items()), (None, None))

    def version_of(winner: Winner) -> Version:
        pk = winner.template_id
        return (pk, found[pk]) if pk in found else usual

    return version_of


def _of_what_is_there(templates: Sequence[DiplomaTemplate], version_of: VersionOf) -> VersionOf:
    """Without the id of a template that was deleted since it was read."""
    there = {each.pk for each in templates}

    def found(winner: Winner) -> Version:
        pk, number = version_of(winner)
        return (pk if pk in there else None), number

    return found


def _diploma(
    event: Event,
    winner: Winner,
    facts: Facts,
    version: Version,
    by: User | None,
    at: datetime,
) -> Diploma:
    return Diploma(
        template_id=version[0],
        template_version=version[1],
        event=event,
        kind=winner.kind,
        participant_id=winner.participant_id,
        group_id=winner.group_id,
        rule_id=winner.rule_id,
        activity_id=winner.activity_id,
        code=random_code(CODE_LENGTH),
        facts=dict(facts),
        wording=dict(winner.wording),
        printed_at=at,
        printed_by=by,
        changed_at=at,
    )


def _log(
    event: Event, action: str, text: str, diplomas: Sequence[Diploma], by: User | None, **more
) -> None:
    """One row that names the codes: names of people are in no trail that outlives them."""
    if diplomas:
        codes = ", ".join(map(str, diplomas))
        detail = audit.Sentence(text, {"event": event, "codes": codes, **more})
        audit.log(actor=by, action=action, target=event, detail=detail)
