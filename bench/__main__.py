"""`python -m bench` measures on SQLite and on PostgreSQL, each in a process of its own; `python -m
bench availability`, `capacity` and `day` measure the whole of what runs, under gunicorn; `phone`
what comes of it in a browser.
"""

import argparse
import gc
import os
import subprocess
import sys

import django

DATABASES = ["sqlite", "postgres"]
WHOLE = ["availability", "capacity", "day", "phone"]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("what", nargs="?", choices=DATABASES + WHOLE, help="only this one")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: does it still run?")
    chosen = parser.parse_args()
    if chosen.what in DATABASES:
        measure(chosen.what, quick=chosen.quick)
        return 0
    if chosen.what == "availability":
        from bench.serving import availability

        return availability.main()
    if chosen.what == "capacity":
        from bench.serving import capacity

        return capacity.main(quick=chosen.quick)
    if chosen.what == "day":
        from bench.serving import day

        return day.main(quick=chosen.quick)
    if chosen.what == "phone":
        set_up("sqlite")
        from bench.phone import run

        return run.main()
    options = ["--quick"] if chosen.quick else []
    commands = [[sys.executable, "-m", "bench", name, *options] for name in DATABASES]
    failed = [command for command in commands if subprocess.run(command, check=False).returncode]
    return len(failed)


def set_up(database: str) -> None:
    os.environ |= {"KLEPAK_BENCH_DATABASE": database, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    django.setup()


def measure(database: str, *, quick: bool) -> None:
    """Print what everything costs on one database."""
    set_up(database)
    from bench import run  # its imports need the settings

    gc.freeze()  # garbage is looked for as servers do, see klepak.wsgi
    gc.set_threshold(10_000, 20, 50)
    run.run(run.QUICK if quick else run.FULL)


if __name__ == "__main__":
    sys.exit(main())
