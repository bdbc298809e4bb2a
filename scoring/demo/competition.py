"""Builds the demo through the same services that people use."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import transaction

from accounts.models import Membership, Organisation, User
from events.evaluators.pool import add_evaluator, assign_evaluator
from events.evaluators.stations import assign_station
from events.importing.new_event import import_event, read_csv
from events.life.lifecycle import change_status
from events.models import Activity, AgeCategory, Event, Group
from foundation.text.names import fold
from scoring.demo.activities import ACTIVITIES, DemoActivity
from scoring.ledger import records
from scoring.models import Entry
from scoring.points.rules import (
    ActivityRules,
    GroupMode,
    GroupRules,
    OverallRules,
    Scheme,
    SchemeKind,
    StandingsRules,
    TieBreak,
)
from scoring.standings.applying import apply_rules

EVENT_NAME = "Letní tábor 2026"
EVENT_DATE = date(2026, 7, 18)
EVENT_PLACE = "Vydří"
PASSWORD = "Demo-Klepak-2026"  # noqa: S105  printed for everybody; the demo never runs in production
CSV = Path(__file__).with_name("tabor.csv")
SEED = 2026
MISHAPS = ["dns", "dnf", "dq", "nm"]
STATION = "Uzlování"
"""The activity that somebody scores for every group that comes."""
BEST = 5
"""How many of the seven activities count in the overall standings."""
ALSO_BUILT: list[Callable[[Event, User], None]] = []
"""What apps above this one give the demo once it is there, by its organiser; filled by their
AppConfig.
"""
CATEGORIES = [("Mladší", 0, 9), ("Střední", 10, 12), ("Starší", 13, 99)]


def demo_accounts() -> list[User]:
    """The accounts of a demo that is there already: the super admin, the organiser, evaluators."""
    order = [User.Role.SUPER_ADMIN, User.Role.ADMIN, User.Role.EVALUATOR]
    accounts = User.objects.filter(email__endswith=address(""))
    return sorted(accounts, key=lambda user: (order.index(user.role), user.sort_key))


@transaction.atomic
def build_demo() -> Event:
    """120 children in 12 groups, seven activities, one of them a station, results of most of them;
    overall and group standings, and what other apps add; all or nothing.
    """
    random = Random(SEED)  # noqa: S311  the same demo every time, nothing secret
    password = make_password(PASSWORD)  # once: hashing is slow on purpose
    organisation = Organisation.objects.default()
    boss = _account("super", "Hlavní správce", password, role=User.Role.SUPER_ADMIN)
    admin = _account("admin", "Olga Pořadatelová", password, role=User.Role.ADMIN)
    Membership.objects.create(user=admin, organisation=organisation, role=Membership.Role.OWNER)
    event = import_event(
        table=read_csv(CSV.read_bytes(), CSV.name),
        file_name=CSV.name,
        name=EVENT_NAME,
        organisation=organisation,
        by=boss,
        date=EVENT_DATE,
        place=EVENT_PLACE,
    ).event
    AgeCategory.objects.bulk_create(
        AgeCategory(event=event, name=name, min_age=youngest, max_age=oldest)
        for name, youngest, oldest in CATEGORIES
    )
    activities = Activity.objects.bulk_create(
        Activity(
            event=event,
            name=demo.name,
            evaluation_type=demo.kind,
            order=order,
            **demo.settings,
        )
        for order, demo in enumerate(ACTIVITIES, start=1)
    )
    change_status(event=event, status=Event.Status.ACTIVE, by=admin)
    groups = list(event.groups.prefetch_related("participants"))
    for position, group in enumerate(groups):
        evaluator = _account(fold(group.name), f"Vedoucí – {group.name}", password)
        assign_evaluator(user=evaluator, group=group, by=admin)
        for activity, demo in zip(activities, ACTIVITIES, strict=True):
            if position < demo.share * len(groups):
                _score(activity, demo, group, evaluator, random)
    station = next(activity for activity in activities if activity.name == STATION)
    judge = _account(fold(STATION), f"Stanoviště – {STATION}", password)
    add_evaluator(user=judge, event=event, by=admin)
    assign_station(user=judge, activity=station, by=admin)
    apply_rules(event=event, rules=_rules(activities), version=0, by=admin)
    for build in ALSO_BUILT:
        build(event, admin)
    return event


def _rules(activities: Sequence[Activity]) -> StandingsRules:
    """10-8-6-5-4-3-2-1 everywhere, the best five count, groups by the mean of their members."""
    scheme = Scheme(SchemeKind.TABLE)
    return StandingsRules(
        activities=tuple(ActivityRules(activity.pk, scheme) for activity in activities),
        overall=OverallRules(
            enabled=True, best=BEST, tie_breaks=(TieBreak.COUNT_BACK, TieBreak.NEXT_BEST)
        ),
        groups=GroupRules(enabled=True, mode=GroupMode.MEAN),
    )


def address(name: str) -> str:
    """An e-mail address under a reserved domain, which nobody can register."""
    return f"{name.replace(' ', '-')}@demo.invalid"


def _account(name: str, full_name: str, password: str, role=User.Role.EVALUATOR) -> User:
    return User.objects.create(
        email=address(name), full_name=full_name, role=role, password=password
    )


def _score(
    activity: Activity, demo: DemoActivity, group: Group, evaluator: User, random: Random
) -> None:
    """Enter the group's results as its evaluator would: with a mishap now and then."""
    submissions = [
        records.Submission(
            child.pk,
            random.choice(MISHAPS)
            if random.random() < 0.04
            else demo.perform(random, child.age or 10),
        )
        for child in group.participants.all()
    ]
    records.submit(
        activity=activity, submissions=submissions, by=evaluator, source=Entry.Source.FORM
    )
