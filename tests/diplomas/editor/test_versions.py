"""Drafts and versions of a template: what is printed, what is not yet, and back to what was."""

import io
from copy import deepcopy

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from accounts.models import AuditLog
from diplomas.awards.awarding import awarded
from diplomas.design import versions
from diplomas.design.beginnings import copy_templates
from diplomas.design.drafts import publish_draft, save_draft
from diplomas.design.templates import delete_template, update_template
from diplomas.design.versions import state_of
from diplomas.history.differences import differences
from diplomas.issued.issuing import issue
from diplomas.looks.layout import Template
from diplomas.models import Diploma, DiplomaTemplate, TemplateVersion, VersionFont
from diplomas.previews.thumbnails import TOGETHER
from diplomas.printing.event_templates import EventTemplates
from foundation.files import collecting
from foundation.models import StoredFile
from tests import make
from tests.diplomas.editor.conftest import CONTRACT, OURS, SHAPE, stored
from tests.diplomas.files import data_url, font_file, picture

pytestmark = pytest.mark.django_db
ITEMS = [OURS, CONTRACT, SHAPE]


def published(template):
    return DiplomaTemplate.objects.get(pk=template.pk)


def publish(template, admin, **look):
    save_draft(template=template, by=admin, **look)
    return publish_draft(template=template, by=admin)


def page_of(client, template, page="versions", **query):
    return client.get(reverse(f"diplomas:{page}", args=[template.event_id, template.pk]), query)


def test_what_is_saved_is_printed_once_it_is_published(edit, template, client):
    address = f"/api/events/{template.event_id}/diplomas/{template.pk}"
    edit.press("choose-0").press("save", **{"item-x": "22"})
    assert stored(template).items[0]["x"] == 22
    assert published(template).items == client.get(address).json()["items"] == ITEMS
    text = edit.open().answer.content.decode()
    assert "Here are changes that are not published." in text
    assert edit.draft.items[0]["x"] == 22

    edit.press("choose-0").press("publish", **{"item-y": "33"})

    assert edit.answer.status_code == 302
    now = published(template)
    assert client.get(address).json()["items"][0] == now.items[0] == {**OURS, "x": 22, "y": 33}
    assert (now.version, state_of(now).draft) == (2, None)
    assert template.versions.get().items == ITEMS
    assert [*AuditLog.objects.values_list("action", flat=True)] == ["UPDATE_DIPLOMA"]


def test_a_script_saves_and_goes_on(edit, template, client):
    address = reverse("diplomas:editor", args=[template.event_id, template.pk])
    edit.press("choose-0")
    sent = edit.sent("save", **{"item-x": "22"})

    first = client.post(address, sent, headers={"X-Part": "1"})
    seen = first.context["draft"].seen
    again = client.post(address, {**sent, "seen": seen, "item-x": "23"}, headers={"X-Part": "1"})

    assert (first.status_code, again.status_code) == (200, 200)
    assert "Saved as a draft: version 1 is printed" in again.content.decode()
    assert stored(template).items[0]["x"] == 23
    # What is as it is published is no draft.
    more = {"seen": again.context["draft"].seen, "item-x": "20"}
    assert client.post(address, {**sent, **more}, headers={"X-Part": "1"}).status_code == 200
    assert state_of(published(template)).draft is None


def test_a_font_from_another_window_stops_nobody(edit, template, admin):
    edit.press("choose-0").press("draw", **{"item-text": "Mine"})
    font = {"name": "Own", "data": data_url(font_file(), "font/ttf")}
    update_template(template=template, by=admin, fonts=[font])

    edit.press("publish")

    now = published(template)
    assert (now.version, now.items[0]["text"], now.fonts) == (3, "Mine", [font])


@pytest.mark.parametrize("then", ["save", "publish", "discard"])
def test_the_second_of_two_is_told_about_drafts_too(edit, template, admin, then):
    edit.press("choose-0").press("draw", **{"item-text": "Mine"})
    save_draft(template=template, by=admin, items=[{**OURS, "text": "Theirs"}])

    edit.press(then)

    text = edit.answer.content.decode()
    assert edit.answer.status_code == 409
    assert "Somebody else has changed this template meanwhile." in text
    assert stored(template).items[0]["text"] == "Theirs"
    assert published(template).items == ITEMS


def test_a_draft_outlives_what_a_client_puts(edit, template, client):
    edit.press("choose-0").press("save", **{"item-x": "22"})
    address = f"/api/events/{template.event_id}/diplomas/{template.pk}"
    body = client.get(address).json()
    font = {"name": "Own", "data": data_url(font_file(), "font/ttf")}

    client.put(address, {**body, "name": "By a client", "fonts": [font]}, "application/json")

    now = published(template)
    assert (now.name, now.version, len(now.fonts)) == ("By a client", 2, 1)
    draft = state_of(now).draft
    assert (draft.name, draft.items[0]["x"], draft.fonts) == ("Diplom", 22, now.fonts)
    text = edit.open().answer.content.decode()
    assert "were begun from version 1; meanwhile version 2 was published" in text
    client.put(address, {**body, "name": "By a client", "fonts": []}, "application/json")
    assert state_of(published(template)).draft.fonts == []
    client.put(address, {**body, "name": "By a client", "fonts": []}, "application/json")
    assert published(template).version == 3


def test_a_draft_is_discarded(edit, template):
    edit.press("choose-0").press("save", **{"item-x": "22"}).open()

    edit.press("discard")

    assert edit.answer.status_code == 302
    assert stored(template) == published(template)
    assert AuditLog.objects.get().action == "DISCARD_DIPLOMA_DRAFT"


def test_each_version_says_what_differs_and_comes_back(edit, template, admin, client):
    for x in (25, 30):
        publish(template, admin, items=[{**OURS, "x": x}, CONTRACT, SHAPE])
    answer = page_of(client, template)

    text = answer.content.decode()
    assert "Text “{name}” moved from 25 mm to 30 mm, from the left." in text
    assert [each.name for each in answer.context["listed"]] == ["3", "2", "1"]
    seen = answer.context["state"].token
    address = reverse("diplomas:versions", args=[template.event_id, template.pk])
    assert client.post(address, {"seen": seen, "number": "7"}).status_code == 422
    assert client.post(address, {"seen": "other", "number": "1"}).status_code == 409
    assert client.post(address, {"number": "1"}).status_code == 409
    assert client.post(address, {"seen": seen, "number": "1"}).status_code == 302
    assert stored(template).items == ITEMS
    assert published(template).items[0]["x"] == 30
    for name in ("draft", "3", "1"):
        page = page_of(client, template, "preview", version=name)
        assert page.status_code == 200
    for name in ("4", "0", "-1", "9" * 30, "x", "²"):
        assert page_of(client, template, "preview", version=name).status_code == 404


def test_what_diplomas_were_printed_from_stays(template, admin, activity, participant, monkeypatch):
    monkeypatch.setattr(versions, "KEPT", 3)
    make.record(activity, participant, "9.1")
    awards = {each.award for each in awarded(template.event)}
    publish(template, admin, items=[{**OURS, "text": "printed"}])
    issue(event=template.event, awards=awards, by=admin)
    for number in range(5):
        file = picture(color=f"#0000{number:02}")
        publish(template, admin, name=f"Diplom {number}", bg_image_url=file)

    assert {*Diploma.objects.values_list("template_id", "template_version")} == {(template.pk, 2)}
    assert [each.number for each in template.versions.all()] == [6, 5, 2]
    collecting.collect()
    collecting.collect(at=timezone.now() + collecting.grace())
    assert StoredFile.objects.count() == 3
    issue(event=template.event, awards=awards, by=admin)  # the same paper, by the newest
    assert {*Diploma.objects.values_list("template_version", flat=True)} == {7}


def test_a_template_that_is_deleted_while_it_is_printed(template, admin, activity, participant):
    make.record(activity, participant, "9.1")
    awards, templates = (
        {each.award for each in awarded(template.event)},
        EventTemplates(template.event),
    )
    delete_template(template=template, by=admin)

    issue(event=template.event, awards=awards, by=admin, version_of=templates.version_of)

    assert {*Diploma.objects.values_list("template_id", "template_version")} == {(None, 1)}
    connection.check_constraints()


def test_a_version_is_printed_with_its_fonts(template, admin):
    font = {"name": "Own", "data": data_url(font_file(), "font/ttf")}
    update_template(template=template, by=admin, fonts=[font])
    templates = EventTemplates(template.event)

    update_template(template=template, by=admin, fonts=[])  # before the paper is made

    assert (templates.usual.version, templates.usual.fonts) == (2, [font])


def test_a_copy_begins_with_what_is_published(edit, template, admin, event):
    part = {"left": 10, "top": 0, "width": 50, "height": 60}
    publish(template, admin, bg_image_url=picture())
    publish(template, admin, background_crop=part)
    save_draft(template=template, by=admin, name="Not yet")
    new = make.event(organisation=event.organisation)
    DiplomaTemplate.objects.filter(event=new).delete()

    copy_templates(event, new)

    copy = DiplomaTemplate.objects.get(event=new)
    assert (copy.name, copy.version, copy.background_crop) == ("Diplom", 1, part)
    assert not TemplateVersion.objects.filter(template=copy).exists()


def test_fonts_and_pictures_come_back_with_their_version(template, admin):
    font = {"name": "Own", "data": data_url(font_file(), "font/ttf")}
    update_template(template=template, by=admin, fonts=[font], bg_image_url=picture())
    update_template(template=template, by=admin, fonts=[], bg_image_url="")
    now = published(template)
    assert VersionFont.objects.count() == 1

    earlier = now.versions.get(number=2)

    assert (earlier.fonts, earlier.bg_image_url) == ([font], picture())
    assert differences(earlier, now) == [
        "The picture behind everything was removed.",
        "Font removed: “Own”.",
    ]


def test_a_part_of_the_picture_is_chosen_and_printed(edit, template, client):
    file = io.BytesIO()
    Image.new("RGB", (400, 100), "#336699").save(file, "PNG")
    file.seek(0)
    file.name = "photo.png"
    edit.press("save", background=file).open()
    edit.press("fit")
    assert edit.draft.crop.as_json() == {"left": 32.32, "top": 0, "width": 35.36, "height": 100}
    wrong = {"crop-left": "90", "crop-top": "0", "crop-width": "20", "crop-height": "50"}
    edit.press("save", **wrong)
    assert edit.answer.status_code == 422
    assert "goes beyond its edge" in edit.answer.content.decode()
    assert edit.press("draw", **{**wrong, "crop-top": ""}).answer.status_code == 422
    assert edit.press("draw", **{**wrong, "crop-left": "nan"}).answer.status_code == 422

    edit.press("save", **{**wrong, "crop-left": "50"}).open()

    assert stored(template).background_crop == {"left": 50, "top": 0, "width": 20, "height": 50}
    assert "only 6 dots per inch" in edit.answer.content.decode()  # 50 pixels on 210 mm
    sizes = {}
    for query in ({}, {"whole": "1"}, {"crop": "0,0,50,50"}):
        content = page_of(client, template, "background", version="draft", **query).content
        sizes[str(query)] = Image.open(io.BytesIO(content)).size
    assert list(sizes.values()) == [(80, 50), (400, 100), (200, 50)]
    assert page_of(client, template, "background", version="draft", crop="1,2").status_code == 404
    edit.press("whole").press("publish")
    assert published(template).background_crop is None


def test_a_part_of_the_picture_before_is_not_of_theirs(edit, template, admin):
    save_draft(template=template, by=admin, bg_image_url=picture())
    before = edit.open().answer.context["edited"].state.look.background_file_id
    save_draft(template=template, by=admin, bg_image_url=picture(color="red"))
    part = {f"crop-{side}": 50 for side in ("left", "top", "width", "height")}

    edit.press("save", picture=before, **part)

    assert edit.answer.status_code == 409
    assert f'name="picture" value="{stored(template).background_file_id}"' in (
        edit.answer.content.decode()
    )
    edit.press("save")
    assert stored(template).background_crop is None


def test_another_picture_is_seen_whole(template, admin):
    part = {"left": 10, "top": 0, "width": 50, "height": 60}
    publish(template, admin, bg_image_url=picture())
    publish(template, admin, background_crop=part)
    update_template(template=template, by=admin, bg_image_url=picture(), name="The same picture")
    assert published(template).background_crop == part
    update_template(template=template, by=admin, bg_image_url=picture(color="red"))
    assert published(template).background_crop is None


def test_an_archived_event_keeps_its_draft(edit, template, client):
    edit.press("choose-0").press("save", **{"item-x": "22"}).open()
    template.event.status = template.event.Status.ARCHIVED
    template.event.save()

    for then in ("save", "publish", "discard"):
        assert edit.press(then).answer.status_code == 422
    assert published(template).version == 1
    assert stored(template).items[0]["x"] == 22


def test_the_list_costs_the_same_with_more_versions(edit, template, admin, client):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            assert page_of(client, template).status_code == 200
        return len(captured)

    for number in range(3):
        publish(template, admin, name=f"Diplom {number}")
    few = cost()
    for number in range(3, 12):
        publish(template, admin, name=f"Diplom {number}")

    assert cost() <= few + 1
    save_draft(template=template, by=admin, name="Not yet")
    assert len(page_of(client, template).context["listed"]) == TOGETHER
    assert "What was before it is not kept." not in page_of(client, template).content.decode()


@pytest.mark.parametrize(
    ("change", "sentences"),
    [
        (lambda items: items[0].update(x=25, y=35.5), ["moved from 20 mm × 30 mm to 25 mm × 35.5"]),
        (lambda items: items[0].update(text="{group}"), ["Text “{name}”: text “{name}” → “{gr"]),
        (lambda items: items[0].update(size=12, bold=True), ["40 points → 12", "bold no → yes"]),
        (lambda items: items[1].update(y=60), ["The place moved from 50 % to 60 %, from the top."]),
        (lambda items: items[1].update(theirs=1), ["The place: “theirs” was changed."]),
        (lambda items: items[2].update(locked=True), ["A rectangle was locked."]),
        (lambda items: items.pop(1), ["Removed: the place, 30 points, bold."]),
        (lambda items: items.append({"kind": "qr"}), ["Added: a QR code."]),
        (lambda items: items.reverse(), ["The order of drawing was changed."]),
        (lambda items: items.clear(), ["It is the look that comes with the product."]),
    ],
)  # fmt: skip
def test_differences_are_sentences(change, sentences):
    old, new = (DiplomaTemplate(name="Diplom", items=deepcopy(ITEMS)) for _each in range(2))
    change(new.items)

    found = differences(old, new)

    assert len(found) == len(sentences)
    for part, sentence in zip(sentences, found, strict=True):
        assert part in sentence
    assert differences(old, old) == []


JUNK = [{"kind": [], "x": {}}, {"type": {}, "text": 5, "cases": 3}, {}, 7, None, {"x": 10**400}]


def test_whatever_was_stored_is_compared():
    junk, sound = DiplomaTemplate(items=JUNK), DiplomaTemplate(items=deepcopy(ITEMS))
    for old, new in ((junk, sound), (sound, junk), (junk, DiplomaTemplate(items=JUNK[::-1]))):
        assert all(isinstance(sentence, str) for sentence in differences(old, new))
    assert Template().background_crop is None
