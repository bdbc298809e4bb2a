"""Whatever changes a board changes a version in the same transaction; nothing else does."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.db import transaction

from events.ages.bands import Band
from events.importing import drafts
from events.models import Activity, AgeCategory, Event, Group, Participant
from events.models.versions import next_version, now_version
from events.parts.category_set import CategoryRow, save_categories
from events.parts.people_in_bulk import Change, change_groups, change_people, delete_people
from foundation.models import Job
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions, leaderboard_json
from scoring.ledger import records
from scoring.ledger.bulk_status import mark_blanks
from scoring.merging.merging import merge_participants
from scoring.models import Record
from tests import make


@pytest.fixture
def stage(event, group, other_group, participant, activity, admin):
    """A board with two results in two categories, and something of everything to change."""
    young = make.age_category(event, 6, 11, name="mladší")
    old = make.age_category(event, 12, 15, name="starší")
    sibling = make.participant(group, display_name="Břetislav Čáp", gender="M", age=9)
    second = make.activity(event, unit="m", name="Skok")
    make.record(activity, participant, "12.5")
    make.record(activity, sibling, "13")
    make.record(second, sibling, "3.2")
    return SimpleNamespace(**locals())


def board(by, event):
    return leaderboard_json(Versions.visible_to(by, event.pk), unranked=True)


def save(thing, **fields):
    for name, value in fields.items():
        setattr(thing, name, value)
    thing.save()


def enter(stage, person, text, activity=None):
    records.submit(
        activity=activity or stage.activity,
        submissions=[records.Submission(person.pk, text)],
        by=stage.admin,
        source="API",
    )


def import_table(stage, text, *, withdraw_missing=False):
    draft = make.import_draft(stage.event, stage.admin, f"jméno,oddíl,věk\n{text}\n")
    drafts.apply(
        draft=draft,
        fingerprint=drafts.preview_of(draft, stage.event).fingerprint,
        withdraw_missing=withdraw_missing,
    )
    draft.refresh_from_db()
    assert draft.state == Job.State.DONE


WRITES = {
    "a new result": lambda s: enter(s, s.participant, "4", s.second),
    "a changed result": lambda s: enter(s, s.participant, "14"),
    "a status": lambda s: enter(s, s.participant, "dnf"),
    "a cleared result": lambda s: enter(s, s.participant, ""),
    "missing results marked": lambda s: mark_blanks(
        activity=s.second, participant_ids=[s.participant.pk], status="DNS", by=s.admin
    ),
    "people changed by a list": lambda s: change_people(
        changes={s.sibling.pk: Change({"status": "WITHDRAWN"})}, by=s.admin
    ),
    "people deleted by a list": lambda s: delete_people(ids=[s.sibling.pk], by=s.admin),
    "groups changed by a list": lambda s: change_groups(
        changes={s.group.pk: Change({"name": "Vydry"})}, by=s.admin
    ),
    "a merged participant": lambda s: merge_participants(
        kept=s.participant, other=s.sibling, by=s.admin
    ),
    "a table that changes": lambda s: import_table(s, f"{s.sibling},{s.group},13"),
    "a table without some": lambda s: import_table(
        s, f"{s.participant},{s.group},", withdraw_missing=True
    ),
    "the table of categories": lambda s: save_categories(
        event=s.event, rows=[CategoryRow(s.young.pk, Band("žáci", 6, 12))], by=s.admin
    ),
    "a participant's name": lambda s: save(s.participant, display_name="Štěpánka Nová"),
    "a participant's gender": lambda s: save(s.participant, gender="M"),
    "a participant's age": lambda s: save(s.participant, age=11),
    "a participant's birth date": lambda s: save(s.participant, birth_date=date(2019, 1, 1)),
    "a move to another group": lambda s: save(s.participant, group=s.other_group),
    "a guest": lambda s: save(s.participant, status="GUEST"),
    "a withdrawal": lambda s: save(s.participant, status="WITHDRAWN"),
    "a withdrawal of some": lambda s: Participant.objects.filter(pk=s.sibling.pk).update(
        status="WITHDRAWN"
    ),
    "names in bulk": lambda s: Participant.objects.bulk_update(
        [Participant(pk=s.sibling.pk, display_name="Jiný")], ["display_name"]
    ),
    "by way of the group": lambda s: s.group.participants.update(gender=""),
    "a deleted participant": lambda s: s.participant.delete(),
    "deleted participants": lambda s: Participant.objects.filter(pk=s.sibling.pk).delete(),
    "a group's name": lambda s: save(s.group, name="Vydry"),
    "groups' names": lambda s: Group.objects.filter(pk=s.group.pk).update(name="Vydry"),
    "a deleted group": lambda s: s.group.delete(),
    "deleted groups": lambda s: Group.objects.filter(pk=s.group.pk).delete(),
    "a category's name": lambda s: save(s.young, name="nejmladší"),
    "a category's bounds": lambda s: save(s.young, max_age=8),
    "categories' bounds": lambda s: AgeCategory.objects.filter(pk=s.old.pk).update(min_age=13),
    "a new category": lambda s: make.age_category(s.event, 6, 9, name="A"),
    "new categories": lambda s: AgeCategory.objects.bulk_create(
        [AgeCategory(event=s.event, name="A", min_age=6, max_age=9)]
    ),
    "a deleted category": lambda s: s.old.delete(),
    "deleted categories": lambda s: s.event.age_categories.all().delete(),
    "an activity's name": lambda s: save(s.activity, name="Sprint"),
    "an activity's unit": lambda s: save(s.second, unit="cm"),
    "an activity's precision": lambda s: save(s.activity, decimals=1),
    "an activity's kind": lambda s: save(s.second, evaluation_type="NUMERIC_LOW"),
    "activities' names": lambda s: Activity.objects.filter(pk=s.second.pk).update(name="Dálka"),
    "an activity's order": lambda s: save(s.activity, order=9),
    "activities' order": lambda s: Activity.objects.filter(pk=s.activity.pk).update(order=9),
    "a new activity": lambda s: make.activity(s.event),
    "new activities": lambda s: Activity.objects.bulk_create(
        [Activity(event=s.event, name="Šplh", evaluation_type="TIME_LOW")]
    ),
    "a deleted activity": lambda s: s.activity.delete(),
    "deleted activities": lambda s: Activity.objects.filter(pk=s.second.pk).delete(),
    "the event's name": lambda s: save(s.event, name="Tábor 2027"),
    "events' names": lambda s: Event.objects.filter(pk=s.event.pk).update(name="Tábor 2027"),
    "ignoring gender": lambda s: save(s.event, ignores_gender=True),
    "ignoring age": lambda s: Event.objects.filter(pk=s.event.pk).update(ignores_age=True),
    "only one field of the event": lambda s: (
        setattr(s.event, "name", "Jen jméno"),
        s.event.save(update_fields=["name"]),
    ),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_read_after_a_write_is_never_stale(stage, write):
    before = board(stage.admin, stage.event)
    assert board(stage.admin, stage.event) == before

    write(stage)

    after = board(stage.admin, stage.event)
    assert after != before
    versioned_cache.clear()
    assert board(stage.admin, stage.event) == after


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES.keys())
def test_a_write_rolled_back_changes_nothing(stage, write):
    before = board(stage.admin, stage.event)
    versions = Versions.visible_to(stage.admin, stage.event.pk)

    with transaction.atomic():
        write(stage)
        during = board(stage.admin, stage.event)
        transaction.set_rollback(True)

    assert during != before
    assert Versions.visible_to(stage.admin, stage.event.pk) == versions
    assert board(stage.admin, stage.event) == before


def test_places_after_a_tie_are_part_of_the_version(stage):
    make.record(stage.activity, make.participant(stage.group, gender="F", age=13), "12.5")
    make.record(stage.activity, make.participant(stage.group, gender="F", age=13), "14")
    assert b'"rank": 3' in board(stage.admin, stage.event)

    save(stage.event, places="DENSE")

    after = board(stage.admin, stage.event)
    assert b'"rank": 3' not in after
    assert b'"rank": 2' in after


def test_the_reference_date_is_part_of_the_version(stage):
    save(stage.participant, birth_date=date(2014, 7, 4))
    save(stage.event, date=date(2026, 7, 3))
    assert '"age": 11' in board(stage.admin, stage.event).decode()

    save(stage.event, reference_date=date(2026, 12, 31))

    assert '"age": 12' in board(stage.admin, stage.event).decode()


def test_only_the_event_concerned_moves_on(stage, organisation):
    elsewhere = make.event(organisation=organisation)
    make.activity(elsewhere)
    before = Versions.visible_to(stage.admin, elsewhere.pk)

    for name in ("a changed result", "a group's name", "a withdrawal of some", "events' names"):
        WRITES[name](stage)

    assert Versions.visible_to(stage.admin, elsewhere.pk) == before


def test_writing_to_two_events_at_once_moves_both_on(stage, organisation):
    elsewhere = make.event(organisation=organisation)
    make.participant(make.group(elsewhere))
    before = dict(Event.objects.values_list("pk", "version"))

    Participant.objects.update(age=8)

    after = dict(Event.objects.values_list("pk", "version"))
    assert all(after[pk] > version for pk, version in before.items())
    assert len(after) == 2


# --- The numbers themselves ----------------------------------------------------------------------


def test_a_version_is_the_time_in_microseconds():
    before = now_version()
    assert 1_750_000_000_000_000 < before < 4_000_000_000_000_000
    assert now_version() >= before


def test_a_version_grows_even_where_the_clock_is_behind(event):
    ahead = now_version() + 10**12
    Event.objects.filter(pk=event.pk).update(version=ahead)

    Event.objects.filter(pk=event.pk).touch()
    event.refresh_from_db()
    assert event.version == ahead + 1

    event.save()
    assert event.version == ahead + 2
    assert Event.objects.get().version == ahead + 2


def test_a_version_catches_up_with_the_clock(event):
    Event.objects.filter(pk=event.pk).update(version=7)
    now = now_version()

    Event.objects.filter(pk=event.pk).touch()

    event.refresh_from_db()
    assert now <= event.version <= now_version()


def test_the_database_makes_the_next_version(activity):
    stale = Activity.objects.get()
    Activity.objects.all().bump_results()
    Activity.objects.filter(pk=stale.pk).update(results_version=next_version("results_version"))

    activity.refresh_from_db()
    assert activity.results_version > stale.results_version


def test_a_restored_database_reads_nothing_kept_since_the_backup(stage):
    """Counting on from the backup's number would meet numbers that something is kept under."""
    backup = {
        "event": Event.objects.values("version", "name").get(),
        "activity": Activity.objects.values("results_version").get(pk=stage.activity.pk),
        "value": Record.objects.values("value").get(
            activity=stage.activity, participant=stage.participant
        ),
    }
    as_of_the_backup = board(stage.admin, stage.event)
    for number in range(1, 4):  # life goes on, and boards are kept
        enter(stage, stage.participant, str(number))
        save(stage.event, name=f"Po záloze {number}")
        board(stage.admin, stage.event)

    # The database is put back; what is kept in the cache is not.
    Event.objects.filter(pk=stage.event.pk).update(**backup["event"])
    Activity.objects.filter(pk=stage.activity.pk).update(**backup["activity"])
    Record.objects.filter(activity=stage.activity, participant=stage.participant).update(
        **backup["value"]
    )
    Event.objects.filter(pk=stage.event.pk).update(version=backup["event"]["version"])
    assert board(stage.admin, stage.event) == as_of_the_backup

    for number in range(11, 14):
        enter(stage, stage.participant, str(number))
        found = board(stage.admin, stage.event)
        assert f'"value": "{number}"'.encode() in found
        assert "Po záloze".encode() not in found
