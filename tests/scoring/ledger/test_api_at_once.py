"""Many calls of the API at once, with real threads, tokens and commits."""

import pytest

from scoring.models import Entry, Record
from tests import make
from tests.scoring import folded_ledger, stored_records
from tests.threads import at_once

MANY = 16

pytestmark = pytest.mark.django_db(transaction=True)


def entering(client, activity, participant, value_raw, **fields):
    body = {"activity_id": activity.pk, "participant_id": participant.pk, "value_raw": value_raw}
    return lambda: client.post("/api/records", {**body, **fields}, format="json")


def test_many_on_one_cell(api, activity, participant, admin, evaluator):
    clients = [api(by) for by in (admin, evaluator) for _ in range(MANY // 2)]

    answers = at_once(
        *(
            entering(client, activity, participant, f"{number}.5")
            for number, client in enumerate(clients)
        )
    )

    assert [answer.status_code for answer in answers] == [201] * MANY
    assert {answer.json()["value"] for answer in answers} == {f"{n}.5" for n in range(MANY)}
    assert len({answer.json()["id"] for answer in answers}) == 1
    record, last = Record.objects.get(), Entry.objects.order_by("pk").last()
    assert Entry.objects.count() == MANY
    assert (record.entry_id, record.value) == (last.pk, last.value)
    [of_the_last] = [a.json() for a in answers if a.json()["entry_id"] == last.pk]
    assert of_the_last["value"] == f"{last.value // 1000}.5"
    assert stored_records() == folded_ledger()


def test_many_bulks_of_the_same_people(api, activity, group, admin):
    kids = [make.participant(group) for _ in range(10)]
    clients = [api(admin) for _ in range(MANY // 2)]

    def bulk(number, client):
        order = kids if number % 2 else kids[::-1]
        rows = [{"participant_id": kid.pk, "value_raw": number} for kid in order]
        body = {"activity_id": activity.pk, "records": rows}
        return lambda: client.post("/api/records/bulk", body, format="json")

    answers = at_once(*(bulk(number, client) for number, client in enumerate(clients, start=1)))

    assert [answer.status_code for answer in answers] == [201] * len(clients)
    assert len(set(Record.objects.values_list("value", flat=True))) == 1
    assert stored_records() == folded_ledger()


def test_one_of_those_who_saw_the_same_cell_wins(api, activity, participant, admin):
    clients = [api(admin) for _ in range(8)]

    answers = at_once(
        *(
            entering(client, activity, participant, str(number), based_on=None)
            for number, client in enumerate(clients, start=1)
        )
    )

    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert Entry.objects.count() == 1


def test_the_same_entry_sent_many_times_is_one(api, activity, participant, admin):
    clients = [api(admin) for _ in range(8)]
    uuid = "00000000-0000-0000-0000-000000000007"

    answers = at_once(
        *(entering(client, activity, participant, "12", uuid=uuid) for client in clients)
    )

    assert [answer.status_code for answer in answers] == [201] * 8
    assert len({answer.content for answer in answers}) == 1
    assert Entry.objects.count() == 1


def test_taken_away_by_many_is_taken_away_once(api, activity, participant, admin):
    record = make.record(activity, participant, "12")
    clients = [api(admin) for _ in range(8)]

    answers = at_once(
        *(lambda client=client: client.delete(f"/api/records/{record.pk}") for client in clients)
    )

    assert sorted(answer.status_code for answer in answers) == [204] + [404] * 7
    assert Entry.objects.filter(status="CLEARED").count() == 1


def test_taking_away_and_entering(api, activity, participant, admin):
    record = make.record(activity, participant, "12")
    first, second = api(admin), api(admin)

    gone, entered = at_once(
        lambda: first.delete(f"/api/records/{record.pk}"),
        entering(second, activity, participant, "11"),
    )

    assert entered.status_code == 201
    assert gone.status_code in {204, 409}
    cleared = Entry.objects.filter(status="CLEARED").count()
    assert (cleared, Entry.objects.count()) == ((1, 3) if gone.status_code == 204 else (0, 2))
    assert stored_records() == folded_ledger()
