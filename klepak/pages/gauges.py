"""What is read at the moment of a scrape, within a second: what hangs is left out."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import Error, connection
from django.utils import timezone
from prometheus_client.core import GaugeMetricFamily, InfoMetricFamily

from foundation.backup.schedule import newest_backup
from foundation.jobs.backlog import Backlog, read_backlog
from foundation.neighbours import patience, probes


def _backlog() -> Backlog | None:
    """By a connection of this thread, which is closed again."""
    try:
        with patience.of_a_request():
            return read_backlog()
    except Error:
        return None
    finally:
        connection.close()


def _newest_backup() -> datetime | None:
    try:
        return newest_backup(Path(settings.BACKUP_DIR))
    except OSError:  # not there, or not for us
        return None


backlog_in_time = probes.Reading(_backlog)
backup_in_time = probes.Reading(_newest_backup)


class Gauges:
    """A collector, for `foundation.metrics.registry.exposition`."""

    def collect(self) -> Iterator:
        backlog, cache = backlog_in_time.start(), probes.cache_in_use.start()
        backup = backup_in_time.start() if settings.BACKUP_DIR else None
        yield InfoMetricFamily("klepak_build", "The release.", {"version": settings.VERSION})
        yield from _of_jobs(backlog_in_time.value(backlog))
        is_cache_up = probes.cache_in_use.is_well(cache)
        yield _gauge(
            "klepak_cache_up", "Whether the cache answers: Redis, if it is set.", is_cache_up
        )
        made_at = backup_in_time.value(backup) if backup else None
        if made_at:
            age = (timezone.now() - made_at).total_seconds()
            meaning = "Age of the newest whole backup in BACKUP_DIR; absent without one."
            yield _gauge("klepak_backup_age_seconds", meaning, age)


def _of_jobs(backlog: Backlog | None) -> Iterator[GaugeMetricFamily]:
    yield _gauge("klepak_database_up", "Whether the database answers.", backlog is not None)
    if backlog is None:
        return
    jobs = GaugeMetricFamily("klepak_jobs", "Work beside the requests.", labels=["state"])
    for state, count in backlog.counts.items():
        jobs.add_metric([state.lower()], count)
    yield jobs
    meaning = "For how long the first job in the queue has been due; 0 where none is."
    yield _gauge("klepak_job_oldest_waiting_seconds", meaning, backlog.waited)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(name, meaning, value=float(value))
