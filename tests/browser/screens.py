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
    "resultTypes": ["violations", "incomplete"],  # what passed is not even sent over
    "preload": False,  # style sheets once more, for rules about sound and turned screens
}
BY_SIZE_AND_COLOUR = ["color-contrast", "target-size", "scrollable-region-focusable"]
"""What another screen can change for elements that axe has looked at."""
axe = Axe()
enough_contrast: set[int] = set()
"""Hashes of how texts looked that had contrast enough on some page of this run: their place among
elements, colours, size, and what is behind them.
"""
RUN_AXE = """async ([options, enough, again]) => {
    const visible = [...document.body.querySelectorAll("*")].filter((element) =>
        element.checkVisibility({ visibilityProperty: true }),
    );
    const before = again.length ? (window.shownToAxe ?? new Set()) : new Set();
    if (visible.every((element) => before.has(element))) {
        options = { ...options, runOnly: { type: "rule", values: again } };
    }
    window.shownToAxe = new Set(visible);
    const known = new Set(enough);
    const styles = new Map();
    const style = (element) => {
        if (!styles.has(element)) styles.set(element, getComputedStyle(element));
        return styles.get(element);
    };
    const hash = (text) => {
        let [high, low] = [0xdeadbeef, 0x41c6ce57];
        for (let i = 0; i < text.length; i++) {
            high = Math.imul(high ^ text.charCodeAt(i), 2654435761);
            low = Math.imul(low ^ text.charCodeAt(i), 1597334677);
        }
        return (high >>> 11) * 4294967296 + (low >>> 0);
    };
    const how = (element) => {
        const own = style(element);
        const control = element.closest("label")?.control ?? element;
        const found = [innerWidth, matchMedia("(prefers-color-scheme: dark)").matches];
        found.push(own.color, own.fontSize, own.fontWeight, own.textShadow);
        found.push(element.className, element.parentElement.className);
        found.push(control.disabled, element.closest("[aria-disabled=true]") !== null);
        for (let each = element; each; each = each.parentElement) {
            const { backgroundColor, backgroundImage, opacity, filter, position } = style(each);
            found.push(each.localName, backgroundColor, backgroundImage, opacity, filter, position);
        }
        return hash(found.join("|"));
    };
    const isText = (element) =>
        element.matches("input, select, textarea") ||
        [...element.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
    const unknown = new Map();
    for (const element of visible) {
        if (isText(element)) {
            const found = how(element);
            if (!known.has(found)) {
                unknown.set(element, found);
                element.setAttribute("data-contrast", "unknown");
            }
        }
    }
    axe.configure({ rules: [{ id: "color-contrast", selector: "[data-contrast]" }] });
    const { violations, incomplete } = await axe.run({ ...options, elementRef: true });
    for (const element of unknown.keys()) element.removeAttribute("data-contrast");
    const doubtful = incomplete.filter((rule) => rule.id === "color-contrast");
    for (const { element } of doubtful.flatMap((rule) => rule.nodes)) unknown.delete(element);
    return [violations.map((rule) => [rule.id, rule.nodes[0].html]), [...unknown.values()]];
}"""
"""Everything that axe looks for, but contrast, which takes most of the time, only where a text
looks unlike all that had enough; and of a page that was just looked at on another screen, and shows
no other element, only what `again` names.
"""


def look(page, name, complaints, *, noted=(), accessible_at=SCREENS):
    """Looks at the page on every screen. noted: parts of complaints that are the browser's own
    notes, such as "422" about an answer that refuses. accessible_at: where axe looks too.
    """
    again = False
    for screen in SCREENS:
        show_on(page, screen)
        unknown = [each for each in complaints if not any(part in each for part in noted)]
        assert unknown == [], name
        fits(page, name)
        if screen in accessible_at:
            is_accessible(page, name, again=again)
            again = True
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


def is_accessible(page, name, *, again=False):
    """again: on another screen than just before, with nothing done in between."""
    width = page.viewport_size["width"]
    if not page.evaluate("'axe' in window"):
        page.evaluate(axe.axe_script)
    found, looked_at = page.evaluate(
        RUN_AXE, [RULES, [*enough_contrast], BY_SIZE_AND_COLOUR if again else []]
    )
    assert found == [], f"{name} at {width} px"
    enough_contrast.update(looked_at)
