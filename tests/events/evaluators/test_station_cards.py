"""Station logins made with one click, their cards, and stations on the page of evaluators."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import SignInCode, User
from events.evaluators.new_logins import bootstrap_evaluators
from events.evaluators.team_logins import newest_code
from events.models import ActivityEvaluator, Event, EventEvaluator, Group, GroupEvaluator
from scoring.progress.matrix import board_matrix
from scoring.rules.permissions import can_score
from scoring.watch.signs import signs_of_life
from tests import make
from tests.addresses import entry_page
from tests.events.evaluators.test_team_cards import cards_on, token_in

HTMX = {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": "board"}


def url(event, name="evaluator-station"):
    return reverse(f"events:{name}", args=[event.pk])


def send(client, user, activity, action="assign", event=None, **headers):
    event = event or activity.event
    sent = {"user": user.pk, "activity": activity.pk, "action": action}
    return client.post(url(event), sent, **headers)


def text_of(answer):
    return " ".join(re.sub(r"<[^>]*>", " ", answer.content.decode()).split())


@pytest.fixture
def jump(event):
    return make.activity(event, name="Skok daleký", order=2)


def test_one_click_makes_a_login_and_a_card_for_every_station(
    as_admin, event, group, other_group, activity, jump, participant
):
    make.station(make.user(), activity)

    answer = as_admin.post(url(event, "team-cards"), {"action": "stations"})

    (card,) = cards_on(answer)
    assert card["group"] == "Skok daleký"
    assert "Station card: every group" in card["text"]
    user = User.objects.get(username=card["values"][1])
    assert user.full_name == "Skok daleký"
    assert re.fullmatch(r"skok-daleky-.{4}", user.username)
    assert can_score(user, group, jump)
    assert can_score(user, other_group, jump)
    assert not can_score(user, group, activity)
    phone = Client()
    phone.post("/sign-in/code/", {"token": token_in(card["link"])})
    assert "My stations Skok daleký station" in text_of(phone.get("/my-groups/"))
    assert phone.get(entry_page(group, jump)).status_code == 200
    again = as_admin.post(url(event, "team-cards"), {"action": "stations"}, follow=True)
    assert "No team login was made: every activity has a station." in text_of(again)


def test_a_lost_station_card_is_replaced_and_revoked(as_admin, event, group, jump):
    (old,) = cards_on(as_admin.post(url(event, "team-cards"), {"action": "stations"}))
    user = User.objects.get(username=old["values"][1])
    bobri = bootstrap_evaluators(event=event, by=None).created[0].user
    make.station(bobri, jump)
    sent = {"action": "all", "newest": newest_code(event)}

    of_group, of_station = cards_on(as_admin.post(url(event, "team-cards"), sent))

    assert (of_group["group"], of_station["group"]) == ("Bobři", "Skok daleký")
    assert "Team login, and for every group: Skok daleký" in of_group["text"]
    assert of_station["values"][2] != old["values"][2]
    answer = as_admin.post(url(event, "team-logins"), {"action": "revoke", "user": user.pk})
    assert answer.status_code == 302
    assert SignInCode.objects.filter(user=user, revoked_at=None, used_at=None).count() == 0
    listed = text_of(as_admin.get(url(event, "team-cards")))
    assert "Bobři, Skok daleký station" in listed
    assert "Skok daleký Skok daleký station" in listed


def test_giving_and_taking_on_the_page(as_admin, event, group, activity, jump, evaluator):
    answer = send(as_admin, evaluator, activity, **HTMX)
    assert "Eva Měřičová scores Běh na 60 m for every group now." in text_of(answer)
    assert "<html" not in answer.content.decode()
    assert send(as_admin, evaluator, jump).status_code == 302
    page = as_admin.get(url(event, "evaluators"))
    assert "station Běh na 60 m station Skok daleký" in text_of(page)
    assert GroupEvaluator.objects.get().group == group  # a group stays beside stations

    twice = send(as_admin, evaluator, jump, **HTMX)
    assert (twice.status_code, "already assigned" in text_of(twice)) == (409, True)
    taken = send(as_admin, evaluator, jump, "unassign", follow=True)
    assert "Eva Měřičová scores Skok daleký for every group no more." in text_of(taken)
    assert send(as_admin, evaluator, jump, "unassign").status_code == 409
    assert ActivityEvaluator.objects.get().activity == activity


def test_what_cannot_be_given(as_admin, event, activity, evaluator, outsider, stranger):
    theirs = make.activity(make.event(organisation=outsider.memberships.get().organisation))
    EventEvaluator.objects.create(event=theirs.event, user=stranger)

    for user, of, action in [
        (evaluator, theirs, "assign"),
        (stranger, activity, "assign"),
        (evaluator, activity, "x"),
    ]:
        assert send(as_admin, user, of, action, event=event).status_code == 422
    for bad in ["", "x", "0", "9" * 30, "\x00"]:
        for sent in [{"user": bad, "activity": activity.pk}, {"user": 1, "activity": bad}, {}]:
            answer = as_admin.post(url(event), {**sent, "action": "assign"})
            assert answer.status_code == 422
    assert send(as_admin, stranger, theirs).status_code == 404
    Event.objects.filter(pk=event.pk).update(status="ARCHIVED")
    assert send(as_admin, evaluator, activity).status_code == 422
    assert not ActivityEvaluator.objects.exists()


def test_a_group_needs_nobody_where_every_activity_has_a_station(
    as_admin, event, group, activity, participant
):
    pages = [
        (url(event, "evaluators"), "1 group has nobody who can score it."),
        (url(event, "team-cards"), "1 group has nobody who can score it."),
        (url(event, "setup-evaluators"), "1 group has no evaluator: Bobři."),
        (url(event, "setup-review"), "1 group has no evaluator: Bobři."),
    ]
    for page, sentence in pages:
        assert sentence in text_of(as_admin.get(page))

    make.station(make.user(), activity)

    for page, sentence in pages:
        assert sentence not in text_of(as_admin.get(page))
    assert "Every result has somebody who enters it." in text_of(as_admin.get(pages[2][0]))


def test_how_far_a_station_is(event, group, other_group, activity, jump, participant, evaluator):
    person = make.participant(other_group)
    make.station(evaluator, activity)
    make.record(activity, person, "12.5")

    (sign,) = signs_of_life(event, board_matrix(event))

    # Two results of their own group, and that of the other one at the station.
    assert (sign.tally.scored, sign.tally.expected) == (1, 3)
    assert sign.scope == "Bobři, Běh na 60 m"


def test_queries_do_not_grow(as_admin, event, group, jump):
    def queries_of_pages():
        counts = []
        for name in ["evaluators", "team-cards"]:
            with CaptureQueriesContext(connection) as queries:
                as_admin.get(url(event, name))
            counts.append(len(queries))
        return counts

    def grow(by):
        for _number in range(by):
            team = make.user(is_team=True, organisation=event.organisation)
            make.assign(team, make.group(event))
            make.station(team, make.activity(event))
            make.station(team, jump)

    grow(1)
    few = queries_of_pages()
    grow(10)

    assert queries_of_pages() == few
    assert Group.objects.filter(event=event).count() == 12
