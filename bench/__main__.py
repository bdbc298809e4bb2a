"""`python -m bench` measures on SQLite and on PostgreSQL, each in a process of its own."""

import argparse
import os
import subprocess
import sys

import django

DATABASES = ["sqlite", "postgres"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("database", nargs="?", choices=DATABASES, help="only this one")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it still run?")
    chosen = parser.parse_args()
    if chosen.database:
        measure(chosen.database, quick=chosen.quick)
        return 0
    options = ["--quick"] if chosen.quick else []
    commands = [[sys.executable, "-m", "bench", name, *options] for name in DATABASES]
    failed = [command for command in commands if subprocess.run(command, check=False).returncode]
    return len(failed)


def measure(database: str, *, quick: bool) -> None:
    """Print what everything costs on one database."""
    os.environ |= {"KLEPAK_BENCH_DATABASE": database, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    django.setup()
    from bench import run  # its imports need the settings

    run.run(run.QUICK if quick else run.FULL)


if __name__ == "__main__":
    sys.exit(main())
