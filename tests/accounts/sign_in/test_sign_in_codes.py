"""The codes on cards: each signs a team in once, and nobody else, and not for ever."""

from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone

from accounts.models import AuditLog, SignInCode, User
from accounts.sign_in import link_tokens, sign_in_codes
from tests import make
from tests.threads import at_once

PAGE = "/sign-in/code/"
WAYS_OUT = {
    "used": "It was used already: a code signs in once.",
    "expired": "It has expired.",
    "revoked": "It was taken back, or a newer card has replaced this one.",
    "off": "This team login was switched off.",
    "dead": "It is not one of our codes.",
}


@pytest.fixture
def team(group, organisation):
    user = make.user(full_name="Bobři", is_team=True, organisation=organisation)
    make.assign(user, group)
    return user


@pytest.fixture
def link(team, admin):
    return sign_in_codes.issue(user=team, by=admin)


def token_of(link):
    return parse_qs(urlsplit(link).query)["token"][0]


def signed_in_as(client):
    answer = client.get("/my-groups/")
    return answer.context["user"] if answer.status_code == 200 else None


def test_a_link_signs_the_team_in_once(client, team, link):
    opened = client.get(link, follow=True)
    assert opened.status_code == 200
    assert "Sign in as Bobři" in opened.content.decode()
    assert token_of(link) not in opened.request["PATH_INFO"] + opened.request["QUERY_STRING"]

    answer = client.post(PAGE, {"token": token_of(link)})

    assert (answer.status_code, answer.url) == (302, "/my-groups/")
    assert signed_in_as(client) == team
    again = Client().post(PAGE, {"token": token_of(link)})
    assert again.status_code == 410
    assert WAYS_OUT["used"] in again.content.decode()
    log = AuditLog.objects.get(action="LOGIN")
    assert (log.actor, log.resource_id, log.organisation) == (
        team,
        team.pk,
        team.memberships.get().organisation,
    )
    assert log.detail == "Bobři signed in by the code of a card"
    assert token_of(link) not in str([*AuditLog.objects.values(), *SignInCode.objects.values()])


def test_looking_does_not_use_it_up(client, link, team):
    for _time in range(3):
        for answer in [client.get(link, follow=True), client.head(link, follow=True)]:
            assert answer.status_code == 200
            assert answer["Cache-Control"].startswith("max-age=0, no-cache, no-store")
            assert answer["Referrer-Policy"] == "same-origin"

    assert signed_in_as(client) is None
    assert sign_in_codes.find(token_of(link)).used_at is None


def test_a_second_tap_goes_on(client, link, team):
    client.post(PAGE, {"token": token_of(link)})

    answer = client.post(PAGE, {"token": token_of(link)})

    assert (answer.status_code, answer.url) == (302, "/my-groups/")
    assert AuditLog.objects.filter(action="LOGIN").count() == 1


def test_somebody_who_is_signed_in_already_is_asked(client, link, team, evaluator):
    client.force_login(evaluator)
    session = client.session.session_key

    page = client.get(link, follow=True).content.decode()
    client.post(PAGE, {"token": token_of(link)})

    assert "This phone is signed in as Eva Měřičová." in page
    assert "Switch to Bobři" in page
    assert signed_in_as(client) == team
    assert client.session.session_key != session


def test_the_team_itself_need_not_use_it_up(client, link, team):
    client.force_login(team)

    page = client.get(link, follow=True).content.decode()

    assert "You are signed in as Bobři" in page
    assert "data-once" not in page


def test_the_session_is_a_new_one(client, link, team):
    client.get("/sign-in/")
    session = client.session
    session["left"] = "behind"
    session.save()

    client.post(PAGE, {"token": token_of(link)})

    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("state", WAYS_OUT)
def test_codes_that_do_not_sign_in(client, team, link, admin, state):
    token, now = token_of(link), timezone.now()
    if state == "used":
        sign_in_codes.redeem(token=token)
    elif state == "expired":
        SignInCode.objects.update(expires_at=now)
    elif state == "revoked":
        assert sign_in_codes.revoke(users=[team], by=admin) == 1
    elif state == "off":
        User.objects.filter(pk=team.pk).update(is_active=False)
    else:
        token = link_tokens.new_token()

    answers = [
        client.get(f"{PAGE}?token={token}", follow=True),
        client.post(PAGE, {"token": token}),
    ]

    for answer in answers:
        assert answer.status_code == 410
        assert WAYS_OUT[state] in answer.content.decode()
    assert signed_in_as(client) is None
    with pytest.raises(ValidationError) as refusal:
        sign_in_codes.redeem(token=token)
    assert refusal.value.code == state


@pytest.mark.parametrize("token", ["", "x", "\x00", "ž" * 64, "a" * 100_000])
def test_what_is_no_token(client, db, token):
    assert client.post(PAGE, {"token": token}).status_code == 410
    if "\x00" not in token and len(token) < 1000:
        assert client.get(PAGE, {"token": token}).status_code == 410


def test_a_new_code_ends_the_old_one(team, link, admin):
    newer = sign_in_codes.issue(user=team, by=admin)

    with pytest.raises(ValidationError) as refusal:
        sign_in_codes.find(token_of(link))
    assert refusal.value.code == "revoked"
    assert sign_in_codes.redeem(token=token_of(newer)) == team
    assert SignInCode.objects.filter(created_by=admin).count() == 2


def test_how_long_it_holds(team, admin, settings):
    settings.SIGN_IN_CODE_EXPIRE_DAYS = 3
    at = datetime(2026, 7, 1, 12, tzinfo=timezone.get_default_timezone())
    token = token_of(sign_in_codes.issue(user=team, by=admin, at=at))

    assert sign_in_codes.find(token, at=at + timedelta(days=3, seconds=-1)).user == team
    with pytest.raises(ValidationError) as refusal:
        sign_in_codes.find(token, at=at + timedelta(days=3))
    assert refusal.value.code == "expired"


def test_only_teams_have_codes(team, evaluator, admin):
    with pytest.raises(ValidationError, match=r"Only team logins have sign-in codes\."):
        sign_in_codes.issue_all(users=[team, evaluator], by=admin)

    assert not SignInCode.objects.exists()


def test_one_open_code_for_each_team_by_the_database_too(team, link):
    with pytest.raises(IntegrityError):
        SignInCode.objects.create(user=team, token_hash="x", expires_at=timezone.now())


def test_revoking_is_in_the_trail_and_counts_what_could_be_used(team, link, admin):
    organisation = team.memberships.get().organisation
    assert sign_in_codes.revoke(users=[team], by=admin) == 1
    assert sign_in_codes.revoke(users=[team], by=admin) == 0

    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.organisation, log.detail) == (
        "REVOKE_SIGN_IN_CODE",
        admin,
        organisation,
        "The sign-in code of Bobři was revoked",
    )


@pytest.mark.django_db(transaction=True)
def test_of_two_phones_at_once_one_wins(team, link):
    def tap():
        client = Client()
        return client.post(PAGE, {"token": token_of(link)}).status_code

    assert sorted(at_once(tap, tap)) == [302, 410]
    assert AuditLog.objects.filter(action="LOGIN").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_code_used_while_a_new_card_is_made(team, link, admin):
    def redeem():
        try:
            sign_in_codes.redeem(token=token_of(link))
        except ValidationError as refusal:
            return refusal.code
        return "in"

    found, newer = at_once(redeem, lambda: sign_in_codes.issue(user=team, by=admin))

    assert found in {"in", "revoked"}
    assert sign_in_codes.find(token_of(newer)).user == team


def test_teams_at_one_address_do_not_lock_each_other_out_but_there_is_a_limit(client, db, limited):

    codes = [client.post(PAGE, {"token": "x"}).status_code for _time in range(61)]

    assert codes == [410] * 60 + [429]
    assert client.get(PAGE).status_code == 410
