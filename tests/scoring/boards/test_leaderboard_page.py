"""The leaderboard as a page, and its boards alone, asked for again and again."""

import re
from html import unescape

import pytest
from django.urls import reverse

from events.models import Event, Participant
from tests import make
from tests.addresses import board_page, live_page


@pytest.fixture
def field(event, group, activity):
    """A board with everything on it: two places, a tie, a guest, an unplaced one, a gap."""
    make.age_category(event, 10, 12, name="mladší")
    people = {
        "Anna": {"gender": "F", "age": 10},
        "Bára": {"gender": "F", "age": 11},
        "Cyril": {"gender": "M", "age": 12},
        "Dan": {"gender": "M", "age": 30},
        "Hanka": {"gender": "F", "age": 12, "status": Participant.Status.GUEST},
        "Nikdo": {},
    }
    times = {"Anna": "60", "Bára": "60", "Cyril": "dnf", "Dan": "59", "Hanka": "50", "Nikdo": "70"}
    for name, fields in people.items():
        child = make.participant(group, display_name=name, **fields)
        make.record(activity, child, times[name])
    return activity


def boards(answer) -> dict[str, list[tuple[str, ...]]]:
    """Heading -> rows of (place, name, result) as text."""
    found = {}
    for section in answer.content.decode().split('<section class="board">')[1:]:
        heading = words(section.partition("</h2>")[0])
        rows = section.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")[:-1]
        found[heading] = [
            tuple(words(cell) for cell in re.split(r"</t[dh]>", text)[:3]) for text in rows
        ]
    return found


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", "", html).split())


def chips(answer) -> dict[str, list[str]]:
    """What is marked as chosen, by the name of the row of chips."""
    return {
        label: [text.strip() for text in re.findall(r'aria-current="page">([^<]*)', body)]
        for label, body in re.findall(
            r'<nav class="chips[^"]*" aria-label="([^"]*)">(.*?)</nav>',
            answer.content.decode(),
            re.DOTALL,
        )
    }


def test_boards_by_gender_and_category(as_evaluator, event, field):
    answer = as_evaluator.get(board_page(event))

    assert answer.status_code == 200
    assert boards(answer) == {
        "Girls · mladší": [
            ("1", "Anna Bobři · 10", "1:00.00"),
            ("1", "Bára Bobři · 11", "1:00.00"),
            ("(1)", "Hanka Bobři · 12 · guest", "50.00"),
        ],
        "Boys · mladší": [("–no place", "Cyril Bobři · 12", "DNF")],
        "Boys · No age category": [("1", "Dan Bobři · 30", "59.00")],
        "Gender not given · No age category": [("1", "Nikdo Bobři", "1:10.00")],
    }
    assert "No age category fits these participants" in answer.content.decode()


@pytest.mark.parametrize(
    ("query", "headings"),
    [
        ({"gender": "F"}, ["Girls · mladší"]),
        ({"gender": "M"}, ["Boys · mladší", "Boys · No age category"]),
        ({"category": "mladší"}, ["Girls · mladší", "Boys · mladší"]),
        ({"gender": "M", "category": "mladší"}, ["Boys · mladší"]),
        ({"gender": "F", "category": "Unassigned"}, []),
    ],
)
def test_narrowed_down(as_evaluator, event, field, query, headings):
    assert list(boards(as_evaluator.get(board_page(event), query))) == headings
    assert list(boards(as_evaluator.get(live_page(event), query))) == headings


@pytest.mark.parametrize(
    "query",
    [
        {"gender": "X"},
        {"category": "starší"},
        {"gender": "<script>", "category": '"><script>'},
        {"activity": "999999"},
        {"activity": "abc"},
        {"activity": "9" * 5000},
        {"activity": "-1", "gender": "\x00"},
        {"activity": ["1", "2"]},
    ],
)
def test_what_nobody_offered_counts_as_everything(as_evaluator, event, field, query):
    whole = as_evaluator.get(board_page(event))

    answer = as_evaluator.get(board_page(event), query)

    assert boards(answer) == boards(whole)
    assert chips(answer) == chips(whole)
    assert "<script>" not in re.sub(r"<script type=\"module\"", "", answer.content.decode())


def test_the_chosen_ones_are_marked(as_evaluator, event, field):
    make.activity(event, name="Skok")

    assert chips(as_evaluator.get(board_page(event))) == {
        "Boards": ["Běh na 60 m"],
        "Gender": ["All"],
        "Age category": ["All ages"],
    }
    answer = as_evaluator.get(
        board_page(event), {"activity": field.pk, "gender": "M", "category": "Unassigned"}
    )
    assert chips(answer) == {
        "Boards": ["Běh na 60 m"],
        "Gender": ["Boys"],
        "Age category": ["No age category"],
    }


def test_another_activity(as_evaluator, event, field):
    jump = make.activity(event, name="Skok do dálky", unit="m")

    answer = as_evaluator.get(board_page(event), {"activity": jump.pk})

    assert boards(answer) == {}
    assert "No results have been entered here yet." in answer.content.decode()
    assert chips(answer)["Boards"] == ["Skok do dálky"]


def test_an_activity_of_another_event_counts_as_unknown(as_evaluator, event, field):
    elsewhere = make.activity(make.event(), name="Tajná")

    answer = as_evaluator.get(board_page(event), {"activity": elsewhere.pk})

    assert chips(answer)["Boards"] == ["Běh na 60 m"]
    assert b"Tajn" not in answer.content


def test_an_event_without_activities(as_evaluator, event):
    answer = as_evaluator.get(board_page(event))

    assert "This event has no activities yet" in answer.content.decode()
    assert "data-live" not in answer.content.decode()
    assert as_evaluator.get(live_page(event)).status_code == 404


@pytest.mark.parametrize("status", [Event.Status.DRAFT, Event.Status.ARCHIVED])
def test_boards_stay_when_the_event_is_not_open(as_evaluator, event, field, status):
    Event.objects.filter(pk=event.pk).update(status=status)

    assert len(boards(as_evaluator.get(board_page(event)))) == 4


def test_only_organisers_are_offered_the_table(client, event, field, evaluator, admin):
    for person, offered in [(evaluator, False), (admin, True)]:
        client.force_login(person)
        text = client.get(board_page(event)).content.decode()
        assert ("Table for Excel" in text) == offered
        for ending in ("csv", "xlsx"):
            address = reverse(f"scoring:leaderboard-{ending}", args=[event.pk])
            assert (f'href="{address}"' in text) == offered


def test_the_live_boards_are_those_of_the_page(as_evaluator, event, field):
    page = as_evaluator.get(board_page(event), {"gender": "F"})
    live = as_evaluator.get(live_page(event), {"gender": "F"})
    text = page.content.decode()

    assert live.content.decode() in text
    assert live.headers["ETag"].strip('"') in text
    assert live.headers["Cache-Control"] == "private, no-cache"
    assert live_of(page) == f"{live_page(event)}?activity={field.pk}&gender=F"


def live_of(answer) -> str:
    """Where the page asks for what is new."""
    return unescape(re.search(r'data-live="([^"]*)"', answer.content.decode())[1])


def test_a_page_is_never_given_another_board_than_it_shows(as_evaluator, event, field, participant):
    jump = make.activity(event, name="Skok", unit="m")
    girls = live_of(as_evaluator.get(board_page(event), {"gender": "F"}))
    all_of_first = live_of(as_evaluator.get(board_page(event), {"gender": "X"}))

    type(field).objects.filter(pk=field.pk).update(order=9)  # no more the first one
    shown = as_evaluator.get(all_of_first)
    assert "59.00" in shown.content.decode()
    assert chips(shown) == {"Gender": ["All"], "Age category": ["All ages"]}

    Participant.objects.filter(gender="F").delete()
    assert as_evaluator.get(girls).status_code == 404
    assert as_evaluator.get(all_of_first).status_code == 200
    field.records.all().delete()
    field.delete()
    assert as_evaluator.get(all_of_first).status_code == 404
    assert live_of(as_evaluator.get(board_page(event))) == f"{live_page(event)}?activity={jump.pk}"


def test_unchanged_boards_are_not_sent_again(as_evaluator, event, field, participant):
    etag = as_evaluator.get(live_page(event)).headers["ETag"]

    same = as_evaluator.get(live_page(event), headers={"If-None-Match": etag})
    assert (same.status_code, same.content, same.headers["ETag"]) == (304, b"", etag)

    make.record(field, participant, "40")
    changed = as_evaluator.get(live_page(event), headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert "Štěpánka Ďáblová" in changed.content.decode()
    assert changed.headers["ETag"] != etag


@pytest.mark.parametrize(
    "change",
    [
        lambda activity: Participant.objects.filter(display_name="Anna").update(
            display_name="Aneta"
        ),
        lambda activity: Participant.objects.get(display_name="Anna").delete(),
        lambda activity: make.age_category(activity.event, 13, 99),
        lambda activity: Event.objects.filter(pk=activity.event_id).update(ignores_gender=True),
        lambda activity: type(activity).objects.filter(pk=activity.pk).update(unit="s"),
    ],
    ids=["a name", "a participant", "a category", "a switch", "the activity"],
)
def test_every_change_shows_at_once(as_evaluator, event, field, change):
    before = as_evaluator.get(live_page(event))

    change(field)
    after = as_evaluator.get(live_page(event), headers={"If-None-Match": before.headers["ETag"]})

    assert after.status_code == 200
    assert after.content == as_evaluator.get(live_page(event)).content != before.content


def test_a_result_elsewhere_leaves_this_activitys_boards_alone(
    as_evaluator, event, field, participant
):
    other = make.activity(event)
    first = {"activity": field.pk}
    etag = as_evaluator.get(live_page(event), first).headers["ETag"]

    make.record(other, participant, "5")

    again = as_evaluator.get(live_page(event), first, headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_each_language_has_boards_of_its_own(as_evaluator, evaluator, event, field):
    english = as_evaluator.get(live_page(event))
    evaluator.language = "cs"
    evaluator.save()

    czech = as_evaluator.get(live_page(event), headers={"If-None-Match": english.headers["ETag"]})

    assert czech.status_code == 200
    assert czech.headers["Content-Language"] == "cs"
