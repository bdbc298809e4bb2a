"""Many at once, with real threads and real commits."""

import threading
from concurrent.futures import ThreadPoolExecutor
from time import sleep
from uuid import UUID

import pytest
from django.db import connection, transaction

from accounts.models import AuditLog, User
from events.importing import drafts
from events.life.lifecycle import change_status, delete_event
from events.models import Event, Participant
from scoring.boards.leaderboard import Versions, leaderboard_json
from scoring.ledger import records
from scoring.ledger.records import NotOpen, Outcome, Submission, SubmissionsRefused
from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, stored_records
from tests.threads import at_once, closing_connection

MANY = 32

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def chief(super_admin):
    return super_admin


def submit(activity, by, *submissions, partial=False):
    return records.submit(
        activity=activity, submissions=submissions, by=by, source="API", partial=partial
    )


def test_many_at_once_on_one_cell(activity, participant, chief):
    verdicts = at_once(
        *(
            lambda number=number: submit(activity, chief, Submission(participant.pk, f"{number}.5"))
            for number in range(MANY)
        )
    )

    assert {verdict.outcome for [verdict] in verdicts} == {Outcome.SAVED}
    record = Record.objects.get()
    assert Entry.objects.count() == MANY
    assert {entry.value for entry in Entry.objects.all()} == {n * 1000 + 500 for n in range(MANY)}
    last = Entry.objects.order_by("pk").last()
    assert (record.entry_id, record.value) == (last.pk, last.value)
    assert stored_records() == folded_ledger()
    based_on = Entry.objects.order_by("pk").values_list("pk", "based_on_id")
    pks = [pk for pk, _based_on in based_on]
    assert [before for _pk, before in based_on] == [None, *pks[:-1]]  # each saw the one before it


def test_many_at_once_in_one_activity(activity, group, chief):
    kids = Participant.objects.bulk_create(
        Participant(event=activity.event, group=group, display_name=f"Dítě {number}")
        for number in range(MANY)
    )

    at_once(
        *(
            lambda kid=kid, number=number: submit(activity, chief, Submission(kid.pk, str(number)))
            for number, kid in enumerate(kids, start=1)
        )
    )

    assert {row.participant_id: row.value for row in Record.objects.all()} == {
        kid.pk: number * 1000 for number, kid in enumerate(kids, start=1)
    }
    assert stored_records() == folded_ledger()
    board = leaderboard_json(Versions.visible_to(chief, activity.event_id))
    assert board.count(b'"rank"') == MANY


def test_bulks_of_the_same_people_in_two_activities_do_not_block_each_other(
    event, activity, group, chief
):
    other = make.activity(event)
    kids = [make.participant(group).pk for _ in range(8)]

    def bulk(where, order):
        return lambda: submit(where, chief, *(Submission(kid, "5") for kid in order))

    at_once(*(bulk(where, order) for where in (activity, other) for order in (kids, kids[::-1])))

    assert Record.objects.count() == 16
    assert Entry.objects.count() == 16
    assert stored_records() == folded_ledger()


def test_the_same_entry_sent_many_times_at_once_is_one(activity, participant, chief):
    sent = Submission(participant.pk, "12.5", uuid=UUID(int=7), based_on=None)

    verdicts = at_once(*(lambda: submit(activity, chief, sent) for _ in range(8)))

    outcomes = sorted(verdict.outcome for [verdict] in verdicts)
    assert outcomes == [Outcome.REPEATED] * 7 + [Outcome.SAVED]
    entry = Entry.objects.get()
    assert {verdict.record.entry_id for [verdict] in verdicts} == {entry.pk}
    assert Record.objects.get().value == 12_500


def test_one_id_for_two_activities_at_once_is_saved_in_one(event, activity, group, chief):
    other = make.activity(event)

    for number in range(1, 6):
        sent = Submission(make.participant(group).pk, "12.5", uuid=UUID(int=number))
        both = at_once(
            lambda sent=sent: submit(activity, chief, sent, partial=True),
            lambda sent=sent: submit(other, chief, sent, partial=True),
        )
        outcomes = sorted(verdict.outcome for [verdict] in both)
        assert outcomes == [Outcome.REFUSED, Outcome.SAVED]
        assert sorted(verdict.message for [verdict] in both) == [
            "",
            "This entry's id was already used for another one.",
        ]

    assert Entry.objects.count() == Record.objects.count() == 5
    assert stored_records() == folded_ledger()


def test_two_who_saw_the_same_cell_cannot_overwrite_each_other(activity, participant, chief):
    def call(text):
        return lambda: submit(
            activity, chief, Submission(participant.pk, text, based_on=None), partial=True
        )

    verdicts = at_once(*(call(str(number)) for number in range(1, 9)))

    outcomes = sorted(verdict.outcome for [verdict] in verdicts)
    assert outcomes == [Outcome.CONFLICT] * 7 + [Outcome.SAVED]
    assert Entry.objects.count() == 1


def test_closing_waits_for_a_submission_under_way(event, activity, participant, chief):
    submitted, may_commit, closed = threading.Event(), threading.Event(), threading.Event()

    def slow_submission():
        with closing_connection(), transaction.atomic():
            submit(activity, chief, Submission(participant.pk, "12.5"))
            submitted.set()
            may_commit.wait(timeout=10)

    def closing():
        with closing_connection():
            submitted.wait(timeout=10)
            change_status(event=event, status=Event.Status.ARCHIVED, by=chief)
            closed.set()

    with ThreadPoolExecutor(2) as threads:
        under_way = [threads.submit(slow_submission), threads.submit(closing)]
        assert not closed.wait(timeout=0.5)
        may_commit.set()
        for future in under_way:
            future.result(timeout=10)

    assert closed.is_set()
    assert Entry.objects.count() == 1
    with pytest.raises(NotOpen):
        submit(activity, chief, Submission(participant.pk, "13"))


def test_an_import_waits_for_a_submission_under_way(event, group, activity, chief):
    """Both lock the people: the one in the order of the rows, the other as they were sent."""
    people = [make.participant(group, display_name=name) for name in ("Žofie Čápová", "Ota Říha")]
    rows = "".join(f"{person},{group},9\n" for person in people)
    draft = make.import_draft(event, chief, f"jméno,oddíl,věk\n{rows}")
    fingerprint = drafts.preview_of(draft, event).fingerprint
    submitted, may_commit, imported = threading.Event(), threading.Event(), threading.Event()

    def slow_submission():
        with closing_connection(), transaction.atomic():
            submit(activity, chief, *(Submission(person.pk, "12") for person in people[::-1]))
            submitted.set()
            may_commit.wait(timeout=10)

    def importing():
        with closing_connection():
            submitted.wait(timeout=10)
            drafts.apply(draft=draft, fingerprint=fingerprint, withdraw_missing=False)
            imported.set()

    with ThreadPoolExecutor(2) as threads:
        under_way = [threads.submit(slow_submission), threads.submit(importing)]
        assert not imported.wait(timeout=0.5)
        may_commit.set()
        for future in under_way:
            future.result(timeout=10)

    assert set(event.participants.values_list("age", flat=True)) == {9}
    assert Record.objects.count() == 2


def test_deleting_the_event_takes_a_submission_under_way_along(event, activity, participant, chief):
    def delete():
        with closing_connection():
            delete_event(event=event, by=chief)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            submit(activity, chief, Submission(participant.pk, "12.5"))
            deleting = threads.submit(delete)
            sleep(0.5)
            assert not deleting.done()
        deleting.result(timeout=20)

    assert not Event.objects.exists()
    assert AuditLog.objects.first().changes["results"] == [1, 0]


def test_nothing_comes_in_once_the_event_was_closed(event, activity, group, chief):
    kids = [make.participant(group) for _ in range(4)]
    stop = threading.Event()

    def keep_submitting(kid):
        with closing_connection():
            number = 0
            while not stop.is_set():
                number += 1
                sleep(0.005)
                try:
                    submit(activity, chief, Submission(kid.pk, str(number)))
                except NotOpen:
                    return number
        return None

    with ThreadPoolExecutor(len(kids)) as threads:
        busy = [threads.submit(keep_submitting, kid) for kid in kids]
        while Entry.objects.count() < 10:
            sleep(0.01)
        change_status(event=event, status=Event.Status.ARCHIVED, by=chief)
        after_closing = list(Entry.objects.order_by("pk").values_list("pk", flat=True))
        refused_at = [future.result(timeout=30) for future in busy]
        stop.set()

    assert None not in refused_at
    assert list(Entry.objects.order_by("pk").values_list("pk", flat=True)) == after_closing
    assert stored_records() == folded_ledger()


def test_activities_and_the_organiser_need_not_wait_for_each_other(
    event, activity, participant, chief
):
    """While one submission hangs, another activity is scored and a group gets a new name."""
    if not connection.features.has_select_for_update:
        pytest.skip("SQLite lets one transaction write at a time, whatever it writes.")
    other = make.activity(event)
    submitted, may_commit = threading.Event(), threading.Event()

    def slow_submission():
        with closing_connection(), transaction.atomic():
            submit(activity, chief, Submission(participant.pk, "12.5"))
            submitted.set()
            assert may_commit.wait(timeout=10)

    with ThreadPoolExecutor(1) as threads:
        under_way = threads.submit(slow_submission)
        submitted.wait(timeout=10)
        submit(other, chief, Submission(participant.pk, "13"))
        participant.group.name = "Vydry"
        participant.group.save()
        may_commit.set()
        under_way.result(timeout=10)

    assert Record.objects.count() == 2


def test_a_participant_deleted_meanwhile_is_refused_not_an_error(activity, participant, chief):
    doomed = make.participant(participant.group)
    deleted, may_commit = threading.Event(), threading.Event()

    def deleting():
        with closing_connection(), transaction.atomic():
            doomed.delete()
            deleted.set()
            may_commit.wait(timeout=10)

    def submitting():
        with closing_connection():
            deleted.wait(timeout=10)
            threading.Timer(0.3, may_commit.set).start()
            both = [Submission(participant.pk, "12"), Submission(doomed_pk, "13")]
            return submit(activity, chief, *both, partial=True)

    doomed_pk = doomed.pk
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.submit(deleting), threads.submit(submitting)
        first.result(timeout=20)
        verdicts = second.result(timeout=20)

    assert [(verdict.outcome, verdict.message) for verdict in verdicts] == [
        (Outcome.SAVED, ""),
        (Outcome.REFUSED, "This participant is not in the event."),
    ]
    assert Entry.objects.get().participant == participant


def test_versions_grow_with_every_commit_of_many(event, activity, group, chief):
    kids = [make.participant(group) for _ in range(8)]
    before = Versions.visible_to(chief, event.pk)

    at_once(*(lambda kid=kid: submit(activity, chief, Submission(kid.pk, "5")) for kid in kids))

    after = Versions.visible_to(chief, event.pk)
    assert after.activities[activity.pk] >= before.activities[activity.pk] + len(kids)
    assert after.event == before.event


def test_a_reader_never_sees_less_than_was_committed_before_it(event, activity, group, chief):
    """Writers commit a result and then read the board: it is always there."""
    kids = [make.participant(group) for _ in range(6)]
    users = [make.user(User.Role.SUPER_ADMIN) for _ in kids]

    def write_and_read(kid, user):
        def call():
            seen = []
            for number in range(1, 6):
                submit(activity, user, Submission(kid.pk, str(number)))
                board = leaderboard_json(Versions.visible_to(user, event.pk)).decode()
                row = board[board.index(f'"participant_id": {kid.pk},') :]
                seen.append(row[: row.index("}")].partition('"value": "')[2].partition('"')[0])
            return seen

        return call

    everything = at_once(
        *(write_and_read(kid, user) for kid, user in zip(kids, users, strict=True))
    )

    assert everything == [["1", "2", "3", "4", "5"]] * len(kids)


def test_all_or_nothing_holds_under_load(activity, group, chief):
    kids = [make.participant(group) for _ in range(4)]
    good = [Submission(kid.pk, "5") for kid in kids]
    bad = [*good[:-1], Submission(kids[-1].pk, "no number")]

    def failing():
        with pytest.raises(SubmissionsRefused):
            submit(activity, chief, *bad)

    at_once(*[failing] * 8)

    assert not Entry.objects.exists()
    assert not Record.objects.exists()
