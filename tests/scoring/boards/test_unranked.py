"""Categories in which nobody is ranked: only for whoever asks for them."""

import pytest
from django.urls import reverse

from tests import make


def url(event):
    return f"/api/events/{event.pk}/leaderboard"


@pytest.fixture
def three_categories(event, group, activity):
    """One with a placed and an unplaced, one with a guest, one with nobody but the unplaced."""
    for gender, text, fields in [
        ("F", "12", {}), ("F", "dnf", {}), ("M", "13", {"status": "GUEST"}), ("X", "dns", {}),
    ]:  # fmt: skip
        make.record(activity, make.participant(group, gender=gender, **fields), text)


@pytest.mark.parametrize(
    ("query", "genders"),
    [("", ["F"]), ("?unranked=0", ["F"]), ("?unranked=1", ["F", "M", "X"]),
     ("?unranked=true", ["F", "M", "X"])],
)  # fmt: skip
def test_a_category_where_nobody_is_ranked_comes_only_when_asked_for(
    client, event, three_categories, admin, query, genders
):
    client.force_login(admin)

    for _warm in range(2):
        [part] = client.get(url(event) + query).json()["activities"]

        assert [category["gender"] for category in part["categories"]] == genders
        assert [row["status"] for row in part["categories"][0]["unranked"]] == ["DNF"]


def test_with_and_without_them_are_two_answers(
    client, event, group, activity, three_categories, admin
):
    client.force_login(admin)
    tags = [client.get(url(event) + query).headers["ETag"] for query in ("", "?unranked=1")]

    assert len(set(tags)) == 2
    for query in ("", "?unranked=1"):
        answers = [
            client.get(url(event) + query, headers={"if-none-match": tag}).status_code
            for tag in tags
        ]
        assert sorted(answers) == [200, 304]
    make.record(activity, make.participant(group, gender="X"), "14")
    [part] = client.get(url(event)).json()["activities"]
    assert [category["gender"] for category in part["categories"]] == ["F", "X"]


def test_something_else_than_yes_or_no_is_refused(client, event, stranger, admin):
    client.force_login(admin)
    refused = client.get(f"{url(event)}?unranked=maybe")

    assert (refused.status_code, list(refused.json()["errors"])) == (422, ["unranked"])
    client.force_login(stranger)
    assert client.get(f"{url(event)}?unranked=maybe").status_code == 404


def test_the_page_shows_every_category(client, event, three_categories, admin):
    client.force_login(admin)

    page = client.get(reverse("scoring:leaderboard", args=[event.pk])).content.decode()

    assert '<abbr title="did not start">DNS</abbr>' in page


def test_an_activity_without_anybody_ranked_stays_on_the_board(
    client, event, activity, participant, admin
):
    make.record(activity, participant, "dns")
    client.force_login(admin)

    [part] = client.get(url(event)).json()["activities"]
    assert (part["activity_id"], part["categories"]) == (activity.pk, [])
