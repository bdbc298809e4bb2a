"""The big screen: open boards cut into slides, for anybody, at the price of one query."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from scoring.models import Screen
from scoring.screens.slides import Outline, slides
from scoring.screens.steering import set_screens
from tests import make


@pytest.fixture
def visit(visit):
    """visit("live/", page=2): what anybody gets of the screen."""

    def call(part="", **query):
        return visit(f"screen/{part}", **query)

    return call


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def test_boards_are_cut_into_equal_parts():
    boards = [
        Outline("7", "Sprint", "", gender, "All", number, count, "PUBLISHED")
        for number, (gender, count) in enumerate([("F", 11), ("M", 0), ("X", 10)])
    ]

    found = slides(boards, [], 10)

    edges = [(each.outline.gender, each.first, each.last) for each in found]
    assert edges == [("F", 0, 5), ("F", 5, 11), ("X", 0, 10)]
    assert [each.outline.gender for each in slides(boards, ["7:X:All", "overall"], 10)] == ["X"]
    assert slides(boards, ["overall"], 10) == []


def test_slides_go_round_and_say_how_final_they_are(
    visit, publish, standing, activity, jump, group
):
    make.record(activity, standing["Cilka"], "9.60")
    publish(activity, jump, overall="PUBLISHED", groups="OFFICIAL")
    texts = [words(visit("live/", page=page)) for page in range(1, 6)]

    assert "Overall Girls provisional" in texts[0] and "1 / 4" in texts[0]
    assert "Groups official" in texts[1]
    assert "Běh na 60 m Girls provisional: places may change" in texts[2]
    assert "1 Štěpánka Ďáblová Bobři 9.42" in texts[2]
    assert "(2) Hostka Cizí" in texts[2]
    assert texts[4] == texts[0]

    missing = make.participant(group, display_name="Ještě Neběžela", gender="F", age=12)
    assert "Girls incomplete, may change" in words(visit("live/", page=3))
    missing.is_hidden = True  # nobody learns that somebody is waited for who is not shown
    missing.save()
    assert "Girls provisional" in words(visit("live/", page=3))
    missing.is_hidden = False
    missing.status = "WITHDRAWN"
    missing.save()
    assert "Girls provisional" in words(visit("live/", page=3))

    only = visit(board=f"{jump.pk}:F:All", seconds=30, theme="light", rows=8, lang="cs")
    html = only.content.decode()
    assert "1 / 1" in html and 'data-seconds="30"' in html and 'data-theme="light"' in html
    assert "Skok daleký" in words(only) and "dívky" in words(only).lower()
    assert 'content="30;url=?board=' in html  # pages on without a script
    assert "refresh" not in visit(pause=1).content.decode()


def test_whatever_is_asked_for(visit, publish, standing, activity):
    assert visit().status_code == visit("live/").status_code == 404
    publish(activity)
    for query in [
        {"board": ["x" * 3000] * 300, "page": "9" * 400},
        {"page": "-1", "seconds": "٣", "rows": "0", "theme": "<b>", "lang": "xx"},
        {"page": "0", "seconds": "0", "board": "\x00"},
    ]:
        for part in ("", "live/"):
            answer = visit(part, **query)
            assert answer.status_code == 200 and "<b>" not in answer.content.decode()
            assert not answer.cookies and "noindex" in answer.headers["X-Robots-Tag"]
    assert "No results are public yet" in words(visit(board="overall"))
    assert 'data-seconds="4"' in visit(seconds=0).content.decode()


@pytest.mark.parametrize("extra", [0, 25])
def test_what_a_poll_costs(
    visit, publish, standing, activity, jump, group, extra, django_assert_num_queries
):
    for _ in range(extra):
        make.record(activity, make.participant(group, gender="F", age=12), "11.00")
    publish(activity, jump, overall="PUBLISHED")
    slug = publish().slug
    for part in ("", "live/"):
        before = visit(part, page=2)
        with django_assert_num_queries(1):
            address = f"/r/{slug}/screen/{part}?page=2"
            again = Client().get(address, headers={"If-None-Match": before["ETag"]})
        assert again.status_code == 304
    sprint = visit("live/", board=activity.pk)
    make.record(jump, standing["Anna"], "9.99")  # no news on this slide
    assert visit("live/", board=activity.pk)["ETag"] == sprint["ETag"]
    make.record(activity, standing["Anna"], "1.11")
    assert "1 Anna Malá Bobři 1.11" in words(visit("live/", board=activity.pk))


def test_organisers_steer_what_hangs_in_the_hall(
    visit, publish, standing, event, activity, jump, client, admin, django_assert_num_queries
):
    publish(activity, jump)
    address = reverse("scoring:screens", args=[event.pk])
    client.force_login(admin)
    seen = visit("live/", screen=2)
    assert "1 / 2" in words(seen) and 'data-theme="dark"' in seen.content.decode()

    chosen = {"pinned": f"{jump.pk}:F:All", "seconds": 20, "rows": 6, "theme": "light"}
    answer = client.post(f"{address}?screen=2", {"then": "save", **chosen})

    assert answer.status_code == 302
    seen = visit("live/", screen=2)
    assert "Skok daleký" in words(seen) and "1 / 1" in words(seen)
    assert 'data-seconds="20" data-rows="6" data-theme="light">' in seen.content.decode()
    assert "1 / 2" in words(visit("live/", screen=1))  # another one
    client.post(address, {"then": "hold_all"})
    assert "data-held" in visit("live/", screen=2).content.decode()
    assert "Paused" in words(visit(screen=3))
    assert Screen.objects.get(event=event, number=2).theme == "light"
    with django_assert_num_queries(2):
        visit_again = Client().get(seen.request["PATH_INFO"], {"screen": 2})
    assert "Skok daleký" in words(visit_again)

    publish(jump, state="OPEN", reason="A protest.")  # not a word of it, nor of its key
    gone = visit(screen=2).content.decode()
    assert "No results are public yet" in gone and "Skok" not in gone
    assert f"{jump.pk}:F" not in gone and f"{jump.pk}%3AF" not in gone
    assert "Not public now" in words(client.get(f"{address}?screen=2"))
    refused = client.post(f"{address}?screen=2", {"then": "save", **chosen, "seconds": 3})
    assert refused.status_code == 422
    assert Screen.objects.get(event=event, number=2).seconds == 20
    answer = client.post(
        address, {"then": "save_all", **chosen, "pinned": "", "boards": activity.pk}
    )
    assert "Běh na 60 m" in words(visit("live/", screen=4))
    assert Screen.objects.filter(event=event, is_held=False).count() == 4


def test_a_page_of_before_writes_only_what_was_changed_on_it(
    publish, standing, event, activity, jump, as_admin
):
    publish(activity, jump)
    address = reverse("scoring:screens", args=[event.pk]) + "?screen=2"

    def page():
        html = as_admin.get(address).content.decode().partition('name="then" value="save"')[0]
        sent = {}
        for tag in re.findall(r"<input[^>]*>", html.rpartition("<form")[2]):
            is_box = 'type="checkbox"' in tag
            value = re.search(r' value="([^"]*)"', tag)
            if not is_box or " checked" in tag:
                name = re.search(r' name="([^"]*)"', tag)[1]
                sent.setdefault(name, []).append(value[1] if value else "on" if is_box else "")
        return sent | {"pinned": "", "rows": "10", "theme": "dark", "then": "save"}

    def stored(number=2):
        return Screen.objects.get(event=event, number=number)

    before = page()
    set_screens(event=event, numbers=[2], shows_ceremony=True, boards=[str(jump.pk)], is_held=True)
    with_ceremony = page()
    as_admin.post(address, before | {"seconds": "20"})
    as_admin.post(address, before | {"seconds": "20", "then": "save_all"})
    assert (stored().shows_ceremony, stored().is_held, stored().seconds) == (True, True, 20)
    assert stored(3).seconds == 20 and stored().boards == []  # for all screens: as it stood there

    set_screens(event=event, numbers=[2], shows_ceremony=False, boards=[str(jump.pk)])
    as_admin.post(address, with_ceremony | {"theme": "light"})
    assert (stored().shows_ceremony, stored().theme) == (False, "light")
    as_admin.post(address, with_ceremony | {"theme": "light", "then": "save_all"})
    assert not Screen.objects.filter(shows_ceremony=True).exists()
    as_admin.post(address, before | {"boards": [str(activity.pk)]})
    assert stored().boards == [str(activity.pk)]
    as_admin.post(address, page() | {"boards": []})
    assert stored().boards == [] and not stored().shows_ceremony
