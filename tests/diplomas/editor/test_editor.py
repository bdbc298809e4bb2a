"""The editor as a plain form: what a browser without scripts sends, and what comes of it."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import ExifTags, Image

from diplomas.models import DiplomaTemplate
from foundation.files import data_urls
from tests import make
from tests.diplomas.editor.conftest import CONTRACT, OURS, SHAPE, stored
from tests.foundation.pictures.pdfs import A4, pdf

pytestmark = pytest.mark.django_db


def test_nothing_changes_where_nothing_is_changed(edit, template):
    for index in range(3):
        edit.press(f"choose-{index}").press("draw")
    edit.press("save")

    assert edit.answer.status_code == 302
    assert stored(template).items == [OURS, CONTRACT, SHAPE]


def test_items_keep_their_dialect_and_what_is_not_on_the_form(edit, template):
    edit.press("choose-0").press("draw", **{"item-x": "22.5", "item-bold": "on"})
    edit.press("choose-1").press("draw", **{"item-y": "61", "item-color": "#112233"})
    edit.press("choose-2").press("draw", **{"item-fill": "#fff8e7", "item-thickness": "2"})
    edit.press("save")

    assert stored(template).items == [
        {**OURS, "x": 22.5, "bold": True},
        {**CONTRACT, "y": 61, "color": "#112233"},
        {**SHAPE, "fill": "#fff8e7e6", "thickness": 2},
    ]


def test_the_contracts_put_keeps_everything_of_ours(edit, template, client):
    edit.press("choose-1").press("lock").press("publish")
    address = f"/api/events/{template.event_id}/diplomas/{template.pk}"
    body = client.get(address).json()

    answer = client.put(address, {**body, "name": "By a client"}, "application/json")

    assert answer.status_code == 200
    assert stored(template).name == "By a client"
    assert stored(template).items == [OURS, {**CONTRACT, "locked": True}, SHAPE]


def test_items_are_added_copied_ordered_locked_and_deleted(edit, template):
    edit.press("add", kind="medal")
    assert edit.draft.item == {"kind": "medal", "width": 36, "x": 130.5, "y": 105.0}
    edit.press("up").press("up").press("duplicate").press("lock").press("delete")
    assert "It is locked: unlock it first." in edit.answer.content.decode()
    edit.press("lock").press("delete").press("choose-0").press("delete").press("save")

    kinds = [item.get("kind", item.get("key")) for item in stored(template).items]
    assert kinds == ["medal", "place", "rectangle"]


@pytest.mark.parametrize(
    ("index", "way", "changed"),
    [
        (0, (5, -10), {"x": 25, "y": 20}),
        (0, (-300, 0), {"x": 0}),
        (1, (29.7, 21), {"x": 20, "y": 60}),
        (2, (1, 0), {"x": 11}),
    ],
)
def test_a_script_moves_an_item(edit, index, way, changed):
    item = edit.draft.items[index]
    edit.press(f"choose-{index}", dx=way[0], dy=way[1])

    for name, value in changed.items():
        assert edit.draft.item[name] == pytest.approx(value, abs=0.06)
    assert edit.draft.item.keys() == item.keys()


def test_a_script_resizes_an_item(edit):
    edit.press("choose-0").press("resize", dx=-57, dy=5)
    assert edit.draft.item == {**OURS, "width": 200, "height": 25}
    edit.press("choose-1").press("resize", dx=2, dy=0)
    assert edit.draft.item["fontSize"] > 30


def test_what_is_wrong_is_said_beside_the_field_and_changes_nothing(edit, template):
    edit.press("choose-0").press("save", **{"item-x": "far", "item-size": "0"})

    assert edit.answer.status_code == 422
    assert set(edit.answer.context["form"].errors) == {"x", "size"}
    assert stored(template).items[0] == OURS


@pytest.mark.parametrize(
    "fields",
    [
        {"items": "no JSON"},
        {"items": "[1]"},
        {"items": '[{"kind": "text", "x": NaN}]'},
        {"items": "[" * 100_000},
        {"items": "[" + "{}, " * 100_000 + "{}]"},
        {"orientation": "ROUND"},
        {"name": "  "},
        {"name": "a\0b"},
        {"items": json.dumps([{"kind": "text", "size": "large"}])},
        {"items": json.dumps([{"kind": "frame", "x": 0}] * 30)},
    ],
    ids=lambda fields: next(iter(fields.items()))[0] + str(next(iter(fields.values())))[:12],
)
def test_what_no_page_sends_is_refused(edit, template, fields):
    edit.press("save", **fields)

    assert edit.answer.status_code == 422
    assert stored(template).items == [OURS, CONTRACT, SHAPE]


def test_of_two_who_save_the_second_is_told_and_loses_nothing(edit, template):
    edit.press("choose-0").press("draw", **{"item-text": "Mine"})
    DiplomaTemplate.objects.filter(pk=template.pk).update(items=[{**OURS, "text": "Theirs"}])

    edit.press("save")

    text = edit.answer.content.decode()
    assert edit.answer.status_code == 409
    assert "Somebody else has changed this template meanwhile." in text
    assert "text “Theirs”, 40 points" in text
    assert "text “Mine”, 40 points" in text
    assert stored(template).items[0]["text"] == "Theirs"
    edit.press("save")
    assert [item.get("text") for item in stored(template).items] == ["Mine", None, None]


def test_a_picture_is_put_behind_and_taken_away(edit, template):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "#336699").save(file, "PNG")
    file.seek(0)
    file.name = "photo.png"

    edit.press("save", background=file)
    assert stored(template).bg_image_url.startswith("data:image/png;base64,")
    edit.open()
    assert "The picture has only 3 dots per inch on the sheet" in edit.answer.content.decode()
    assert "<image " in edit.answer.content.decode()
    edit.press("save", removes_background="1")
    assert stored(template).bg_image_url == ""


def test_a_photo_that_lies_is_measured_as_it_is_printed(edit):
    """1,400 × 2,000 as its header has it would be 120 dots per inch; 2,000 × 1,400 are 169."""
    file, turned = io.BytesIO(), Image.Exif()
    turned[ExifTags.Base.Orientation] = 6
    Image.new("RGB", (1400, 2000)).save(file, "JPEG", exif=turned)
    file.seek(0)
    file.name = "photo.jpg"

    edit.press("save", background=file).open()

    assert "dots per inch" not in edit.answer.content.decode()


def test_page_one_of_a_pdf_is_put_behind(edit, template):
    edit.press("save", background=SimpleUploadedFile("a.pdf", pdf(A4[::-1], pages=2))).open()

    drawn = Image.open(io.BytesIO(data_urls.split(stored(template).bg_image_url)[1]))
    assert (drawn.format, drawn.size) == ("JPEG", (3508, 2481))
    text = edit.answer.content.decode()
    assert "The PDF has 2 pages. Only page 1 was taken." in text
    assert "dots per inch" not in text


def test_the_untouched_template_is_made_from_what_is_printed(client, admin, event):
    template = DiplomaTemplate.objects.create(event=event, name="Default")
    client.force_login(admin)

    answer = client.get(reverse("diplomas:editor", args=[event.pk, template.pk]))

    assert [row[1] for row in answer.context["rows"]][:2] == [
        "a frame",
        "text “{event}”, 14 points",
    ]
    assert "Stephanie Sample" in answer.content.decode()


def test_it_shows_real_winners_a_tie_and_nobodys_category(edit, group, activity):
    for name, result in (("Adam Rychlý", "9.1"), ("Bára Druhá", "9.5"), ("Cyril Druhý", "9.5")):
        make.record(
            activity, make.participant(group, display_name=name, gender="M", age=11), result
        )
    edit.open(who="tie")
    assert ">Bára Druhá</text>" in edit.answer.content.decode()
    words = dict(edit.open().answer.context["subjects"])
    key = next(key for key, text in words.items() if text.startswith("Adam Rychlý"))
    assert ">Adam Rychlý</text>" in edit.open(who=key).answer.content.decode()


def test_an_archived_event_keeps_its_templates(edit, template):
    template.event.status = template.event.Status.ARCHIVED
    template.event.save()

    edit.press("delete").press("save", name="Other")

    assert edit.answer.status_code == 422
    assert stored(template).name == "Diplom"


def test_texts_of_cases_are_changed_each_by_itself(edit, template):
    cases = [{"when": {"gender": "F"}, "text": "won by her"}, {"text": "won"}]
    item = {**OURS, "cases": cases}
    DiplomaTemplate.objects.filter(pk=template.pk).update(items=[item])
    edit.open(item=0).press("save", **{"item-case-0": "hers"})

    assert stored(template).items == [{**item, "cases": [{**cases[0], "text": "hers"}, cases[1]]}]


def test_no_text_gets_out_of_the_picture(edit):
    hostile = "</text></svg><script>alert(1)</script>"
    edit.press("choose-0").press("draw", **{"item-text": hostile})

    text = edit.answer.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script>alert" not in text


def test_the_page_costs_the_same_with_more_people(edit, group, activity):
    def cost():
        with CaptureQueriesContext(connection) as captured:
            edit.open()
        return len(captured)

    few = cost()
    for number in range(20):
        person = make.participant(group, display_name=f"Dítě {number}", gender="F", age=11)
        make.record(activity, person, f"9.{number:02}")
    edit.open()

    assert cost() <= few


JUNK = [
    {"kind": [], "x": {}, "width": "wide"},
    {"kind": "text", "text": 5, "cases": [{"when": 5, "text": []}], "size": "x", "color": []},
    {"kind": "rectangle", "x": 1e308, "y": -1e308, "fill": {}, "width": True},
    {"kind": "line", "width": -5, "height": 1e300, "align": []},
    {"type": "DYNAMIC", "key": {}, "x": "left", "fontSize": None, "fontFamily": [], "color": 3},
    {"type": [], "key": "name", "x": 1e308, "fontSize": -3, "centerH": "yes"},
    {"kind": "text", "text": "{name}", "x": 10**400, "y": 10**400, "width": 10**400},
    {"type": "STATIC", "x": 10**400, "y": 10**400, "fontSize": 10**400},
    {},
]


@pytest.mark.parametrize("item", JUNK, ids=range(len(JUNK)))
def test_whatever_comes_back_is_drawn_or_refused(edit, item):
    for then in ("choose-0", "resize", "duplicate", "again-cs", "lock", "up", "save"):
        data = {"items": json.dumps([item]), "chosen": 0, "dx": 3, "dy": 3}
        assert edit.press(then, **data).answer.status_code in {200, 422}
