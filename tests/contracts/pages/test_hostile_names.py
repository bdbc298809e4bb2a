"""Names that are code to a browser, a template or a spreadsheet are names on every page."""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.urls import reverse

from accounts.models import User
from tests import make
from tests.addresses import board_page, entry_page, live_page, row_page
from tests.scoring.entry.sheet import row

HOSTILE = (
    "<script>alert(1)</script>\"'><img src=x onerror=alert(2)> {{ 7|add:7 }} %(name)s & {% now %}"
)
SCRIPT = quote('"><script>alert(1)</script>')
ESCAPED = (
    "&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#x27;&gt;&lt;img src=x onerror=alert(2)&gt;"
    " {{ 7|add:7 }} %(name)s &amp; {% now %}"
)


@pytest.fixture
def hostile(organisation):
    """An event in which everything that has a name is called so."""
    event = make.event(organisation=organisation, name=HOSTILE, place=HOSTILE)
    group = make.group(event, name=HOSTILE, identifier=HOSTILE)
    activity = make.activity(
        event,
        "SCORE_SET",
        name=HOSTILE,
        description=HOSTILE,
        unit="<b>'\"",
        choices=[{"label": HOSTILE, "points": 1000}, {"label": "b", "points": 0}],
    )
    make.age_category(event, 0, 99, name=HOSTILE)
    child = make.participant(group, display_name=HOSTILE, gender="F", age=10, external_id=HOSTILE)
    make.participant(group, display_name=HOSTILE, gender="M", age=999)
    judge = make.user(full_name=HOSTILE)
    make.assign(judge, group)
    make.record(activity, child, HOSTILE, by=judge)
    return {"event": event, "group": group, "activity": activity, "child": child, "judge": judge}


class Code(HTMLParser):
    """Whatever on a page would run, or was made by a name."""

    def __init__(self, html: str):
        super().__init__()
        self.found: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        ours = tag == "script" and (given.get("src") or "").startswith("/static/")
        if (tag == "script" and not ours) or given.get("src") == "x":
            self.found.append(self.get_starttag_text())
        self.found += [name for name in given if name.startswith("on") or name == "style"]
        self.found += [
            value for name, value in attributes if name in {"href", "action"} and ":" in value
        ]


def assert_harmless(text: str) -> None:
    assert Code(text).found == []
    assert "14 %(name)s" not in text  # no template runs within a name


def test_code_would_be_seen():
    text = "<script>1</script><img src=x onerror=alert(2)><p style='a'><a href='javascript:x'>"

    assert Code(text).found == [
        "<script>",
        "<img src=x onerror=alert(2)>",
        "onerror",
        "style",
        "javascript:x",
    ]


def pages(event, group, activity, **_others) -> dict[str, str]:
    return {
        "events": reverse("events:list"),
        "event": reverse("scoring:event", args=[event.pk]),
        "my groups": reverse("scoring:my-groups"),
        "my results": reverse("scoring:my-results"),
        "group": reverse("scoring:group", args=[group.pk]),
        "entry": entry_page(group, activity),
        "leaderboard": board_page(event),
        "narrowed": f"{board_page(event)}?gender=F&category={SCRIPT}&{SCRIPT}=1",
        "live": live_page(event),
    }


@pytest.mark.parametrize(
    "name",
    [
        "events",
        "event",
        "my groups",
        "my results",
        "group",
        "entry",
        "leaderboard",
        "narrowed",
        "live",
    ],
)
@pytest.mark.parametrize("role", [User.Role.EVALUATOR, User.Role.SUPER_ADMIN])
def test_pages(client, hostile, name, role):
    person = hostile["judge"]
    if role == User.Role.SUPER_ADMIN:
        person = make.user(role, full_name=HOSTILE)
    client.force_login(person)

    answer = client.get(pages(**hostile)[name])
    text = answer.content.decode()

    assert answer.status_code == 200
    assert ESCAPED in text
    assert_harmless(text)


def test_what_a_row_answers(client, hostile):
    """Refused, in conflict, and saved by somebody of that name."""
    client.force_login(make.user(User.Role.SUPER_ADMIN))
    path = row_page(hostile["child"], hostile["activity"])

    for fields, status in [
        ({"value": "<img src=x onerror=alert(2)>"}, 422),
        ({"value": "b"}, 409),
        ({"value": HOSTILE}, 200),
        ({"status": "<script>"}, 422),
    ]:
        answer = client.post(path, row(hostile["child"], **fields))
        assert answer.status_code == status
        assert_harmless(answer.content.decode())


def test_what_the_whole_form_answers(client, hostile):
    client.force_login(hostile["judge"])

    answer = client.post(
        entry_page(hostile["group"], hostile["activity"]),
        row(hostile["child"], value='"><script>alert(3)</script>', status=""),
    )

    assert answer.status_code == 422
    assert "&quot;&gt;&lt;script&gt;alert(3)&lt;/script&gt;" in answer.content.decode()
    assert_harmless(answer.content.decode())


def test_a_message_about_a_name(client, hostile):
    empty = make.activity(hostile["event"], name=HOSTILE[:100])
    client.force_login(hostile["judge"])

    answer = client.get(
        reverse("diplomas:activity", args=[hostile["event"].pk, empty.pk]), follow=True
    )

    assert "There are no results to print diplomas from yet: &lt;script" in answer.content.decode()
    assert_harmless(answer.content.decode())


def test_the_api_gives_names_as_they_are_and_as_json(client, hostile):
    client.force_login(hostile["judge"])

    answer = client.get(reverse("api:leaderboard", args=[hostile["event"].pk]))

    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.json()["event_name"] == HOSTILE


def test_a_name_that_is_a_formula_is_a_text_in_the_table(client, event, group, activity, admin):
    child = make.participant(group, display_name='=HYPERLINK("http://evil.example.org")')
    make.record(activity, child, "59")
    client.force_login(admin)

    text = client.get(reverse("api:export-csv", args=[event.pk])).content.decode("utf-8-sig")

    assert ",\"'=HYPERLINK" in text
