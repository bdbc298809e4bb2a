"""A table into an event that has people already: what is new is shown, and then written."""

from pathlib import Path

import pytest

from accounts.models import AuditLog
from events.importing import drafts
from events.models import Group, Participant
from foundation.models import Job
from scoring.models import Record
from tests import make
from tests.events.importing.import_pages import apply, drafted, flashes, seen

DATA = Path(__file__).parents[2] / "data"


@pytest.fixture
def client(client, admin):
    client.force_login(admin)
    return client


def test_an_update_shows_and_does_what_is_new(client, event, group, other_group, activity):
    stays = make.participant(group, display_name="Štěpánka Ďáblová", external_id="1", age=12)
    moves = make.participant(group, display_name="Petr Král", external_id="2", metadata={"x": "y"})
    lost = make.participant(other_group, display_name="Iva Malá")
    record = make.record(activity, moves, "12")
    draft = drafted(
        client,
        event,
        "id,jméno,oddíl,věk,barva oddílu\n1,Štěpánka Ďáblová,Bobři,,\n"
        "2,Petr Král ml.,DRACI,9,zelená\n3,Ota Nový,Šneci,10,\n",
    )
    preview = seen(client, draft)["preview"]

    assert {row.name: row.kind for row in preview.rows} == {
        "Štěpánka Ďáblová": "unchanged",
        "Petr Král ml.": "changed",
        "Ota Nový": "added",
        "Iva Malá": "missing",
    }
    assert preview.rows[1].changes == [
        ["group", "Bobři", "DRACI"],
        ["name", "Petr Král", "Petr Král ml."],
        ["age", "–", "9"],
    ]
    assert preview.new_marks == [["Draci", "", "zelená"]]
    assert [row.name for row in seen(client, draft, show="missing")["rows"]] == ["Iva Malá"]

    response = apply(client, draft, missing="withdraw")

    assert flashes(response) == [
        "Imported: 1 new group, 1 participant added, 1 changed, 1 withdrawn."
    ]
    moves.refresh_from_db()
    assert (moves.group, moves.display_name, moves.age) == (other_group, "Petr Král ml.", 9)
    assert (moves.metadata, moves.search_key) == ({"x": "y"}, "petr kral ml.")
    assert Record.objects.get(participant=moves) == record
    stays.refresh_from_db()
    assert stays.age == 12
    lost.refresh_from_db()
    assert lost.status == Participant.Status.WITHDRAWN
    other_group.refresh_from_db()
    assert (other_group.identifier, other_group.name) == ("zelená", "Draci")
    assert Group.objects.get(name="Šneci").participants.get().display_name == "Ota Nový"
    row = AuditLog.objects.get(action="IMPORT_UPDATE")
    assert row.detail == (
        f"{event} updated from tabor.csv: 1 new groups, participants: 1 added, 1 changed,"
        " 1 withdrawn"
    )
    assert row.changes == {
        "groups": [0, 1],
        "added": [0, 1],
        "changed": [0, 1],
        "withdrawn": [0, 1],
        f"Draci #{other_group.pk}: identifier": ["", "zelená"],
        f"Petr Král #{moves.pk}: group": ["Bobři", "DRACI"],
        f"Petr Král #{moves.pk}: display_name": ["Petr Král", "Petr Král ml."],
        f"Petr Král #{moves.pk}: age": [None, 9],
        f"Iva Malá #{lost.pk}: status": ["COMPETING", "WITHDRAWN"],
    }


def test_those_who_are_missing_stay_unless_asked_for(client, event, participant):
    draft = drafted(client, event, "jméno,oddíl\nOta Nový,Bobři\n")

    apply(client, draft)

    participant.refresh_from_db()
    assert participant.status == Participant.Status.COMPETING
    assert event.participants.count() == 2


def test_the_same_file_again_changes_nothing(client, event):
    content = (DATA / "tabor-2026.csv").read_bytes()
    apply(client, drafted(client, event, content))
    event.refresh_from_db()
    before = list(event.participants.order_by("pk").values())
    version, trail = event.version, AuditLog.objects.count()

    draft = drafted(client, event, content)
    preview = seen(client, draft)["preview"]
    assert preview.counts["unchanged"] == len(before) == preview.counts["rows"]
    response = apply(client, draft)

    event.refresh_from_db()
    assert list(event.participants.order_by("pk").values()) == before
    assert (event.version, AuditLog.objects.count()) == (version, trail)
    assert flashes(response) == ["Everything in the table was in the event already."]


def test_nothing_is_written_when_the_event_has_changed_since(client, event, group):
    draft = drafted(client, event, "jméno,oddíl\nJana Nová,Bobři\n")
    fingerprint = seen(client, draft)["preview"].fingerprint
    make.participant(group, display_name="Jana Nová")

    response = apply(client, draft, fingerprint=fingerprint)

    assert event.participants.count() == 1
    assert "The event changed after you looked, so nothing was imported." in (
        response.content.decode()
    )
    assert response.context["preview"].counts["unchanged"] == 1
    apply(client, draft)
    assert not Job.objects.exists()


def test_other_data_is_added_to_what_was_there(client, event, group):
    known = {"Tričko": "S", "Škola": "2"}
    person = make.participant(group, display_name="Petr Král", metadata=known)
    draft = drafted(client, event, f"jméno,oddíl,tričko,poznámka\nPetr Král,{group},M,vegetarián\n")

    apply(client, draft)

    person.refresh_from_db()
    assert person.metadata == {"Tričko": "M", "Škola": "2", "poznámka": "vegetarián"}


@pytest.mark.parametrize("rows", [10, 900])
def test_queries_do_not_grow_with_the_rows(
    client, event, group, rows, django_assert_num_queries, admin
):
    Participant.objects.bulk_create(
        Participant(event=event, group=group, display_name=f"Jana {number}", external_id=number)
        for number in range(rows)
    )
    text = "id,jméno,oddíl\n" + "".join(
        f"{number},Jana {number} Nová,Oddíl {number}\n"
        for number in range(rows // 2, rows * 3 // 2)
    )
    draft = make.import_draft(event, admin, text)

    with django_assert_num_queries(6):
        preview = seen(client, draft)["preview"]
    assert (preview.counts["added"], preview.counts["changed"]) == (rows // 2, rows // 2)
    with django_assert_num_queries(31):
        drafts.apply(draft=draft, fingerprint=preview.fingerprint, withdraw_missing=True)
    assert event.participants.count() == rows * 3 // 2
    assert event.participants.expected().count() == rows


def test_numbers_that_were_given_out_do_not_stand_in_the_way(client, event, group):
    """An update writes whole rows over themselves; their own unique numbers must not clash."""
    first = make.participant(group, display_name="Jana", external_id="1", age=8)
    second = make.participant(group, display_name="Petr", external_id="2", age=9)

    draft = drafted(client, event, "id,jméno,oddíl,věk\n2,Jana,Draci,10\n1,Petr,Draci,11\n")
    apply(client, draft)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.display_name, first.external_id, first.age) == ("Petr", "1", 11)
    assert (second.display_name, second.external_id, second.age) == ("Jana", "2", 10)
