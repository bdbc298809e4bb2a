"""Makes the pictures of the guides anew from the running app: `make pictures`, or just some of
them: `make pictures ONLY="hub hub-phone"`.

A server of its own with the demo and an event that is being set up, in each language; the pictures
go to static/img/help/<language>/. Needs Chromium, as the browser tests do.
"""

import io
import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from tests import live

TARGET = live.ROOT / "static/img/help"
LANGUAGES = {"en": "en-GB", "cs": "cs-CZ"}
LAPTOP = {"width": 1100, "height": 760}
PHONE = {"width": 390, "height": 760}
SCREEN = {"width": 1280, "height": 720}
PUBLIC = "/r/camp-2026/"
HILLS = [
    (-260, 300, "#4c8f5c"),
    (180, 210, "#3c7a4e"),
    (560, 290, "#2f6844"),
    (900, 240, "#4c8f5c"),
]
"""Where each begins, its top and its colour."""
TALLEST = 1100
"""In pixels: what is further down on a page is left out."""
SETTINGS = {
    "DEBUG": "true",
    "RATELIMIT_ENABLE": "false",
    "SITE_URL": "https://scores.example",  # on the cards: phones cannot open this computer's
}
ONLY = set(sys.argv[1:])
"""Names; none: all of them."""
ADMIN, EVALUATOR = "admin@demo.invalid", "bobri@demo.invalid"
PASSWORD = "Demo-Klepak-2026"  # noqa: S105  the demo tells it to everybody

STAGE = """
from datetime import date
from events.importing.new_event import import_event, read_csv
from events.importing.new_event import create_event
from events.models import Activity, AgeCategory
from accounts.models import Organisation, User
from scoring.ledger import records
from scoring.demo.competition import CSV
from scoring.models import Entry
from scoring.looks.changing import change_picture, prepared
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.overview import overview_of
from scoring.publishing.stored import publication_of
from django.utils import timezone
from docs.pictures import view
from events.models import Event

admin = User.objects.get(email="admin@demo.invalid")
event = import_event(
    table=read_csv(CSV.read_bytes(), CSV.name), file_name=CSV.name, name="{name}",
    date=date(2027, 7, 17), place="Vydří", organisation=Organisation.objects.default(), by=admin,
).event
event.setup_step = "categories"
event.save(update_fields=["setup_step"])
for name, low, high in [("6–9", 6, 9), ("10–12", 10, 12), ("12–15", 12, 15)]:
    AgeCategory.objects.create(event=event, name=name, min_age=low, max_age=high)
Activity.objects.create(
    event=event, name="{run}", evaluation_type="TIME_LOW", decimals=2, order=1,
    plausible_minimum=7_000, plausible_maximum=20_000,
)
for text in ("9,87", "9,78"):
    records.submit(
        activity=Activity.objects.get(pk=1), submissions=[records.Submission(1, text)],
        by=admin, source=Entry.Source.FORM,
    )
empty = create_event(
    name="{other}", date=date(2027, 9, 18), groups=[], organisation=event.organisation, by=admin
).event
empty.setup_step = "people"
empty.save(update_fields=["setup_step"])
camp = Event.objects.get(pk=1)
complete = [line.board for line in overview_of(camp, timezone.now()).to_publish]
shown = change_publication(
    event=camp, version=publication_of(camp).version, by=admin,
    fields={{"is_public": True, "slug": "camp-2026", "colour": "#a3401f"}},
    boards=[BoardChange(board, "PUBLISHED") for board in complete],
)
change_picture(event=camp, version=shown.version, picture=prepared(view()), by=admin)
print(event.pk, empty.pk)
"""
PAPERS = """
from accounts.models import User
from diplomas.awards.awarding import winners
from diplomas.issued.issuing import issue
from events.models import Activity
from scoring.ledger import records
from scoring.models import Entry

admin = User.objects.get(email="admin@demo.invalid")
run = Activity.objects.get(pk=2)
printed = issue(event=run.event, awards={each.award for each in winners(run)}, by=admin)
records.submit(
    activity=run, submissions=[records.Submission(printed[0].participant_id, "7:00,0")],
    by=admin, source=Entry.Source.FORM,
)
print(printed[3].code.lower())
"""
"""Diplomas are printed, and the first of them is not true any more."""
NAMES = {
    "en": {"name": "Summer camp 2027", "other": "Sports day 2027", "run": "Sprint 60 m"},
    "cs": {"name": "Letní tábor 2027", "other": "Sportovní den 2027", "run": "Běh na 60 m"},
}


def main() -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM") or shutil.which("chromium"),
            args=["--no-sandbox"] if os.geteuid() == 0 else [],
        )
        for language, locale in LANGUAGES.items():
            with tempfile.TemporaryDirectory() as folder:
                draw(browser, Path(folder), language, locale)
        browser.close()


def draw(browser: Browser, folder: Path, language: str, locale: str) -> None:
    """All pictures in one language."""
    live.run(
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0)\ncall_command('demo', verbosity=0)",
        folder,
        **SETTINGS,
    )
    made = live.run(STAGE.format(**NAMES[language]), folder, **SETTINGS).split()
    draft, empty = map(int, made[-2:])
    with live.serve("django runserver 127.0.0.1:{port} --noreload", folder, **SETTINGS) as server:
        site = f"http://127.0.0.1:{server.port}"
        for who, shown in [
            (ADMIN, lambda: pictures(draft, empty)),
            (EVALUATOR, pictures_of_evaluator),
            (ADMIN, lambda: pictures_of_papers(live.run(PAPERS, folder, **SETTINGS).split()[-1])),
        ]:
            context = browser.new_context(viewport=LAPTOP, locale=locale, color_scheme="light")
            page = context.new_page()
            page.set_default_timeout(live.PATIENCE * 1000)  # a dozen new passwords take their time
            sign_in(page, site, who)
            for name, path, act in shown():
                if ONLY and name not in ONLY:
                    continue
                page.set_viewport_size(size_of(name))
                page.goto(site + path)
                if act is not None:
                    act(page)
                page.wait_for_load_state("networkidle")
                save(page, TARGET / language / f"{name}.webp")
            context.close()


def pictures(draft: int, empty: int) -> list[tuple[str, str, Callable[[Page], None] | None]]:
    """(name, address, what to do there) in the order in which they are made.

    The demo is event 1; `draft` is being set up, `empty` has no participants yet.
    """
    setup = f"/admin/events/{draft}/setup"
    return [
        ("home", "/admin/", None),
        ("people", f"/admin/events/{empty}/setup/people/", None),
        ("import", f"/admin/events/{empty}/import/", upload),
        ("categories", f"{setup}/categories/", None),
        ("activities", f"{setup}/activities/", None),
        ("evaluators", "/admin/events/1/evaluators/", None),
        ("cards", f"/admin/events/{draft}/evaluators/cards/", make_cards),
        ("hub", "/admin/events/1/", None),
        ("hub-phone", "/admin/events/1/", None),
        ("results", "/admin/events/1/activities/1/results/", None),
        ("cell", "/admin/events/1/activities/1/participants/1/", None),
        ("rules", "/admin/events/1/standings-rules/", None),
        ("standings", "/events/1/standings/", None),
        ("publication", "/admin/events/1/publication/", None),
        ("look", "/admin/events/1/publication/look/", None),
        ("public-phone", PUBLIC, None),
        ("finder-phone", f"{PUBLIC}?q=ada", None),
        ("big-screen", f"{PUBLIC}screen/", None),
        ("steering-phone", "/admin/events/1/publication/screens/", None),
        ("ceremony-phone", "/admin/events/1/ceremony/lead/", announce),
        ("diplomas", "/events/1/activities/1/diplomas/?gender=F", be_tall),
        ("diploma-first", "/admin/events/1/diplomas/first/", None),
        ("diploma-looks", "/admin/events/1/diplomas/", None),
        ("diploma-editor", "/admin/events/1/diplomas/2/edit/?item=5", None),
        ("diploma-rules", "/admin/events/1/diplomas/rules/", None),
    ]


def size_of(name: str) -> dict[str, int]:
    """Of the window: a name says what it is looked at on."""
    if name.endswith("-phone"):
        return PHONE
    return SCREEN if name.endswith("-screen") else LAPTOP


def view() -> bytes:
    """What the demo's public page begins with: hills and a track, drawn."""
    image = Image.new("RGB", (1600, 800), "#9ccbe8")
    draw = ImageDraw.Draw(image)
    for left, top, colour in HILLS:
        draw.polygon([(left, 560), (left + 420, top), (left + 840, 560)], fill=colour)
    draw.rectangle([0, 560, 1600, 800], fill="#a3401f")
    for lane in range(-5, 6):
        draw.line([(800 + lane * 60, 560), (800 + lane * 230, 800)], fill="white", width=6)
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


def pictures_of_evaluator() -> list[tuple[str, str, Callable[[Page], None] | None]]:
    """What an evaluator of the demo sees on a phone; activity 1 is the sprint, 3 the long jump."""
    return [
        ("groups-phone", "/my-groups/", None),
        ("attempts-phone", "/groups/1/activities/3/", None),
        ("entry-phone", "/groups/1/activities/1/", type_digits),
    ]


def pictures_of_papers(code: str) -> list[tuple[str, str, Callable[[Page], None] | None]]:
    """What was printed of the demo; the last, for the hub would say what is to be taken back."""
    return [
        ("diploma-printed", "/admin/events/1/diplomas/printed/", None),
        ("diploma-code-phone", f"/d/{code}/", None),
    ]


def sign_in(page: Page, site: str, who: str) -> None:
    page.goto(f"{site}/sign-in/")
    page.fill("[name=username]", who)
    page.fill("[name=password]", PASSWORD)
    page.click("main form button")
    page.wait_for_load_state()


def upload(page: Page) -> None:
    """A list as Excel in Czech saves it."""
    page.set_input_files("[name=file]", live.ROOT / "tests/data/tabor-2026-excel.csv")
    page.click("form:has([name=file]) button")


def announce(page: Page) -> None:
    """A ceremony at the second place of its first board, as a rehearsal."""
    for _press in range(4):
        page.locator("button.reveal-button").first.click()
        page.wait_for_load_state("networkidle")
        page.wait_for_timeout(1000)  # a second press right after the first counts for nothing
    page.set_viewport_size({**PHONE, "height": TALLEST})  # or the bar hides what is below it


def be_tall(page: Page) -> None:
    """So that a bar at the lower edge of the window is at that of the picture."""
    page.set_viewport_size({**LAPTOP, "height": TALLEST})


def type_digits(page: Page) -> None:
    """A time as digits, with how it is understood beside it."""
    field = page.locator("input[data-time]").first
    field.click()
    field.fill("942")


def make_cards(page: Page) -> None:
    page.click("main form .btn-primary, #content form .btn-primary")


def save(page: Page, path: Path) -> None:
    """What is seen of the page, at most TALLEST high."""
    path.parent.mkdir(parents=True, exist_ok=True)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    picture.crop((0, 0, picture.width, min(picture.height, TALLEST))).save(
        path, "WEBP", quality=82, method=6
    )
    sys.stdout.write(f"{path.relative_to(live.ROOT)}\n")


if __name__ == "__main__":
    main()
