"""A board in a frame on a page of any site: that board alone, and no other page of ours."""

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from scoring.publishing.codes import code_of
from tests import make

ANYBODY = "frame-ancestors *;"


def may_be_framed(answer):
    """By everybody, or by nobody: there is nothing between."""
    policy = answer.headers["Content-Security-Policy"] + ";"
    if "X-Frame-Options" not in answer.headers:
        assert ANYBODY in policy
        return True
    assert answer.headers["X-Frame-Options"] == "DENY" and "frame-ancestors 'none';" in policy
    return False


def test_this_address_alone_may_be_framed(
    visit, publish, publication, standing, event, activity, as_admin
):
    publish(activity, overall="PUBLISHED")
    code = code_of(publication.code_key, standing["Anna"].pk)

    framed = visit("embed/", board=activity.pk)

    assert framed.status_code == 200 and may_be_framed(framed)
    rest = framed.headers["Content-Security-Policy"]
    assert "default-src 'none'" in rest and "script-src 'self'" in rest
    assert not framed.cookies and "sessionid" not in framed.text and "csrf" not in framed.text
    assert framed.headers["Referrer-Policy"] == "no-referrer"
    others = ["", "live/", "embed/live/", f"p/{code}/", f"p/{code}/live/", "nothing/"]
    assert [part for part in others if may_be_framed(visit(part))] == []
    organisers = reverse("scoring:publication", args=[event.pk])
    assert not may_be_framed(as_admin.get(organisers))
    assert not may_be_framed(as_admin.get(reverse("scoring:publication-preview", args=[event.pk])))
    assert not may_be_framed(Client().get(reverse("accounts:sign-in")))


def test_the_board_alone_with_links_that_open_outside(
    visit, publish, publication, standing, activity, jump
):
    publish(activity, jump, overall="PUBLISHED", groups="OFFICIAL")

    text = visit("embed/", board=activity.pk).text

    assert "Štěpánka Ďáblová" in text and "Skok" not in text and "<nav" not in text
    assert "a place that is missing" in text
    links = re.findall(r"<a (?!class=\"skip)([^>]*)>", text)
    assert len(links) > 3
    assert all('target="_blank" rel="noopener"' in link for link in links)
    person = f"p/{code_of(publication.code_key, standing['Anna'].pk)}/"
    assert f'href="../{person}"' in text
    assert (
        "Bobři" in visit("embed/", board="groups").text
        and "Štěpánka" not in visit("embed/", board="groups").text
    )
    assert "Místo" in visit("embed/", board="groups", lang="cs").text


@pytest.mark.parametrize(
    "asked", [{"board": "jump"}, {"board": "none"}, {"gender": "M"}, {"category": "\x00" * 2000}]
)
def test_nothing_stands_in_for_what_is_not_open(visit, publish, kids, activity, jump, asked):
    """The frame may be there before the board, and shows it as soon as that is open."""
    publish(activity)
    query = {"board": activity.pk} | asked
    if query["board"] == "jump":
        query["board"] = jump.pk

    shown = visit("embed/", **query)

    assert shown.status_code == 200
    assert "No results are public yet" in shown.text and "Štěpánka" not in shown.text
    live = unescape(re.search(r'data-live="([^"]+)"', shown.text)[1])
    assert "Štěpánka" not in visit(f"embed/{live}").text
    if query["board"] == jump.pk:
        publish(jump)
        assert "Štěpánka" in visit(f"embed/{live}").text


def test_an_event_that_is_not_public_is_a_sentence_in_the_frame(
    visit, publish, kids, event, activity
):
    publish(activity, is_public=False)

    closed = visit("embed/", board=activity.pk)
    unknown = Client().get("/r/nothing-like-that/embed/")

    assert closed.status_code == unknown.status_code == 404
    assert may_be_framed(closed) and may_be_framed(unknown)
    assert closed.content == unknown.content
    assert "These results are not public now" in closed.text and event.name not in closed.text
    assert visit("embed/live/").status_code == 404


@pytest.mark.parametrize("extra", [0, 12])
def test_what_a_frame_costs(
    visit, publish, kids, activity, group, extra, django_assert_num_queries
):
    for _ in range(extra):
        make.record(activity, make.participant(group, gender="F", age=12), "11.00")
    slug = publish(activity).slug
    for part in ("embed/", "embed/live/"):
        address = f"/r/{slug}/{part}?board={activity.pk}"
        made = Client().get(address)
        with django_assert_num_queries(1):
            assert Client().get(address).content == made.content
        again = Client().get(address, headers={"If-None-Match": made.headers["ETag"]})
        assert again.status_code == 304


def test_the_code_to_copy(visit, publish, kids, event, activity, as_admin):
    event.name = 'Běh <b>"okolo"</b> & zpět'
    event.save()
    publish(activity, overall="PUBLISHED")
    organisers = as_admin.get(reverse("scoring:publication", args=[event.pk]))

    shown = visit("", board=activity.pk, gender="F")

    for answer, board in ((shown, f"board={activity.pk}&gender=F"), (organisers, "")):
        code = re.search(r'id="embed-code"[^>]* value="([^"]+)"', answer.text)[1]
        assert "<" not in code
        [frame] = re.findall(
            r'<iframe src="([^"]+)" title="([^"<>]+)"[^<>]+></iframe>', unescape(code)
        )
        address, title = map(unescape, frame)
        assert title == f"Results – {event.name}"
        assert address.partition("?")[2] == board
        framed = Client().get("/" + address.split("/", 3)[3])
        assert framed.status_code == 200 and may_be_framed(framed)
