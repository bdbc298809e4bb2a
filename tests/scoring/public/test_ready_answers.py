"""What is public, sent as it was made before: one query, and never what is not public any more."""

import gzip
import time
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from events.models import Participant
from foundation.web import versioned_cache
from scoring.public.open_boards import open_boards
from scoring.public.versions import PublicVersions
from tests import make


@pytest.fixture
def ask(publication, settings):
    """ask("live/", board=3): what anybody gets; headers by `etag` and `packed`."""

    def call(part="live/", *, etag="", packed="", client=None, language="en", **query):
        headers = {"Accept-Language": language}
        headers |= {"If-None-Match": etag} if etag else {}
        headers |= {"Accept-Encoding": packed} if packed else {}
        publication.refresh_from_db()
        return (client or Client()).get(f"/r/{publication.slug}/{part}", query, headers=headers)

    return call


def was_ready(response):
    """Whether no view was asked: those say what an answer is made from."""
    return not hasattr(response, "versions")


@pytest.mark.parametrize("part", ["", "live/", "embed/live/"])
def test_asked_again_it_takes_one_query(
    ask, publish, kids, activity, jump, submit, part, django_assert_num_queries
):
    publish(activity, jump)
    first = ask(part, board=activity.pk)

    with django_assert_num_queries(2):  # one of them by the test: for the address
        again = ask(part, board=activity.pk)
    make.record(jump, kids["Běla"], "3.90")  # no news here
    with django_assert_num_queries(2):
        known = ask(part, board=activity.pk, etag=first.headers["ETag"])

    assert (was_ready(first), was_ready(again), was_ready(known)) == (False, True, True)
    assert again.content == first.content
    own = {"X-Request-ID"}
    assert {name: again.headers[name] for name in {*again.headers} - own} == {
        name: first.headers[name] for name in {*first.headers} - own
    }
    assert (known.status_code, known.content) == (304, b"")
    assert known.headers["ETag"] == first.headers["ETag"]
    assert "Content-Type" not in known.headers
    assert "default-src 'none'" in known.headers["Content-Security-Policy"]


def test_packed_it_is_the_same_answer(ask, publish, kids, activity):
    publish(activity)
    plain = ask("", board=activity.pk, packed="identity, gzip;q=0")

    for packed in (ask("", board=activity.pk, packed="br, gzip"), ask("", packed="gzip;q=0.5")):
        assert packed.headers["Content-Encoding"] == "gzip"
        assert int(packed.headers["Content-Length"]) == len(packed.content) < len(plain.content)
        assert packed.headers["ETag"].startswith('W/"')
        assert "Accept-Encoding" in packed.headers["Vary"]
        text = gzip.decompress(packed.content).decode()
        assert "Štěpánka" in text
        assert ask("", board=activity.pk, etag=packed.headers["ETag"]).status_code in {200, 304}
    again = ask("", board=activity.pk, packed="gzip")
    assert was_ready(again) and gzip.decompress(again.content) == plain.content
    assert "Content-Encoding" not in plain.headers


def test_nobody_sees_what_is_not_public_any_more(ask, publish, kids, activity, publication, admin):
    publish(activity)
    ask(board=activity.pk)
    seen = ask(board=activity.pk)
    assert was_ready(seen)
    assert "Anna" in seen.content.decode()

    Participant.objects.filter(pk=kids["Anna"].pk).update(is_hidden=True)
    hidden = ask(board=activity.pk, etag=seen.headers["ETag"])
    assert hidden.status_code == 200
    assert "Anna" not in hidden.content.decode()

    publish(activity, names="NUMBER")
    assert "Štěpánka" not in ask(board=activity.pk).content.decode()

    publish(activity, is_public=False)
    assert ask(board=activity.pk, etag=hidden.headers["ETag"]).status_code == 404


def test_a_moment_that_passes_is_news(ask, publish, kids, activity, jump):
    """Nothing is written when a board that was held back is opened by the clock."""
    moment = timezone.now() + timedelta(seconds=1.5)
    publish(activity)
    publish(jump, hold_until=moment)
    ask(board=activity.pk)
    before = ask(board=activity.pk)
    assert was_ready(before)
    assert "Skok" not in before.content.decode()

    time.sleep(max(0.0, (moment - timezone.now()).total_seconds()))

    assert "Skok" in ask(board=activity.pk, etag=before.headers["ETag"]).content.decode()


def test_languages_and_people_who_bring_a_cookie_have_their_own(
    ask, publish, kids, activity, admin
):
    publish(activity)
    english, czech = ask(""), ask("", language="cs")
    assert 'lang="en"' in english.content.decode()
    assert 'lang="cs"' in czech.content.decode()
    assert 'lang="cs"' in ask("", lang="cs").content.decode()

    somebody = Client()
    admin.language = "cs"
    admin.save()
    somebody.force_login(admin, backend="accounts.sign_in.AccountBackend")
    theirs = ask("", client=somebody)
    assert 'lang="cs"' in theirs.content.decode() and not was_ready(theirs)
    again = ask("", language="en-GB, fr;q=0.5")  # other words for the same language
    assert was_ready(again) and again.content == english.content


def test_what_a_client_makes_up_is_not_kept(ask, publish, kids, activity):
    address = f"/r/{publish(activity).slug}/"
    elsewhere = Client().get(address, SCRIPT_NAME="/evil")
    here = ask("")
    assert b"/evil/" in elsewhere.content and b"/evil" not in here.content
    assert not was_ready(here) and was_ready(ask(""))
    assert b"/evil/" in Client().get(address, SCRIPT_NAME="/evil").content
    for _ in range(2):
        long = ask("", q="x" * 2000)
        assert long.status_code == 200 and not was_ready(long)


def test_one_board_alone_is_the_same_board(kids, activity, jump, admin, group):
    """Made of its own entries, where most people are on others."""
    for number in range(9):
        boy = make.participant(group, display_name=f"Chlapec {number}", gender="M", age=12)
        make.record(activity, boy, f"{8 + number}.00")
    slug = make.published(activity.event, by=admin).slug

    [alone] = open_boards(
        PublicVersions.at_address(slug), lambda pk, gender, _: (pk, gender) == (activity.pk, "F")
    )

    versioned_cache.clear()
    together = open_boards(PublicVersions.at_address(slug))
    assert [(each["activity_id"], each["gender"]) for each in together] == [
        (activity.pk, "F"),
        (activity.pk, "M"),
        (jump.pk, "F"),
        (jump.pk, "M"),
    ]
    assert together[0] == alone
    assert [(row["rank"], row["name"]) for row in alone["rows"]] == [
        (1, "Štěpánka Ďáblová"),
        (2, "Anna Malá"),
        (2, "Běla Malá"),
    ]


def test_news_on_another_board_of_the_activity_are_looked_at_and_no_more(
    ask, kids, activity, admin, group, django_assert_num_queries
):
    boy = make.participant(group, display_name="Ivo Beneš", gender="M", age=12)
    make.published(activity.event, by=admin)
    girls = ask(board=activity.pk, gender="F")
    assert "Ivo" not in ask(board=activity.pk, gender="M").content.decode().partition("<h2")[0]

    make.record(activity, boy, "8.80")

    with django_assert_num_queries(3):  # the address by the test, versions, what came since
        known = ask(board=activity.pk, gender="F", etag=girls.headers["ETag"])
    assert known.status_code == 304
    assert "Ivo Beneš" in ask(board=activity.pk, gender="M").content.decode()
    assert ">8.80<" in ask(board=activity.pk).content.decode()

    make.record(activity, kids["Cilka"], "9.70")
    make.record(activity, kids["Cilka"], "9.10")  # of what came since, the last one counts
    with django_assert_num_queries(3):
        news = ask(board=activity.pk, gender="F", etag=girls.headers["ETag"])
    assert news.status_code == 200 and ">9.10<" in news.content.decode()
    assert ">9.70<" not in news.content.decode()
