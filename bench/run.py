"""What is measured, in which sizes. Imported once the settings are made."""

import os
import platform
from dataclasses import dataclass
from time import perf_counter

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from bench import stage
from bench.diplomas import diploma_cases
from bench.imports import import_cases
from bench.leaderboards import board_cases, request_cases
from bench.making import making_cases
from bench.measure import table_of_clients, table_of_runs
from bench.standings import standings_cases
from bench.upserts import upsert_cases


@dataclass(frozen=True, slots=True)
class Plan:
    """How much is measured.

    sizes: participants × activities. scored: which of them requests and upserts go to.
    clients: how many at once. upserts: of all the clients of a case together. rows: to import.
    diplomas: printed at once. seconds: for each case that runs alone; 0 is a single run.
    """

    sizes: list[tuple[int, int]]
    scored: tuple[int, int]
    clients: list[int]
    upserts: int
    rows: int
    diplomas: int
    seconds: float


FULL = Plan([(100, 5), (1000, 10), (10_000, 10)], (1000, 10), [1, 8, 32], 640, 10_000, 600, 2)
QUICK = Plan([(50, 2)], (50, 2), [1, 2], 4, 50, 6, 0)


def run(plan: Plan) -> None:
    """Measure on a database that is still empty, and print."""
    start = perf_counter()
    call_command("migrate", verbosity=0)
    print(f"\n{machine()}\n", flush=True)
    by = stage.organiser()
    imported = import_cases(plan.rows, by, plan.seconds)
    made = list(making_cases(*plan.sizes[-1], plan.seconds))
    printed = list(diploma_cases(plan.diplomas, plan.seconds))
    boards, requests = [], []
    for size in plan.sizes:
        event = stage.competition(*size, by)
        boards += board_cases(event, by, plan.seconds)
        boards += standings_cases(event, by, plan.seconds)
        if size == plan.scored:
            requests += request_cases(event, by, plan.seconds)
            upserts = list(upsert_cases(event, by, plan.clients, plan.upserts))
    connection.close()
    print(table_of_runs([*boards, *made, *imported, *printed]))
    print()
    print(table_of_clients([*requests, *upserts]))
    print(f"\n{perf_counter() - start:.0f} s", flush=True)


def machine() -> str:
    """What it ran on, in a line."""
    version = ".".join(map(str, connection.get_database_version()))
    cache = settings.CACHES["default"]["BACKEND"].rpartition(".")[2]
    python = platform.python_version()
    return f"{connection.display_name} {version}, {cache}, Python {python}, {os.cpu_count()} cores"
