"""A real installation with one event that is open, for servers that are tried as a whole."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from tests.live import Answer, Server, migrate, run

PASSWORD = "Sova-Hora-4071"
GUNICORN = "gunicorn klepak.wsgi --bind 127.0.0.1:{port}"
"""With the settings that the product brings along."""
PLAIN = {"RATELIMIT_ENABLE": "false", "DEBUG": "true"}
PREPARE = """
import json
from tests import make
event = make.event()
group = make.group(event)
eva = make.user(organisation=event.organisation, email="eva@example.org")
make.assign(eva, group)
ada = make.user(organisation=event.organisation, email="ada@example.org", role="ADMIN")
activity = make.activity(event)
participants = [make.participant(group).pk for _ in range(4)]
pks = {"event": event.pk, "activity": activity.pk, "group": group.pk}
print(json.dumps({**pks, "participants": participants}))
"""


@dataclass
class Stage:
    """Who may score what."""

    folder: Path
    activity: int
    participants: list[int]
    event: int
    group: int
    token: str = ""
    organisers_token: str = ""

    def sign_in(self, server: Server) -> None:
        self.token, self.organisers_token = (
            server.call("POST", "/api/auth/login", {"email": email, "password": PASSWORD}).json()[
                "access_token"
            ]
            for email in ("eva@example.org", "ada@example.org")
        )

    def score(self, value: int, number: int = 0) -> tuple[str, str, dict, dict]:
        """A call that enters the value, as the arguments of `Server.call`."""
        body = {
            "activity_id": self.activity,
            "participant_id": self.participants[number],
            "value_raw": str(value),
        }
        return "POST", "/api/records", body, {"Authorization": f"Bearer {self.token}"}

    def entered(self) -> set[int]:
        """Every value in the ledger."""
        code = (
            "import json; from scoring.models import Entry;"
            "print(json.dumps([v // 1000 for v in Entry.objects.values_list('value', flat=True)]))"
        )
        return set(json.loads(run(code, self.folder, **PLAIN)))


def prepare(folder: Path) -> Stage:
    migrate(folder)
    return Stage(folder, **json.loads(run(PREPARE, folder, **PLAIN).splitlines()[-1]))


@dataclass
class Watch:
    """How long calls took, one after another."""

    seconds: list[float] = field(default_factory=list)
    statuses: set[int] = field(default_factory=set)

    def is_quick(self) -> bool:
        """Half of the answers within a second, each within three: beside other tests on a busy
        machine. Alone they take some hundredths; where clients hold the threads, none comes.
        """
        return median(self.seconds) < 1 and max(self.seconds) < 3


def watch(call: Callable[[], Answer], seconds: float) -> Watch:
    """Calls for so long, with a short pause, and at least five times."""
    seen, until = Watch(), time.monotonic() + seconds
    while time.monotonic() < until or len(seen.seconds) < 5:
        began = time.monotonic()
        seen.statuses.add(call().status)
        seen.seconds.append(time.monotonic() - began)
        time.sleep(0.02)
    return seen


@contextmanager
def beside(*works: Callable[[], None]) -> Iterator[None]:
    """Does the works in threads beside the block and ends with them; their fault is the test's."""
    with ThreadPoolExecutor(len(works)) as pool:
        begun = [pool.submit(work) for work in works]
        yield
    for work in begun:
        work.result()


def bodies_in(folder: Path) -> list[Path]:
    """What a server left of the bodies that it was sent, in its folder for temporary files."""
    return [path for path in folder.iterdir() if not path.name.startswith("klepak-metrics-")]
