"""The organisers' page of what the public sees."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scoring.models import Amendment, Publication
from tests import make


@pytest.fixture
def address(event):
    return reverse("scoring:publication", args=[event.pk])


@pytest.fixture
def post(as_admin, address, event):
    """post("boards", reason="…"): the form as it is shown, changed by `fields`."""

    def call(then, **fields):
        page = as_admin.get(address)
        version = str(Publication.objects.get(event=event).version)
        shown = {"version": version, "then": then}
        if then == "boards":
            for row in page.context["boards"].visible_fields():
                value = row.value()
                shown[row.html_name] = value if isinstance(value, str) else ""
        if then == "privacy":
            shown |= {"names": "FULL", "slug": page.context["publication"].slug}
        return as_admin.post(address, {**shown, **fields})

    return call


def sentence(client, address):
    return client.get(address).context["overview"].sentence


def key(client, address, activity):
    lines = client.get(address).context["overview"].lines
    return next(line.key for line in lines if line.board.activity_id == activity.pk)


def test_publish_what_is_complete_asks_first(as_admin, address, event, kids, activity, jump):
    make.record(activity, kids["Cilka"], "10.00")
    assert "switched off" in sentence(as_admin, address)

    asked = as_admin.get(address, {"publish": "1"}).content.decode()

    assert "Publish these boards?" in asked
    boards = re.findall(r'name="board" value="(\w+)"', asked)
    assert boards == [key(as_admin, address, activity)]  # the jump lacks Běla and the guest
    version = Publication.objects.get().version
    done = as_admin.post(address, {"then": "publish", "version": version, "board": boards})
    assert done.status_code == 302
    assert sentence(as_admin, address) == "The public sees 1 board."
    assert "The public sees 1 board." in as_admin.get(reverse("scoring:hub", args=[event.pk])).text
    again = as_admin.post(address, {"then": "publish", "version": version, "board": boards})
    assert "A colleague changed" in as_admin.get(again.url).text


def test_the_hub_says_what_is_public_and_switches_it(
    as_admin, address, post, event, kids, activity, jump
):
    """Off, asked once more, on, and off again with one press; boards keep their state."""
    hub = reverse("scoring:hub", args=[event.pk])
    first = as_admin.get(hub)
    assert not Publication.objects.exists()  # to look makes nothing
    assert first.context["overview"].counts == (0, 0, 0, 0)
    assert "public page off" in first.text and "public-address" not in first.text
    make.record(activity, kids["Cilka"], "10.00")
    assert as_admin.get(hub).context["overview"].counts == (0, 0, 0, 1)
    one, other = (key(as_admin, address, each) for each in (activity, jump))
    held = {f"state-{other}": "PUBLISHED", f"hold-{other}": "2090-07-04T15:00"}
    post("boards", **{f"state-{one}": "OFFICIAL"}, **held)
    assert as_admin.get(hub).context["overview"].counts == (0, 1, 1, 0)

    asked = as_admin.get(address, {"show": "1"}).text
    assert "Anybody who has the address sees 1 board then, with names as: full names." in asked
    assert not Publication.objects.get().is_public
    assert post("show").url == address
    shown = as_admin.get(hub)
    page = f"/r/{Publication.objects.get().slug}/"
    assert f'{page}" readonly' in shown.text and "public page on" in shown.text
    assert Client().get(page).status_code == 200

    assert post("hide", back="hub").url == hub
    assert Client().get(page).status_code == 404
    assert as_admin.get(hub).context["overview"].counts == (0, 1, 1, 0)
    assert post("hide", version=1, back="hub").url == hub
    assert "A colleague changed" in as_admin.get(hub).text


def test_boards_are_set_by_hand_and_taken_back_with_a_reason(
    as_admin, address, post, kids, activity, client
):
    board = key(as_admin, address, activity)
    assert post("boards", **{f"state-{board}": "OFFICIAL"}).status_code == 302

    refused = post("boards", **{f"state-{board}": "OPEN"})
    assert refused.status_code == 422
    assert "Say why" in refused.text
    done = post("boards", **{f"state-{board}": "OPEN", "reason": "A protest was upheld."})
    assert done.status_code == 302
    make.record(activity, kids["Cilka"], "9.00")
    post("boards", **{f"state-{board}": "PUBLISHED"})

    shown = " ".join(as_admin.get(address).text.split())
    assert "A protest was upheld." in shown
    assert "<li>Cilka Malá: – → 1</li>" in shown and "<li>Štěpánka Ďáblová: 1 → 2</li>" in shown
    assert Amendment.objects.get().number == 1


def test_held_back_to_the_minute(as_admin, address, post, kids, activity):
    board = key(as_admin, address, activity)
    fields = {f"state-{board}": "PUBLISHED", f"hold-{board}": "2090-07-04T15:00"}

    assert post("boards", **fields).status_code == 302

    [line] = [each for each in as_admin.get(address).context["overview"].lines if each.key == board]
    assert timezone.localtime(line.rule.hold_until).isoformat() == "2090-07-04T15:00:00+02:00"
    assert not line.is_shown
    assert 'value="2090-07-04T15:00"' in as_admin.get(address).text


def test_a_form_that_knows_fewer_boards_leaves_the_others(
    as_admin, address, post, kids, activity, jump
):
    first, second = (key(as_admin, address, each) for each in (activity, jump))
    post("boards", **{f"state-{second}": "PUBLISHED", f"hold-{second}": "2090-07-04T15:00"})
    version = Publication.objects.get().version

    as_admin.post(address, {"then": "boards", "version": version, f"state-{first}": "CLOSED"})

    lines = {each.key: each.rule for each in as_admin.get(address).context["overview"].lines}
    assert lines[first].state == "CLOSED"
    assert lines[second].state == "PUBLISHED" and lines[second].hold_until is not None


def test_page_and_privacy(as_admin, address, post, kids):
    done = post(
        "privacy", is_public="on", names="FIRST", slug="tabor-2026", names_until="2026-12-31"
    )
    assert done.status_code == 302
    found = Publication.objects.get()
    assert (found.is_public, found.names, found.slug) == (True, "FIRST", "tabor-2026")
    assert "/r/tabor-2026/" in as_admin.get(address).text

    refused = post("privacy", slug="Tábor 2026")
    assert refused.status_code == 422
    assert "small letters" in refused.text and 'value="Tábor 2026"' in refused.text
    clash = post("privacy", slug="tabor-2026", version="1")
    assert clash.status_code == 409
    assert "A colleague changed" in clash.text


def test_freeze_and_unfreeze(as_admin, address, post, kids):
    post("freeze")
    assert Publication.objects.get().frozen_at is not None
    assert "Results are frozen" in as_admin.get(address).text
    post("unfreeze")
    assert Publication.objects.get().frozen_at is None


def test_standings_that_say_more_than_is_public(as_admin, address, publish, standing, activity):
    warning = "count activities that are not"
    publish(activity, overall="PUBLISHED")
    assert warning in as_admin.get(address).text
    publish(overall="OPEN", reason="Too early.")
    assert warning not in as_admin.get(address).text


def test_a_moment_that_no_zone_has(as_admin, address, post, kids, activity):
    board = key(as_admin, address, activity)

    for far in ("0001-01-01T00:00", "9999-12-31T23:59", "yesterday"):
        assert post("boards", **{f"hold-{board}": far}).status_code == 422
    for far in ("0001-01-01", "9999-12-31"):
        assert post("privacy", names_until=far).status_code == 302
        assert as_admin.get(address).status_code == 200


def test_who_is_hidden_is_found_again(as_admin, address, kids):
    assert "is_hidden__exact" not in as_admin.get(address).text
    kids["Anna"].is_hidden = True
    kids["Anna"].save()

    link = re.search(r'href="([^"]*is_hidden[^"]*)"', as_admin.get(address).text)[1]

    listed = as_admin.get(link.replace("&amp;", "&")).text
    assert "Anna Malá" in listed and "Běla Malá" not in listed
