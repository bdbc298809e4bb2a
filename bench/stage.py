"""Competitions of a given size: the same people and results every time."""

from random import Random

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Membership, Organisation, User
from events.evaluators.pool import assign_evaluator
from events.models import Activity, AgeCategory, Event, Group, Participant
from events.models.whole_statements import whole_statements
from scoring.models import Entry, Record

SEED = 2026
A_GROUP = 25
"""Participants in a group."""
FIRST_NAMES = (
    "Štěpánka Anežka Žofie Ema Řehoř Čeněk Matouš Kryštof Vojtěch Zdeňka Šimon Ivo".split()
)
LAST_NAMES = (
    "Ďáblová Šťastná Žižka Chalupa Hrách Novák Říha Černá Úlehla Zeman Beneš Íránek".split()
)
CATEGORIES = [("mladší", 6, 9), ("střední", 10, 12), ("starší", 13, 15)]
KINDS = [("TIME_LOW", ""), ("NUMERIC_HIGH", "m"), ("NUMERIC_HIGH", ""), ("NUMERIC_LOW", "")]
WITHOUT_VALUE = 0.03
"""The share of results that are a status: did not start, did not finish."""


def person(name: str, role: str = User.Role.EVALUATOR) -> User:
    """An account that nobody can sign in to with a password."""
    return User.objects.create(
        email=f"{name}@bench.invalid", full_name=name, role=role, password="!"
    )


def organiser() -> User:
    user = person("organiser", User.Role.ADMIN)
    Membership.objects.create(user=user, organisation=Organisation.objects.default())
    return user


@transaction.atomic
def competition(participants: int, activities: int, by: User) -> Event:
    """An open event in which everybody has a result in every activity."""
    random = Random(SEED)
    event = Event.objects.create(
        organisation=Organisation.objects.default(),
        name=f"{participants} × {activities}",
        status=Event.Status.ACTIVE,
    )
    AgeCategory.objects.bulk_create(
        AgeCategory(event=event, name=name, min_age=youngest, max_age=oldest)
        for name, youngest, oldest in CATEGORIES
    )
    with whole_statements():
        groups = Group.objects.bulk_create(
            Group(event=event, name=f"Oddíl {number}")
            for number in range(1, participants // A_GROUP + 1)
        )
        people = Participant.objects.bulk_create(
            Participant(
                event=event,
                group=groups[position % len(groups)],
                display_name=f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}",
                gender=random.choice("FM"),
                age=random.randint(6, 15),
            )
            for position in range(participants)
        )
        for order in range(activities):
            kind, unit = KINDS[order % len(KINDS)]
            activity = Activity.objects.create(
                event=event,
                name=f"Disciplína {order + 1}",
                evaluation_type=kind,
                unit=unit,
                order=order,
            )
            _give_results(activity, people, by, random)
    event.refresh_from_db()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as any database that lives for a while does by itself
    return event


def _give_results(activity: Activity, people: list[Participant], by: User, random: Random) -> None:
    """Entries and the records that follow from them; ties occur as in real life."""
    now = timezone.now()
    entries = []
    for participant in people:
        status = random.choice(["DNS", "DNF"]) if random.random() < WITHOUT_VALUE else "OK"
        value = random.randrange(5_000, 120_000, 10) if status == "OK" else None
        entries.append(
            Entry(
                activity=activity,
                participant=participant,
                group_at_entry_id=participant.group_id,
                value_raw=status if value is None else str(value / 1000),
                value=value,
                status=status,
                source=Entry.Source.FORM,
                entered_by=by,
                received_at=now,
            )
        )
    Entry.objects.bulk_create(entries)
    Record.objects.bulk_create(
        Record(
            activity=activity,
            participant=entry.participant,
            entry=entry,
            value_raw=entry.value_raw,
            value=entry.value,
            status=entry.status,
            evaluator=by,
            created_at=now,
            updated_at=now,
        )
        for entry in entries
    )
    Activity.objects.filter(pk=activity.pk).bump_results()


def evaluators(groups: list[Group], name: str, by: User) -> list[User]:
    """One for each of the groups given; a group may be given several times."""
    users = [person(f"{name}-{number}") for number in range(len(groups))]
    for user, group in zip(users, groups, strict=True):
        assign_evaluator(user=user, group=group, by=by)
    return users


def list_of_participants(rows: int, older: int = 0) -> bytes:
    """A CSV file of so many participants in groups, as `manage.py import_event` takes it.

    older: years by which everybody is older than in the usual list.
    """
    random = Random(SEED)
    lines = ["display_name,group_name,external_id,gender,age,shirt"]
    for number in range(rows):
        name = f"{random.choice(FIRST_NAMES)} {random.choice(LAST_NAMES)}"
        group = f"Oddíl {number // A_GROUP + 1}"
        gender, age, shirt = random.choice("FM"), random.randint(6, 15), random.choice("SML")
        lines.append(f"{name},{group},R-{number:05d},{gender},{age + older},{shirt}")
    return "\n".join(lines).encode()
