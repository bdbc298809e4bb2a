"""What erasing would miss: other ids, other spellings, and what comes after it."""

from datetime import date
from fractions import Fraction

import pytest

from accounts.models import AuditLog
from events.ages import birth_order
from events.models import Event, Participant
from events.parts import writes
from scoring.erasing.due import due_events
from scoring.erasing.erasing import erase_event, erase_participant
from scoring.merging.merging import merge_participants
from scoring.models import Ceremony, Publication
from scoring.points.rules import (
    ActivityRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
)
from scoring.standings.applying import apply_rules
from scoring.standings.results import standings_of
from scoring.standings.stored_rules import current_version, number_of, rules_of
from tests import make
from tests.scoring.erasing.stage import every_cell

pytestmark = pytest.mark.django_db


def add(group, name, by, **fields):
    return writes.add_participant(group=group, fields={"display_name": name, **fields}, by=by)


def test_who_was_merged_in_goes_along_also_by_way_of_another(group, admin, activity):
    """Janička was merged into Jana, and Jana into Johana, who is erased."""
    first = add(group, "Janička Stará", admin, birth_date=date(2014, 5, 6), external_id="reg-77")
    first = writes.change_participant(
        participant=first,
        fields={"display_name": "Janička Zlatá", "external_id": "abc-78"},
        by=admin,
    )
    make.record(activity, first, "9.90", by=admin)
    make.record(activity, first, "DQ (kámen)", by=admin)
    second, third = (add(group, name, admin) for name in ("Jana Malá", "Johana Bílá"))
    for kept, other in ((second, first), (third, second)):
        kept, other = (Participant.objects.get(pk=each.pk) for each in (kept, other))
        merge_participants(kept=kept, other=other, by=admin)
    secrets = ["Stará", "Zlatá", "Malá", "Bílá", "reg-77", "abc-78", "2014-05-06", "kámen"]
    assert [each for each in secrets if each not in every_cell()] == []

    erase_participant(participant=Participant.objects.get(pk=third.pk), by=admin)

    text = every_cell()
    assert [each for each in secrets if each in text] == []
    merges = AuditLog.objects.filter(action="MERGE_PARTICIPANTS").order_by("pk")
    assert [row.told["values"]["other"] for row in merges] == ["Participant 1"] * 2


@pytest.fixture
def places(event, activity, put_in_force):
    """places(): id -> place overall, of all who have the same result; the younger is before."""
    table = Scheme(SchemeKind.TABLE, table=(Fraction(2), Fraction(1)))
    overall = OverallRules(enabled=True, tie_breaks=(TieBreak.YOUNGER,))
    put_in_force(StandingsRules(activities=(ActivityRules(activity.pk, table),), overall=overall))

    def call():
        stored = Event.objects.get(pk=event.pk)
        boards = standings_of(stored, rules_of(stored)).overall
        return {
            row.total.person.participant_id: row.place for board in boards for row in board.placed
        }

    return call


def born(group, activity, day, by):
    kid = make.participant(group, birth_date=day)
    make.record(activity, kid, "9.1", by=by)
    return kid.pk


def test_who_is_added_after_the_event_was_erased_is_not_the_youngest(
    event, group, activity, admin, places
):
    days = [date(2014, 6, 1), date(2013, 6, 1), date(2013, 3, 2)]
    one, two, three = (born(group, activity, day, admin) for day in days)
    erase_event(event=event, by=admin)
    born(group, activity, date(2008, 1, 1), admin)
    assert list(places().values()) == [1, 2, 3, 4]
    late = born(group, activity, date(2013, 4, 1), admin)
    # In one year as the other two: numbers in place of months are compared with no month.
    assert [places()[each] for each in (one, two, three, late)] == [1, 2, 2, 2]
    erase_event(event=event, by=admin)
    assert [places()[each] for each in (one, two, three, late)] == [1, 2, 2, 2]


def test_who_is_added_after_one_was_erased_is_compared_by_the_right_year(
    group, activity, admin, places
):
    old, young = (born(group, activity, date(year, 6, 1), admin) for year in (2008, 2014))
    erase_participant(participant=Participant.objects.get(pk=young), by=admin)

    late = born(group, activity, date(2012, 1, 1), admin)

    assert places() == {young: 1, late: 2, old: 3}
    assert birth_order.blurred((2014, 3, 9), [(2014, 3, 9), (2014, 4, 1)]) == (2014, 3, 9)


def test_every_spelling_goes_from_what_was_typed(event, group, admin):
    kid = add(group, "Jana Nováková", admin, external_id="7")
    kid = writes.change_participant(
        participant=kid,
        fields={"display_name": "Jana Li", "last_name": "Li", "external_id": "x"},
        by=admin,
    )
    other = make.participant(group, display_name="Petr Zlý", external_id="1")
    typed = "JANA NOVÁKOVÁ, Nováková,  Jana; jana li / Li Jana / Li, novakova (č. 7 a x) 7.50 ne-li"
    ceremony = Ceremony.objects.create(event=event, note=typed)

    erase_participant(participant=kid, by=admin)

    ceremony.refresh_from_db()
    name = "Participant 1"
    assert ceremony.note == (
        f"{name}, {name}; {name} / {name} / {name}, {name} (č. {name} a {name}) 7.50 ne-li"
    )
    erase_participant(participant=other, by=admin)  # whose number is 1
    left = ceremony.note
    ceremony.refresh_from_db()
    assert ceremony.note == left


def test_a_name_that_somebody_has_is_given_to_nobody(event, group, admin):
    kids = [make.participant(group, display_name=name) for name in ("A", "participant 1", "B")]
    make.participant(group, display_name="Jana 2014")

    erased = [erase_participant(participant=each, by=admin) for each in (kids[0], kids[2])]

    assert [each.display_name for each in erased] == ["Participant 2", "Participant 3"]


def test_what_is_typed_after_the_event_was_erased_goes_the_next_day(event, group, activity, admin):
    kid = make.participant(group)
    erase_event(event=event, by=admin)
    Publication.objects.filter(event=event).update(names_erased_on=date(2026, 1, 1))
    later = date(2040, 1, 1)

    def add_and_delete():
        writes.delete_participant(participant=add(group, "Waldorfa", admin), by=admin)

    def decide():
        apply_rules(
            event=event,
            rules=rules_of(event),
            version=number_of(current_version(event)),
            places=Event.Places.DENSE,
            reason="Waldorfa chtěla.",
            by=admin,
        )

    for happens in (
        lambda: make.record(activity, kid, "DQ (Waldorfa upadla)", by=admin),
        lambda: Ceremony.objects.create(event=event, note="Waldorfa jde první."),
        add_and_delete,
        decide,
    ):
        assert list(due_events(later)) == []
        happens()
        assert list(due_events(later)) == [event]

        assert erase_event(event=event, by=None) == 0

        assert "Waldorfa" not in every_cell()
    assert list(due_events(later)) == []
    assert AuditLog.objects.filter(action="ERASE_NAMES").count() == 5
