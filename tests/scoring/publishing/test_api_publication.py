"""GET and PUT /events/{id}/publication."""

import pytest
from django.urls import reverse

from accounts.models import AuditLog
from scoring.models import Amendment, Publication
from tests import make
from tests.threads import at_once


def address(event):
    return reverse("api:publication", args=[event.pk])


@pytest.fixture
def put(api, admin, event):
    """put(overall="OPEN"): by an organiser who has just looked."""

    def call(**fields):
        client = api(admin)
        version = client.get(address(event)).json()["version"]
        body = {"version": version, **fields}
        return client.put(address(event), body, format="json")

    return call


def board(activity, state, **fields):
    return {
        "activity_id": activity.pk,
        "gender": "F",
        "age_category_name": "All",
        "state": state,
        **fields,
    }


def test_closed_until_somebody_opens_it(api, admin, event, kids, activity, jump):
    found = api(admin).get(address(event)).json()

    slug = found.pop("slug")
    assert len(slug) == 20 and slug.isalnum() and slug == slug.lower()
    assert found.pop("version") > 0
    assert found == {
        "is_public": False,
        "names": "FULL",
        "is_indexed": False,
        "frozen_at": None,
        "names_until": None,
        "colour": "",
        "picture_url": None,
        "picture_text": "",
        "names_erased_on": None,
        "names_erased_at": None,
        "boards": [board(each, "OPEN", hold_until=None) for each in (activity, jump)],
        "overall": "OPEN",
        "groups": "OPEN",
        "amendments": [],
    }
    assert api(admin).get(address(event)).json()["slug"] == slug


def test_what_is_not_named_stays(put, kids, activity, jump):
    noon = "2026-07-04T12:00:00+02:00"
    first = put(
        is_public=True,
        slug="tabor-2026",
        names="FIRST",
        boards=[board(activity, "PUBLISHED", hold_until=noon)],
    )
    assert first.status_code == 200, first.json()

    second = put(overall="OFFICIAL", boards=[board(jump, "CLOSED")], names_until="2026-12-31")

    now = second.json()
    assert [now[name] for name in ("is_public", "slug", "names", "overall", "names_until")] == [
        True, "tabor-2026", "FIRST", "OFFICIAL", "2026-12-31",
    ]  # fmt: skip
    assert now["boards"] == [
        board(activity, "PUBLISHED", hold_until=noon),
        board(jump, "CLOSED", hold_until=None),
    ]
    assert now["version"] > first.json()["version"]
    lines = AuditLog.objects.filter(action="CHANGE_PUBLICATION").order_by("pk")
    assert lines[1].changes["boards"] == [
        "Skok daleký – Girls: OPEN; OVERALL: OPEN",
        "Skok daleký – Girls: CLOSED; OVERALL: OFFICIAL",
    ]


def test_nothing_to_change_leaves_the_version_and_the_trail(put):
    before = put(is_public=True).json()["version"]

    assert put(is_public=True, overall="OPEN").json()["version"] == before
    assert AuditLog.objects.filter(action="CHANGE_PUBLICATION").count() == 1


def test_a_colleague_was_quicker(api, admin, event, put):
    old = api(admin).get(address(event)).json()["version"]
    put(names="FIRST")

    refused = api(admin).put(address(event), {"version": old, "is_public": True}, format="json")

    assert refused.status_code == 409
    assert not Publication.objects.get().is_public


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"names": "ALL"}, "names"),
        ({"slug": "Tábor"}, "slug"),
        ({"slug": "-tabor"}, "slug"),
        ({"slug": "a"}, "slug"),
        ({"frozen_at": "yesterday"}, "frozen_at"),
        ({"names_until": "2026-02-30"}, "names_until"),
        ({"overall": "SECRET"}, "overall"),
        ({"boards": [{"activity_id": 1}]}, "boards.0.gender"),
        ({"version": None}, "version"),
    ],
)
def test_what_does_not_fit_changes_nothing(put, publication, fields, field):
    refused = put(**{"is_public": True, **fields})

    assert refused.status_code == 422
    assert field in refused.json()["errors"]
    publication.refresh_from_db()
    assert not publication.is_public


def test_boards_that_cannot_be_are_refused(put, kids, activity):
    elsewhere = make.activity(make.event(), "TIME_LOW")

    for wrong in [
        board(elsewhere, "PUBLISHED"),
        board(activity, "PUBLISHED", gender="M"),
        board(activity, "PUBLISHED", age_category_name="10–12"),
    ]:
        assert put(boards=[wrong]).status_code == 422
    twice = [board(activity, "CLOSED"), board(activity, "PUBLISHED")]
    assert put(boards=twice).status_code == 422


def test_an_address_that_is_taken(put, event):
    other = Publication.objects.create(event=make.event(organisation=event.organisation))

    refused = put(slug=other.slug, is_public=True)

    assert refused.status_code == 409
    assert "address" in refused.json()["detail"]
    assert put(slug="").json()["slug"] not in {other.slug, ""}


def test_going_back_needs_a_reason_and_leaves_an_amendment(put, kids, activity):
    put(boards=[board(activity, "OFFICIAL")])
    for blank in ({}, {"reason": ""}, {"reason": " \t"}):
        refused = put(boards=[board(activity, "OPEN")], **blank)
        assert refused.status_code == 422 and "reason" in refused.json()["errors"]

    back = put(boards=[board(activity, "OPEN")], reason="Běla had started too early.")
    [waiting] = back.json()["amendments"]
    assert (waiting["number"], waiting["changes"]) == (1, None)
    assert waiting["reason"] == "Běla had started too early."

    make.record(activity, kids["Běla"], "DQ")
    make.record(activity, kids["Cilka"], "9.45")
    again = put(boards=[board(activity, "PUBLISHED")])

    [done] = again.json()["amendments"]
    moves = {each["participant_id"]: (each["before"], each["after"]) for each in done["changes"]}
    assert moves == {
        kids["Cilka"].pk: (None, 2),
        kids["Anna"].pk: (2, 3),
        kids["Běla"].pk: (2, None),
    }
    assert done["republished_at"] is not None


def test_further_back_is_the_same_amendment(put, kids, activity, jump):
    put(boards=[board(activity, "OFFICIAL"), board(jump, "CLOSED")])
    put(boards=[board(activity, "PUBLISHED")], reason="A protest.")
    put(boards=[board(activity, "CLOSED")], reason="It is upheld.")
    put(boards=[board(jump, "OPEN")], reason="Nobody had seen it.")

    assert Amendment.objects.values_list("number", "reason").get() == (1, "A protest.")


def test_official_standings_leave_amendments_too(put, standing, activity, group, other_group):
    put(groups="OFFICIAL", overall="PUBLISHED")
    make.record(activity, standing["Cilka"], "9.00")
    back = put(groups="CLOSED", overall="CLOSED", reason="Cilka was forgotten.")
    assert back.status_code == 200

    moves = {each.kind: each for each in Amendment.objects.all()}
    # Official standings of groups are those of before; the published overall had it at once.
    assert dict(moves["GROUPS"].places_before) == {group.pk: 1, other_group.pk: 2}
    assert dict(moves["OVERALL"].places_before)[standing["Cilka"].pk] == 1
    answer = put(groups="OFFICIAL", overall="OFFICIAL").json()
    changes = {each["board"]: each["changes"] for each in answer["amendments"]}
    assert changes["OVERALL"] == []
    assert {each["participant_id"] for each in changes["GROUPS"]} == {group.pk, other_group.pk}


def test_for_organisers_alone(api, evaluator, outsider, event):
    assert api(evaluator).get(address(event)).status_code == 403
    assert api(outsider).put(address(event), {"version": 1}, format="json").status_code == 404
    assert api(None).get(address(event)).status_code == 401


def test_an_archived_event_is_published_and_hides_people(api, admin, event, put, kids):
    event.status = "ARCHIVED"
    event.save()
    kid = f"/api/participants/{kids['Anna'].pk}"

    assert put(is_public=True).status_code == 200
    hidden = api(admin).patch(kid, {"is_hidden": True}, format="json")
    assert hidden.json()["is_hidden"] is True
    renamed = api(admin).patch(kid, {"is_hidden": False, "age": 9}, format="json")
    assert renamed.status_code == 400


@pytest.mark.django_db(transaction=True)
def test_two_organisers_at_once(api, admin, event, publication):
    def change(names):
        body = {"version": publication.version, "names": names}
        return api(admin).put(address(event), body, format="json").status_code

    assert sorted(at_once(lambda: change("FIRST"), lambda: change("NUMBER"))) == [200, 409]
