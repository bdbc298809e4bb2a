"""A page that was here before, opened again on a slow network: how soon one may type."""

import json

from playwright.sync_api import Browser, BrowserContext, CDPSession

from bench.phone.site import Site

SLOW = {
    "offline": False,
    "latency": 400,
    "downloadThroughput": 400_000 / 8,
    "uploadThroughput": 400_000 / 8,
}
"""400 kbit/s, and 400 ms from a question to its answer."""
RUNS = 7
IS_KEPT = "async (path) => Boolean(await caches.match(path, {ignoreVary: true}))"
USABLE = "() => performance.getEntriesByType('navigation')[0].loadEventEnd"
"""Milliseconds after the tap: the rows' script has begun, and what is typed is kept."""


def measure(context: BrowserContext, site: Site) -> tuple[list[float], list[float]]:
    """Milliseconds of second visits: on the network as it is, and on the slow one."""
    page = context.new_page()
    page.goto(site.url + site.large)
    while not page.evaluate(IS_KEPT, site.large):
        page.wait_for_timeout(100)
    page.close()
    return _visits(context, site, is_slow=False), _visits(context, site, is_slow=True)


def _visits(context: BrowserContext, site: Site, *, is_slow: bool) -> list[float]:
    found = []
    for _ in range(RUNS):
        page = context.new_page()
        if is_slow:
            _slow_down(context.new_cdp_session(page), context.browser)
        page.goto(site.url + site.large)
        found.append(page.evaluate(USABLE))
        page.locator("[data-row] input[type=text]").first.press_sequentially("9")
        page.locator("[data-state=unsaved]").wait_for()
        page.wait_for_timeout(2_500)  # the network's answer comes, too
        page.close()
    return found


def _slow_down(page: CDPSession, browser: Browser) -> None:
    """The page's network, and that of the worker, which is what asks for pages."""
    page.send("Network.enable")
    page.send("Network.emulateNetworkConditions", SLOW)
    devtools = browser.new_browser_cdp_session()
    for target in devtools.send("Target.getTargets")["targetInfos"]:
        if target["type"] == "service_worker":
            attached = {"targetId": target["targetId"], "flatten": False}
            session = devtools.send("Target.attachToTarget", attached)["sessionId"]
            for number, (method, given) in enumerate(
                [("Network.enable", {}), ("Network.emulateNetworkConditions", SLOW)]
            ):
                message = json.dumps({"id": number, "method": method, "params": given})
                devtools.send(
                    "Target.sendMessageToTarget", {"sessionId": session, "message": message}
                )
