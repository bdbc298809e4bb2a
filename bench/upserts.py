"""What it costs to enter one result, alone and while others do the same."""

from collections.abc import Iterator
from functools import partial

from django.db import connection

from accounts.models import User
from bench import floors, stage
from bench.measure import Case, queries_of, together
from events.models import Activity, Event, Participant
from scoring.ledger import records
from scoring.ledger.records import Outcome, Submission
from scoring.models import Entry

Cell = tuple[Activity, Participant]


def upsert_cases(event: Event, by: User, clients: list[int], upserts: int) -> Iterator[Case]:
    """So many upserts, shared among each number of clients, which all work at once.

    Each client is an evaluator of the group it scores. Three arrangements: each has a participant
    of its own, all in one activity; all score one participant; each has an activity of its own.
    """
    driver = floors.connect()
    floors.make_upsert_table(driver)
    driver.close()
    most = max(clients)
    groups = list(event.groups.all()[:most])
    people = [group.participants.first() for group in groups]
    own = stage.evaluators(groups, "own", by)
    shared = stage.evaluators(groups[:1] * most, "shared", by)
    activities = Activity.objects.bulk_create(
        Activity(event=event, name=f"Stanoviště {number}", evaluation_type="NUMERIC_HIGH")
        for number in range(most)
    )
    arrangements = {
        "a participant each": (own, [(activities[0], participant) for participant in people]),
        "one participant": (shared, [(activities[0], people[0])] * most),
        "an activity each": (own, list(zip(activities, people, strict=True))),
    }
    values = iter(range(1, 10**9))  # never the same twice: what changes nothing writes nothing
    submit(own[0], (activities[0], people[0]), next(values))
    queries = queries_of(lambda: submit(own[0], (activities[0], people[0]), next(values)))
    for number in clients:
        for name, (users, cells) in arrangements.items():
            if number == 1 and name != "a participant each":
                continue
            each = range(max(1, upserts // number))
            ours = [
                scoring_client(user, cell, [next(values) for _ in each])
                for user, cell in list(zip(users, cells, strict=True))[:number]
            ]
            floor = [floor_client(cell, [next(values) for _ in each]) for cell in cells[:number]]
            label = "upsert, 1 client" if number == 1 else f"upsert, {number} clients, {name}"
            yield Case(label, together(ours), together(floor), queries)


def scoring_client(user: User, cell: Cell, values: list[int]) -> Iterator[partial]:
    connection.ensure_connection()
    try:
        for value in values:
            yield partial(submit, user, cell, value)
    finally:
        connection.close()


def submit(user: User, cell: Cell, value: int) -> None:
    activity, participant = cell
    [verdict] = records.submit(
        activity=activity,
        submissions=[Submission(participant.pk, str(value))],
        by=user,
        source=Entry.Source.FORM,
    )
    if verdict.outcome != Outcome.SAVED:
        raise RuntimeError(f"Not saved: {verdict.outcome} {verdict.message}")


def floor_client(cell: Cell, values: list[int]) -> Iterator[partial]:
    activity, participant = cell
    driver = floors.connect()
    try:
        for value in values:
            yield partial(floors.upsert, driver, activity.pk, participant.pk, value * 1000)
    finally:
        driver.close()
