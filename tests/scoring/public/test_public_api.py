"""What anybody may read in the API."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from scoring.publishing.codes import code_of
from tests import make


@pytest.fixture
def read(publication):
    """read("boards", gender="F"): as anybody; the response."""
    client = Client()

    def call(part="", *, etag=None, **query):
        publication.refresh_from_db()
        path = f"/api/public/events/{publication.slug}{part and '/'}{part}"
        headers = {"If-None-Match": etag} if etag else {}
        return client.get(path, query, headers=headers)

    return call


def names(board):
    return [(row["rank"], row["name"]) for row in board["rows"]]


def code(publication, kid):
    return code_of(publication.code_key, kid.pk)


def test_the_shape(read, publish, publication, event, kids, activity, jump):
    event.date = date(2026, 7, 4)
    event.save()
    at = timezone.now() + timedelta(minutes=1)
    publish(activity, at=at)

    answer = read()

    found = answer.json()
    assert found == read("boards").json()
    assert (found["event_name"], found["date"]) == ("Tábor 2026", "2026-07-04")
    assert found["activities"] == [
        {
            "activity_id": activity.pk,
            "activity_name": "Běh na 60 m",
            "evaluation_type": "TIME_LOW",
            "unit": "",
        }
    ]
    [board] = found["boards"]
    assert names(board) == [(1, "Štěpánka Ďáblová"), (2, "Anna Malá"), (2, "Běla Malá")]
    assert board["rows"][0] == {
        "rank": 1,
        "name": "Štěpánka Ďáblová",
        "group_name": "Bobři",
        "code": code(publication, kids["Štěpánka"]),
        "display_value": "9.42",
    }
    assert [(row["rank"], row["name"]) for row in board["guests"]] == [(2, "Hostka Cizí")]
    assert board["unranked"] == []
    assert (board["gender"], board["age_category_name"], board["state"]) == (
        "F",
        "All",
        "PUBLISHED",
    )
    moment = datetime.fromisoformat(board["updated_at"])
    assert moment == at and found["updated_at"] == board["updated_at"]


def test_the_same_nothing_for_what_is_not_there_and_not_public(read, publish, publication, kids):
    paths = ["", "/boards", "/standings", f"/participants/{code(publication, kids['Anna'])}"]
    closed = [Client().get(f"/api/public/events/{publication.slug}{path}") for path in paths]
    nowhere = [Client().get(f"/api/public/events/nowhere{path}") for path in paths]

    assert {answer.status_code for answer in closed + nowhere} == {404}
    assert {answer.content for answer in closed} == {answer.content for answer in nowhere}
    assert [set(a.headers) for a in closed] == [set(a.headers) for a in nowhere]

    publish()
    assert read().json()["boards"] == [] and read().json()["updated_at"] is None
    assert read(f"participants/{code(publication, kids['Anna'])}").status_code == 404


def test_held_back_until_a_moment(read, publish, kids, activity):
    publish(activity, hold_until=timezone.now() + timedelta(hours=1))
    assert read().json()["boards"] == []

    publish(activity, hold_until=timezone.now() - timedelta(seconds=1))
    assert len(read().json()["boards"]) == 1


def test_frozen_results_are_those_of_the_moment(read, publish, kids, activity):
    publish(activity, frozen_at=timezone.now())
    before = read()
    make.record(activity, kids["Cilka"], "8.88")
    make.record(activity, kids["Štěpánka"], "DQ")
    assert read().content == before.content

    publish(frozen_at=None)
    assert names(read().json()["boards"][0])[0] == (1, "Cilka Malá")

    publish(frozen_at=timezone.now() + timedelta(hours=1))  # it waits
    make.record(activity, kids["Běla"], "8.00")
    assert names(read().json()["boards"][0])[0] == (1, "Běla Malá")


def test_an_official_board_changes_only_by_an_amendment(read, publish, kids, activity):
    publish(activity, state="OFFICIAL")
    before = read().json()["boards"][0]
    make.record(activity, kids["Cilka"], "8.88")
    assert read().json()["boards"][0] == before

    publish(activity, state="PUBLISHED", reason="Cilka was forgotten.")
    assert names(read().json()["boards"][0])[0] == (1, "Cilka Malá")


def test_who_is_hidden_vanishes_at_once_and_nobody_moves(read, publish, kids, activity):
    publish(activity, frozen_at=timezone.now())
    kids["Štěpánka"].is_hidden = True
    kids["Štěpánka"].save()

    [board] = read().json()["boards"]
    assert names(board) == [(2, "Anna Malá"), (2, "Běla Malá")]


def test_who_has_no_place_is_below(read, publish, kids, activity):
    publish(activity)
    make.record(activity, kids["Cilka"], "DNF")

    [board] = read().json()["boards"]
    assert [(row["name"], row["status"]) for row in board["unranked"]] == [("Cilka Malá", "DNF")]
    assert "rank" not in board["unranked"][0]


def test_names_as_privacy_has_them_in_an_order_that_says_nothing(read, publish, kids, activity):
    publish(activity, names="FIRST_INITIAL")
    assert [row["name"] for row in read().json()["boards"][0]["rows"]] == [
        "Štěpánka Ď.",
        "Anna M.",
        "Běla M.",
    ]
    kids["Anna"].external_id = "90"
    kids["Běla"].external_id = "9"
    for who in ("Anna", "Běla"):
        kids[who].save()

    publish(names_until=date(2026, 1, 1))
    assert [row["name"] for row in read().json()["boards"][0]["rows"]][1:] == ["9", "90"]


def test_narrowed(read, publish, kids, activity, jump):
    publish(activity, jump)

    one = read("boards", activity=jump.pk, gender="F", category="All").json()
    assert [board["activity_id"] for board in one["boards"]] == [jump.pk]
    assert read("boards", gender="", category="").json() == read("boards").json()
    for nothing in ({"gender": "M"}, {"category": "10–12"}, {"activity": 10**17}):
        assert read("boards", **nothing).json()["boards"] == []
    for wrong in ({"activity": "x"}, {"activity": -1}, {"gender": "F" * 51}):
        assert read("boards", **wrong).status_code == 422


def test_another_board_changes_no_byte(read, publish, kids, activity, jump, group):
    boy = make.participant(group, display_name="Bořek", gender="M", age=12)
    publish(activity, jump)
    asked = {"activity": jump.pk, "gender": "F"}
    before, whole = read("boards", **asked), read()

    make.record(activity, kids["Cilka"], "9.00")
    make.record(jump, boy, "3.00")  # the same activity, a board that nobody published

    after = read("boards", **asked, etag=before.headers["ETag"])
    assert after.status_code == 304 and not after.content
    assert read("boards", **asked).content == before.content
    assert read().content != whole.content


def test_a_result_is_there_with_the_next_question(read, publish, kids, activity):
    publish(activity)
    etag = read().headers["ETag"]
    assert read(etag=etag).status_code == 304

    for text in ("9.00", "8.00", "7.00", ""):
        make.record(activity, kids["Cilka"], text)
        fresh = read(etag=etag)
        assert fresh.status_code == 200
        etag = fresh.headers["ETag"]
        ranked = names(fresh.json()["boards"][0])
        assert ((1, "Cilka Malá") in ranked) == bool(text)


def test_standings(read, publish, standing):
    assert read("standings").status_code == 404
    publish()
    assert read("standings").status_code == 404

    publish(overall="PUBLISHED", groups="OFFICIAL")
    found = read("standings").json()

    [board] = found["overall"]
    assert [(row["rank"], row["name"].split()[0], row["total"]) for row in board["rows"]] == [
        (1, "Anna", "15"),
        (2, "Cilka", "10"),
        (2, "Štěpánka", "10"),
        (4, "Běla", "7"),
    ]
    assert [(row["rank"], row["group_name"], row["total"]) for row in found["groups"]] == [
        (1, "Bobři", "25"),
        (2, "Draci", "17"),
    ]
    assert (found["overall_state"], found["groups_state"]) == ("PUBLISHED", "OFFICIAL")
    assert set(board["rows"][0]) == {"rank", "name", "group_name", "code", "total"}


def test_what_is_held_back_counts_in_no_total(read, publish, standing, jump, activity):
    publish(jump, hold_until=timezone.now() + timedelta(hours=1), overall="PUBLISHED")

    [board] = read("standings").json()["overall"]
    totals = {row["name"].split()[0]: row["total"] for row in board["rows"]}
    assert totals == {"Štěpánka": "10", "Anna": "7", "Běla": "7"}


def test_frozen_standings(read, publish, standing, activity):
    publish(overall="PUBLISHED", groups="PUBLISHED", frozen_at=timezone.now())
    before = read("standings").content
    make.record(activity, standing["Cilka"], "1.00")
    assert read("standings").content == before

    standing["Anna"].is_hidden = True
    standing["Anna"].save()
    [board] = read("standings").json()["overall"]
    assert [row["rank"] for row in board["rows"]] == [2, 2, 4]


def test_a_participants_own(read, publish, publication, standing, activity, jump):
    publish(activity, overall="PUBLISHED", names="FIRST")

    own = read(f"participants/{code(publication, standing['Anna'])}").json()

    assert (own["name"], own["group_name"]) == ("Anna", "Bobři")
    [board] = own["boards"]
    assert (board["activity_id"], names(board)) == (activity.pk, [(2, "Anna")])
    assert own["overall"][0]["rows"][0]["total"] == "15"
    assert read("participants/abcdefghij").status_code == 404


def test_anybodys_browser_may_read_it_and_a_cache_in_front(
    read, publish, publication, kids, activity
):
    publish(activity)
    answer = read()

    assert answer.headers["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "ETag" in answer.headers["Access-Control-Expose-Headers"]
    assert "Set-Cookie" not in answer.headers and not answer.cookies
    assert "Cookie" not in answer.headers.get("Vary", "")
    path = f"/api/public/events/{publication.slug}"
    origin = {"Origin": "https://school.example"}
    asked = {**origin, "Access-Control-Request-Headers": "if-none-match"}
    beforehand = Client().options(path, headers={**asked, "Access-Control-Request-Method": "GET"})
    assert beforehand.headers["Access-Control-Allow-Origin"] == "*"
    assert beforehand.headers["Access-Control-Allow-Headers"] == "if-none-match, x-request-id"
    for other in (
        Client().post(path, headers=origin),
        Client().get("/api/events", headers=origin),
    ):
        assert "Access-Control-Allow-Origin" not in other.headers


@pytest.mark.parametrize("extra", [0, 12])
def test_without_news_it_costs_one_query(
    read, publish, kids, activity, jump, group, extra, django_assert_num_queries
):
    for _ in range(extra):
        make.record(activity, make.participant(group, gender="F", age=12), "11.00")
    publish(activity, jump)
    client, etag = Client(), read().headers["ETag"]
    path = reverse("api:public-event", args=[publish().slug])
    client.get(path)

    with django_assert_num_queries(1):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    make.record(activity, kids["Cilka"], "9.00")
    with django_assert_num_queries(2):  # versions, what came since
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_a_moment_needs_nobody_who_is_there(read, publish, publication, kids, activity):
    """Kept answers are left behind by the clock alone."""
    moment = timezone.now() + timedelta(seconds=0.5)
    publish(activity, hold_until=moment)
    assert read().json()["boards"] == []
    while timezone.now() < moment:
        pass
    assert len(read().json()["boards"]) == 1
    assert datetime.fromisoformat(read().json()["updated_at"]).astimezone(UTC) == moment
