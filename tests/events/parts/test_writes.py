"""Writes to the parts of an event: never a stale board, and two at the same time."""

from threading import Thread
from time import sleep

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from events.models import Activity, Group, Participant
from events.parts import writes
from scoring.models import Entry, Record
from tests import make
from tests.admin_site import page, posted

TEN_YEARS = {"name": "x", "min_age": 1, "max_age": 10}


# --- A board is never stale ----------------------------------------------------------------------


@pytest.fixture
def category(event):
    return make.age_category(event, 11, 15, name="Starší")


@pytest.fixture
def empty(event):
    return make.group(event, name="Prázdní")


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("post", "events/{event}/groups", {"name": "Vydry"}, 201),
        ("patch", "groups/{group}", {"name": "Vydry"}, 200),
        ("delete", "groups/{empty}", None, 204),
        ("post", "groups/{group}/participants", {"display_name": "Jan"}, 201),
        ("patch", "participants/{participant}", {"age": 13}, 200),
        ("post", "participants/{participant}/move", {"group_id": "empty"}, 200),
        ("delete", "participants/{participant}", None, 204),
        ("post", "events/{event}/age-categories", TEN_YEARS, 201),
        ("patch", "events/{event}/age-categories/{category}", {"min_age": 10}, 200),
        ("delete", "events/{event}/age-categories/{category}", None, 204),
        (
            "post",
            "activities",
            {"name": "x", "evaluation_type": "BOOLEAN", "event_id": "event"},
            201,
        ),
        ("patch", "activities/{activity}", {"name": "Sprint"}, 200),
        ("delete", "activities/{activity}", None, 204),
    ],
)
def test_every_write_gives_the_board_a_new_version(
    api, admin, event, group, empty, participant, category, activity, method, path, body, status
):
    make.record(activity, participant, "12.5")
    stage = {
        "event": event.pk,
        "group": group.pk,
        "empty": empty.pk,
        "participant": participant.pk,
        "category": category.pk,
        "activity": activity.pk,
    }
    body = {name: stage.get(value, value) for name, value in (body or {}).items()}
    client, board = api(admin), f"/api/events/{event.pk}/leaderboard"
    before = client.get(board)["ETag"]
    assert client.get(board, headers={"if-none-match": before}).status_code == 304

    answer = getattr(client, method)(f"/api/{path.format(**stage)}", body, format="json")
    assert answer.status_code == status

    after = client.get(board, headers={"if-none-match": before})
    assert after.status_code == 200
    assert after["ETag"] != before


# --- What was meant is gone ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("noun", "write"),
    [
        ("group", lambda group: writes.change_group(group=group, fields={"name": "x"}, by=None)),
        ("group", lambda group: writes.delete_group(group=group, by=None)),
        (
            "group",
            lambda group: writes.add_participant(
                group=group, fields={"display_name": "x"}, by=None
            ),
        ),
        (
            "participant",
            lambda child: writes.change_participant(participant=child, fields={"age": 1}, by=None),
        ),
        ("participant", lambda child: writes.delete_participant(participant=child, by=None)),
    ],
)
def test_a_part_that_somebody_deleted_meanwhile(request, noun, write):
    part = request.getfixturevalue(noun)
    type(part).objects.filter(pk=part.pk).delete()

    with pytest.raises(ValidationError) as refused:
        write(part)
    assert refused.value.messages == ["Somebody deleted this meanwhile."]


@pytest.mark.parametrize(
    "write",
    [
        lambda activity: writes.delete_activity(activity=activity, by=None),
        lambda activity: writes.lock_activity(activity=activity, by=None),
        lambda activity: writes.change_activity(activity=activity, fields={"name": "x"}, by=None),
    ],
)
def test_an_activity_that_results_are_submitted_to_was_deleted(activity, write):
    type(activity).objects.filter(pk=activity.pk).delete()

    with pytest.raises(ValidationError) as refused:
        write(activity)
    assert refused.value.messages == ["This activity was deleted."]


def test_an_event_that_somebody_deleted_meanwhile(event):
    type(event).objects.filter(pk=event.pk).delete()

    with pytest.raises(ValidationError) as refused:
        writes.create_group(event=event, fields={"name": "x"}, by=None)
    assert refused.value.messages == ["This event was deleted."]


def test_nobody_moves_into_a_group_that_is_gone(participant, other_group):
    Group.objects.filter(pk=other_group.pk).delete()

    with pytest.raises(ValidationError) as refused:
        writes.move_participant(participant=participant, group=other_group, by=None)
    assert refused.value.messages == ["Somebody deleted this meanwhile."]


def test_only_what_was_sent_is_written(participant):
    old = Participant.objects.get(pk=participant.pk)
    writes.change_participant(participant=participant, fields={"age": 13}, by=None)

    writes.change_participant(participant=old, fields={"gender": "M"}, by=None)

    participant.refresh_from_db()
    assert (participant.age, participant.gender) == (13, "M")


# --- Two at the same time ------------------------------------------------------------------------


class Meanwhile(Thread):
    """Somebody else's call, in a transaction of their own. `join` it for what they got."""

    def __init__(self, call):
        super().__init__()
        self.call, self.answer = call, None
        self.start()

    def run(self):
        try:
            self.answer = self.call()
        except (ValidationError, IntegrityError) as error:
            self.answer = error
        finally:
            connection.close()

    def is_waiting(self) -> bool:
        sleep(0.5)
        return self.is_alive()

    def join(self, timeout=30):
        super().join(timeout)
        assert not self.is_alive()
        return self.answer


def answer_to(client, method, path, body=None):
    answer = getattr(client, method)(f"/api/{path}", body, format="json")
    return answer.status_code, answer.json() if answer.content else None


@pytest.mark.django_db(transaction=True)
def test_a_group_that_somebody_joins_right_now_is_not_deleted(api, admin, group):
    client = api(admin)
    with transaction.atomic():
        writes.add_participant(group=group, fields={"display_name": "Jan"}, by=admin)
        deletion = Meanwhile(lambda: answer_to(client, "delete", f"groups/{group.pk}"))
        assert deletion.is_waiting()

    status, body = deletion.join()
    assert (status, body["detail"][:34]) == (400, "This group still has 1 participant")
    assert Participant.objects.get().group == group


@pytest.mark.django_db(transaction=True)
def test_nobody_joins_a_group_that_is_deleted_right_now(api, admin, group, other_group):
    client, child = api(admin), make.participant(other_group)
    with transaction.atomic():
        writes.delete_group(group=group, by=admin)
        path, body = f"groups/{group.pk}/participants", {"display_name": "Jan"}
        joining = Meanwhile(lambda: answer_to(client, "post", path, body))
        path, move = f"participants/{child.pk}/move", {"group_id": group.pk}
        moving = Meanwhile(lambda: answer_to(client, "post", path, move))
        assert joining.is_waiting()
        assert moving.is_waiting()

    # On SQLite they waited before they had looked for the group, on PostgreSQL after.
    gone = {"detail": "Somebody deleted this meanwhile."}
    for waited in [joining, moving]:
        assert waited.join() in [(400, gone), (404, {"detail": "Group not found"})]
    assert Participant.objects.get().group == other_group


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("door", ["api", "admin site"])
def test_the_kind_of_result_waits_for_results_under_way(
    request, api, client, admin, super_admin, activity, participant, door
):
    path = f"activities/{activity.pk}"
    calls = {
        "api": lambda: answer_to(api(admin), "patch", path, {"evaluation_type": "BOOLEAN"})[0],
        "admin site": lambda: (
            posted(
                client,
                page(Activity, "change", activity.pk),
                name="x",
                combine="SINGLE",
                order=0,
                evaluation_type="BOOLEAN",
            ).status_code
        ),
    }
    client.force_login(admin)
    with transaction.atomic():
        make.record(activity, participant, "12", by=super_admin)
        change = Meanwhile(calls[door])
        assert change.is_waiting()

    change.join()
    activity.refresh_from_db()
    assert activity.evaluation_type == "TIME_LOW"
    assert Record.objects.get().value == 12000


@pytest.mark.django_db(transaction=True)
def test_results_wait_for_the_kind_of_result(admin, super_admin, activity, participant):
    with transaction.atomic():
        writes.change_activity(activity=activity, fields={"evaluation_type": "BOOLEAN"}, by=admin)
        submission = Meanwhile(lambda: make.record(activity, participant, "1", by=super_admin))
        assert submission.is_waiting()

    submission.join()
    assert Record.objects.get().value == 1000  # passed, not a second


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("noun", ["participant", "activity"])
def test_a_deletion_takes_the_results_under_way_along(
    request, api, admin, super_admin, activity, participant, noun
):
    path = {
        "participant": f"participants/{participant.pk}",
        "activity": f"activities/{activity.pk}",
    }[noun]
    client = api(admin)
    with transaction.atomic():
        make.record(activity, participant, "12", by=super_admin)
        deletion = Meanwhile(lambda: answer_to(client, "delete", path))
        assert deletion.is_waiting()

    assert deletion.join() == (204, None)
    assert not Record.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_the_admin_site_brings_nobody_back_who_is_deleted_right_now(client, admin, participant):
    client.force_login(admin)
    form = {"group": participant.group_id, "display_name": "x", "status": "GUEST", "metadata": "{}"}
    address = page(Participant, "change", participant.pk)
    with transaction.atomic():
        writes.delete_participant(participant=participant, by=admin)
        change = Meanwhile(lambda: posted(client, address, **form).status_code)
        assert change.is_waiting()

    assert change.join() in [302, 404]  # 302: on SQLite it had not looked before it waited
    assert not Participant.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_groups_of_the_same_name_at_once(api, admin, event):
    path = f"events/{event.pk}/groups"
    clients = [api(admin) for _number in range(8)]
    calls = [
        Meanwhile(lambda client=client: answer_to(client, "post", path, {"name": "Vydry"})[0])
        for client in clients
    ]

    assert sorted(call.join() for call in calls) == [201, *[409] * 7]
    assert Group.objects.get().name == "Vydry"


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("status", ["DRAFT", "ARCHIVED"])
def test_many_kinds_of_writes_at_once_hold_nobody_up_for_good(
    api, client, admin, super_admin, event, group, other_group, activity, status
):
    """Locks are taken in one order everywhere, or some of these would wait for each other."""
    children = [make.participant(group) for _number in range(6)]
    client.force_login(admin)
    sent = api(admin)
    calls = []
    for child in children:
        move = {"group_id": other_group.pk}
        form = {"group": group.pk, "display_name": "x", "status": "GUEST", "metadata": "{}"}
        calls += [
            lambda child=child: make.record(activity, child, "12", by=super_admin),
            lambda child=child, move=move: answer_to(
                sent, "post", f"participants/{child.pk}/move", move
            ),
            lambda child=child, form=form: posted(
                client, page(Participant, "change", child.pk), **form
            ),
            lambda child=child: answer_to(sent, "patch", f"participants/{child.pk}", {"age": 9}),
        ]
    calls += [
        lambda: answer_to(sent, "patch", f"activities/{activity.pk}", {"name": "Běh"}),
        lambda: answer_to(sent, "patch", f"events/{event.pk}", {"status": status}),
        lambda: answer_to(sent, "delete", f"participants/{children[0].pk}"),
        lambda: posted(client, page(Participant, "delete", children[1].pk), post="yes"),
    ]
    for call in [Meanwhile(call) for call in calls]:
        call.join(timeout=60)

    left = set(Participant.objects.values_list("pk", flat=True))
    assert {child.pk for child in children[2:]} <= left
    if status == "DRAFT":  # an archived event refuses the deletions that come after it
        assert len(left) == 4
    assert set(Record.objects.values_list("participant", flat=True)) <= left


# --- What nobody sees ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("create", "fields", "field", "kept"),
    [
        (writes.create_group, {"name": "So\u00advy\u200b"}, "name", "Sovy"),
        (writes.create_group, {"name": "x", "identifier": "\ufeffred"}, "identifier", "red"),
        (writes.create_age_category, {**TEN_YEARS, "name": "\u200eMladší"}, "name", "Mladší"),
        (
            writes.create_activity,
            {"name": "Bě\u200bh", "evaluation_type": "TIME_LOW"},
            "name",
            "Běh",
        ),
    ],
)
def test_what_nobody_sees_is_not_kept(event, admin, create, fields, field, kept):
    assert getattr(create(event=event, fields=fields, by=admin), field) == kept


@pytest.mark.parametrize(
    ("create", "fields"),
    [
        (writes.create_group, {"name": "\u200b"}),
        (writes.create_age_category, {**TEN_YEARS, "name": "\ufeff\u200e"}),
        (writes.create_activity, {"name": "\u00ad", "evaluation_type": "TIME_LOW"}),
    ],
)
def test_a_name_of_nothing_to_see_is_missing(event, admin, create, fields):
    with pytest.raises(ValidationError) as caught:
        create(event=event, fields=fields, by=admin)

    assert caught.value.message_dict == {"name": ["This field cannot be blank."]}
