"""An event that the public watches: everything published, evaluators at work in all of it."""

import json
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from bench.serving.site import Person
from tests.live import run

PREPARE = """
import json
from django.core.management import call_command
from django.test import Client
from bench import stage
from events.models import Participant
from scoring.boards.leaderboard import people_of
from scoring.publishing.changing import BoardChange, change_publication
from scoring.publishing.codes import code_of
from scoring.publishing.gate import GROUPS_ID, OVERALL_ID
from scoring.publishing.stored import possible_boards, publication_of

call_command("migrate", verbosity=0)  # changes nothing where there are tables
by = stage.organiser()
event = stage.competition({participants}, {activities}, by)
boards = list(possible_boards(event))
publication = change_publication(
    event=event,
    version=publication_of(event).version,
    fields=dict(is_public=True),
    boards=[BoardChange(board, "PUBLISHED") for board in (*boards, OVERALL_ID, GROUPS_ID)],
    by=by,
)
everybody, _bands = people_of(event)
groups, activities = list(event.groups.all()), list(event.activities.all())
people = []
for number, user in enumerate(stage.evaluators(groups[:{evaluators}], "evaluator", by)):
    client, group = Client(), groups[number]
    client.force_login(user, backend="accounts.sign_in.AccountBackend")
    people.append(dict(
        token="",
        session=client.cookies["sessionid"].value,
        group=group.pk,
        activity=activities[number % len(activities)].pk,
        participants=[person.pk for person in group.participants.all()],
    ))
known = {{
    pk: [code_of(publication.code_key, pk), each.gender, each.category]
    for pk, each in everybody.items()
}}
keys = [[board.activity_id, board.gender, board.category] for board in boards]
print(json.dumps(dict(slug=publication.slug, boards=keys, people=people, known=known)))
"""


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """boards: [activity id, gender, category] of each. known: participant id -> [code, gender,
    category].
    """

    slug: str
    boards: list[tuple[int, str, str]]
    people: list[Person]
    known: dict[int, tuple[str, str, str]]

    def live(self, number: int) -> str:
        """Where the public page of a board asks for news."""
        return f"/r/{self.slug}/live/?{self.query(number)}"

    def page(self, number: int) -> str:
        return f"/r/{self.slug}/?{self.query(number)}"

    def query(self, number: int) -> str:
        activity, gender, category = self.boards[number]
        return urlencode({"board": activity, "gender": gender, "category": category})

    def board_of(self, activity: int, participant: int) -> int:
        """The number of the board that the participant is on."""
        _code, gender, category = self.known[participant]
        return self.boards.index((activity, gender, category))


def prepare(
    folder: Path, participants: int, activities: int, evaluators: int, **variables: str
) -> PublicEvent:
    """Makes the tables and the event in an empty database."""
    code = PREPARE.format(participants=participants, activities=activities, evaluators=evaluators)
    found = json.loads(run(code, folder, **variables).splitlines()[-1])
    return PublicEvent(
        found["slug"],
        [tuple(key) for key in found["boards"]],
        [Person(**person) for person in found["people"]],
        {int(pk): tuple(each) for pk, each in found["known"].items()},
    )
