"""A running installation with a competition in it, and the people who work at it."""

import json
from dataclasses import dataclass
from pathlib import Path

from tests.live import run

GUNICORN = "gunicorn klepak.wsgi --bind 127.0.0.1:{port}"
"""With the settings that the product brings along."""
EVENT = "300 participants × 20 activities, in half of which everybody has a result"
PREPARE = """
import json
from django.core.management import call_command
from django.test import Client
from accounts.sign_in import tokens
from bench import stage
from events.models import Activity

call_command("migrate", verbosity=0)
by = stage.organiser()
event = stage.competition(300, 10, by)
activities = Activity.objects.bulk_create(
    Activity(event=event, name=f"Stanoviště {number}", evaluation_type="NUMERIC_HIGH")
    for number in range(10)
)
groups = list(event.groups.all())
people = []
for number, user in enumerate(stage.evaluators((groups * 8)[:80], "evaluator", by)):
    client, group = Client(), groups[number % len(groups)]
    client.force_login(user, backend="accounts.sign_in.AccountBackend")
    people.append({
        "token": tokens.issue(user).access,
        "session": client.cookies["sessionid"].value,
        "group": group.pk,
        "activity": activities[number // len(groups)].pk,
        "participants": [person.pk for person in group.participants.all()],
    })
print(json.dumps({"event": event.pk, "people": people}))
"""


@dataclass(frozen=True, slots=True)
class Person:
    """An evaluator: each has an activity and a group that no other one scores together."""

    token: str
    session: str
    group: int
    activity: int
    participants: list[int]


@dataclass(frozen=True, slots=True)
class Competition:
    event: int
    people: list[Person]


def prepare(folder: Path, **variables: str) -> Competition:
    """Makes the tables and the competition in an empty database."""
    found = json.loads(run(PREPARE, folder, **variables).splitlines()[-1])
    return Competition(found["event"], [Person(**person) for person in found["people"]])
