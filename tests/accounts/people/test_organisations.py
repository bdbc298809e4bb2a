"""Organisations and their members on the admin site."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditLog, InvitationToken, Membership, Organisation
from tests import make
from tests.admin_site import page, posted


def test_members_of_an_organisation(as_super_admin, organisation):
    leaving, joining = make.user(organisation=organisation, full_name="Ota"), make.user()
    membership = Membership.objects.get(user=leaving)

    answer = posted(
        as_super_admin,
        page(Organisation, "change", organisation.pk),
        **{
            "name": "Vydří",
            "slug": "vydri",
            "memberships-TOTAL_FORMS": 2,
            "memberships-INITIAL_FORMS": 1,
            "memberships-0-id": membership.pk,
            "memberships-0-organisation": organisation.pk,
            "memberships-0-user": leaving.pk,
            "memberships-0-role": "MEMBER",
            "memberships-0-DELETE": "on",
            "memberships-1-organisation": organisation.pk,
            "memberships-1-user": joining.pk,
            "memberships-1-role": "OWNER",
        },
    )

    assert answer.status_code == 302
    assert Membership.objects.get().user == joining
    assert [log.action for log in AuditLog.objects.order_by("pk")] == [
        "DELETE_MEMBERSHIP",
        "CREATE_MEMBERSHIP",
        "UPDATE_ORGANISATION",
    ]
    assert {log.organisation for log in AuditLog.objects.all()} == {organisation}


def test_an_admin_looks_at_the_organisation_and_its_members(as_admin, admin, organisation):
    address = page(Organisation, "change", organisation.pk)

    assert "Adam Pořadatel" in as_admin.get(address).content.decode()
    assert posted(as_admin, address, name="Mine").status_code == 403


def test_the_default_organisation_keeps_its_short_name(as_super_admin):
    default = Organisation.objects.default()

    posted(
        as_super_admin,
        page(Organisation, "change", default.pk),
        **{
            "name": "Klub",
            "slug": "klub",
            "memberships-TOTAL_FORMS": 0,
            "memberships-INITIAL_FORMS": 0,
        },
    )

    default.refresh_from_db()
    assert (default.name, default.slug) == ("Klub", "default")


def members_form(organisation, *memberships, **changes):
    """The page's form with these members, as it was before anything was changed."""
    form = {
        "name": organisation.name,
        "slug": organisation.slug,
        "memberships-TOTAL_FORMS": len(memberships),
        "memberships-INITIAL_FORMS": len(memberships),
    }
    for number, membership in enumerate(memberships):
        form |= {
            f"memberships-{number}-id": membership.pk,
            f"memberships-{number}-organisation": organisation.pk,
            f"memberships-{number}-user": membership.user_id,
            f"memberships-{number}-role": membership.role,
        }
    return {**form, **changes}


def test_a_members_role_is_changed_by_the_service(as_super_admin, organisation):
    user = make.user(full_name="Žofie", organisation=organisation)
    membership = Membership.objects.get(user=user)

    posted(
        as_super_admin,
        page(Organisation, "change", organisation.pk),
        **members_form(organisation, membership, **{"memberships-0-role": "OWNER"}),
    )

    membership.refresh_from_db()
    assert membership.role == "OWNER"
    log = AuditLog.objects.get()
    assert (log.action, log.organisation) == ("UPDATE_MEMBERSHIP", organisation)
    assert log.changes == {"role": ["MEMBER", "OWNER"]}
    assert log.detail == ("Membership “Žofie – Tábor Vydří” was changed: role MEMBER → OWNER")


def test_somebody_else_in_a_members_row_is_one_going_and_one_coming(as_super_admin, organisation):
    user, other = make.user(organisation=organisation), make.user()
    membership = Membership.objects.get(user=user)

    posted(
        as_super_admin,
        page(Organisation, "change", organisation.pk),
        **members_form(organisation, membership, **{"memberships-0-user": other.pk}),
    )

    assert Membership.objects.get().user == other
    assert [log.action for log in AuditLog.objects.order_by("pk")] == [
        "DELETE_MEMBERSHIP",
        "CREATE_MEMBERSHIP",
    ]


def test_nobody_is_a_member_twice(as_super_admin, organisation):
    user = make.user(organisation=organisation)
    membership = Membership.objects.get(user=user)
    twice = {
        "memberships-TOTAL_FORMS": 2,
        "memberships-1-organisation": organisation.pk,
        "memberships-1-user": user.pk,
        "memberships-1-role": "OWNER",
    }

    answer = posted(
        as_super_admin,
        page(Organisation, "change", organisation.pk),
        **members_form(organisation, membership, **twice),
    )

    assert answer.status_code == 200
    assert Membership.objects.count() == 1
    assert not AuditLog.objects.exists()


def test_organisations_with_their_numbers(as_super_admin, organisation):
    for _each in range(3):
        make.user(organisation=organisation)
    for _each in range(2):
        make.event(organisation=organisation)

    answer = as_super_admin.get(page(Organisation, "changelist"))

    [found] = [each for each in answer.context["cl"].result_list if each == organisation]
    assert (found.member_count, found.event_count) == (3, 2)


def test_an_admin_sees_only_their_own(as_admin, organisation, outsider):
    answer = as_admin.get(page(Organisation, "changelist"))

    assert [*answer.context["cl"].result_list] == [organisation]


def test_members_and_events_are_counted_apart_and_only_where_they_are_shown(
    as_super_admin, organisation
):
    """Joined at once, every member would be there once for every event."""

    def selects(model):
        """Of the queries that count members: how many queries there are in each."""
        with CaptureQueriesContext(connection) as captured:
            as_super_admin.get(page(model, "changelist"))
        lists = [each["sql"] for each in captured if "accounts_membership" in each["sql"]]
        return [sql.count("SELECT") for sql in lists if 'FROM "accounts_organisation"' in sql]

    for _number in range(2):
        make.user(organisation=organisation)
        make.event(organisation=organisation)
    counted = as_super_admin.get(page(Organisation, "changelist")).context["cl"].result_list
    numbers = {each: (each.member_count, each.event_count) for each in counted}
    assert numbers[organisation] == (2, 2)
    assert selects(Organisation) == [3]
    assert selects(InvitationToken) == []
