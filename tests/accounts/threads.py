"""Several calls at the same moment, with real threads and real commits."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from django.db import connection


def at_once(*calls: Callable) -> list:
    """Run the calls in threads that start together; their results in order, errors raised."""
    gate = threading.Barrier(len(calls))

    def run(call):
        gate.wait(timeout=20)
        try:
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(run, calls, timeout=60))
