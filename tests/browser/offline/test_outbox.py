"""What is entered gets through exactly once, whatever the network and the server do meanwhile."""

import json

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from scoring.models import Entry, Record
from tests import make

pytestmark = pytest.mark.django_db(transaction=True)
SYNC = "**/api/records/sync"


@pytest.fixture
def swim(event):
    return make.activity(event, "BOOLEAN", name="Plavání")


@pytest.fixture
def jump(event):
    return make.activity(event, "NUMERIC_HIGH", name="Skok")


def enter(page, person, text):
    field = page.locator(f"#value-{person.pk}")
    field.fill(text)
    field.blur()


def state_of(page, person):
    return page.locator(f"#row-{person.pk} [data-state]")


def receipt(page):
    return page.locator("[data-outbox] p").first


def test_rows_typed_without_a_network_arrive_once_after_the_page_was_closed(
    page, context, sign_in, network, group, jump, evaluator
):
    people = [make.participant(group) for _ in range(3)]
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    sign_in(page, evaluator, path)
    network.cut()
    for person, text in zip(people, ["4,1", "4,2", "4,3"], strict=True):
        enter(page, person, text)
        expect(state_of(page, person)).to_contain_text("is kept on this device and waits")
    enter(page, people[0], "4,15")
    expect(receipt(page)).to_have_text("4 entered · 0 confirmed · 4 waiting")
    page.locator(f"#value-{people[2].pk}").fill("4,35")
    page.wait_for_timeout(400)  # half a second after the last key it is kept, though never left
    page.close()

    network.restore()
    page = context.new_page()
    page.goto(network.url + path)

    expect(receipt(page)).to_have_text("5 entered · 5 confirmed")
    expect(page.locator(f"#value-{people[0].pk}")).to_have_value("4,15")
    expect(state_of(page, people[0])).to_contain_text("4.15 ✓ saved")
    assert sorted(Record.objects.values_list("value", flat=True)) == [4_150, 4_200, 4_350]
    assert Entry.objects.count() == 5
    assert Entry.objects.filter(entered_by=evaluator, source="SYNC").count() == 5


def test_an_answer_that_was_lost_enters_nothing_twice(
    page, sign_in, network, group, jump, participant, evaluator
):
    sign_in(page, evaluator, reverse("scoring:entry", args=[group.pk, jump.pk]))
    network.lose_answers()
    enter(page, participant, "4,1")
    expect(state_of(page, participant)).to_contain_text("is kept on this device and waits")
    assert Entry.objects.count() == 1

    network.restore()

    expect(state_of(page, participant)).to_contain_text("4.1 ✓ saved", timeout=10_000)
    expect(receipt(page)).to_have_text("1 entered · 1 confirmed")
    assert Entry.objects.count() == 1


def test_a_refused_row_and_a_conflict_hold_up_nobody(
    page, sign_in, network, group, jump, evaluator, admin
):
    refused, mine, theirs, other = (make.participant(group) for _ in range(4))
    path = reverse("scoring:entry", args=[group.pk, jump.pk])
    sign_in(page, evaluator, path)
    network.cut()
    for person, text in [(refused, "daleko"), (mine, "4,2"), (theirs, "4,3"), (other, "4,4")]:
        enter(page, person, text)
    enter(page, mine, "4,25")
    for person in (mine, theirs):
        make.record(jump, person, "5", by=admin)
    network.restore()
    page.evaluate("window.dispatchEvent(new Event('online'))")

    expect(state_of(page, other)).to_contain_text("4.4 ✓ saved")
    expect(state_of(page, refused)).to_contain_text("“daleko” is not a number")
    sides = page.locator(f"#row-{mine.pk} .side")
    expect(sides.first).to_contain_text("5 Adam Pořadatel")
    expect(sides.last).to_contain_text("4,25 Eva Měřičová")
    expect(receipt(page)).to_contain_text("4 entered · 1 confirmed · 3 need you")
    page.reload()  # the questions are still there
    page.locator(f"#row-{theirs.pk}").get_by_role("button", name="Keep theirs").click()
    expect(page.locator(f"#value-{theirs.pk}")).to_have_value("5")
    expect(state_of(page, theirs)).to_contain_text("5 ✓ saved")
    page.locator(f"#row-{mine.pk}").get_by_role("button", name="Keep mine").click()
    expect(state_of(page, mine)).to_contain_text("4.25 ✓ saved")
    enter(page, refused, "4,5")
    expect(state_of(page, refused)).to_contain_text("4.5 ✓ saved")

    expect(receipt(page)).to_have_text("3 entered · 3 confirmed")
    held = dict(Record.objects.values_list("participant", "value"))
    assert held == {refused.pk: 4_500, mine.pk: 4_250, theirs.pk: 5_000, other.pk: 4_400}


def test_whoever_answers_instead_of_the_server_takes_nothing_away(
    page, sign_in, network, group, swim, participant, evaluator
):
    """A hotel's page, a server in trouble, one that asks to wait, one that knows nobody here."""
    sign_in(page, evaluator, reverse("scoring:entry", args=[group.pk, swim.pk]))
    page_of, api = {"content_type": "text/html"}, {"content_type": "application/json"}
    answers = [
        {"status": 200, **page_of, "body": "<h1>Welcome to the hotel</h1>"},
        {"status": 302, "headers": {"Location": "/sign-in/"}},
        {"status": 422, **page_of, "body": "<h1>No</h1>"},
        {"status": 200, **api, "body": '{"items": []}'},
        {"status": 500, **api, "body": "{}"},
        {"status": 429, "headers": {"Retry-After": "1", "Content-Type": "application/json"}},
    ]
    asked = []

    def answer(route):
        asked.append(json.loads(route.request.post_data)["items"][0]["uuid"])
        if answers:
            route.fulfill(**answers.pop(0))
        else:
            route.continue_()

    page.route(SYNC, answer)
    page.locator(f"#row-{participant.pk}").get_by_role("radio", name="passed").check()
    for _ in range(5):
        expect(state_of(page, participant)).to_contain_text("is kept on this device and waits")
        with page.expect_request(SYNC):
            page.evaluate("window.dispatchEvent(new Event('online'))")
        expect(receipt(page)).to_contain_text("1 entered · 0 confirmed · 1 waiting")
    Session.objects.all().delete()
    with page.expect_request(SYNC):  # by itself, after the second that the 429 asked for
        pass
    expect(state_of(page, participant)).to_contain_text("You are signed out")
    assert len(set(asked)) == 1

    sign_in(page, evaluator)

    expect(receipt(page)).to_have_text("1 entered · 1 confirmed")
    assert str(Entry.objects.get().uuid) == asked[0]
