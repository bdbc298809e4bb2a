"""What the database itself guards about accounts and the audit trail."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditLog, Membership, Organisation, User
from accounts.trail import audit
from scoring.models import Entry, Record
from tests import make


def test_addresses_are_kept_and_found_in_lower_case(db):
    person = make.user(email=" Eva.Mericova@Example.ORG ")

    assert person.email == "eva.mericova@example.org"
    assert User.objects.get(email="EVA.mericova@example.org") == person
    assert User.objects.get_by_natural_key("eva.mericova@EXAMPLE.org") == person


@pytest.mark.parametrize("email", ["eva@example.org", "EVA@example.org", "Eva@Example.Org"])
def test_one_account_for_an_address_however_it_is_typed(db, email):
    make.user(email="eva@example.org")

    with pytest.raises(IntegrityError), transaction.atomic():
        make.user(email=email)
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.bulk_create([User(email=email, full_name="Eva")])


def test_not_even_sql_gets_an_upper_case_address_in(db):
    make.user(email="eva@example.org")

    with (
        pytest.raises(IntegrityError, match="user_email_lower_case"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("UPDATE accounts_user SET email = 'EVA@example.org'")


def test_an_unknown_role_is_refused_by_the_database(db):
    with pytest.raises(IntegrityError, match="user_role_known"), transaction.atomic():
        make.user("OWNER")


def test_a_membership_is_there_once(organisation, admin):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=admin, organisation=organisation)


def test_a_new_account_is_an_evaluator_and_a_superuser_is_a_super_admin(db):
    person = User.objects.create_user("a@example.org", make.PASSWORD, full_name="A")
    boss = User.objects.create_superuser("b@example.org", make.PASSWORD, full_name="B")

    assert (person.role, person.is_admin, person.is_staff) == ("EVALUATOR", False, False)
    assert (boss.role, boss.is_super_admin, boss.is_staff) == ("SUPER_ADMIN", True, True)
    assert person.password != make.PASSWORD


def test_who_is_deactivated_has_no_rights_left(organisation, admin, super_admin):
    for person in (admin, super_admin):
        person.is_active = False
        assert not (person.is_admin or person.is_super_admin or person.has_perm("x.y"))


def test_there_is_one_default_organisation(db):
    first = Organisation.objects.default()

    assert Organisation.objects.default() == first
    assert first.is_default


@pytest.fixture
def log(organisation, admin):
    return audit.log(
        actor=admin,
        action="UPDATE_USER",
        target=admin,
        organisation=organisation,
        changes={"full_name": ["A", "B"], "password": ["old", "new"]},
    )


def test_passwords_never_get_into_the_trail(log):
    log.refresh_from_db()

    assert log.changes == {"full_name": ["A", "B"], "password": ["…", "…"]}


@pytest.mark.parametrize(
    "attempt",
    [
        lambda log: log.save(),
        lambda log: log.delete(),
        lambda log: AuditLog.objects.update(detail="nothing happened"),
        lambda log: AuditLog.objects.all().delete(),
        lambda log: AuditLog.objects.bulk_update([log], ["detail"]),
        lambda log: AuditLog.objects.update_or_create(pk=log.pk, defaults={"detail": "nothing"}),
    ],
    ids=["save", "delete", "update", "delete all", "bulk update", "update or create"],
)
def test_the_trail_is_append_only(log, attempt):
    before = AuditLog.objects.values().get()

    with pytest.raises(TypeError, match="append-only"), transaction.atomic():
        attempt(log)

    assert AuditLog.objects.values().get() == before


def test_a_deleted_user_is_detached_from_what_they_did(activity, participant, evaluator, log):
    """Results, entries, events and the trail stay; the assignment to the group goes."""
    record = make.record(activity, participant, "12.5", by=evaluator)
    mine = audit.log(actor=evaluator, action="LOGIN", target=evaluator, detail="Eva signed in")
    activity.event.created_by = evaluator
    activity.event.save()

    evaluator.delete()

    mine.refresh_from_db()
    activity.event.refresh_from_db()
    assert (mine.actor, mine.detail) == (None, "Eva signed in")
    assert Entry.objects.get().entered_by is None
    assert Record.objects.get(pk=record.pk).evaluator is None
    assert activity.event.created_by is None
    assert not participant.group.evaluator_assignments.exists()


def test_a_deleted_organisation_leaves_its_trail(log, organisation):
    organisation.delete()

    log.refresh_from_db()
    assert log.organisation is None


@pytest.mark.parametrize(
    ("actor", "sees"),
    [("super_admin", True), ("admin", True), ("outsider", False), ("evaluator", False)],
)
def test_the_trail_shows_ones_own_organisations(request, log, actor, sees):
    person = request.getfixturevalue(actor)

    assert AuditLog.objects.visible_to(person).filter(pk=log.pk).exists() == sees


@pytest.mark.parametrize("written", ["\u200eEva\u200b  Nová\u00ad", " Eva\u00a0Nová "])
def test_names_are_tidied_wherever_they_are_checked(organisation, evaluator, written):
    for obj, field in [(evaluator, "full_name"), (organisation, "name")]:
        setattr(obj, field, written)
        obj.clean_fields()
        assert getattr(obj, field) == "Eva Nová"


def test_a_name_of_nothing_to_see_is_missing(organisation, evaluator):
    for obj, field in [(evaluator, "full_name"), (organisation, "name")]:
        setattr(obj, field, "\u200b\ufeff")
        with pytest.raises(ValidationError) as caught:
            obj.clean_fields()
        assert list(caught.value.message_dict) == [field]
