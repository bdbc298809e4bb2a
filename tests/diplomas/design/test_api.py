"""Diploma templates in the API: who may do what, what is kept, what is refused."""

import base64
import json
import socket

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditLog
from diplomas.awards.winners import Award
from diplomas.models import DiplomaTemplate
from events.models import Event
from tests import make
from tests.diplomas.files import EMPTY_FONT, font_of, picture

EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
HUGE = 10**30
DOTS = ["…", "…"]
OF_THE_FIRST_CLIENT = {
    "type": "DYNAMIC",
    "key": "participant_name",
    "x": 50.5,
    "y": 12,
    "fontSize": 24,
    "fontWeight": "bold",
    "color": "#000000",
    "fontFamily": "default",
    "centerH": True,
}


LOOK = {
    "name": "Zlatý",
    "bg_image_url": picture(),
    "orientation": "PORTRAIT",
    "items": [OF_THE_FIRST_CLIENT, {"kind": "text", "text": "{name}", "y": 90}],
    "fonts": [{"name": "Lobster", "data": EMPTY_FONT}],
    "default_font": "Lobster",
}
PLAIN = {
    "name": "Default",
    "bg_image_url": None,
    "orientation": "LANDSCAPE",
    "items": [],
    "fonts": [],
    "default_font": None,
}


@pytest.fixture
def template(event):
    return DiplomaTemplate.objects.create(event=event, **LOOK)


def all_of(event) -> str:
    return f"/api/events/{event.pk}/diplomas"


def with_tail(kind: str, tail: bytes) -> str:
    """A sound picture, with what is something else besides."""
    head, _comma, content = picture(kind).partition(",")
    return f"{head},{base64.b64encode(base64.b64decode(content) + tail).decode()}"


def one(template) -> str:
    return f"{all_of(template.event)}/{template.pk}"


def look(answer) -> dict:
    """What a client said, without what the server adds."""
    return {key: value for key, value in answer.json().items() if key in PLAIN}


def last_log() -> tuple:
    log = AuditLog.objects.latest("pk")
    return log.action, log.detail, log.changes, log.actor, log.organisation


# --- Reading -------------------------------------------------------------------------------------


@pytest.mark.parametrize("actor", ["evaluator", "admin", "super_admin"])
def test_whoever_sees_the_event_sees_its_diplomas(api, request, template, actor):
    client = api(request.getfixturevalue(actor))
    shown = {
        "id": template.pk,
        "event_id": template.event_id,
        **LOOK,
        "created_at": timezone.localtime(template.created_at).isoformat(),
    }

    several, single = client.get(all_of(template.event)), client.get(one(template))

    assert (several.status_code, len(several.json())) == (200, 1)
    assert single.status_code == 200
    assert several.json()[0] == single.json()
    assert single.json() == shown


@pytest.mark.parametrize("actor", ["stranger", "outsider"])
def test_to_others_there_is_no_such_event(api, request, template, actor):
    client = api(request.getfixturevalue(actor))

    for path in [all_of(template.event), one(template)]:
        answer = client.get(path)
        assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})


@pytest.mark.parametrize("templates", [1, 12])
def test_queries_do_not_grow(api, evaluator, admin, event, templates, django_assert_num_queries):
    made = [DiplomaTemplate.objects.create(event=event, **LOOK) for _ in range(templates)]

    for actor in [evaluator, admin]:
        client = api(actor)
        with django_assert_num_queries(4):  # who asks, the event, its templates, their fonts
            assert len(client.get(all_of(event)).json()) == templates
        with django_assert_num_queries(4):
            assert client.get(one(made[-1])).json()["id"] == made[-1].pk


# --- Writing -------------------------------------------------------------------------------------


def test_create(api, admin, event, organisation):
    answer = api(admin).post(all_of(event), LOOK, format="json")

    made = DiplomaTemplate.objects.get()
    assert answer.status_code == 201
    assert look(answer) == LOOK
    assert (answer.json()["id"], answer.json()["event_id"]) == (made.pk, event.pk)
    assert last_log() == (
        "CREATE_DIPLOMA",
        "Diploma template “Zlatý” in “Tábor 2026” was created",
        {
            "name": ["", "Zlatý"],
            "bg_image_url": DOTS,
            "orientation": ["LANDSCAPE", "PORTRAIT"],
            "items": DOTS,
            "fonts": DOTS,
            "default_font": ["", "Lobster"],
        },
        admin,
        organisation,
    )


@pytest.mark.parametrize(
    "body",
    [{}, {"bg_image_url": None, "default_font": None}, {"bg_image_url": "", "default_font": ""}],
    ids=["nothing", "null", "empty"],
)
def test_create_by_default(api, admin, event, body):
    answer = api(admin).post(all_of(event), body, format="json")

    assert (answer.status_code, look(answer)) == (201, PLAIN)
    made = DiplomaTemplate.objects.get()
    assert (made.bg_image_url, made.default_font) == ("", "")


def test_put_changes_what_is_sent_and_clears_two_fields_that_are_not(
    api, admin, template, organisation
):
    answer = api(admin).put(one(template), {"name": "Stříbrný"}, format="json")

    left = {**LOOK, "name": "Stříbrný", "bg_image_url": None, "default_font": None}
    assert (answer.status_code, look(answer)) == (200, left)
    assert look(api(admin).get(one(template))) == left
    assert last_log() == (
        "UPDATE_DIPLOMA",
        "Diploma template “Stříbrný” in “Tábor 2026” was changed: name Zlatý → Stříbrný, "
        "background image … → …, default font Lobster → –",
        {
            "name": ["Zlatý", "Stříbrný"],
            "bg_image_url": DOTS,
            "default_font": ["Lobster", ""],
        },
        admin,
        organisation,
    )


@pytest.mark.parametrize(
    ("body", "left"),
    [
        ({}, {"bg_image_url": None, "default_font": None}),
        ({"orientation": "LANDSCAPE"}, {"bg_image_url": None, "default_font": None}),
        ({"bg_image_url": LOOK["bg_image_url"]}, {"default_font": None}),
        ({"default_font": "Lobster"}, {"bg_image_url": None}),
        ({"items": []}, {"bg_image_url": None, "default_font": None}),
        ({"fonts": [], **{k: LOOK[k] for k in ["bg_image_url", "default_font"]}}, {}),
    ],
    ids=["nothing", "orientation", "background", "default font", "items", "fonts"],
)
def test_put_of_a_part(api, admin, template, body, left):
    answer = api(admin).put(one(template), body, format="json")

    assert (answer.status_code, look(answer)) == (200, {**LOOK, **left, **body})


def test_put_as_a_whole_by_the_first_client(api, admin, template):
    body = {**PLAIN, "items": [OF_THE_FIRST_CLIENT], "id": template.pk, "created_at": "2026"}

    answer = api(admin).put(one(template), body, format="json")

    assert look(answer) == {**PLAIN, "items": [OF_THE_FIRST_CLIENT]}


def test_put_of_the_same_leaves_no_trace(api, admin, template):
    answer = api(admin).put(one(template), LOOK, format="json")

    assert (answer.status_code, look(answer)) == (200, LOOK)
    assert not AuditLog.objects.filter(action="UPDATE_DIPLOMA").exists()


def test_delete(api, admin, template, organisation):
    answer = api(admin).delete(one(template))

    assert (answer.status_code, answer.content) == (204, b"")
    assert last_log() == (
        "DELETE_DIPLOMA",
        "Diploma template “Zlatý” in “Tábor 2026” was deleted",
        {},
        admin,
        organisation,
    )
    again = api(admin).delete(one(template))
    assert (again.status_code, again.json()) == (404, {"detail": "Diploma not found"})


@pytest.mark.parametrize(
    ("actor", "code", "sentence"),
    [
        (None, 401, "Authentication credentials were not provided."),
        ("stranger", 403, "Admin access required"),
        ("evaluator", 403, "Admin access required"),
        ("outsider", 404, "Event not found"),
    ],
)
def test_writing_is_for_the_events_organisers(api, request, template, actor, code, sentence):
    client = api(request.getfixturevalue(actor) if actor else None)

    for answer in [
        client.post(all_of(template.event), LOOK, format="json"),
        client.put(one(template), PLAIN, format="json"),
        client.delete(one(template)),
    ]:
        assert (answer.status_code, answer.json()) == (code, {"detail": sentence})
    assert DiplomaTemplate.objects.get().name == "Zlatý"


def test_in_an_archived_event_diplomas_are_only_read(api, admin, template):
    Event.objects.update(status="ARCHIVED")
    sentence = "The event is archived, so it can only be read. Open it again to change it."

    for answer in [
        api(admin).post(all_of(template.event), LOOK, format="json"),
        api(admin).put(one(template), PLAIN, format="json"),
        api(admin).delete(one(template)),
    ]:
        assert (answer.status_code, answer.json()) == (400, {"detail": sentence})
    assert api(admin).get(one(template)).json()["name"] == "Zlatý"


def test_an_admin_who_only_scores_here_may_read(api, outsider, group, template):
    make.assign(outsider, group)

    assert api(outsider).get(one(template)).status_code == 200
    assert api(outsider).put(one(template), PLAIN, format="json").status_code == 403
    assert api(outsider).post(all_of(template.event), PLAIN, format="json").status_code == 403
    assert api(outsider).delete(one(template)).status_code == 403


def test_a_template_is_found_in_its_own_event_only(api, super_admin, admin, template, organisation):
    elsewhere = make.event(organisation=organisation)

    for user in [admin, super_admin]:
        for path in [f"{all_of(elsewhere)}/{template.pk}", f"{all_of(template.event)}/{HUGE}"]:
            for method in ["get", "put", "delete"]:
                answer = api(user).generic(method, path, "{}", content_type="application/json")
                assert (answer.status_code, answer.json()) == (404, {"detail": "Diploma not found"})
        answer = api(user).get(f"/api/events/{HUGE}/diplomas")
        assert (answer.status_code, answer.json()) == (404, {"detail": "Event not found"})


# --- What is kept as it is -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        *[picture(kind) for kind in ["PNG", "JPEG", "WEBP"]],
        picture("JPEG").replace("image/jpeg", "IMAGE/JPG"),
        "https://cdn.example.org/bg.png?size=a4&x=č",
        "http://localhost:4200/assets/bg.svg",
    ],
    ids=["png", "jpeg", "webp", "jpg", "web", "local"],
)
def test_backgrounds_that_are_kept(api, admin, event, url):
    answer = api(admin).post(all_of(event), {"bg_image_url": url}, format="json")

    assert (answer.status_code, answer.json()["bg_image_url"]) == (201, url)


def test_the_largest_template_that_is_let_in(api, client, admin, event):
    """By a token and by the session of our own pages; neither way it is read as a form."""
    image = picture("PNG")
    padding = b"\0" * (5 * 1024 * 1024 - 100)  # after the end of a PNG comes what nobody reads
    content = base64.b64decode(image.partition(",")[2]) + padding
    sent = {
        **PLAIN,
        "bg_image_url": f"data:image/png;base64,{base64.b64encode(content).decode()}",
        "items": [{**OF_THE_FIRST_CLIENT, "note": "x" * (1024**2 - 220)}],
        "fonts": [
            {"name": "A", "data": font_of(5_000_000)},
            {"name": "B", "data": font_of(3_388_500)},
        ],
    }
    client.force_login(admin)

    by_token = api(admin).post(all_of(event), sent, format="json")
    by_session = client.post(all_of(event), sent, content_type="application/json")

    assert (by_token.status_code, by_session.status_code) == (201, 201), by_token.json()
    assert look(by_token) == look(by_session) == sent


@pytest.mark.parametrize("name", ["x", "ď" * 255])
def test_names_that_are_kept(api, admin, template, name):
    made = api(admin).post(all_of(template.event), {"name": name}, format="json")
    changed = api(admin).put(one(template), {"name": name}, format="json")

    assert (made.status_code, made.json()["name"]) == (201, name)
    assert (changed.status_code, changed.json()["name"]) == (200, name)


# --- What is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/a.png",
        "//example.org/a.png",
        "/media/a.png",
        "a.png",
        "https://",
        f"https://example.org/{'a' * 3000}",
        "data:image/svg+xml;base64,PHN2Zy8+",
        "data:image/gif;base64,R0lGODlhAQABAAAAACw=",
        "data:text/html;base64,PGI+",
        "data:image/png,abc",
        "data:image/png;base64,not base64!",
        "data:image/png;base64,",
        "data:image/png;base64,bm8gaW1hZ2U=",
        picture("JPEG").replace("jpeg", "png"),
        picture("PNG", (300, 300))[:200],
        picture("PNG", (6000, 5001)),
        with_tail("JPEG", b"%PDF-1.7 1 0 obj"),
        with_tail("PNG", b"<SCRIPT>alert(1)</SCRIPT>"),
        with_tail("WEBP", EMPTY_ZIP),
    ],
)
def test_backgrounds_that_are_refused(api, admin, event, url):
    answer = api(admin).post(all_of(event), {"bg_image_url": url}, format="json")

    assert answer.status_code == 422
    assert set(answer.json()["errors"]) == {"bg_image_url"}
    assert not DiplomaTemplate.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"name": ""}, "name"),
        ({"name": " "}, "name"),
        ({"name": None}, "name"),
        ({"name": ["a"]}, "name"),
        ({"name": "x" * 256}, "name"),
        ({"name": "a\0b"}, "name"),
        ({"name": "\ud800"}, "name"),
        ({"orientation": "SQUARE"}, "orientation"),
        ({"orientation": "\ud800"}, "orientation"),
        ({"orientation": None}, "orientation"),
        ({"bg_image_url": 5}, "bg_image_url"),
        ({"bg_image_url": {}}, "bg_image_url"),
        ({"bg_image_url": "https://a.example/\0"}, "bg_image_url"),
        ({"default_font": "x" * 256}, "default_font"),
        ({"default_font": []}, "default_font"),
        ({"items": None}, "items"),
        ({"items": {}}, "items"),
        ({"items": "[]"}, "items"),
        ({"items": [OF_THE_FIRST_CLIENT, 1]}, "items.1"),
        ({"items": [[]]}, "items.0"),
        ({"items": [OF_THE_FIRST_CLIENT] * 101}, "items"),
        ({"items": [{"a": "\0"}]}, "items.0.a"),
        ({"items": [{"\0": 1}]}, "items.0"),
        ({"items": [{"a": ["\ud800"]}]}, "items.0.a.0"),
        ({"items": [{"a": [[[[[[[[[[1]]]]]]]]]]}]}, "items"),
        ({"fonts": None}, "fonts"),
        ({"fonts": [{"data": "x"}]}, "fonts"),
        ({"fonts": [{"name": ""}]}, "fonts"),
        ({"fonts": [{"name": 7}]}, "fonts"),
        ({"fonts": [{"name": "x" * 256}]}, "fonts"),
        ({"fonts": [{"name": "A", "data": EMPTY_FONT}] * 2}, "fonts"),
        ({"fonts": [{"name": f"{n}", "data": EMPTY_FONT} for n in range(21)]}, "fonts"),
        ({"fonts": [{"name": "A"}]}, "fonts.0.data"),
        ({"fonts": [{"name": "\0"}]}, "fonts.0.name"),
    ],
)
def test_fields_that_do_not_fit(api, admin, template, body, field):
    text = json.dumps({**PLAIN, **body})  # half a surrogate pair goes escaped

    for answer in [
        api(admin).post(all_of(template.event), text, content_type="application/json"),
        api(admin).put(one(template), text, content_type="application/json"),
    ]:
        assert (answer.status_code, set(answer.json())) == (422, {"detail", "errors"})
        assert set(answer.json()["errors"]) == {field}
        assert answer.json()["detail"] == f"{field}: {answer.json()['errors'][field][0]}"
    assert DiplomaTemplate.objects.get().name == "Zlatý"


@pytest.mark.parametrize(
    "text",
    [
        '{"items": [{"a": NaN}]}',
        '{"items": [{"a": -Infinity}]}',
        '{"items": [{"a": 1e999}]}',
        '{"items": [{"a": %s}]}' % ("9" * 5000),
        '{"items": [{"a": %s}]}' % ("[" * 900 + "]" * 900),
        '{"items": %s}' % ("[" * 100_000),
        "{",
        "[]",
        "null",
        '"text"',
        b"\xff",
    ],
    ids="nan infinity overflow digits deep bottomless cut-off list null text bytes".split(),
)
def test_json_that_cannot_be_kept(api, admin, event, text):
    answer = api(admin).post(all_of(event), text, content_type="application/json")

    assert (answer.status_code, set(answer.json())) == (422, {"detail", "errors"})
    assert not DiplomaTemplate.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        {"items": [{"text": "x" * 1024**2}]},
        {"fonts": [{"name": "A", "data": "x" * (8 * 1024**2)}]},
        {"bg_image_url": f"data:image/png;base64,{'A' * 7_000_000}"},
        {"items": [{"text": "x" * (17 * 1024**2)}]},
    ],
    ids=["items", "fonts", "image", "body"],
)
def test_too_large(api, admin, event, body):
    answer = api(admin).post(all_of(event), body, format="json")

    assert (answer.status_code, set(answer.json())) == (413, {"detail"})
    assert not DiplomaTemplate.objects.exists()


def test_only_json(api, admin, event):
    answer = api(admin).post(all_of(event), "name=x", content_type="text/plain")

    assert answer.status_code == 415


def test_printing_never_fetches_a_background(api, client, admin, event, group, activity):
    somebody = make.participant(group)
    make.record(activity, somebody, "9")
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.setblocking(False)
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/bg.png"
        made = api(admin).post(all_of(event), {"bg_image_url": url}, format="json")
        client.force_login(admin)

        address = reverse("diplomas:activity", args=[event.pk, activity.pk])
        printed = client.post(address, {"award": Award("ACTIVITY", somebody.pk, activity.pk).key})

        with pytest.raises(BlockingIOError):
            listening.accept()
    assert (made.status_code, made.json()["bg_image_url"]) == (201, url)
    assert printed.content.startswith(b"%PDF-")
