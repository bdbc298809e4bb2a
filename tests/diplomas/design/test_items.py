"""What an item and a font of a template may hold, to the bound, by POST and PUT alike."""

import math

import pytest
from django.core.exceptions import ValidationError

from diplomas.design.beginnings import first_template
from diplomas.design.templates import create_template, update_template
from diplomas.models import DiplomaTemplate
from tests.diplomas.files import (
    EMPTY_FONT,
    collection,
    data_url,
    font_file,
    font_of,
    otf,
    with_fs_type,
    woff,
    woff2,
)

STATIC = {"type": "STATIC", "x": 0, "y": 100, "fontSize": 1, "color": "#abc"}
OURS = {"kind": "text"}


@pytest.fixture
def template(event):
    template = first_template(event)
    template.save()
    return template


def address(event):
    return f"/api/events/{event.pk}/diplomas"


@pytest.mark.parametrize(
    "item",
    [
        STATIC,
        {**STATIC, "type": "DYNAMIC", "x": 100.0, "y": 0.5, "fontSize": 200, "color": "#12345678"},
        {**STATIC, "text": "x" * 1000, "fontWeight": "x" * 50, "fontFamily": "x" * 255},
        {**STATIC, "text": "", "fontWeight": "", "fontFamily": "", "color": "#12345"},
        {**STATIC, "key": "x" * 255, "centerH": True, "centerV": False},
        {**STATIC, "key": None, "text": None, "fontFamily": None, "fontWeight": None},
        {**STATIC, "id": "7f3a", "locked": True, "": None, "deep": [1, {"a": [2, [3]]}]},
        {**STATIC, "z": 1e-7, "big": 2**80, "small": -(2**70), "rotation": -0.125},
        {**STATIC, "text": "Ďábel 🎉 \u2028 \x7f \\ \" ' </script>", "ключ": "值"},
        {**STATIC, "note": "x" * 500_000},
        {**STATIC, "kind": "image"},
        OURS,
        {**OURS, "x": 0, "y": 297, "width": 297.0, "height": 0.1, "text": "x" * 300},
        {**OURS, "size": 400, "min_size": 1, "lines": 4, "spacing": 2, "align": "right"},
        {**OURS, "color": "metal_dark", "font": "x" * 255, "note": {"any": ["thing"]}},
        {"kind": "line", "thickness": 0.1, "color": "#ABCD"},
        {"kind": "rectangle", "thickness": 50, "fill": "", "color": "#a1b2c3d4"},
        {"kind": "rectangle", "fill": "ink"},
        *[{"kind": kind} for kind in ["frame", "divider", "medal"]],
    ],
)
def test_items_that_are_kept_as_they_come(api, admin, event, template, item):
    path = address(event)

    made = api(admin).post(path, {"items": [item, item]}, format="json")
    changed = api(admin).put(f"{path}/{template.pk}", {"items": [item]}, format="json")

    assert (made.status_code, made.json().get("items")) == (201, [item, item])
    assert (changed.status_code, changed.json()["items"]) == (200, [item])
    read = api(admin).get(f"{path}/{made.json()['id']}")
    assert read.json()["items"] == [item, item]


NUMBER = "This must be a number from {} to {}."
TEXT = "This must be text of at most {} characters."
REQUIRED = "This field is required."
SWITCH = "This must be true or false."
COLOR = "This must be “#” and 3 to 8 hexadecimal digits."
OWN_COLOR = (
    "This must be a colour such as #1f2d47, or one of: ink, muted, metal, metal_light, metal_dark."
)
KINDS = "This must be one of: text, line, rectangle, frame, divider, medal, qr."


REFUSED = [
    *[({**STATIC, "type": bad}, "type", "This must be one of: STATIC, DYNAMIC.")
      for bad in ["static", "", None, 1, [], "IMAGE"]],
    *[({**STATIC, "key": bad}, "key", TEXT.format(255)) for bad in ["x" * 256, 1, [], True]],
    *[({**STATIC, "text": bad}, "text", TEXT.format(1000)) for bad in ["x" * 1001, 1, {}]],
    *[({**STATIC, name: bad}, name, NUMBER.format(0, 100))
      for name in ["x", "y"]
      for bad in [-0.001, 100.001, -1, 101, 10**400, "50", None, True, False, [50], {}]],
    *[({**STATIC, "fontSize": bad}, "fontSize", NUMBER.format(1, 200))
      for bad in [0, 0.999, 201, 200.5, "24", "24px", None, True, []]],
    *[({**STATIC, "fontWeight": bad}, "fontWeight", TEXT.format(50))
      for bad in ["x" * 51, 700, True, ["bold"]]],
    *[({**STATIC, "fontFamily": bad}, "fontFamily", TEXT.format(255))
      for bad in ["x" * 256, 1, {}]],
    *[({**STATIC, "color": bad}, "color", COLOR)
      for bad in ["#ab", "#123456789", "abc", "#ggg", "", "red", "#abc\n", None, 5]],
    *[({**STATIC, name: bad}, name, SWITCH)
      for name in ["centerH", "centerV"] for bad in ["true", 1, 0, "", []]],
    *[({key: value for key, value in STATIC.items() if key != name}, name, REQUIRED)
      for name in STATIC],
    *[({"kind": bad}, "kind", KINDS) for bad in ["glitter", "", None, 1, ["text"]]],
    *[({**OURS, name: bad}, name, NUMBER.format(0, 297))
      for name in ["x", "y", "width", "height"] for bad in [-1, 297.5, "10", None, True]],
    *[({**OURS, name: bad}, name, NUMBER.format(1, 400))
      for name in ["size", "min_size"] for bad in [0.5, 401, "12", None, False]],
    ({**OURS, "cases": []}, "cases", "This must be a list of 1 to 20 cases."),
    *[({**OURS, "lines": bad}, "lines", "This must be a whole number from 1 to 4.")
      for bad in [0, 5, 1.5, "2", True, None]],
    *[({**OURS, "spacing": bad}, "spacing", NUMBER.format(0, 2)) for bad in [-1, 2.1, "0"]],
    *[({**OURS, "thickness": bad}, "thickness", NUMBER.format(0.1, 50)) for bad in [0, 51]],
    *[({**OURS, "text": bad}, "text", TEXT.format(300)) for bad in ["x" * 301, 1, None]],
    *[({**OURS, "font": bad}, "font", TEXT.format(255)) for bad in ["x" * 256, None, 1]],
    *[({**OURS, "align": bad}, "align", "This must be one of: left, center, right.")
      for bad in ["justify", "", None, []]],
    *[({**OURS, name: bad}, name, OWN_COLOR)
      for name in ["color", "fill"] for bad in ["red", "#12345", None, 1, ["ink"]]],
    ({**OURS, "color": ""}, "color", OWN_COLOR),
]  # fmt: skip
"""(item, the field that is wrong, the problem)"""


def test_items_that_are_refused(api, admin, event, template):
    organiser, path = api(admin), address(event)
    for item, field, problem in REFUSED:
        sentence = f"Item 2, {field}: {problem}"
        refusal = {
            "detail": f"items.1.{field}: {sentence}",
            "errors": {f"items.1.{field}": [sentence]},
        }
        sent = {"name": "Zlatý", "items": [STATIC, item, OURS]}

        made = organiser.post(path, sent, format="json")
        changed = organiser.put(f"{path}/{template.pk}", sent, format="json")

        assert (made.status_code, made.json()) == (422, refusal)
        assert (changed.status_code, changed.json()) == (422, refusal)
    [stored] = DiplomaTemplate.objects.all()
    assert (stored.name, stored.items) == ("Default", first_template(event).items)


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_numbers_that_are_none(event, number):
    """JSON has no such numbers; nobody gets them in by another way."""
    with pytest.raises(ValidationError):
        create_template(event=event, by=None, name="A", items=[{**STATIC, "x": number}])

    assert not DiplomaTemplate.objects.exists()


def test_everything_that_is_wrong_is_named_at_once(api, admin, event):
    body = {"items": [{}, OURS, {"type": "STATIC", "x": 200, "y": 1, "color": "#000"}]}

    answer = api(admin).post(address(event), body, format="json")

    assert answer.json()["errors"] == {
        **{
            f"items.0.{field}": [f"Item 1, {field}: {REQUIRED}"]
            for field in ["type", "x", "y", "fontSize", "color"]
        },
        "items.2.fontSize": [f"Item 3, fontSize: {REQUIRED}"],
        "items.2.x": [f"Item 3, x: {NUMBER.format(0, 100)}"],
    }


LETTERS = (
    "All texts together may have at most 20000 characters, and these may have {}: shorten them."
    " A text with a placeholder counts as long as it may get."
)
ORNAMENTS = "There may be at most 20 frames, dividers, medals and QR codes; there are 21."
FULL = {**STATIC, "text": "a " * 500}


@pytest.mark.parametrize(
    ("allowed", "refused", "sentence"),
    [
        ([FULL] * 20, [FULL] * 20 + [{**STATIC, "text": "a"}], LETTERS.format(20_001)),
        (
            [{**OURS, "text": "{name}"}] * 66,
            [{**OURS, "text": "{name}"}] * 67,
            LETTERS.format(20_100),
        ),
        (
            [{**STATIC, "type": "DYNAMIC", "key": "place"}] * 78,
            [{**STATIC, "type": "DYNAMIC", "key": "place"}] * 79,
            LETTERS.format(20_145),
        ),
        ([{"kind": "medal"}] * 20, [{"kind": "medal"}] * 20 + [{"kind": "frame"}], ORNAMENTS),
        ([{"kind": "line"}] * 100, [{"kind": "divider"}] * 21, ORNAMENTS),
    ],
)
def test_a_page_is_no_more_work_than_a_moment(
    api, admin, event, template, allowed, refused, sentence
):
    path = f"{address(event)}/{template.pk}"
    kept = api(admin).put(path, {"items": allowed}, format="json")

    answer = api(admin).put(path, {"items": refused}, format="json")

    assert kept.status_code == 200
    assert (answer.status_code, answer.json()["errors"]) == (422, {"items": [sentence]})
    template.refresh_from_db()
    assert template.items == allowed


def test_what_was_stored_under_other_rules_stands_in_no_way(event):
    old = DiplomaTemplate.objects.create(event=event, name="Old", items=[{"any": "thing"}])

    update_template(template=old, by=None, name="Starý")

    old.refresh_from_db()
    assert (old.name, old.items) == ("Starý", [{"any": "thing"}])


# --- Fonts ---------------------------------------------------------------------------------------


NO_FONT = "The file is no font: TTF, OTF, WOFF and WOFF2 files are."
NO_DATA_URL = "The file must be given as a data URL in base64."
FORBIDDEN = "The font’s maker forbids putting it in documents. Choose another font."


# Packing a WOFF2 takes a second: only whoever runs its test does.
@pytest.mark.parametrize(
    "data",
    [
        EMPTY_FONT,
        EMPTY_FONT.replace("font/ttf", "application/x-font-ttf;charset=utf-8"),
        EMPTY_FONT.replace("font/ttf", "application/octet-stream"),
        EMPTY_FONT.replace("font/ttf", ""),
        font_of(5_000_000),
        *[data_url(kind + b"\0\1" * 20, "font/x") for kind in [b"OTTO", b"wOFF", b"wOF2", b"true"]],
        data_url(font_file(), "font/ttf"),
        *[data_url(with_fs_type(font_file(), flags), "font/ttf") for flags in [0, 4, 6, 8, 0x104]],
        data_url(woff(with_fs_type(font_file(), 4)), "font/woff"),
        lambda: data_url(woff2(with_fs_type(font_file(), 4)), "font/woff2"),
        data_url(with_fs_type(otf(), 4), "font/otf"),
        data_url(collection(font_file()), "font/collection"),
    ],
)
def test_fonts_that_are_kept(api, admin, event, template, data):
    fonts = [{"name": "x" * 255, "data": data() if callable(data) else data, "weight": 400}]
    path = address(event)

    made = api(admin).post(path, {"fonts": fonts}, format="json")
    changed = api(admin).put(f"{path}/{template.pk}", {"fonts": fonts}, format="json")

    assert (made.status_code, made.json()["fonts"]) == (201, fonts)
    assert (changed.status_code, changed.json()["fonts"]) == (200, fonts)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        *[(bad, NO_DATA_URL) for bad in [None, 5, "", "https://a.example/a.ttf", "AAEAAAAA",
                                         "data:font/ttf,abc", "data:font/ttf;base64"]],
        (font_of(5_000_001),
         "The file is too large: at most 5,000,000 characters as a data URL."),
        *[(bad, NO_FONT) for bad in [
            "data:font/ttf;base64,", "data:font/ttf;base64,AAEA", "data:font/ttf;base64,!!!!",
            data_url(b"\x89PNG\r\n\x1a\n", "font/ttf"), data_url(b"<html></html>", "font/woff2")]],
        (data_url(with_fs_type(font_file(), 2), "font/ttf"), FORBIDDEN),
        (data_url(with_fs_type(font_file(), 0x102), "font/ttf"), FORBIDDEN),
        (data_url(woff(with_fs_type(font_file(), 2)), "font/woff"), FORBIDDEN),
        (lambda: data_url(woff2(with_fs_type(font_file(), 2)), "font/woff2"), FORBIDDEN),
        (data_url(with_fs_type(otf(), 2), "font/otf"), FORBIDDEN),
        (lambda: data_url(woff2(with_fs_type(otf(), 2)), "font/woff2"), FORBIDDEN),
        (data_url(collection(with_fs_type(font_file(), 2)), "font/collection"), FORBIDDEN),
    ],
)  # fmt: skip
def test_fonts_that_are_refused(api, admin, event, template, data, problem):
    font = {"name": "Můj", "data": data() if callable(data) else data}
    fonts, path = [{"name": "A", "data": EMPTY_FONT}, font], address(event)
    sentence = f"Font “Můj”: {problem}"

    for answer in [
        api(admin).post(path, {"fonts": fonts}, format="json"),
        api(admin).put(f"{path}/{template.pk}", {"fonts": fonts}, format="json"),
    ]:
        assert (answer.status_code, answer.json()) == (
            422,
            {"detail": f"fonts.1.data: {sentence}", "errors": {"fonts.1.data": [sentence]}},
        )
    assert DiplomaTemplate.objects.get().fonts == []
