"""The public pages: found without a sign-in, in both languages, with what is open and no more."""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from scoring.publishing.codes import code_of
from tests import make


def words(response):
    text = re.sub(r"<[^>]+>", " ", response.content.decode())
    return " ".join(text.split())


def test_the_first_tab_and_the_others(visit, publish, standing, activity, jump):
    publish(activity, jump, overall="PUBLISHED", groups="OFFICIAL")

    assert "1 Anna Malá Bobři 15" in words(visit())
    assert "Bobři 25 2 Draci 17" in words(visit(board="groups"))
    sprint = visit(board=activity.pk)
    assert "1 Štěpánka Ďáblová Bobři 9.42 2 Anna Malá Bobři 9.50" in words(sprint)
    assert "(2) Hostka Cizí" in words(sprint)
    assert "provisional" in words(sprint) and "official" in words(visit(board="groups"))
    assert "Skok daleký" in words(sprint)
    assert "Místo" in words(visit(lang="cs")) and "Přihlásit" not in words(visit(lang="cs"))


def test_nothing_yet(visit, publish, kids):
    assert visit().status_code == 404
    publish()
    assert "No results are public yet" in words(visit())


def test_a_page_of_ones_own(visit, publish, publication, standing, activity, jump):
    publish(activity, overall="PUBLISHED")
    code = code_of(publication.code_key, standing["Anna"].pk)

    own = words(visit(f"p/{code}/"))

    assert "Anna Malá Bobři" in own
    assert "2 Běh na 60 m Girls · provisional 9.50" in own
    assert "1 Overall Girls 15" in own
    assert "Skok" not in own
    assert visit(f"p/{'a' * 20}/").status_code == 404
    assert f"p/{code}/" in visit(q="anna").content.decode()


@pytest.mark.parametrize(
    ("names", "sought", "is_found"),
    [
        ("FULL", "stepanka dab", True),
        ("FULL", "77", False),
        ("FIRST_INITIAL", "ďáblová", False),
        ("FIRST_INITIAL", "Štěpánka ď", True),
        ("FIRST", "Ď", False),
        ("NUMBER", "Štěpánka", False),
        ("NUMBER", "77", True),
        ("NUMBER", "7", False),
        ("FULL", "Cilka", False),  # on a board that is not open
        ("FULL", "<b>'\"", False),
    ],
)
def test_one_is_found_by_what_is_shown(
    visit, publish, kids, activity, jump, names, sought, is_found
):
    kids["Štěpánka"].external_id = "77"
    kids["Štěpánka"].save()
    publish(activity, names=names)

    found = visit(q=sought).content.decode()

    assert ("activity-link" in found) == is_found
    assert sought[:2] != "<b" or "<b>'" not in found


def test_narrowed_to_a_group(visit, publish, standing, activity, jump):
    """Places stay those among all; what nobody of the group is on is not there."""
    publish(activity, jump, overall="PUBLISHED")
    sprint = str(activity.pk)

    own = words(visit(board=sprint, group="Draci"))
    assert re.search(r"2 Běla Malá", own)
    assert "Anna" not in own and "Hostka" not in own
    assert "Cilka Malá" in words(visit(group="Draci"))  # in the overall standings
    assert "Anna" not in words(visit(group="Draci"))
    nobody = words(visit(board=sprint, group="Draci", gender="F", category="nobody's"))
    assert "Běla" in nobody
    live = visit("live/", board=sprint, group="Draci").content.decode()
    assert "Běla" in live and "Anna" not in live
    assert visit("live/", board=sprint, group="Sysli").status_code == 404
    assert "Anna Malá" in words(visit(board=sprint, group="Sysli"))
    framed = words(visit("embed/", board=sprint, group="Draci"))
    assert "Běla" in framed and "Anna" not in framed


def test_addresses_that_ask_for_anything(visit, publish, kids, activity):
    publish(activity)
    for query in [
        {"board": "x" * 3000},
        {"board": "-1", "gender": "\x00", "category": "🏅" * 300},
        {"lang": "xx", "q": "a" * 5000},
        {"gender": "M"},
        {"group": "\x00", "gender": "F"},
    ]:
        answer = visit(**query)
        assert answer.status_code == 200
        assert "Štěpánka Ďáblová" in answer.content.decode() or "q" in query
        assert visit("live/", **query).status_code in {200, 404}


def test_no_cookie_and_nothing_for_search_engines(visit, publish, kids, activity, client, admin):
    publish(activity)
    answer = visit()

    assert not answer.cookies
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    assert 'name="robots" content="noindex' in answer.content.decode()
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = Client().get(answer.request["PATH_INFO"], headers={"If-None-Match": answer["ETag"]})
    assert again.status_code == 304
    client.force_login(admin)  # whoever is signed in gets the very same bytes
    assert client.get(answer.request["PATH_INFO"]).content == answer.content

    part = visit("live/")
    assert part["ETag"] in answer.content.decode().replace("&quot;", '"')  # it asks by that one
    publish(is_indexed=True)
    assert "X-Robots-Tag" not in visit().headers
    assert 'name="robots"' not in visit().content.decode()
    found = visit("live/")
    assert found.content == part.content and found["ETag"] != part["ETag"]  # other headers
    assert found["ETag"] in visit().content.decode().replace("&quot;", '"')


def test_an_organisation_with_another_name(visit, publish, kids, activity, event):
    publish(activity)
    visit()
    organisation = event.organisation
    organisation.name = "Sokol Horní Lhota"
    organisation.save()

    assert "Sokol Horní Lhota" in visit().content.decode()

    version = Event.objects.get(pk=event.pk).version
    organisation.save()
    assert Event.objects.get(pk=event.pk).version == version


def test_an_organiser_sees_what_would_be(client, admin, outsider, event, publish, kids, activity):
    publish(activity, is_public=False)
    address = reverse("scoring:publication-preview", args=[event.pk])
    client.force_login(admin)

    answer = client.get(address)

    assert "Štěpánka Ďáblová" in words(answer) and "not public yet" in words(answer)
    assert "no-store" in answer.headers["Cache-Control"]
    link = re.search(r'href="(p/\w+/)"', answer.content.decode())[1]
    assert client.get(address + link).status_code == 200
    client.force_login(outsider)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("extra", [0, 12])
def test_what_pages_cost(visit, publish, kids, activity, group, extra, django_assert_num_queries):
    for _ in range(extra):
        make.record(activity, make.participant(group, gender="F", age=12), "11.00")
    publish(activity)
    slug = publish().slug
    for part in ("", "live/"):
        Client().get(f"/r/{slug}/{part}")
        with django_assert_num_queries(1):
            Client().get(f"/r/{slug}/{part}")
    with django_assert_num_queries(1):
        Client().get(f"/r/{slug}/", {"q": "anna"})


SENTINELS = ("Tajenka", "7.77", "Skryté", "skryte", "Zamčený", "8.88")


def test_nothing_that_is_not_open_is_in_any_byte(
    publish, publication, standing, event, group, activity, jump, admin, api
):
    """Whatever address anybody asks: a hidden child, an activity that nobody published, a frozen
    result and names after their last day stand in no body, header or error page.
    """
    hidden = make.participant(
        group, display_name="Tajenka Skrytá", gender="F", age=12, external_id="skryte-1"
    )
    make.record(activity, hidden, "7.77")
    secret = make.activity(event, "NUMERIC_HIGH", name="Zamčený trezor", unit="Skryté")
    make.record(secret, standing["Anna"], "8.88")
    hidden.is_hidden = True
    hidden.save()
    publish(activity, jump, overall="PUBLISHED", groups="PUBLISHED", frozen_at=timezone.now())
    make.record(activity, standing["Cilka"], "8.88")

    codes = [code_of(publication.code_key, kid.pk) for kid in [hidden, *standing.values()]]
    seen = list(everything(publication.slug, codes, [activity.pk, secret.pk, "overall", "groups"]))

    assert len(seen) > 60
    for path, answer in seen:
        text = answer.content.decode() + repr(dict(answer.headers))
        assert [word for word in SENTINELS if word in text] == [], path
    statuses = {path: answer.status_code for path, answer in seen}
    of_hidden = {statuses[path] for path in statuses if codes[0] in path and "OPTIONS" not in path}
    assert of_hidden == {404}

    publish(names="NUMBER")
    for path, answer in everything(publication.slug, codes, [activity.pk, "overall"]):
        text = answer.content.decode() + repr(dict(answer.headers))
        assert [name for name in ("Štěpánka", "Malá", "Anna") if name in text] == [], path


def everything(slug, codes, boards):
    """(path, answer) of every public address, with every way to ask, by a client of its own."""
    pages = [f"/r/{slug}/{part}" for part in ("", "live/", "embed/", "embed/live/")]
    pages += [f"/r/{slug}/p/{code}/{part}" for code in codes for part in ("", "live/")]
    calls = [f"/api/public/events/{slug}{part}" for part in ("", "/boards", "/standings")]
    calls += [f"/api/public/events/{slug}/participants/{code}" for code in codes]
    asked = [f"{page}?board={board}" for page in pages[:4] for board in boards]
    screens = [f"/r/{slug}/screen/", f"/r/{slug}/screen/live/"]
    asked += [f"{screen}?page={page}" for screen in screens for page in range(1, 5)]
    asked += [f"{screen}?board={board}" for screen in screens for board in boards]
    asked += [f"/r/{slug}/?gender={gender}&category=All" for gender in "FM"]
    asked += [f"{calls[1]}?activity={board}" for board in boards if isinstance(board, int)]
    missing = [f"/r/{slug}/nothing/", f"/r/{slug}x/", f"/api/public/events/{slug}x", f"/r/{slug}"]
    for path in [*pages, *calls, *asked, *missing]:
        for language in ("en", "cs"):
            client = Client(raise_request_exception=False)
            yield f"{path} {language}", client.get(path, headers={"Accept-Language": language})
    for path in calls:
        yield path + " HEAD", Client().head(path)
        yield path + " OPTIONS", Client().options(path)


def test_a_name_is_never_markup(visit, publish, group, activity):
    make.record(
        activity, make.participant(group, display_name='<b>Eva</b> & "syn"', gender="F"), "9.1"
    )
    publish(activity)

    assert "&lt;b&gt;Eva&lt;/b&gt; &amp; &quot;syn&quot;</a>" in visit().content.decode()
