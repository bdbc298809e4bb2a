"""The page of a template's fonts: uploads, what is said of each, and what is refused."""

import resource

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from accounts.models import AuditLog
from diplomas.design.drafts import save_draft
from diplomas.design.versions import state_of
from diplomas.font_files import inspection
from diplomas.font_files.inspection import inspections
from diplomas.fonts.own_fonts import LARGEST
from diplomas.models import DiplomaTemplate
from tests import make
from tests.diplomas import hostile_fonts
from tests.diplomas.files import EMPTY_FONT, data_url, font_file, otf, with_fs_type, woff, woff2

pytestmark = pytest.mark.django_db
ITEM = {"kind": "text", "text": "{name}", "x": 20, "y": 30, "width": 257, "height": 20, "size": 40}
NO_FONT = "The file is no font: TTF, OTF, WOFF and WOFF2 files are."
DAMAGED = (
    "The font is damaged, incomplete, or not built as fonts are. Get the file anew, or choose"
    " another font."
)
COSTLY = "The font takes too long to read. Choose another font."
FORBIDDEN = "The font’s maker forbids putting it in documents. Choose another font."
ONLY_WHOLE = (
    "The font’s maker lets it be put in documents only whole, or only as a picture, and diplomas"
    " have the letters that they need. Choose another font."
)
LATO, CAVEAT = font_file("Lato-Regular"), font_file("Caveat-Regular")


@pytest.fixture
def template(event):
    return DiplomaTemplate.objects.create(event=event, name="Diplom", items=[ITEM])


@pytest.fixture
def as_admin(client, admin):
    client.force_login(admin)
    return client


def address(template):
    return reverse("diplomas:template-fonts", args=[template.event_id, template.pk])


def upload(client, template, content, name=""):
    file = SimpleUploadedFile("font", content)
    return client.post(address(template), {"then": "add", "file": file, "name": name})


def names(template):
    return [str(font) for font in DiplomaTemplate.objects.get(pk=template.pk).stored_fonts.all()]


def errors(answer):
    return [str(error) for found in answer.context["form"].errors.values() for error in found]


@pytest.mark.parametrize("pack", [bytes, woff, woff2], ids=["TTF", "WOFF", "WOFF2"])
def test_a_font_is_uploaded_and_shown(as_admin, template, pack):
    answer = upload(as_admin, template, pack(CAVEAT))

    assert answer.status_code == 302
    assert names(template) == ["Caveat"]
    [shown] = as_admin.get(address(template)).context["fonts"]
    assert (shown.facts.missing, shown.uses) == ("", [])
    assert shown.facts.path.startswith("M")
    assert "SIL Open Font License" in shown.facts.licence
    assert 6_000 < shown.facts.width < 10_000
    last = AuditLog.objects.latest("pk")
    assert (last.action, last.changes) == ("UPDATE_DIPLOMA", {"fonts": ["…", "…"]})


def test_which_czech_letters_it_lacks_is_said(as_admin, template):
    upload(as_admin, template, otf("Příliš žluťoučký kůň"), name="Můj")

    text = as_admin.get(address(template)).content.decode()
    assert "Missing Czech letters: á ď é ě ó ú Á Č Ď É Ě Í Ň Ó Ř Š Ť Ú Ů Ý Ž" in text
    assert 'aria-label="Příliš žluťoučký kůň"' in text


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: b"<html></html>", NO_FONT),
        (lambda: LATO[:3], NO_FONT),
        (lambda: LATO[: len(LATO) // 2], DAMAGED),
        (lambda: woff2(CAVEAT)[:-500], DAMAGED),
        (hostile_fonts.wild, DAMAGED),
        (hostile_fonts.wild_glyphs, DAMAGED),
        (hostile_fonts.million_glyphs, DAMAGED),
        (lambda: hostile_fonts.million_glyphs(otf("AH")), DAMAGED),
        (hostile_fonts.bomb, DAMAGED),
        (hostile_fonts.large, DAMAGED),
        (hostile_fonts.swollen, DAMAGED),
        (hostile_fonts.cyclic, DAMAGED),
        (hostile_fonts.doubling, DAMAGED),
        (hostile_fonts.endless, COSTLY),
        (lambda: with_fs_type(LATO, 2), FORBIDDEN),
        (lambda: with_fs_type(LATO, 0x100), ONLY_WHOLE),
        (lambda: LATO + b"\0" * (LARGEST - len(LATO) + 1),
         "The font is larger than 5 MB. Choose a smaller one."),
    ],
    ids=["HTML", "three bytes", "cut", "cut WOFF2", "wild offset", "wild glyphs", "a million",
         "a million of CFF", "bomb", "large", "swollen", "cyclic", "doubling", "endless",
         "forbidden", "only whole", "too large"],
)  # fmt: skip
def test_what_is_refused_and_soon(as_admin, template, make, sentence):
    content = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN)

    answer = upload(as_admin, template, content)

    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert (answer.status_code, errors(answer)) == (422, [sentence])
    assert names(template) == []
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 2


def test_five_megabytes_of_a_file_come_back_through_the_api(as_admin, api, admin, template):
    """A client that changes the name sends all fonts back, also one that it could not give."""
    content = LATO + b"\0" * (LARGEST - len(LATO))

    assert upload(as_admin, template, content).status_code == 302

    path = f"/api/events/{template.event_id}/diplomas/{template.pk}"
    fonts = api(admin).get(path).json()["fonts"]
    assert len(fonts[0]["data"]) > 6_900_000
    answer = api(admin).put(path, {"name": "Jiný", "fonts": fonts}, format="json")
    assert (answer.status_code, names(template)) == (200, ["Lato"])
    second = upload(as_admin, template, font_file("Caveat-Regular") * 7, name="Druhý")
    assert errors(second) == ["All fonts of a template may have 6 MB together. Delete one first."]


def test_a_name_of_its_own_and_no_more_than_so_many(as_admin, template, monkeypatch):
    upload(as_admin, template, LATO)

    again = upload(as_admin, template, LATO)
    assert errors(again) == ["The template has a font of this name. Give another name."]
    assert upload(as_admin, template, LATO, " Lato podruhé ").status_code == 302
    assert upload(as_admin, template, font_file("Lato-BoldItalic")).status_code == 302
    assert names(template) == ["Lato", "Lato podruhé", "Lato Bold Italic"]
    monkeypatch.setattr("diplomas.design.template_fonts.MOST_FONTS", 3)
    another = upload(as_admin, template, CAVEAT)
    assert errors(another) == ["There may be at most 3 of them."]
    assert upload(as_admin, template, b"").status_code == 422
    assert as_admin.post(address(template), {"then": "nonsense"}).status_code == 422


def test_one_that_is_used_goes_only_if_that_is_meant(as_admin, template):
    upload(as_admin, template, LATO)
    upload(as_admin, template, CAVEAT)
    template.refresh_from_db()
    template.items = [{**ITEM, "font": "Nic, 'Lato'"}, {**ITEM, "font": "serif"}]
    template.default_font = "Lato"
    template.save()

    asked = as_admin.post(address(template), {"then": "delete", "font": "Lato"})

    assert asked.status_code == 409
    assert [shown.uses for shown in asked.context["fonts"]] == [
        ["the usual font of its texts", "text “{name}”, 40 points"],
        [],
    ]
    assert "Delete it all the same" in asked.content.decode()
    assert names(template) == ["Lato", "Caveat"]
    sure = as_admin.post(address(template), {"then": "delete", "font": "Lato", "sure": "1"})
    gone = as_admin.post(address(template), {"then": "delete", "font": "Lato"})
    unused = as_admin.post(address(template), {"then": "delete", "font": "Caveat"})
    assert (sure.status_code, gone.status_code, unused.status_code) == (302, 422, 302)
    assert "This font is gone already." in gone.content.decode()
    assert names(template) == []


def test_one_that_only_the_draft_uses_is_asked_about_too(as_admin, admin, template):
    upload(as_admin, template, LATO)
    save_draft(template=template, by=admin, items=[{**ITEM, "font": "Lato", "size": 30}])
    upload(as_admin, template, CAVEAT)
    now = DiplomaTemplate.objects.get(pk=template.pk)
    assert (now.version, state_of(now).is_overtaken) == (3, False)

    asked = as_admin.post(address(template), {"then": "delete", "font": "Lato"})

    assert asked.status_code == 409
    uses = [shown.uses for shown in asked.context["fonts"]]
    assert uses == [["text “{name}”, 30 points, in the draft"], []]
    assert names(template) == ["Lato", "Caveat"]
    editor = as_admin.get(reverse("diplomas:editor", args=[template.event_id, template.pk]))
    fonts = reverse("diplomas:preview-fonts", args=[template.event_id, template.pk])
    assert f"{fonts}?version=draft" in editor.content.decode()
    own = f"/diplomas/{template.pk}/fonts/"
    sheets = [as_admin.get(fonts, query).content.decode() for query in ({}, {"version": "draft"})]
    assert [own in sheet for sheet in sheets] == [False, True]


def test_the_bold_face_of_what_is_set_is_used(as_admin, template):
    for face in (LATO, font_file("Lato-Bold"), font_file("Lato-Italic")):
        upload(as_admin, template, face)
    items = [{**ITEM, "font": "Lato", "bold": True}]
    DiplomaTemplate.objects.filter(pk=template.pk).update(items=items)

    bold, italic = (
        as_admin.post(address(template), {"then": "delete", "font": f"Lato {face}"})
        for face in ("Bold", "Italic")
    )

    assert (bold.status_code, italic.status_code) == (409, 302)
    uses = [shown.uses for shown in bold.context["fonts"]]
    assert uses == [["text “{name}”, 40 points, bold"], ["text “{name}”, 40 points, bold"], []]
    assert names(template) == ["Lato", "Lato Bold"]


def test_one_of_the_events_other_templates_is_taken(as_admin, template):
    other = DiplomaTemplate.objects.create(event=template.event, name="Jiný", items=[ITEM])
    theirs = DiplomaTemplate.objects.create(
        event=make.event(organisation=make.organisation()), name="Cizí", items=[ITEM]
    )
    upload(as_admin, other, LATO)
    digest = other.stored_fonts.get().file_id
    theirs.fonts = [{"name": "Tajné", "data": EMPTY_FONT}]
    theirs.save()
    foreign = theirs.stored_fonts.get().file_id

    assert "Lato" in as_admin.get(address(template)).content.decode()
    stolen = as_admin.post(address(template), {"then": "take", "font": foreign})
    taken = as_admin.post(address(template), {"then": "take", "font": digest})

    assert (stolen.status_code, taken.status_code) == (404, 302)
    assert template.stored_fonts.get().file_id == digest
    assert as_admin.post(address(theirs), {"then": "delete", "font": "Tajné"}).status_code == 404


def test_a_broken_one_of_the_api_is_marked(as_admin, template):
    template.fonts = [{"name": "Prázdné", "data": EMPTY_FONT}]
    template.save()

    assert "It cannot be printed" in as_admin.get(address(template)).content.decode()


def test_nothing_is_locked_and_no_score_waits_while_a_font_is_read(as_admin, template, monkeypatch):
    found, run = [], inspection.run_script

    def seen(*arguments, **limits):
        found.append(len(connection.savepoint_ids))
        return run(*arguments, **limits)

    monkeypatch.setattr(inspection, "run_script", seen)

    upload(as_admin, template, LATO)

    assert found == [0]


def test_too_many_at_once_are_asked_to_come_again(as_admin, template, monkeypatch):
    monkeypatch.setattr(inspections, "waiting", 0)
    with inspections.turn(), inspections.turn():
        answer = upload(as_admin, template, font_file("Caveat-Regular"))

    assert errors(answer) == ["Too many fonts are being looked at. Send it again in 5 seconds."]


def test_the_api_stops_at_a_font_that_takes_for_ever(api, admin, template):
    costly = hostile_fonts.endless()
    fonts = [{"name": f"{n}", "data": data_url(costly + bytes(n), "font/otf")} for n in range(20)]
    path = f"/api/events/{template.event_id}/diplomas/{template.pk}"

    answer = api(admin).put(path, {"fonts": fonts}, format="json")

    assert answer.json()["errors"] == {"fonts.0.data": [f"Font “0”: {COSTLY}"]}
