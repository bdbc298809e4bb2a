"""Personal data are erased, and nothing that was measured or placed is another one then."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog
from events.models import Event, Participant
from events.parts import people_in_bulk, writes
from events.parts.people_in_bulk import Change
from foundation.models import Job
from scoring.erasing.erasing import erase_event, erase_participant, toll_of
from scoring.ledger.verifying import faults
from scoring.merging.merging import merge_participants
from scoring.models import Amendment, Ceremony, CeremonyBoard, Entry, Publication, Record
from scoring.standings.applying import apply_rules
from scoring.standings.stored_rules import current_version, number_of, rules_of
from tests import make
from tests.admin_site import page
from tests.exchange_files import export, imported
from tests.scoring.erasing.stage import all_that_is_shown, competition, every_cell

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("seed", range(4))
def test_boards_and_standings_are_equal_but_for_names(super_admin, seed):
    """Those of now, frozen and official ones; ties are decided by age as before."""
    event = competition(seed, super_admin)
    before = all_that_is_shown(event, super_admin)

    first, *_rest, last = event.participants.order_by("pk")
    erase_participant(participant=first, by=super_admin)
    assert all_that_is_shown(event, super_admin) == before
    erase_participant(participant=last, by=super_admin)
    assert all_that_is_shown(event, super_admin) == before
    assert erase_event(event=event, by=super_admin) == 12
    assert all_that_is_shown(event, super_admin) == before

    numbers = [name.split() for name in event.participants.values_list("display_name", flat=True)]
    assert sorted(numbers, key=lambda each: int(each[1])) == [
        ["Participant", str(number)] for number in range(1, 15)
    ]
    assert "Xaver" not in Client().get(f"/r/{publication_slug(event)}/").text
    assert list(faults()) == []


def publication_slug(event):
    return Publication.objects.get(event=event).slug


SECRETS = ["Quido", "Zikmund", "Kvapil", "REG4711", "Waldorf", "2013-04-21", "kámen", "alergie"]


@pytest.fixture
def traces(event, group, other_group, activity, admin, as_admin, publish):
    """Quido Zikmund, once Quido Kvapil, wherever a name can have got to."""
    kid = writes.add_participant(
        group=group,
        fields={"display_name": "Quido Kvapil", "age": 12, "external_id": "REG4711"},
        by=admin,
    )
    twin = make.participant(other_group, display_name="Quido Zikmund", metadata={"x": "Waldorf"})
    born = {"birth_date": date(2013, 4, 21), "metadata": {"pozor": "alergie"}}
    named = {"display_name": "Quido Zikmund", "last_name": "Zikmund"}
    kid = writes.change_participant(participant=kid, fields=named | born, by=admin)
    kid = merge_participants(kept=kid, other=twin, by=admin)
    others = [make.participant(group, gender="F") for _ in range(55)]
    every = [kid, *others]
    new = {"birth_date": date(2014, 1, 1)}
    people_in_bulk.change_people(changes={kid.pk: Change({"age": 11})}, by=admin)
    people_in_bulk.change_people(changes={each.pk: Change(new) for each in every[1:]}, by=admin)
    people_in_bulk.change_people(
        changes={each.pk: Change({"status": "GUEST"}) for each in every}, by=admin
    )
    Participant.objects.filter(pk__in=[each.pk for each in others]).update(birth_date=None)
    make.record(activity, kid, "9.50", by=admin)
    make.record(activity, kid, "DQ (zakopl o kámen)", by=admin)
    text = f"id,name,gender\n{kid.pk},Quido Zikmund,M\n"
    imported(as_admin, Participant, text, "Zikmund.csv", event=event.pk)
    export(as_admin, Participant, "csv", f"?event__id__exact={event.pk}&q=Zikmund")
    make.import_draft(event, admin, "jméno,oddíl\nQuido Zikmund,Sovy\n")
    make.exported_file(event, admin)
    ceremony = Ceremony.objects.create(event=event, note="Quido Zikmund jde první.")
    CeremonyBoard.objects.create(ceremony=ceremony, kind="OVERALL", order=1, note="Zikmund!")
    publish(activity)
    publish(activity, state="CLOSED", reason="Quido Zikmund zakopl.")
    rules = rules_of(event)
    apply_rules(
        event=event,
        rules=rules,
        version=number_of(current_version(event)),
        places=Event.Places.DENSE,
        reason="Quido Zikmund chtěl.",
        by=admin,
    )
    return kid


def test_nothing_is_left_of_one_child_in_any_table(traces, event, activity, admin):
    assert [each for each in SECRETS if each not in every_cell()] == []
    trail = AuditLog.objects.count()

    erased = erase_participant(participant=traces, by=admin)

    text = every_cell()
    assert [each for each in SECRETS if each in text] == []
    assert (erased.display_name, erased.age, erased.group_id) == (
        "Participant 1",
        13,
        traces.group_id,
    )
    assert not Job.objects.about(event).exists()
    assert AuditLog.objects.count() == trail + 1
    last = AuditLog.objects.first()
    assert (last.action, last.actor) == ("ERASE_PARTICIPANT", admin)
    assert last.detail == f"The personal data of Participant 1 in {event} were erased"
    record = Record.objects.get(participant=traces, activity=activity)
    assert (record.status, record.reason, record.value_raw) == ("DQ", "", "DQ")
    assert Entry.objects.filter(participant=traces).values_list("value_raw", flat=True).last()
    corrected = AuditLog.objects.filter(action="UPDATE_RECORD").get()
    assert corrected.detail == f"Participant 1 – {activity}: 9.50 → DQ"


def test_nothing_is_left_of_anybody_after_the_event(traces, event, admin):
    writes.delete_participant(
        participant=make.participant(traces.group, display_name="Waldorfa"), by=admin
    )

    assert toll_of(event).people == 56
    assert erase_event(event=event, by=admin) == 56

    text = every_cell()
    assert [each for each in [*SECRETS, "Waldorfa"] if each in text] == []
    assert {each.reason for each in Amendment.objects.all()} == {"…"}
    assert AuditLog.objects.filter(action="ADD_PARTICIPANT").exists()
    assert erase_event(event=event, by=admin) == 0  # once
    assert AuditLog.objects.filter(action="ERASE_NAMES").count() == 1


def test_a_namesake_keeps_the_name(event, group, other_group, activity, admin):
    one, other = (
        writes.add_participant(group=each, fields={"display_name": "Jana Nová"}, by=admin)
        for each in (group, other_group)
    )
    for kid in (one, other):
        make.record(activity, kid, "9.50", by=admin)

    erase_participant(participant=one, by=admin)

    details = list(AuditLog.objects.order_by("pk").values_list("detail", flat=True))
    assert details[:4] == [
        f"Participant “Participant 1” in “{event}” was added",
        f"Participant “Jana Nová” in “{event}” was added",
        f"Participant 1 – {activity}: – → 9.50",
        f"Jana Nová – {activity}: – → 9.50",
    ]
    other.refresh_from_db()
    assert other.display_name == "Jana Nová"


def test_public_pages_know_nobody_by_an_old_link(event, kids, publish, activity, admin):
    publish(activity, names="FIRST")
    anna, code = kids["Anna"], make.public_code(kids["Anna"])
    slug = publication_slug(event)
    assert Client().get(f"/r/{slug}/p/{code}/").status_code == 200

    erase_participant(participant=anna, by=admin)

    assert Client().get(f"/r/{slug}/p/{code}/").status_code == 404
    board = Client().get(f"/api/public/events/{slug}/boards").json()["boards"][0]
    assert [(row["rank"], row["name"]) for row in board["rows"]] == [
        (1, "Štěpánka"),
        (2, "Běla"),
        (2, "Participant 1"),
    ]


def test_nobody_gets_a_name_back(event, group, activity, admin, as_admin, api):
    event.status = "ARCHIVED"
    event.save()
    kid, other = make.participant(group), make.participant(group, display_name="Jana")
    erase_participant(participant=kid, by=admin)  # also in the archive
    event.status = "ACTIVE"
    event.save()

    for fields in ({"display_name": "Jan"}, {"birth_year": 2014}, {"external_id": "7"}):
        answer = api(admin).patch(f"/api/participants/{kid.pk}", fields, format="json")
        assert answer.status_code == 422
    assert (
        api(admin)
        .patch(f"/api/participants/{kid.pk}", {"gender": "F"}, format="json")
        .json()["display_name"]
        == "Participant 1"
    )
    with pytest.raises(ValidationError, match="erased"):
        merge_participants(kept=kid, other=other, by=admin)
    answer = as_admin.get(page(Participant, "change", kid.pk))
    assert "were erased on" in answer.text and 'name="display_name"' not in answer.text


def test_the_page_asks_and_the_api_does(event, group, as_admin, api, admin, evaluator):
    kid, other = make.participant(group), make.participant(group)
    address = reverse("scoring:erase-participant", args=[event.pk, kid.pk])
    assert address in as_admin.get(page(Participant, "change", kid.pk)).text

    asked = as_admin.get(address)
    assert "This cannot be undone" in asked.text and "0 results" in asked.text
    kid.refresh_from_db()
    assert kid.erased_at is None
    assert as_admin.post(address).status_code == 302
    kid.refresh_from_db()
    assert kid.erased_at is not None
    assert as_admin.post(address).status_code == 302  # again, it does nothing
    assert AuditLog.objects.filter(action="ERASE_PARTICIPANT").count() == 1

    theirs = f"/api/participants/{other.pk}/personal-data"
    assert api(evaluator).delete(theirs).status_code == 403
    assert api(admin).delete(theirs).status_code == 204
    other.refresh_from_db()
    assert other.erased_at is not None


def test_somebody_who_is_deleted_leaves_the_number_free_for_nobody(event, group, admin):
    kids = [make.participant(group) for _ in range(3)]
    erase_participant(participant=kids[0], by=admin)
    erase_participant(participant=kids[1], by=admin)
    writes.delete_participant(participant=kids[0], by=admin)

    assert erase_participant(participant=kids[2], by=admin).display_name == "Participant 3"
    assert timezone.now() - kids[2].event.created_at < timedelta(hours=1)
