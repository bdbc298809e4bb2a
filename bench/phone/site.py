"""An installation with a small competition, and phones that are signed in to it."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, sync_playwright

from tests.browser.offline import installed
from tests.live import DATABASE, run

NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
PHONE = {"viewport": {"width": 390, "height": 844}, "locale": "en-GB", "has_touch": True}
PREPARE = """
import json
from django.core.management import call_command
from django.test import Client
from accounts.models import Organisation
from bench import stage
from events.models import Activity, Event, Group, Participant

call_command("migrate", verbosity=0)
by = stage.organiser()
event = Event.objects.create(
    organisation=Organisation.objects.default(), name="Tábor", status=Event.Status.ACTIVE
)
groups = {size: Group.objects.create(event=event, name=f"Oddíl {size}") for size in (12, 25)}
for size, group in groups.items():
    for number in range(size):
        Participant.objects.create(event=event, group=group, display_name=f"Dítě {number + 1:02}")
kinds = {
    "sprint": {"evaluation_type": "TIME_LOW", "decimals": 2},
    "sprint, range known": {
        "evaluation_type": "TIME_LOW", "decimals": 2,
        "plausible_minimum": 7_000, "plausible_maximum": 20_000,
    },
    "long jump": {"evaluation_type": "NUMERIC_HIGH", "unit": "m", "combine": "BEST"},
    "swimming": {"evaluation_type": "BOOLEAN"},
    "knots": {
        "evaluation_type": "SCORE_SET",
        "choices": [{"label": f"{points} knots", "points": points} for points in range(6)],
    },
}
activities = {
    name: Activity.objects.create(event=event, name=name, **fields)
    for name, fields in kinds.items()
}
sessions = []
for user in stage.evaluators(list(groups.values()), "evaluator", by):
    client = Client()
    client.force_login(user, backend="accounts.sign_in.AccountBackend")
    sessions.append(client.cookies["sessionid"].value)
twelve, many = (f"/groups/{group.pk}/activities/" for group in groups.values())
paths = {name: f"{twelve}{each.pk}/" for name, each in activities.items()}
large = f"{many}{activities['sprint'].pk}/"
print(json.dumps({"sessions": sessions, "paths": paths, "large": large}))
"""
COUNT = """
import json
from scoring.models import Record
print(json.dumps(sorted(Record.objects.values_list("activity__name", "value_raw", "status"))))
"""


@dataclass(frozen=True, slots=True)
class Site:
    """paths: of the entry pages of a group of twelve, by activity; large: of one of 25.

    sessions: of the evaluators of the two groups.
    """

    url: str
    paths: dict[str, str]
    large: str
    sessions: list[str]
    folder: Path

    def results(self) -> list[tuple[str, str, str]]:
        """Activity, text and status of all that is stored."""
        found = run(COUNT, self.folder, DATABASE_URL=f"sqlite:///{self.folder}/{DATABASE}")
        return [tuple(each) for each in json.loads(found.splitlines()[-1])]


@contextmanager
def installation() -> Iterator[Site]:
    with tempfile.TemporaryDirectory(prefix="klepak-bench-") as name:
        folder = Path(name)
        found = json.loads(run(PREPARE, folder).splitlines()[-1])
        (release := folder / "release").mkdir()
        database = f"sqlite:///{folder}/{DATABASE}"
        with installed.serve(release, DATABASE_URL=database) as server:
            yield Site(f"http://localhost:{server.port}", folder=folder, **found)


@contextmanager
def phone(site: Site, session: str) -> Iterator[BrowserContext]:
    """A browser of its own, signed in. Raises FileNotFoundError without a Chromium."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        raise FileNotFoundError("The phone of `python -m bench phone` needs Chromium.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        context = browser.new_context(**PHONE)
        context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])
        yield context
        browser.close()
