"""How a page is looked at: on a phone by day and on a laptop by night, without sideways scroll,
accessible, and without a complaint of the browser.
"""

from axe_playwright_python.sync_playwright import Axe

PHONE = (360, 740, "light")
LAPTOP = (1280, 800, "dark")
SCREENS = [PHONE, LAPTOP]
RULES = {
    "runOnly": {
        "type": "tag",
        "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    },
    "resultTypes": ["violations"],  # what passed is not even sent over
    "preload": False,  # style sheets once more, for rules about sound and turned screens
}
axe = Axe()


def look(page, name, complaints, *, noted=(), accessible_at=SCREENS):
    """Looks at the page on every screen. noted: parts of complaints that are the browser's own
    notes, such as "422" about an answer that refuses. accessible_at: where axe looks too.
    """
    for screen in SCREENS:
        show_on(page, screen)
        unknown = [each for each in complaints if not any(part in each for part in noted)]
        assert unknown == [], name
        fits(page, name)
        if screen in accessible_at:
            is_accessible(page, name)
            complaints.clear()  # axe tries out styles where jQuery is, which the CSP refuses


def show_on(page, screen):
    """The page at the size and in the colours of the screen, with nothing still on its way."""
    width, height, scheme = screen
    page.set_viewport_size({"width": width, "height": height})
    page.emulate_media(color_scheme=scheme)
    is_loaded(page)
    page.evaluate(
        """document.getAnimations()
            .filter(change => change.effect.getComputedTiming().endTime !== Infinity)
            .forEach(change => change.finish())"""
    )


def check(page, name):
    """Looks at the page as it is shown now."""
    is_loaded(page)
    fits(page, name)
    is_accessible(page, name)


def is_loaded(page):
    """Waits for the document. Where a click leads to another page, this may still be the old one:
    the click goes into `with page.expect_navigation()`.
    """
    page.wait_for_load_state()  # not wait_for_function: the CSP refuses its second look


def fits(page, name):
    width = page.viewport_size["width"]
    overflow = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert overflow <= 0, f"{name} scrolls sideways by {overflow} px at {width} px"


def is_accessible(page, name):
    width = page.viewport_size["width"]
    found = axe.run(page, options=RULES).response["violations"]
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == [], f"{name} at {width} px"
