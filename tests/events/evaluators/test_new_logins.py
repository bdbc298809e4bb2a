"""Team logins: one per group that nobody can score, usable, shown once, never guessable."""

import logging
import re
from concurrent.futures import ThreadPoolExecutor
from time import sleep

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import connection, transaction

from accounts.models import AuditLog, Membership, SignInCode, User
from accounts.sign_in import sign_in_codes
from events.evaluators.new_logins import MOST_AT_ONCE, bootstrap_evaluators, password_for
from events.models import Event, EventEvaluator, Group, GroupEvaluator
from scoring.rules.permissions import can_score
from tests import make
from tests.threads import closing_connection


def test_every_group_gets_a_login_that_scores_it(rf, event, group, other_group, activity, admin):
    summary = bootstrap_evaluators(event=event, by=admin)

    assert [login.group for login in summary.created] == [group, other_group]
    assert summary.skipped_groups == []
    for login in summary.created:
        user = User.objects.get(pk=login.user.pk)
        assert (user.full_name, user.role, user.is_active) == (login.group.name, "EVALUATOR", True)
        for name in (user.username, user.email):
            assert authenticate(rf.post("/"), username=name, password=login.password) == user
        assert Membership.objects.get(user=user).organisation == event.organisation
        assert Membership.objects.get(user=user).role == "MEMBER"
        assert can_score(user, login.group, activity)
    bobri, draci = summary.created
    assert not can_score(bobri.user, draci.group, activity)
    assert EventEvaluator.objects.filter(event=event).count() == 2


def test_addresses_are_plain_unguessable_and_nobodys(event, group, other_group):
    first, second = bootstrap_evaluators(event=event, by=None).created

    assert re.fullmatch(r"bobri-[a-z2-9]{4}@tabor-2026\.invalid", first.user.email)
    assert re.fullmatch(r"draci-[a-z2-9]{4}@tabor-2026\.invalid", second.user.email)


@pytest.mark.parametrize(
    ("event_name", "group_name", "pattern"),
    [
        ("Víceboj", "7.B", r"7b-....@viceboj\.invalid"),
        ("Žďár_nad Sázavou!", "__", r"group-....@zdar-nad-sazavou\.invalid"),
        ("ЮГ", "Команда", r"group-....@event\.invalid"),
        ("x" * 200, "y" * 100, rf"{'y' * 20}-....@{'x' * 40}\.invalid"),
        ("a" * 39 + " b", "-a-", rf"a-....@{'a' * 39}\.invalid"),
    ],
)
def test_addresses_of_odd_names_are_valid(organisation, event_name, group_name, pattern):
    event = make.event(organisation=organisation, name=event_name)
    make.group(event, name=group_name)

    (login,) = bootstrap_evaluators(event=event, by=None).created

    assert re.fullmatch(pattern, login.user.email)
    assert login.user.username == login.user.email.partition("@")[0]
    login.user.full_clean(exclude=["password"])
    validate_email(login.user.email)
    assert login.user.full_name == group_name


def test_addresses_under_a_domain_of_ones_own(event, group, settings):
    settings.TEAM_LOGIN_DOMAIN = " Tymy.Skola-Vydri.CZ "

    (login,) = bootstrap_evaluators(event=event, by=None).created

    assert re.fullmatch(r"bobri-[a-z2-9]{4}@tymy\.skola-vydri\.cz", login.user.email)
    assert User.objects.get(pk=login.user.pk).email == login.user.email


@pytest.mark.parametrize(
    "domain", ["localhost", "a@b.cz", "tým.cz", "-a.cz", "a b.cz", f"{'a.' * 100}cz"]
)
def test_a_domain_that_is_none(event, group, settings, domain):
    settings.TEAM_LOGIN_DOMAIN = domain

    with pytest.raises(ValidationError, match="TEAM_LOGIN_DOMAIN is not a domain name"):
        bootstrap_evaluators(event=event, by=None)

    assert not User.objects.exists()


def test_more_groups_than_one_call_serves(event):
    names = [f"{number:03d}" for number in range(MOST_AT_ONCE + 1)]
    Group.objects.bulk_create(Group(event=event, name=name, name_key=name) for name in names)

    first = bootstrap_evaluators(event=event, by=None)
    second = bootstrap_evaluators(event=event, by=None)

    assert [login.group.name for login in first.created] == names[:-1]
    assert first.skipped_groups == names[-1:]
    assert [login.group.name for login in second.created] == names[-1:]
    assert second.skipped_groups == names[:-1]


def test_groups_whose_names_fold_into_one_address_do_not_clash(event):
    for number in range(40):
        make.group(event, name="!" * (number + 1))

    created = bootstrap_evaluators(event=event, by=None).created

    assert len({login.user.email for login in created}) == 40


def test_called_again_it_does_nothing(event, group, other_group, admin):
    bootstrap_evaluators(event=event, by=admin)
    users = set(User.objects.values_list("pk", "password"))

    again = bootstrap_evaluators(event=event, by=admin)

    assert (again.created, again.skipped_groups) == ([], ["Bobři", "Draci"])
    assert set(User.objects.values_list("pk", "password")) == users
    assert GroupEvaluator.objects.count() == 2


def test_called_while_the_passwords_of_another_call_are_hashed(event, group, other_group, admin):
    waiting, first = [event], []

    def execute(run, sql, params, many, context):
        if waiting and sql.startswith('SELECT "events_event"."id"'):
            first.append(bootstrap_evaluators(event=waiting.pop(), by=admin))
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        second = bootstrap_evaluators(event=event, by=admin)

    assert len(first[0].created) == 2
    assert (second.created, second.skipped_groups) == ([], ["Bobři", "Draci"])
    assert (User.objects.exclude(pk=admin.pk).count(), GroupEvaluator.objects.count()) == (2, 2)
    assert AuditLog.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_call_waits_for_the_one_under_way(event, group, other_group, admin):
    def call_again():
        with closing_connection():
            return bootstrap_evaluators(event=event, by=admin)

    with ThreadPoolExecutor(1) as threads:
        with transaction.atomic():
            first = bootstrap_evaluators(event=event, by=admin)
            calling = threads.submit(call_again)
            sleep(0.5)
            assert not calling.done()
        second = calling.result(timeout=20)

    assert (len(first.created), second.created) == (2, [])
    assert (GroupEvaluator.objects.count(), AuditLog.objects.count()) == (2, 2)


def test_a_group_with_an_evaluator_is_skipped_unless_theirs_is_inactive(
    event, group, other_group, evaluator, other_evaluator
):
    User.objects.filter(pk=other_evaluator.pk).update(is_active=False)

    summary = bootstrap_evaluators(event=event, by=None)

    assert [login.group for login in summary.created] == [other_group]
    assert summary.skipped_groups == ["Bobři"]
    assert other_group.evaluator_assignments.count() == 2


def test_an_active_evaluator_beside_an_inactive_one_is_enough(event, group, evaluator):
    make.assign(make.user(is_active=False), group)

    assert bootstrap_evaluators(event=event, by=None).skipped_groups == ["Bobři"]


def test_other_events_are_left_alone(event, group):
    elsewhere = make.group(make.event())

    bootstrap_evaluators(event=event, by=None)

    assert not elsewhere.evaluator_assignments.exists()


def test_passwords_stay_out_of_database_logs_and_reprs(event, group, admin, caplog):
    caplog.set_level(logging.DEBUG)

    (login,) = bootstrap_evaluators(event=event, by=admin).created

    user = User.objects.get(pk=login.user.pk)
    assert user.password != login.password
    assert user.check_password(login.password)
    entry = AuditLog.objects.get()
    assert (entry.action, entry.actor, entry.organisation) == (
        "BOOTSTRAP_EVALUATOR",
        admin,
        event.organisation,
    )
    assert (entry.resource_type, entry.resource_id) == ("user", user.pk)
    assert entry.detail == f"Login {user.username} created for Bobři in Tábor 2026"
    assert entry.changes == {}
    assert login.password not in f"{caplog.text} {login!r} {vars(entry)}"


def test_codes_are_made_with_the_logins_where_they_are_asked_for(event, group, admin):
    make.group(event, name="Draci")

    bobri, draci = bootstrap_evaluators(event=event, by=admin, with_codes=True).created

    assert sign_in_codes.find(bobri.token).user == bobri.user
    assert sign_in_codes.find(draci.token).user == draci.user
    assert bobri.token not in repr(bobri)
    assert bobri.user.is_team


def test_without_asking_there_are_no_codes(event, group):
    (login,) = bootstrap_evaluators(event=event, by=None).created

    assert login.token == ""
    assert not SignInCode.objects.exists()


def test_an_archived_event_gets_no_logins(event, group):
    Event.objects.filter(pk=event.pk).update(status=Event.Status.ARCHIVED)

    with pytest.raises(ValidationError, match=r"The event is archived"):
        bootstrap_evaluators(event=event, by=None, with_codes=True)

    assert not User.objects.exists()


def test_an_event_deleted_meanwhile(event, group):
    Event.objects.filter(pk=event.pk).delete()

    with pytest.raises(ValidationError, match=r"This event was deleted\."):
        bootstrap_evaluators(event=event, by=None)

    assert not User.objects.exists()


def test_an_event_without_groups(event):
    summary = bootstrap_evaluators(event=event, by=None)

    assert (summary.created, summary.skipped_groups) == ([], [])


def test_passwords_satisfy_our_own_rules():
    # An address of the letters that the words are made of: every 17th password is too like it.
    user = User(email="aaakkoorrlleiivvsnpt---0123456789", full_name="Vydra Hora")

    for _attempt in range(300):
        validate_password(password_for(user), user)


@pytest.mark.parametrize("groups", [1, 10])
def test_queries_per_group_are_the_audit_rows_only(event, groups, django_assert_num_queries):
    for _number in range(groups):
        make.group(event)

    with django_assert_num_queries(11 + groups):
        bootstrap_evaluators(event=event, by=None)


@pytest.mark.parametrize("groups", [1, 10])
def test_queries_with_codes(event, groups, django_assert_num_queries):
    for _number in range(groups):
        make.group(event)

    with django_assert_num_queries(16 + groups):
        bootstrap_evaluators(event=event, by=None, with_codes=True)


def test_a_login_takes_the_longest_name_of_a_group(event, admin):
    """PostgreSQL would refuse a name too long for an account."""
    group = make.group(event, name="ž" * 255)

    [login] = bootstrap_evaluators(event=event, by=admin).created

    login.user.full_clean()
    assert login.user.full_name == group.name
