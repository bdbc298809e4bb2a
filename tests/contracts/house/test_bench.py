"""The benchmarks still run. How fast anything is, no test says: that depends on the machine."""

import re
import subprocess
import sys

from django.db import connection

from bench.phone import typing
from bench.serving import availability, capacity
from tests.contracts.house.sources import ROOT

CASES = [
    "50 × 2: nothing at hand",
    "50 × 2: all results new",
    "50 × 2: one activity's results new",
    "50 × 2: nothing new",
    "50 × 2: standings, nothing at hand",
    "50 × 2: standings, one activity's results new",
    "50 × 2: standings, nothing new",
    "50 × 2: ranked and summed, nothing stored",
    "import, 50 rows",
    "update, 50 rows",
    "workbook, 50 rows",
    "diploma, the fullest: layout",
    "diplomas, 6 with a photo behind: PDF",
    "diploma, the fullest: ten pages of PDF",
    "50 × 2: request, 200",
    "50 × 2: request, 304",
    "upsert, 1 client",
    "upsert, 2 clients, a participant each",
    "upsert, 2 clients, one participant",
    "upsert, 2 clients, an activity each",
]
COSTS = ["hello", "no news, ours", "news for one, ours", "whole board, ours, gzip"]
NUMBER = r"\d[\d,]*(?:\.\d+)?"
ROW = re.compile(rf"^(\S.*?)((?:  +{NUMBER})+)$", re.MULTILINE)


def test_a_small_run_prints_every_case():
    """On SQLite alone; on both where there are services."""
    databases = ["SQLite"] if connection.vendor == "sqlite" else ["SQLite", "PostgreSQL"]
    only = ["sqlite"] if connection.vendor == "sqlite" else []

    done = subprocess.run(
        [sys.executable, "-m", "bench", "--quick", *only],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=400,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    titles = re.findall(r"^(\w+) [\d.]+, \w+Cache, Python", done.stdout, re.MULTILINE)
    assert titles == databases
    rows = [(name, numbers.split()) for name, numbers in ROW.findall(done.stdout)]
    assert [name for name, _numbers in rows] == CASES * len(databases)
    assert {len(numbers) for _name, numbers in rows} == {4, 10}
    assert all(float(number.replace(",", "")) > 0 for _name, (number, *_) in rows)


def test_a_small_day_misses_nothing():
    """That every board shows what was acknowledged it looks for itself, and ends with 1 else."""
    done = subprocess.run(
        [sys.executable, "-m", "bench", "day", "--quick"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=200,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    rows = {name: numbers.split() for name, numbers in ROW.findall(done.stdout)}
    assert [name for name in COSTS if name not in rows] == []
    [day] = re.findall(r"^ours, 4 spectators +(.+)$", done.stdout, re.M)
    assert int(day.split()[0]) > 0
    assert int(rows["ours, 4 at once"][0]) == 4


def test_what_availability_breaks_is_in_the_document():
    """Its run takes minutes and is no test; what it consists of is found all the same."""
    rows = re.findall(r"^\| ([^|]+) \|", (ROOT / "docs/performance.md").read_text("utf-8"), re.M)

    names = [trouble.name for trouble in availability.TROUBLES]
    assert [name for name in names if name not in rows] == []
    assert len(set(names)) == len(names) > 10
    assert capacity.LOADS
    assert [case.name for case in typing.CASES if case.name not in rows] == []
