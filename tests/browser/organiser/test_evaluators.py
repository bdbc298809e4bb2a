"""Evaluators in a browser: moved by mouse, keyboard and list; cards on paper; their QR codes."""

import io

import pypdf
import pytest
from django.urls import reverse
from playwright.sync_api import expect

from accounts.models import User
from accounts.people import invitations
from events.evaluators.pool import place_evaluator
from events.models import EventEvaluator, GroupEvaluator
from tests import make
from tests.browser.screens import check, look
from tests.qr_reading import read_path

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stranger_in_pool(event, stranger):
    EventEvaluator.objects.create(event=event, user=stranger)
    return stranger


@pytest.fixture
def board_page(open_as, event, group, other_group, participant, activity, admin, stranger_in_pool):
    page = open_as(admin, reverse("events:evaluators", args=[event.pk]))
    page.set_viewport_size({"width": 1280, "height": 900})
    return page


def person(page, user):
    return page.locator(f"#person-{user.pk}")


def column(page, group):
    return page.locator(f"[data-group='{group.pk if group else ''}']")


def group_of(user):
    assignment = GroupEvaluator.objects.filter(event_evaluator__user=user).first()
    return assignment and assignment.group


def drag(page, user, group, by=".evaluator-name"):
    start = person(page, user).locator(by).bounding_box()
    end = column(page, group).bounding_box()
    page.mouse.move(start["x"] + 8, start["y"] + 8)
    page.mouse.down()
    page.mouse.move(end["x"] + 30, end["y"] + 20, steps=6)
    expect(column(page, group)).to_have_class("evaluator-column is-lacking is-target")
    page.mouse.up()


def test_by_mouse(board_page, group, other_group, stranger_in_pool, complaints):
    page, user = board_page, stranger_in_pool
    drag(page, user, group)
    expect(column(page, group).locator(f"#person-{user.pk}")).to_be_visible()
    expect(page.locator("#board [data-news]")).to_have_text("Cizí Hodnotitel scores Bobři now.")
    drag(page, user, other_group, by=".evaluator-grip")
    expect(column(page, other_group).locator(f"#person-{user.pk}")).to_be_visible()
    assert group_of(user) == other_group
    check(page, "after dragging")
    assert complaints == []


def test_by_keyboard(board_page, group, other_group, stranger_in_pool, complaints):
    page, user = board_page, stranger_in_pool
    grip = page.get_by_role("button", name="Move Cizí Hodnotitel")
    sentence = page.locator("#announcer")
    grip.focus()
    page.keyboard.press(" ")
    expect(sentence).to_contain_text("choose a group with the arrow keys")
    page.keyboard.press("ArrowRight")
    expect(sentence).to_have_text("Bobři, 2 of 4")
    page.keyboard.press("ArrowDown")
    expect(sentence).to_have_text("Draci, 3 of 4")
    page.keyboard.press("Escape")
    expect(sentence).to_have_text("Cizí Hodnotitel stays where they were.")
    assert group_of(user) is None

    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press(" ")
    expect(column(page, group).locator(f"#person-{user.pk}")).to_be_visible()
    expect(sentence).to_have_text("Cizí Hodnotitel scores Bobři now.")
    expect(page.get_by_role("button", name="Move Cizí Hodnotitel")).to_be_focused()
    assert group_of(user) == group

    page.keyboard.press(" ")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(sentence).to_have_text("station Běh na 60 m, 4 of 4")
    page.keyboard.press(" ")
    expect(sentence).to_have_text("Cizí Hodnotitel scores Běh na 60 m for every group now.")
    expect(page.locator("[data-activity]")).to_contain_text("Cizí Hodnotitel")
    assert group_of(user) == group  # a station comes beside the group
    assert complaints == []


def test_a_colleague_was_quicker(board_page, event, group, other_group, stranger_in_pool, admin):
    page, user = board_page, stranger_in_pool
    place_evaluator(event=event, user=user, group=other_group, by=admin)
    drag(page, user, group)
    expect(page.locator("#board [role=alert]")).to_have_text(
        "Meanwhile a colleague moved Cizí Hodnotitel to Draci. Look again, then move."
    )
    expect(column(page, other_group).locator(f"#person-{user.pk}")).to_be_visible()
    assert group_of(user) == other_group


def test_without_the_server_nothing_is_lost(board_page, group, stranger_in_pool):
    page, user = board_page, stranger_in_pool
    page.context.set_offline(True)
    drag(page, user, group)
    expect(page.locator("#board [data-news]")).to_contain_text("Not moved: the server cannot be")
    expect(column(page, None).locator(f"#person-{user.pk}")).to_be_visible()


def test_without_javascript(
    browser, live_server, client, event, group, participant, stranger_in_pool, admin
):
    client.force_login(admin)
    context = browser.new_context(java_script_enabled=False, locale="en-GB")
    cookie = {"name": "sessionid", "value": client.session.session_key, "url": live_server.url}
    context.add_cookies([cookie])
    page = context.new_page()
    page.goto(live_server.url + reverse("events:evaluators", args=[event.pk]))
    assert page.get_by_role("button", name="Move Cizí Hodnotitel").count() == 0
    person(page, stranger_in_pool).locator("summary").click()
    person(page, stranger_in_pool).get_by_label("Group").select_option("Bobři")
    person(page, stranger_in_pool).get_by_role("button", name="Move", exact=True).click()
    assert group_of(stranger_in_pool) == group
    assert page.get_by_text("Cizí Hodnotitel scores Bobři now.").is_visible()
    person(page, stranger_in_pool).locator("summary").click()
    page.get_by_role("button", name="Remove Cizí Hodnotitel").click()
    assert not EventEvaluator.objects.exists()
    context.close()


def test_searching_while_typing(board_page, event, organisation):
    make.user(full_name="Štěpánka Říhová", organisation=organisation)
    page = board_page
    page.get_by_label("Name or e-mail address").press_sequentially("rihova")
    page.get_by_role("button", name="Add Štěpánka Říhová").click()
    expect(column(page, None)).to_contain_text("Štěpánka Říhová")


LONG = "Nejnekonečnějšíprostějmenovaná družina z Dlouhých Dlouhovic nad Sázavou u lesa"


def test_pages_and_the_way_of_a_card(
    open_as,
    live_server,
    event,
    group,
    participant,
    activity,
    stranger_in_pool,
    admin,
    complaints,
    browser,
):
    for number in range(11):
        make.group(event, name=f"Družina {number:02}" if number else LONG, identifier="žlutá")
    invitations.invite(
        email="jana.velmi.dlouha.adresa@example.org",
        role="EVALUATOR",
        organisation=event.organisation,
        by=admin,
    )
    page = open_as(admin)
    board, logins = (
        live_server.url + reverse(f"events:{name}", args=[event.pk])
        for name in ("evaluators", "team-cards")
    )
    page.goto(logins)
    page.get_by_role("button", name="Make 12 team logins").click()
    page.wait_for_selector("article.card")
    look(page, "cards", complaints)
    assert page.locator(".card").count() == 12
    colours = page.locator(".card").first.evaluate(
        "card => [getComputedStyle(card.closest('.sheet')).backgroundColor,"
        " getComputedStyle(card).color]"
    )
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"]
    on_paper(page)
    sign_in_by(page, browser)
    for path in (logins, board):
        page.goto(path)
        for details in page.locator("details.more > summary").all()[:3]:
            details.click()
        look(page, path, complaints)
    assert complaints == []


def on_paper(page):
    """Two sheets of A4, eight cards on the first; every login and password can be read."""
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    assert len(paper.pages) == 2
    points = [round(float(side)) for side in paper.pages[0].mediabox[2:]]
    assert points == [595, 842]
    sheets = ["".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert [sheet.count("Password") + sheet.count("PASSWORD") for sheet in sheets] == [8, 4]
    for values in page.locator(".card").all():
        login, password = values.locator("dd").all_inner_texts()[1:]
        assert login in "".join(sheets)
        assert password in "".join(sheets)
    assert "Thepasswordsareshownonlynow" not in "".join(sheets)
    cut = page.evaluate(
        "[...document.querySelectorAll('.card')]"
        ".filter(card => card.scrollHeight > card.clientHeight).length"
    )
    assert cut == 0


def sign_in_by(page, browser):
    """The code of the first card, as a phone's camera would open it."""
    code = page.locator(".card svg").first
    size = int(code.get_attribute("viewBox").split()[2])
    link = read_path(code.locator("path").get_attribute("d"), size)
    team = page.locator(".card h2").first.inner_text()
    phone = browser.new_context(locale="en-GB", viewport={"width": 360, "height": 740}).new_page()
    phone.goto(link)
    check(phone, "sign-in code")
    assert "token" not in phone.url
    phone.get_by_role("button", name=f"Sign in as {team}").dblclick()
    phone.wait_for_url("**/my-groups/")
    expect(phone.get_by_role("main")).to_contain_text(team)
    phone.get_by_role("button", name="Sign out").click()
    phone.wait_for_url("**/sign-in/")  # going elsewhere while the press is on its way ends both
    assert phone.goto(link).status == 410
    check(phone, "used code")
    phone.context.close()
    assert User.objects.filter(is_team=True).count() == 12
