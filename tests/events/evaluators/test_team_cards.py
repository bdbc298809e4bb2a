"""Team logins: one click makes them, the cards say what is needed, and old ones stop working."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import AuditLog, Membership, SignInCode, User
from accounts.people.users import change_role
from accounts.sign_in import sign_in_codes
from events.evaluators.new_logins import bootstrap_evaluators
from events.evaluators.pool import place_evaluator, remove_evaluator
from events.evaluators.team_logins import logins_of, make_new_cards, newest_code
from events.models import Event, EventEvaluator, GroupEvaluator
from tests import make
from tests.qr_reading import read_path
from tests.threads import at_once


def url(event, name="team-cards"):
    return reverse(f"events:{name}", args=[event.pk])


@pytest.fixture
def teams(event, group, other_group, admin):
    """Bobři and Draci with logins and cards."""
    created = bootstrap_evaluators(event=event, by=admin, with_codes=True).created
    AuditLog.objects.all()._raw_delete("default")
    return created


def cards_on(answer):
    """What a reader of the printed page finds on each card; the link is read from the QR code."""
    found = []
    for card in re.findall(r'<article class="card">.*?</article>', answer.content.decode(), re.S):
        size, path = re.search(r'viewBox="0 0 (\d+) \1".*<path d="([^"]+)"', card).groups()
        found.append(
            {
                "group": re.search("<h2>(.*)</h2>", card)[1],
                "values": re.findall(r"<dd[^>]*>(.*)</dd>", card),
                "link": read_path(path, int(size)),
                "text": card,
            }
        )
    return found


def token_in(link):
    return parse_qs(urlsplit(link).query)["token"][0]


def new_cards(client, event, *users, action="chosen", **changed):
    sent = {"action": action, "user": [user.pk for user in users], "newest": newest_code(event)}
    return client.post(url(event), {**sent, **changed})


def test_one_click_makes_logins_and_answers_with_cards(as_admin, event, group, other_group):
    Event.objects.filter(pk=event.pk).update(date="2026-07-04")

    answer = as_admin.post(url(event))

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    bobri, draci = cards_on(answer)
    assert (bobri["group"], draci["group"]) == ("Bobři", "Draci")
    assert "hnědá" in bobri["text"]
    assert "Tábor 2026 · 4 Jul 2026" in bobri["text"]
    for card, of_group in [(bobri, group), (draci, other_group)]:
        site, login, password = card["values"]
        user = User.objects.get(username=login)
        assert site == "http://testserver"
        assert user.is_team
        assert user.check_password(password)
        assert GroupEvaluator.objects.get(event_evaluator__user=user).group == of_group
        assert card["link"].startswith("http://testserver/sign-in/code/?token=")
        assert sign_in_codes.find(token_in(card["link"])).user == user
        expires = timezone.localtime(SignInCode.objects.get(user=user).expires_at)
        assert f"once, until {date_format(expires)}" in card["text"]
    actions = AuditLog.objects.order_by("pk").values_list("action", flat=True)
    assert list(actions) == ["BOOTSTRAP_EVALUATOR"] * 2


def test_the_way_from_the_paper_to_my_groups(as_admin, event, group):
    (card,) = cards_on(as_admin.post(url(event)))
    phone = Client()

    opened = phone.get(card["link"], follow=True)
    phone.post("/sign-in/code/", {"token": token_in(card["link"])})

    assert "Sign in as Bobři" in opened.content.decode()
    assert "Bobři" in phone.get("/my-groups/").content.decode()


def test_secrets_are_on_the_paper_only(as_admin, event, group):
    (card,) = cards_on(as_admin.post(url(event)))
    secrets = [card["values"][2], token_in(card["link"])]
    rows = str(
        [
            *AuditLog.objects.values(),
            *User.objects.values(),
            *SignInCode.objects.values(),
            as_admin.get(url(event)).content.decode(),
            as_admin.get(url(event, "evaluators")).content.decode(),
        ]
    )

    assert [secret for secret in secrets if secret in rows] == []


def test_nothing_inline_on_the_cards(as_admin, event, group):
    page = as_admin.post(url(event)).content.decode()

    assert " style=" not in page
    assert "<style" not in page
    assert re.findall(r"<script(?! src=)", page) == []


def test_eight_to_a_sheet(as_admin, event):
    for _number in range(12):
        make.group(event)

    answer = as_admin.post(url(event))

    assert [len(sheet) for sheet in answer.context["sheets"]] == [8, 4]
    assert "12 cards for Tábor 2026" in answer.content.decode()


def test_where_every_group_has_an_evaluator_no_login_is_made(as_admin, event, group, evaluator):
    answer = as_admin.post(url(event), follow=True)

    assert answer.redirect_chain == [(url(event), 302)]
    assert (
        "No team login was made: every group has somebody who scores it." in answer.content.decode()
    )
    assert not User.objects.filter(is_team=True).exists()


def test_cards_carry_the_address_of_the_settings_unless_it_is_this_computer(
    as_admin, event, group, other_group, settings
):
    settings.SITE_URL = "https://body.example.org"
    first = cards_on(as_admin.post(url(event)))
    settings.SITE_URL = "http://127.0.0.1:8000"
    settings.ALLOWED_HOSTS = ["localhost"]
    own = as_admin.post(
        url(event), {"action": "all", "newest": newest_code(event)}, HTTP_HOST="localhost:8000"
    )

    assert first[0]["values"][0] == "https://body.example.org"
    assert first[0]["link"].startswith("https://body.example.org/sign-in/code/?token=")
    assert "The address http://localhost:8000 works on this computer only." in own.content.decode()


def test_new_cards_end_the_old_ones(as_admin, event, teams, admin):
    old, other = teams
    phone, laptop = Client(), Client()
    phone.force_login(old.user)
    laptop.force_login(other.user)

    (card,) = cards_on(new_cards(as_admin, event, old.user))

    _site, login, password = card["values"]
    user = User.objects.get(username=login)
    assert user == old.user
    assert user.check_password(password)
    assert not user.check_password(old.password)
    assert phone.get("/my-groups/").status_code == 302
    assert laptop.get("/my-groups/").status_code == 200
    with pytest.raises(ValidationError) as refusal:
        sign_in_codes.redeem(token=old.token)
    assert refusal.value.code == "revoked"
    assert sign_in_codes.find(token_in(card["link"])).user == user
    assert sign_in_codes.find(other.token).user == other.user
    log = AuditLog.objects.get()
    assert (log.action, log.actor, log.organisation) == ("NEW_TEAM_CARD", admin, event.organisation)
    assert log.detail == "A new card was made for Bobři, who scores Bobři in Tábor 2026"
    assert (log.changes, log.resource_id) == ({}, user.pk)


def test_sent_again_it_would_kill_the_first_cards_so_it_is_refused(as_admin, event, teams):
    shown = newest_code(event)
    new_cards(as_admin, event, action="all")
    passwords = list(User.objects.values_list("password", flat=True))

    answer = new_cards(as_admin, event, action="all", newest=shown)

    assert answer.status_code == 409
    assert "Cards were made since you opened this page." in answer.content.decode()
    assert list(User.objects.values_list("password", flat=True)) == passwords
    assert new_cards(as_admin, event, action="all", newest="x" * 30).status_code == 409


@pytest.mark.django_db(transaction=True)
def test_two_organisers_at_once_make_one_set_of_cards(event, teams, admin, super_admin):
    newest = newest_code(event)

    def make_cards(by):
        try:
            return make_new_cards(event=event, users=list(logins_of(event)), by=by, newest=newest)
        except ValidationError as refusal:
            return refusal.code

    found = at_once(lambda: make_cards(admin), lambda: make_cards(super_admin))

    (made,) = [each for each in found if each != "conflict"]
    assert [sign_in_codes.find(card.token).user for card in made] == [each.user for each in teams]


def test_never_the_account_of_a_person_or_of_another_event(
    as_admin, event, teams, evaluator, admin, outsider
):
    elsewhere = make.group(make.event(organisation=outsider.memberships.get().organisation))
    (theirs,) = bootstrap_evaluators(event=elsewhere.event, by=None, with_codes=True).created
    sibling = make.group(make.event(organisation=event.organisation))
    (of_sibling,) = bootstrap_evaluators(event=sibling.event, by=None, with_codes=True).created
    lent = make.user(full_name="Půjčený", is_team=True)
    make.assign(lent, teams[0].group)
    promoted = make.user(User.Role.ADMIN, is_team=True, organisation=event.organisation)
    make.assign(promoted, teams[0].group)
    before = dict(User.objects.values_list("pk", "password"))
    codes = list(SignInCode.objects.values())

    for user in [evaluator, admin, theirs.user, of_sibling.user, lent, promoted]:
        assert new_cards(as_admin, event, user).status_code == 422
        for action in ["revoke", "off", "on"]:
            sent = {"action": action, "user": user.pk}
            assert as_admin.post(url(event, "team-logins"), sent).status_code == 422

    assert dict(User.objects.values_list("pk", "password")) == before
    assert list(SignInCode.objects.values()) == codes
    assert not User.objects.filter(is_active=False).exists()
    assert as_admin.get(url(elsewhere.event)).status_code == 404
    assert as_admin.post(url(elsewhere.event)).status_code == 404


def test_logins_that_get_no_card_are_counted(as_admin, event, teams, admin):
    bobri, draci = teams
    place_evaluator(event=event, user=draci.user, group=None, by=admin)

    answer = new_cards(as_admin, event, action="all")

    assert [card["group"] for card in cards_on(answer)] == ["Bobři"]
    assert "1 team login got no card" in answer.content.decode()
    User.objects.filter(pk=bobri.user.pk).update(is_active=False)
    assert new_cards(as_admin, event, bobri.user).status_code == 422


def test_revoke_codes_of_one_and_of_all(as_admin, event, teams, admin):
    def revoke(**sent):
        return as_admin.post(url(event, "team-logins"), {"action": "revoke", **sent}, follow=True)

    answer = revoke(user=teams[0].user.pk)
    assert "1 code was revoked." in answer.content.decode()
    with pytest.raises(ValidationError):
        sign_in_codes.find(teams[0].token)
    assert sign_in_codes.find(teams[1].token)
    answer = revoke(which="all", back="evaluators")
    assert "1 code was revoked." in answer.content.decode()
    assert answer.redirect_chain == [(url(event, "evaluators"), 302)]
    assert User.objects.get(pk=teams[0].user.pk).check_password(teams[0].password)
    details = list(AuditLog.objects.order_by("pk").values_list("action", "detail", "organisation"))
    assert details == [
        (
            "REVOKE_SIGN_IN_CODE",
            f"The sign-in code of {name} was revoked",
            event.organisation_id,
        )
        for name in ["Bobři", "Draci"]
    ]


def test_switching_a_login_off_and_on(as_admin, event, teams):
    team = teams[0].user
    phone = Client()
    phone.force_login(team)

    def switch(action):
        sent = {"action": action, "user": team.pk}
        return as_admin.post(url(event, "team-logins"), sent, follow=True).content.decode()

    assert "1 team login was switched off, its phones are signed out." in switch("off")
    assert "switched off" in as_admin.get(url(event)).content.decode()
    team.refresh_from_db()
    assert not team.is_active
    assert phone.get("/my-groups/").status_code == 302
    with pytest.raises(ValidationError) as refusal:
        sign_in_codes.redeem(token=teams[0].token)
    assert refusal.value.code == "off"
    assert "0 team logins were switched off" in switch("off")
    assert "1 team login was switched on." in switch("on")
    assert phone.get("/my-groups/").status_code == 302  # the old session stays ended
    assert sign_in_codes.redeem(token=teams[0].token) == team
    details = AuditLog.objects.filter(action="CHANGE_STATUS").order_by("pk")
    assert [(log.detail, log.changes) for log in details] == [
        ("The login of Bobři was switched off", {"is_active": [True, False]}),
        ("The login of Bobři was switched on", {"is_active": [False, True]}),
    ]


def test_an_archived_event_gets_no_cards_but_codes_can_be_revoked(as_admin, event, teams):
    Event.objects.filter(pk=event.pk).update(status=Event.Status.ARCHIVED)
    make.group(event)

    refused = [
        as_admin.post(url(event)),
        new_cards(as_admin, event, action="all"),
        as_admin.post(url(event, "team-logins"), {"action": "on", "which": "all"}),
    ]

    for answer in refused:
        assert answer.status_code == 422
        assert "The event is archived" in answer.content.decode()
    assert User.objects.filter(is_team=True).count() == 2
    sent = {"action": "revoke", "which": "all"}
    assert as_admin.post(url(event, "team-logins"), sent).status_code == 302
    assert not SignInCode.objects.filter(revoked_at=None).exists()


def test_who_leaves_the_pool_cannot_use_the_card(event, teams, admin):
    remove_evaluator(user=teams[0].user, event=event, by=admin)

    with pytest.raises(ValidationError) as refusal:
        sign_in_codes.find(teams[0].token)
    assert refusal.value.code == "revoked"


def test_a_team_login_stays_an_evaluator(teams, super_admin):
    with pytest.raises(PermissionDenied, match="it stays an evaluator's"):
        change_role(user=teams[0].user, role="ADMIN", by=super_admin)
    assert User.objects.get(pk=teams[0].user.pk).role == "EVALUATOR"


BAD = [{}, {"user": ""}, {"user": "x"}, {"user": "\x00"}, {"user": "9" * 40}, {"user": ["1", "²"]}]


@pytest.mark.parametrize("sent", BAD)
def test_nothing_chosen(as_admin, event, teams, sent):
    before = list(User.objects.values())

    codes = [
        as_admin.post(url(event), {"action": "chosen", "newest": newest_code(event), **sent}),
        as_admin.post(url(event, "team-logins"), {"action": "revoke", **sent}),
        as_admin.post(url(event, "team-logins"), {"action": "drop", **sent}),
    ]

    assert [answer.status_code for answer in codes] == [422] * 3
    assert list(User.objects.values()) == before


def test_a_setting_that_is_no_domain_is_refused(as_admin, event, group, settings):
    settings.TEAM_LOGIN_DOMAIN = "nonsense"

    answer = as_admin.post(url(event))

    assert answer.status_code == 422
    assert "The setting TEAM_LOGIN_DOMAIN is not a domain name." in answer.content.decode()


def test_the_states_of_codes(as_admin, event, admin):
    groups = [make.group(event, name=name) for name in "ABCDE"]
    teams = bootstrap_evaluators(event=event, by=admin, with_codes=True).created
    sign_in_codes.redeem(token=teams[0].token)
    sign_in_codes.revoke(users=[teams[1].user], by=admin)
    SignInCode.objects.filter(user=teams[2].user).update(expires_at=timezone.now())
    SignInCode.objects.filter(user=teams[3].user).delete()

    answer = as_admin.get(url(event))

    states = [login.code and login.code.status for login in answer.context["page"]]
    assert states == ["used", "revoked", "expired", None, "ready"]
    assert [login.group_name for login in answer.context["page"]] == [each.name for each in groups]
    text = " ".join(answer.content.decode().split())
    for words in ["code used", "code revoked", "code expired", "no code yet", "code can be used"]:
        assert words in text
    text = " ".join(as_admin.get(url(event, "evaluators")).content.decode().split())
    for words in ["code used", "code revoked", "code expired", "code can be used"]:
        assert words in text


@pytest.mark.parametrize("count", [2, 100])
def test_queries_do_not_grow(as_admin, event, count, django_assert_num_queries):
    users = User.objects.bulk_create(
        User(email=f"t{number}@x.invalid", full_name=f"T {number:03}", is_team=True)
        for number in range(count)
    )
    Membership.objects.bulk_create(
        Membership(user=user, organisation=event.organisation) for user in users
    )
    EventEvaluator.objects.bulk_create(EventEvaluator(event=event, user=user) for user in users)

    with django_assert_num_queries(12):
        answer = as_admin.get(url(event))

    assert len(answer.context["page"]) == count
