"""What a row of the trail gets by itself: its organisation, its sentence, its changes."""

import pytest
from django.utils import translation

from accounts.models import AuditLog, Membership, Organisation
from accounts.trail import audit, sentences
from tests import make
from tests.admin_site import fill


def test_a_row_belongs_to_the_organisation_of_its_object(db):
    organisation = make.organisation()
    objects = fill(organisation)
    objects[Membership] = Membership.objects.get()

    found = {
        model: audit.organisation_of(model.objects.get(pk=obj.pk)) for model, obj in objects.items()
    }

    assert found == dict.fromkeys(objects, organisation)
    log = audit.log(actor=None, action="DELETE_RECORD", target=objects[next(reversed(objects))])
    assert log.organisation == organisation


def test_the_organisation_of_what_is_at_hand_is_not_looked_up(
    django_assert_num_queries, event, group, participant, activity
):
    assert event.organisation
    for part in (group, participant, activity):
        part.event = event

    with django_assert_num_queries(0):
        found = [audit.organisation_of(part) for part in (event, group, participant, activity)]

    assert found == [event.organisation] * 4


def test_an_account_of_several_organisations_belongs_to_none(admin, organisation):
    assert audit.organisation_of(admin) == organisation
    Membership.objects.create(user=admin, organisation=make.organisation())

    assert audit.organisation_of(admin) is None
    assert audit.log(actor=admin, action="LOGIN", target=admin).organisation is None
    other = Organisation.objects.exclude(pk=organisation.pk).first()
    log = audit.log(actor=admin, action="LOGIN", target=admin, organisation=other)
    assert log.organisation == other


def test_a_row_about_nothing_belongs_to_nobody(admin):
    log = audit.log(actor=admin, action="LOGIN_FAILED", detail="Somebody tried")

    assert (log.organisation, log.resource_type, log.resource_id) == (None, "", None)


@pytest.mark.parametrize(
    ("action", "sentence"),
    [
        ("CREATE_GROUP", "Group “Vlčata” in “Tábor 2026” was created"),
        ("ADD_GROUP", "Group “Vlčata” in “Tábor 2026” was added"),
        ("DELETE_GROUP", "Group “Vlčata” in “Tábor 2026” was deleted"),
        ("UPDATE_GROUP", "Group “Vlčata” in “Tábor 2026” was changed: name Vlci → Vlčata"),
    ],
)
def test_what_was_done_follows_from_the_verb(event, action, sentence):
    group = make.group(event, name="Vlčata")
    with translation.override("cs"):
        log = audit.log(
            actor=None, action=action, target=group, changes={"name": ["Vlci", "Vlčata"]}
        )

    assert log.detail == sentence
    assert sentences.sentence(AuditLog.objects.get(), "en") == sentence


def test_no_password_gets_into_the_sentence(admin):
    changes = {"full_name": ["Eva", "Ema"], "password": ["old hash", "new hash"]}

    log = audit.log(actor=admin, action="UPDATE_USER", target=admin, changes=changes)

    assert log.detail.endswith(" was changed: full name Eva → Ema, password … → …")
    assert log.changes["password"] == ["…", "…"]


def test_what_is_no_field_goes_by_its_own_name_in_the_sentence(group):
    log = audit.log(
        actor=None, action="UPDATE_GROUP", target=group, changes={"results": [3, 0], "x": [1, None]}
    )

    assert log.detail.endswith("was changed: results 3 → 0, x 1 → –")
    assert sentences.sentence(log, "en") == log.detail
