"""The page of a photographed sheet: sent, read beside the request, looked over, saved."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from events.parts.writes import lock_activity
from foundation.jobs import work
from foundation.models import Job
from scoring.models import Entry, Record
from scoring.paper import photo_drafts
from tests import make
from tests.gemini_server import Answer, rows, text
from tests.scoring.entry.sheet import row
from tests.scoring.paper import encoded, picture

LINE = [310, 50, 350, 940]


def photo_page(group, activity):
    return reverse("scoring:photo", args=[group.pk, activity.pk])


def page_of(draft, name="review"):
    numbers = [draft.options["group"], draft.options["activity"], draft.pk]
    return reverse(f"scoring:photo-{name}", args=numbers)


@pytest.fixture
def team(participant, group):
    return [
        participant,
        make.participant(group, display_name="Jan Novák"),
        make.participant(group, display_name="Jana Nováková"),
        make.participant(group, display_name="Petr Malý"),
    ]


@pytest.fixture
def upload(as_evaluator, group, activity, photo):
    """upload() -> the answer to a photo of the group's sheet."""

    def send(file=photo, **headers):
        form = {"file": SimpleUploadedFile("sheet.jpg", file)}
        return as_evaluator.post(photo_page(group, activity), form, headers=headers)

    return send


@pytest.fixture
def save(client):
    """save(draft, fields) -> the answer to the review, sent as a form."""

    def post(draft, *changes, action="save", person=None, **headers):
        fields = {"person": person or draft.owner_id}
        for each in changes:
            fields |= each
        return client.post(page_of(draft), {**fields, "action": action}, headers=headers)

    return post


def review(client, draft):
    answer = client.get(page_of(draft))
    assert answer.status_code == 200
    return answer.context["review"]


def confirmed(person, value, *, base="", choice="photo", status=""):
    return row(
        person,
        value=value,
        status=status,
        shown_value=value,
        shown_status=status,
        base=str(base or ""),
        choice=choice,
    )


def test_a_photo_is_read_beside_the_request_and_kept_upright(gemini, upload, client, team):
    gemini.will(rows(("Ďáblová Štěpánka", "1:23,4"), ("Nobody", "83"), box_2d=LINE))

    answer = upload()

    draft = Job.objects.get()
    assert (answer.status_code, answer.url) == (302, page_of(draft))
    assert "waits for its turn" in client.get(answer.url).content.decode()
    assert client.get(page_of(draft, "progress")).status_code == 200
    assert not gemini.calls
    work.run(draft.pk)
    over = client.get(page_of(draft, "progress"), headers={"HX-Request": "true"})
    assert over.headers["HX-Redirect"] == page_of(draft)
    found = review(client, draft)
    assert [(each.participant, each.mine) for each in found.sure] == [(team[0], "1:23.40")]
    assert [line.read.name for line in found.strays] == ["Nobody"]
    assert found.free == [team[1], team[2], team[3]]
    view = 'viewBox="-4 18 166 28"'  # in pixels of the photo, with a margin
    assert client.get(answer.url).content.decode().count(view) == 2  # of either line
    picture = client.get(page_of(draft, "picture"))
    assert picture.headers["Content-Type"] == "image/jpeg"
    assert "no-store" in picture.headers["Cache-Control"]
    with Image.open(SimpleUploadedFile("sheet.jpg", picture.content)) as image:
        assert image.size == (160, 96)
    assert not Entry.objects.exists()


def test_confirmed_rows_are_saved_and_the_rest_waits(
    client, activity, group, team, evaluator, admin, save
):
    client.force_login(evaluator)
    stored = make.record(activity, team[2], "20", by=admin)
    draft = make.sheet_photo(
        group,
        activity,
        evaluator,
        ("Štěpánka Ďáblová", "12,5"),
        ("Jan Novák", "13", 0.5),
        ("Jana Nováková", "21"),
        ("Petr Malý", "DNS"),
    )
    found = review(client, draft)
    assert [each.participant for each in found.sure] == [team[0]]
    assert [each.participant for each in found.unsure] == [team[1], team[2], team[3]]
    assert found.unsure[1].is_stored

    answer = save(
        draft,
        confirmed(team[0], "12.50"),
        confirmed(team[1], "13.5"),
        confirmed(team[2], "21.00", base=stored.entry_id, choice="stored"),
        confirmed(team[3], "", status="DNS", choice=""),
    )

    assert answer.status_code == 302
    entries = Entry.objects.filter(source="PHOTO").order_by("value")
    assert [(each.participant, each.value) for each in entries] == [
        (team[0], 12_500),
        (team[1], 13_500),
    ]
    found = review(client, draft)
    assert [each.participant for each in found.rows] == [team[3]]
    assert {each.participant for each in found.done} == set(team[:3])

    answer = save(draft, confirmed(team[3], "", status="DNS"))

    assert answer.url == reverse("scoring:entry", args=[group.pk, activity.pk])
    assert Record.objects.get(participant=team[3]).status == "DNS"
    assert not Job.objects.exists()  # with the picture


def test_at_a_station_photos_of_every_group_are_read_and_saved(
    gemini, client, activity, group, team, other_evaluator, event, save
):
    make.station(other_evaluator, activity)  # who scores another group besides
    gemini.will(rows(("Ďáblová Štěpánka", "1:23,4"), box_2d=LINE))
    client.force_login(other_evaluator)
    form = {"file": SimpleUploadedFile("sheet.jpg", encoded(picture()))}

    assert client.post(photo_page(group, activity), form).status_code == 302
    draft = Job.objects.get()
    work.run(draft.pk)
    assert [each.participant for each in review(client, draft).sure] == [team[0]]
    answer = save(draft, confirmed(team[0], "1:23.40"))

    assert answer.url == reverse("scoring:entry", args=[group.pk, activity.pk])
    entry = Entry.objects.get()
    assert (entry.source, entry.entered_by, entry.value) == ("PHOTO", other_evaluator, 83_400)
    elsewhere = make.activity(event)  # no station of theirs
    form = {"file": SimpleUploadedFile("sheet.jpg", encoded(picture()))}
    assert client.post(photo_page(group, elsewhere), form).status_code == 404
    foreign = make.sheet_photo(group, elsewhere, other_evaluator, ("Jan Novák", "13"))
    assert client.get(page_of(foreign)).status_code == 404
    assert save(foreign, confirmed(team[1], "13")).status_code == 404
    left = make.sheet_photo(group, activity, other_evaluator, ("Jan Novák", "13"))
    other_evaluator.event_evaluators.get().stations.all().delete()
    assert client.get(page_of(left)).status_code == 404  # as soon as the station is not theirs
    assert save(left, confirmed(team[1], "13")).status_code == 404
    assert Entry.objects.count() == 1


def test_the_same_sheet_again_changes_nothing(client, activity, group, team, evaluator):
    client.force_login(evaluator)
    make.record(activity, team[1], "13", by=evaluator)
    draft = make.sheet_photo(group, activity, evaluator, ("Jan Novák", "13,0"))

    found = review(client, draft)

    assert found.is_finished
    assert [each.participant for each in found.done] == [team[1]]


def test_a_line_is_given_to_somebody_taken_back_and_kept(
    client, activity, group, team, evaluator, save
):
    client.force_login(evaluator)
    draft = make.sheet_photo(group, activity, evaluator, ("Pepa", "15"), ("Jan Novák", "13"))
    typed = confirmed(team[1], "13.7")

    answer = save(draft, typed, {"assign": f"0:{team[3].pk}"}, action="")

    assert answer.url.startswith(page_of(draft))
    found = review(client, draft)
    assert [(each.participant, each.decision.value) for each in found.rows] == [
        (team[3], "15.00"),
        (team[1], "13.7"),  # what was typed and not saved yet is kept
    ]
    assert found.free == [team[2], team[0]]  # by name

    for taken in (f"0:{team[1].pk}", f"0:{10**6}", "9:1", "0:x", ""):
        save(draft, {"assign": taken}, action="")  # of somebody who has a line, or nonsense
        assert [each.participant for each in review(client, draft).rows] == [team[3], team[1]]

    save(draft, {"assign": "1:0"}, action="")
    found = review(client, draft)
    assert [line.number for line in found.strays] == [1]
    assert team[1] in found.free


def test_refused_rows_say_why_and_hold_up_no_other(
    client, activity, group, team, evaluator, admin, save
):
    activity.digits = True
    activity.save()
    client.force_login(evaluator)
    draft = make.sheet_photo(
        group, activity, evaluator, *((person.display_name, "13") for person in team)
    )
    make.record(activity, team[3], "14", by=admin)

    answer = save(
        draft,
        confirmed(team[0], "nonsense"),
        confirmed(team[1], ""),
        confirmed(team[2], "942"),
        confirmed(team[3], "13.00"),  # decided before the 14 came
    )

    assert answer.status_code == 422
    found = {each.participant: each for each in answer.context["review"].rows}
    assert len(found) == 4
    assert "time" in found[team[0]].error
    assert found[team[1]].error.startswith("There is nothing in this row.")
    assert [each.shown for each in found[team[2]].entry.question] == ["9.42 s", "15:42"]
    assert found[team[3]].is_overtaken
    assert found[team[3]].decision.word == ""
    assert not Entry.objects.filter(source="PHOTO").exists()

    meant = {f"p{team[2].pk}-meant": found[team[2]].entry.question[0].text}
    save(draft, confirmed(team[2], "942", choice=""), meant, action="")
    save(draft, confirmed(team[2], found[team[2]].entry.question[0].text), confirmed(team[0], "12"))

    assert set(Record.objects.filter(entry__source="PHOTO").values_list("value", flat=True)) == {
        9_420,
        12_000,
    }


def test_what_could_not_be_read_is_tried_again_without_sending_it(gemini, upload, client, team):
    gemini.will(Answer(status=503, body={}), text("not JSON"), rows(("Jan Novák", "13")))
    upload()
    draft = Job.objects.get()
    while not draft.outcome.get("rows"):
        work.run(draft.pk)
        draft.refresh_from_db()
        assert draft.content
        if draft.outcome.get("rows"):
            break
        page = client.get(page_of(draft)).content.decode()
        assert draft.outcome["failure"][:20] in page
        assert "Try again" in page
        client.post(page_of(draft, "read"))

    assert [each.participant for each in review(client, draft).rows] == [team[1]]


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"%PDF-1.7", "This is not a photo."),
        (b"", "The one that came was empty."),
        (b"\xff" * (5 * 1024 * 1024 + 1), "The photo is larger than 5 MB."),
    ],
)
def test_what_is_no_photo_is_refused_with_a_sentence(gemini, upload, file, sentence):
    page, script = upload(file), upload(file, **{"HX-Request": "true"})

    assert (page.status_code, script.status_code) == (422, 422)
    assert sentence in page.content.decode()
    assert script.content.decode().startswith(sentence) or sentence in script.content.decode()
    assert not Job.objects.exists()


def test_where_nothing_can_be_entered_nothing_is_read(
    gemini, upload, client, activity, group, event, evaluator, admin, save
):
    draft = make.sheet_photo(group, activity, evaluator, ("Štěpánka Ďáblová", "12"))
    person = make.participant(group, display_name="Štěpánka Ďáblová")
    lock_activity(activity=activity, by=admin)
    assert "This activity is locked" in upload().content.decode()
    answer = save(draft, confirmed(person, "12"))
    assert (answer.status_code, "This activity is locked" in answer.content.decode()) == (422, True)
    event.status = "DRAFT"
    event.save()
    assert "Event is not open for scoring" in upload().content.decode()
    assert Job.objects.count() == 1
    assert not gemini.calls
    assert not Entry.objects.exists()


def test_switched_off_it_says_how_or_whom_to_ask(
    settings, client, activity, group, evaluator, admin, upload
):
    settings.SHEET_READER = "none"
    found = []
    for person in (evaluator, admin):
        client.force_login(person)
        found.append(client.get(photo_page(group, activity)).content.decode())
    assert "ask the organiser of the event" in found[0]
    assert "SHEET_READER=gemini" in found[1]
    assert upload().status_code == 503
    assert not Job.objects.exists()


def test_only_who_sent_it_sees_it_while_they_score_the_group(
    activity, group, other_group, evaluator, admin, team
):
    draft = make.sheet_photo(group, activity, evaluator, ("Jan Novák", "13"))
    theirs = make.sheet_photo(other_group, activity, evaluator, ("Jan Novák", "13"))
    names = ["review", "progress", "picture"]

    def seen_by(person, which=draft):
        client = Client()
        client.force_login(person)
        statuses = {client.get(page_of(which, name)).status_code for name in names}
        statuses.add(client.post(page_of(which), {"action": "discard"}).status_code)
        return statuses

    assert seen_by(admin) == {404}
    assert seen_by(evaluator, theirs) == {404}
    elsewhere = make.activity(activity.event)
    moved = page_of(draft).replace(f"activities/{activity.pk}", f"activities/{elsewhere.pk}")
    client = Client()
    client.force_login(evaluator)
    assert client.get(moved).status_code == 404
    assert client.get(page_of(draft)).status_code == 200
    evaluator.event_evaluators.all().delete()
    assert seen_by(evaluator) == {404}
    assert Job.objects.count() == 2
    work.run(theirs.pk)


@pytest.mark.parametrize("count", [1, 12])
def test_queries_do_not_grow(client, activity, group, evaluator, count, django_assert_num_queries):
    people = [
        make.participant(group, display_name=f"Jan Novák{'ab'[n % 2] * n}") for n in range(count)
    ]
    make.record(activity, people[0], "9")
    draft = make.sheet_photo(
        group, activity, evaluator, *((each.display_name, "13") for each in people), ("x", "5")
    )
    client.force_login(evaluator)
    with django_assert_num_queries(9):
        client.get(page_of(draft))


def test_where_too_many_wait_the_photo_is_kept(gemini, upload, client, team, monkeypatch, limited):
    with monkeypatch.context() as busy:
        busy.setattr(photo_drafts, "MOST_WAITING", 0)
        upload()
        draft = Job.objects.get()
        page = client.get(page_of(draft)).content.decode()
    assert "has too much to do. Try again in 30 seconds" in page
    assert (draft.state, bool(draft.content)) == ("DRAFT", True)

    # The clock of the limits goes on standing still: another window would allow more.
    calls = [client.post(page_of(draft, "read")).status_code for _ in range(21)]
    assert (calls.count(302), calls.count(429)) == (20, 1)  # as often as the API reads photos
    assert Job.objects.get().state == "QUEUED"


def test_nobody_keeps_more_than_ten_photos(gemini, upload, group, activity, evaluator):
    for _ in range(photo_drafts.MOST_KEPT):
        make.sheet_photo(group, activity, evaluator)

    assert "10 of your photos wait to be looked over." in upload().content.decode()


def test_hostile_fields_change_nothing(client, activity, group, team, evaluator, save):
    client.force_login(evaluator)
    draft = make.sheet_photo(group, activity, evaluator, ("Jan Novák", "13"))

    for fields in (
        confirmed(team[1], "1\x003"),
        confirmed(team[1], "9" * 100_000),
        confirmed(team[1], "13", base="9" * 30),
        row(team[1], choice="photo"),
        confirmed(team[0], "12"),  # who has no line
        confirmed(team[1], "13", status="<b>"),
    ):
        assert save(draft, fields).status_code in {200, 302, 422}
    assert save(draft, confirmed(team[1], "13"), person=10**6).status_code == 422

    assert not Entry.objects.exists()
    assert [each.participant for each in review(client, draft).rows] == [team[1]]
