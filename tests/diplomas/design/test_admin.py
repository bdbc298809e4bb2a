"""The page of a template: name, orientation and background, what stands on it, and an example."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pypdf import PdfReader

from accounts.models import AuditLog
from diplomas.design.beginnings import first_template
from diplomas.models import DiplomaTemplate
from events.models import Event
from foundation.files import data_urls
from foundation.pictures.normalising import decodings
from tests import make
from tests.admin_site import errors, last_log, page, posted
from tests.diplomas.files import (
    EMPTY_FONT,
    data_url,
    font_file,
    give_background,
    otf,
    picture,
    woff2,
)
from tests.foundation.pictures.pdfs import pdf

ITEMS = [
    {
        "type": "STATIC",
        "text": "Za <b>odvahu</b>",
        "x": 10,
        "y": 10,
        "fontSize": 18,
        "fontWeight": "600",
        "color": "#000",
    },
    {"type": "DYNAMIC", "key": "category", "x": 1, "y": 2, "fontSize": 12.5, "color": "#000"},
    {"type": "DYNAMIC", "key": "nonsense", "x": 1, "y": 2, "fontSize": 12, "color": "#000"},
    {"kind": "text", "text": "{group}", "size": 20},
    {"kind": "medal", "x": 20, "y": 20, "width": 30},
]
NO_BACKGROUND = "The file is no PNG, JPEG or WebP image, and no PDF."
FONTS = [{"name": "Lobster", "data": EMPTY_FONT}]


@pytest.fixture
def template(event):
    return DiplomaTemplate.objects.create(
        event=event, name="Zlatý", items=ITEMS, fonts=FONTS, default_font="Lobster"
    )


@pytest.fixture
def first(event):
    template = first_template(event)
    template.save()
    return template


def upload(kind="PNG", size=(40, 20), name="pozadí.png"):
    file = io.BytesIO()
    Image.new("RGB", size, "navy").save(file, kind)
    return SimpleUploadedFile(name, file.getvalue())


def change_of(template):
    return page(DiplomaTemplate, "change", template.pk)


def example_of(template):
    return reverse("diplomas:example", args=[template.event_id, template.pk])


def background_of(template):
    return reverse("diplomas:background", args=[template.event_id, template.pk])


def shown(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_what_stands_on_it_is_shown_in_words(as_admin, template):
    html = as_admin.get(change_of(template)).content.decode()

    assert re.findall(r"<li>(.*?)</li>", html[html.index("diploma-texts") :])[:5] == [
        "text “Za &lt;b&gt;odvahu&lt;/b&gt;”, 18 points, bold",
        "gender and age category, 12.5 points",
        "“nonsense”, which is not known and prints nothing, 12 points",
        "text “{group}”, 20 points",
        "a medal",
    ]
    for raw in ["AAEAAAA", "fontSize", "&quot;kind&quot;", 'name="items"', 'name="bg_image_url"']:
        assert raw not in html


def test_which_of_its_fonts_get_on_paper(as_admin, template, first):
    template.fonts = [
        {"name": "Otesánek <1>", "data": data_url(otf(), "font/otf")},
        {"name": "Lato", "data": data_url(woff2(font_file()), "font/woff2")},
        {"name": "Prázdné", "data": EMPTY_FONT},
    ]
    template.save()

    html = as_admin.get(change_of(template)).content.decode()

    assert re.findall(r"<li>(.*?)</li>", html[html.index("field-own_fonts") :])[:3] == [
        "Otesánek &lt;1&gt;",
        "Lato",
        "“Prázdné” cannot be printed: the file is broken, or may not be embedded. Its texts are "
        "set in the product’s fonts.",
    ]
    without = as_admin.get(change_of(first)).content.decode()
    assert reverse("diplomas:template-fonts", args=[first.event_id, first.pk]) in without


def test_untouched_it_is_the_look_that_comes_with_the_product(as_admin, first):
    assert "The look that comes with the product" in shown(as_admin.get(change_of(first)))


def test_saving_the_form_leaves_everything_else(as_admin, template):
    answer = posted(as_admin, change_of(template), name="Stříbrný", orientation="PORTRAIT")

    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.name, template.orientation) == ("Stříbrný", "PORTRAIT")
    assert (template.items, template.fonts, template.default_font) == (ITEMS, FONTS, "Lobster")
    assert last_log()[:3] == (
        "UPDATE_DIPLOMA",
        "Diploma template “Stříbrný” in “Tábor 2026” was changed: name Zlatý → Stříbrný, "
        "orientation LANDSCAPE → PORTRAIT",
        {"name": ["Zlatý", "Stříbrný"], "orientation": ["LANDSCAPE", "PORTRAIT"]},
    )


def test_forged_fields_are_not_looked_at(as_admin, template):
    forged = {"items": "[]", "fonts": "[]", "bg_image_url": "javascript:x", "default_font": "x"}

    answer = posted(as_admin, change_of(template), name="Zlatý", orientation="LANDSCAPE", **forged)

    assert answer.status_code == 302
    template.refresh_from_db()
    assert (template.items, template.fonts, template.bg_image_url) == (ITEMS, FONTS, "")
    assert not AuditLog.objects.filter(action="UPDATE_DIPLOMA").exists()


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_a_background_is_uploaded_shown_and_removed(as_admin, template, kind):
    fields = {"name": "Zlatý", "orientation": "LANDSCAPE"}

    answer = as_admin.post(change_of(template), {**fields, "background": upload(kind)})

    assert answer.status_code == 302
    template.refresh_from_db()
    assert template.bg_image_url == picture(kind, (40, 20))
    assert template.items == ITEMS
    assert last_log()[:3] == (
        "UPDATE_DIPLOMA",
        "Diploma template “Zlatý” in “Tábor 2026” was changed: background image … → …",
        {"bg_image_url": ["…", "…"]},
    )
    html = as_admin.get(change_of(template)).content.decode()
    assert f'<img class="diploma-background" src="{background_of(template)}"' in html
    assert "base64" not in html
    preview = as_admin.get(background_of(template))
    assert preview.headers["Content-Type"] == "image/jpeg"
    assert Image.open(io.BytesIO(preview.content)).size == (40, 20)

    as_admin.post(change_of(template), {**fields, "removes_background": "on"})

    template.refresh_from_db()
    assert template.bg_image_url == ""
    assert as_admin.get(background_of(template)).status_code == 404
    assert "removes_background" not in as_admin.get(change_of(template)).content.decode()


def test_page_one_of_a_pdf_is_drawn_for_the_sheet_as_it_lies_now(as_admin, template):
    fields = {"name": "Zlatý", "orientation": "PORTRAIT"}
    file = SimpleUploadedFile("a.pdf", pdf(pages=3))

    answer = as_admin.post(change_of(template), {**fields, "background": file}, follow=True)

    template.refresh_from_db()
    drawn = Image.open(io.BytesIO(data_urls.split(template.bg_image_url)[1]))
    assert (drawn.format, drawn.size) == ("JPEG", (2481, 3508))
    assert "The PDF has 3 pages. Only page 1 was taken." in answer.content.decode()


def test_a_new_picture_comes_before_the_removal(as_admin, template):
    give_background(picture("PNG"))
    fields = {"name": "Zlatý", "orientation": "LANDSCAPE", "removes_background": "on"}

    as_admin.post(change_of(template), {**fields, "background": upload("JPEG")})

    template.refresh_from_db()
    assert template.bg_image_url == picture("JPEG", (40, 20))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (SimpleUploadedFile("a.png", b"GIF89a"), NO_BACKGROUND),
        (
            SimpleUploadedFile("a.png", b"%PDF-1.7"),
            "The PDF is damaged, incomplete, or has no page.",
        ),
        (SimpleUploadedFile("a.png", b""), "The submitted file is empty."),
        (
            SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 100),
            "The picture is damaged, incomplete, or not of the kind it says it is.",
        ),
        (
            SimpleUploadedFile("a.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 5 * 1024 * 1024),
            "The picture is larger than 5 MB. Save it smaller, or as a JPEG.",
        ),
        (
            upload(size=(6000, 5001)),
            "The picture has more than 30 million pixels. Save it at a lower resolution.",
        ),
        (
            SimpleUploadedFile("a.png", upload().read() + b"<script>alert(1)</script>"),
            "The picture has another file in it. Open it in a program for pictures, and save it"
            " anew as a PNG or JPEG.",
        ),
    ],
    ids=["gif", "pdf", "empty", "broken", "too large", "too many pixels", "two in one"],
)
def test_a_refused_picture_keeps_what_was_typed(as_admin, template, file, sentence):
    file.seek(0)
    fields = {"name": "Napsané", "orientation": "PORTRAIT", "background": file}

    answer = as_admin.post(change_of(template), fields)

    assert errors(answer) == [sentence]
    html = answer.content.decode()
    assert 'value="Napsané"' in html
    assert '<option value="PORTRAIT" selected>' in html
    template.refresh_from_db()
    assert (template.name, template.bg_image_url) == ("Zlatý", "")


def test_where_too_many_pictures_are_looked_at_the_page_says_so(as_admin, template, monkeypatch):
    monkeypatch.setattr(decodings, "waiting", 0)
    fields = {"name": "Napsané", "orientation": "PORTRAIT", "background": upload(size=(41, 20))}
    with decodings.turn(), decodings.turn():
        answer = as_admin.post(change_of(template), fields)

    assert errors(answer) == ["Too many pictures are being looked at. Send it again in 5 seconds."]
    assert 'value="Napsané"' in answer.content.decode()


def test_a_background_on_the_web_is_named_and_never_asked_for(as_admin, template):
    give_background("https://cdn.example.org/a.png")

    answer = as_admin.get(change_of(template))

    text = shown(answer)
    assert "https://cdn.example.org/a.png – an address on the web: not fetched, not printed" in text
    assert 'src="https://cdn' not in answer.content.decode()
    assert as_admin.get(background_of(template)).status_code == 404


def test_a_template_added_here_begins_with_the_three_texts(as_admin, event, first):
    fields = {"event": event.pk, "name": "S fotkou", "orientation": "PORTRAIT"}

    answer = as_admin.post(page(DiplomaTemplate, "add"), {**fields, "background": upload()})

    assert answer.status_code == 302
    made = DiplomaTemplate.objects.get(name="S fotkou")
    assert (made.orientation, made.items) == ("PORTRAIT", first.items)
    assert made.bg_image_url == picture("PNG", (40, 20))
    assert last_log()[:2] == (
        "CREATE_DIPLOMA",
        "Diploma template “S fotkou” in “Tábor 2026” was created",
    )
    assert "The look that comes with the product" not in shown(as_admin.get(change_of(made)))


def test_which_template_is_printed(as_admin, first, template):
    assert "Diplomas of the event are printed by this template." in shown(
        as_admin.get(change_of(first))
    )
    assert "are printed by its first template, “Default”." in shown(
        as_admin.get(change_of(template))
    )


@pytest.mark.parametrize("status", Event.Status.values)
def test_the_example_is_a_page_for_somebody_invented(as_admin, event, template, status):
    Event.objects.update(status=status)
    html = as_admin.get(change_of(template)).content.decode()
    assert f'href="{example_of(template)}"' in html

    answer = as_admin.get(example_of(template))

    assert answer.headers["Content-Type"] == "application/pdf"
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))
    [sheet] = PdfReader(io.BytesIO(answer.content)).pages
    assert sheet.extract_text().splitlines() == [
        "Za <b>odvahu</b>",
        "Girls · 10–12",
        "Beavers",
        "1",
    ]


def test_the_example_of_the_untouched_template(as_admin, event, first):
    text = PdfReader(io.BytesIO(as_admin.get(example_of(first)).content)).pages[0].extract_text()

    for line in ["Diploma", "Stephanie Sample", "1st place", "60 m run", "Tábor 2026"]:
        assert line in text


@pytest.mark.parametrize("address", [example_of, background_of])
def test_another_events_template_is_not_there(as_admin, organisation, template, address):
    give_background(picture())
    elsewhere = make.event(organisation=organisation)
    path = address(template)

    assert as_admin.get(path).status_code == 200
    wrong = path.replace(f"/events/{template.event_id}/", f"/events/{elsewhere.pk}/")
    assert as_admin.get(wrong).status_code == 404
    huge = path.replace(f"/diplomas/{template.pk}/", f"/diplomas/{10**30}/")
    assert as_admin.get(huge).status_code == 404


def test_archived_it_can_only_be_read(as_admin, event, template):
    give_background(picture())
    Event.objects.update(status="ARCHIVED")

    html = as_admin.get(change_of(template)).content.decode()

    assert 'type="file"' not in html
    assert background_of(template) in html
    posted(as_admin, change_of(template), name="Jiný", orientation="PORTRAIT")
    template.refresh_from_db()
    assert template.name == "Zlatý"


@pytest.mark.parametrize("templates", [1, 12])
def test_queries_of_the_page_do_not_grow(as_admin, event, templates, django_assert_num_queries):
    made = [
        DiplomaTemplate.objects.create(event=event, name=f"{n}", items=ITEMS, fonts=FONTS)
        for n in range(templates)
    ]
    as_admin.get(change_of(made[0]))

    with django_assert_num_queries(17):
        assert as_admin.get(change_of(made[-1])).status_code == 200
    with django_assert_num_queries(6):  # session, who asks, event, template, its fonts, who signs
        assert as_admin.get(example_of(made[-1])).status_code == 200


def test_the_list_asks_for_no_pictures_and_fonts(as_admin, event, template):
    with CaptureQueriesContext(connection) as captured:
        assert "Zlatý" in as_admin.get(page(DiplomaTemplate, "changelist")).content.decode()

    asked = " ".join(query["sql"] for query in captured)
    assert "diplomas_diplomatemplate" in asked
    assert "background_address" not in asked and "diplomas_templatefont" not in asked
