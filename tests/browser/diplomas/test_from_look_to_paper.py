"""From an empty look to papers that are taken back: the whole way of an event's diplomas."""

import io
import json
import re

import pypdfium2
import pytest
from django.urls import reverse
from PIL import Image
from playwright.sync_api import expect
from pypdf import PdfReader

from diplomas.design.beginnings import give_first_template
from diplomas.models import Diploma, DiplomaTemplate
from scoring.ledger import records
from scoring.models import Entry
from tests import make
from tests.browser.screens import look

pytestmark = pytest.mark.django_db(transaction=True)
LONGEST = "Maximiliána Nejnekonečnější-Dlouhánová"
TIED = ("Jan Hbitý", "Jiří Hbitý")
LATE = "Pozdní Opravená"
MANY = 120


@pytest.fixture
def race(event, group, activity, admin):
    """Of 121 who ran one did not finish; two share the first place."""
    names = [*TIED, LONGEST, *(f"Závodník {number:03}" for number in range(MANY - 3)), LATE]
    people = [make.participant(group, display_name=name, gender="M", age=11) for name in names]
    texts = ["9.0", "9.0", *(f"{10 + number / 10:.1f}" for number in range(MANY - 2)), "dnf"]
    cells = [
        records.Submission(person.pk, text) for person, text in zip(people, texts, strict=True)
    ]
    records.submit(activity=activity, submissions=cells, by=admin, source=Entry.Source.FORM)
    give_first_template(event)
    return people


def test_from_a_look_to_papers_that_are_taken_back(
    open_as, live_server, api, admin, event, activity, race, complaints, tmp_path
):
    page = open_as(admin, reverse("diplomas:gallery", args=[event.pk]))
    look(page, "gallery", complaints)
    page.set_viewport_size({"width": 1280, "height": 900})
    start_with_a_photo(page, tmp_path)
    by_mouse(page)
    by_keys(page)
    for whom, name in {"tie": TIED[0], "longest": LONGEST}.items():
        page.get_by_label("Shown for").select_option(whom)
        expect(sheet(page).get_by_text(name, exact=True)).to_be_visible()
    crop(page)
    go(page, page.get_by_role("button", name="Publish"))
    expect(page.get_by_text("Published: diplomas are printed by version 3")).to_be_visible()
    look(page, "editor", complaints)
    is_stored(event)
    go(page, page.get_by_role("link", name="Versions"))
    expect(page.get_by_text("A picture was put behind everything.")).to_be_visible()
    look(page, "versions", complaints)
    edit_by_the_contract(api(admin), event)

    give_every_place_one(page, live_server.url, event)
    page.goto(live_server.url + reverse("scoring:hub", args=[event.pk]))
    go(page, page.get_by_role("link", name="First diploma"))
    expect(page.get_by_text(TIED[0]).first).to_be_visible()
    look(page, "first diploma", complaints)
    address = page.get_by_role("link", name=f"All diplomas ({MANY})").get_attribute("href")
    page.goto(f"{live_server.url}{address}?place=1")  # axe takes seconds for all of them
    look(page, "list of awards", complaints)
    page.goto(live_server.url + address)
    printed = print_all(page, complaints)
    assert all(each.display_name in text for each, text in zip(race[:-1], printed, strict=True))

    make.record(activity, race[-1], "21.55")
    page.goto(live_server.url + reverse("scoring:hub", args=[event.pk]))
    expect(page.get_by_text("take back 2, print 3")).to_be_visible()
    go(page, page.get_by_role("link", name="Look at it"))
    page.get_by_label("Code or name").fill("Hbitý")
    go(page, page.get_by_role("button", name="Find"))
    look(page, "printed diplomas", complaints)
    moved = [LATE, race[-3].display_name, race[-2].display_name]
    texts = texts_of(pressed(page, "Print 3 (PDF)"))
    assert all(name in text for name, text in zip(moved, texts, strict=True))
    page.goto(live_server.url + reverse("scoring:hub", args=[event.pk]))
    expect(page.get_by_text("take back 2, print 3")).to_have_count(0)
    last = Diploma.objects.filter(participant=race[-2])
    gone, valid = last.order_by("state").values_list("code", flat=True)
    page.context.clear_cookies()
    page.goto(live_server.url + reverse("diplomas:verify", args=[valid]))
    expect(page.get_by_text("This diploma is valid.")).to_be_visible()
    look(page, "page of a code", complaints)
    page.goto(live_server.url + reverse("diplomas:verify", args=[gone]))
    expect(page.get_by_text("This diploma is not valid any more.")).to_be_visible()
    assert complaints == []


def sheet(page):
    return page.get_by_role("application", name="The sheet")


def go(page, link):
    with page.expect_navigation():
        link.click()


def start_with_a_photo(page, folder):
    go(page, page.get_by_role("button", name="Start from With your photo, landscape"))
    page.locator("html[data-diploma-editor=ready]").wait_for()
    expect(sheet(page).get_by_text(LONGEST, exact=True)).to_be_visible()
    picture = folder / "camp.png"
    Image.new("RGB", (60, 40), "#7fb5d5").save(picture)
    page.get_by_label("Picture behind everything").set_input_files(picture)


def by_mouse(page):
    """What the activity and the result stand in goes down, and gets other letters."""
    sheet(page).get_by_text("60 m run", exact=False).click()
    expect(page.get_by_label("Text", exact=True)).to_have_value("{activity} · {result}")
    box = page.locator(".editor-selection").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, y + 30)
    page.mouse.move(x, y + 60)
    with page.expect_response(re.compile("/edit/")):
        page.mouse.up()
    page.get_by_label("Font").select_option("handwriting")
    page.get_by_label("Size in points").fill("24")
    page.get_by_label("Bold").check()


def by_keys(page):
    """The event's name goes up and to the right, becomes italic and gets a word more."""
    status = page.locator("#editor-status")
    page.get_by_role("button", name="text “{event}”").press("Enter")
    expect(status).to_contain_text("text “{event}”")
    sheet(page).focus()
    page.keyboard.press("ArrowUp")
    expect(status).to_contain_text("26 mm from the left, 99 from the top")
    page.keyboard.press("Shift+ArrowRight")
    expect(status).to_contain_text("36 mm from the left, 99 from the top")
    page.get_by_label("Text", exact=True).focus()
    page.keyboard.type("Skvělé! ")
    expect(sheet(page).get_by_text("Skvělé!", exact=False)).to_be_visible()
    page.get_by_label("Italic").focus()
    with page.expect_response(re.compile("/edit/")):
        page.keyboard.press("Space")


def crop(page):
    """By keys: a part of the picture, which was saved by itself."""
    blur = page.locator("#editor-blur")
    expect(blur).to_contain_text("only 5 dots per inch")
    handle = page.get_by_role("button", name="Size of the part")
    handle.press("Shift+ArrowLeft")
    handle.press("Shift+ArrowLeft")
    page.get_by_role("application", name="The part of the picture").press("ArrowRight")
    expect(page.get_by_label("Left edge (%)")).to_have_value("1")
    expect(blur).to_contain_text("only 4 dots per inch")


def is_stored(event):
    template = DiplomaTemplate.objects.get(event=event)
    items = {item["text"]: item for item in template.items if "text" in item}
    made = items["{activity} · {result}"]
    assert (made["x"], made["y"] > 165) == (26, True)
    assert (made["font"], made["size"], made["bold"]) == ("handwriting", 24, True)
    typed = items["Skvělé! {event}"]
    assert (typed["x"], typed["y"], typed["italic"]) == (36, 99, True)
    assert template.bg_image_url.startswith("data:image/png")
    assert template.background_crop == {"left": 1, "top": 0, "width": 80, "height": 84.85}


def edit_by_the_contract(client, event):
    """A client that knows nothing of our items adds one of its own."""
    (before,) = client.get(f"/api/events/{event.pk}/diplomas").json()
    theirs = {"type": "STATIC", "text": "S.", "x": 5, "y": 5, "fontSize": 9, "color": "#000000"}
    body = {**before, "name": "Theirs", "items": [*before["items"], theirs]}
    address = f"/api/events/{event.pk}/diplomas/{before['id']}"
    answer = client.put(address, json.dumps(body), content_type="application/json")
    assert answer.status_code == 200, answer.content
    after = answer.json()
    assert after["items"][:-1] == before["items"]
    assert after["bg_image_url"] == before["bg_image_url"]


def give_every_place_one(page, site, event):
    page.goto(f"{site}{reverse('diplomas:rules', args=[event.pk])}?edit=1")
    page.get_by_label("Last place").fill("")
    go(page, page.get_by_role("button", name="Save"))
    expect(page.get_by_text("1. Every place: every activity")).to_be_visible()


def print_all(page, complaints):
    """The texts of all pages; more than fifty are made beside the request."""
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Print the chosen ones (PDF)").click()
    file = opened.value.get_by_role("link", name="Open the file")
    file.wait_for()
    look(opened.value, "file of diplomas", complaints)
    address = re.sub("/admin/.*", file.get_attribute("href"), opened.value.url)
    pdf = page.request.get(address).body()
    opened.value.close()
    assert len(PdfReader(io.BytesIO(pdf)).pages) == MANY
    document = pypdfium2.PdfDocument(pdf)  # reads many pages in no time
    texts = [each.get_textpage().get_text_range() for each in document]
    document.close()
    return texts


def pressed(page, name):
    """The file that the button gives, here and not in a window of its own."""
    button = page.get_by_role("button", name=name)
    button.evaluate("button => button.removeAttribute('formtarget')")
    with page.expect_download() as download:
        button.click()
    return download.value.path().read_bytes()


def texts_of(pdf):
    return [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
