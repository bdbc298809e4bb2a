"""What goes with what is deleted, what stays, and who may."""

from threading import Thread

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog, Membership, Organisation, User
from events.models import Activity, Event, EventEvaluator, Group, GroupEvaluator, Participant
from scoring.models import Entry, Record
from tests import make
from tests.admin_site import fill, last_log, page, posted

HOLDERS = [Participant, Activity, Event]
ASKED = {Participant: ["Deletes 1 result of 1 participant"]}
"""What is asked, where it is not Django's list of numbers."""


@pytest.mark.parametrize("model", HOLDERS, ids=lambda model: model.__name__)
def test_results_and_entries_go_with_what_they_belong_to(as_admin, admin, organisation, model):
    mine, other = fill(organisation), fill(organisation, name="Other")
    make.record(mine[Activity], mine[Participant], "11.5", by=admin)
    obj = mine[model]

    asked = as_admin.get(page(model, "delete", obj.pk)).content.decode()
    numbers = ASKED.get(model, ["Results: 1", "Entries: 2"])
    assert [number for number in numbers if number not in asked] == []
    answer = posted(as_admin, page(model, "delete", obj.pk), post="yes")

    assert answer.status_code == 302
    assert not model.objects.filter(pk=obj.pk).exists()
    assert list(Record.objects.all()) == [other[Record]]
    assert list(Entry.objects.all()) == [other[Entry]]
    action, detail, changes, owner = last_log()
    assert action == f"DELETE_{model.__name__.upper()}"
    assert detail.startswith(f"{model.__name__} “Olin")
    assert "was deleted" in detail
    assert owner == organisation
    if model is Event:
        numbers = {"groups": 1, "participants": 1, "activities": 1, "results": 1}
        assert changes == {noun: [count, 0] for noun, count in numbers.items()}


@pytest.mark.parametrize("model", HOLDERS, ids=lambda model: model.__name__)
def test_several_at_once(as_admin, organisation, model):
    mine, other = fill(organisation), fill(organisation, name="Other")
    kept = fill(make.organisation(), name="Kept")
    form = {
        "action": "delete_selected",
        "_selected_action": [mine[model].pk, other[model].pk, kept[model].pk],
        "confirmed_counts": "2,2",  # participants, and results of theirs: what the page asked about
    }

    assert as_admin.post(page(model, "changelist"), form).status_code == 200
    as_admin.post(page(model, "changelist"), {**form, "post": "yes"})

    assert list(model.objects.all()) == [kept[model]]
    assert list(Entry.objects.all()) == [kept[Entry]]
    action = f"DELETE_{model.__name__.upper()}"
    assert AuditLog.objects.filter(action=action, organisation=organisation).count() == 2


def test_a_part_deleted_moves_the_events_version_on(as_admin, event, group):
    before = event.version

    posted(as_admin, page(Group, "delete", group.pk), post="yes")

    event.refresh_from_db()
    assert event.version > before


def test_asking_costs_the_same_for_many_entries(as_admin, event, group, activity):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert as_admin.get(page(Event, "delete", event.pk)).status_code == 200
        return len(captured)

    by = make.user(User.Role.SUPER_ADMIN)
    make.record(activity, make.participant(group), "10", by=by)
    one = queries()
    for _number in range(29):
        make.record(activity, make.participant(group), "10", by=by)

    assert queries() == one


@pytest.mark.django_db(transaction=True)
def test_a_deletion_waits_for_results_under_way(as_admin, participant, activity, super_admin):
    answers = []

    def delete():
        answers.append(
            posted(as_admin, page(Participant, "delete", participant.pk), post="yes").status_code
        )
        connection.close()

    deletion = Thread(target=delete)
    with transaction.atomic():
        make.record(activity, participant, "12", by=super_admin)
        deletion.start()
        deletion.join(timeout=0.5)
        assert deletion.is_alive()
    deletion.join(timeout=30)

    assert answers == [302]
    assert not Participant.objects.exists()
    assert not Entry.objects.exists()


@pytest.mark.parametrize("model", [Entry, AuditLog], ids=lambda model: model.__name__)
def test_what_happened_is_never_deleted_or_changed(as_super_admin, stage, model):
    obj = stage[model]

    assert posted(as_super_admin, page(model, "delete", obj.pk), post="yes").status_code == 403
    assert posted(as_super_admin, page(model, "change", obj.pk), value_raw="1").status_code == 403
    assert posted(as_super_admin, page(model, "add")).status_code == 403
    form = {"action": "delete_selected", "_selected_action": [obj.pk], "post": "yes"}
    as_super_admin.post(page(model, "changelist"), form)
    assert model.objects.get(pk=obj.pk) == obj


def test_a_deleted_user_leaves_results_and_trail_behind(as_super_admin, stage, super_admin):
    judge = stage[User]
    Event.objects.filter(pk=stage[Event].pk).update(created_by=judge)

    answer = posted(as_super_admin, page(User, "delete", judge.pk), post="yes")

    assert answer.status_code == 302
    assert not User.objects.filter(pk=judge.pk).exists()
    record, entry = Record.objects.get(), Entry.objects.get()
    assert (record.value, record.evaluator) == (12500, None)
    assert (entry.value_raw, entry.entered_by) == ("12.5", None)
    assert AuditLog.objects.get(pk=stage[AuditLog].pk).actor is None
    assert Event.objects.get().created_by is None
    for model in [EventEvaluator, GroupEvaluator, Membership]:
        assert not model.objects.exists()
    assert last_log() == (
        "DELETE_USER",
        f"User “Olin judge” was deleted ({judge.email})",
        {"role": ["EVALUATOR", None], "is_active": [True, None]},
        stage[Organisation],
    )
    assert AuditLog.objects.first().actor == super_admin


def test_an_organisation_goes_with_everything_but_the_trail(as_super_admin, stage, organisation):
    posted(as_super_admin, page(Organisation, "delete", organisation.pk), post="yes")

    assert not Organisation.objects.filter(pk=organisation.pk).exists()
    assert not Event.objects.exists()
    assert not Entry.objects.exists()
    assert AuditLog.objects.get(pk=stage[AuditLog].pk).organisation is None
    assert last_log()[:2] == ("DELETE_ORGANISATION", "Organisation “Tábor Vydří” was deleted")


def test_the_default_organisation_stays(as_super_admin):
    default = Organisation.objects.default()

    answer = posted(as_super_admin, page(Organisation, "delete", default.pk), post="yes")
    assert answer.status_code == 403
    form = {"action": "delete_selected", "_selected_action": [default.pk], "post": "yes"}
    assert as_super_admin.post(page(Organisation, "changelist"), form).status_code == 403
    assert Organisation.objects.filter(pk=default.pk).exists()
