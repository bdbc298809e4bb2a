"""Calls that happen at once, each in a thread with a connection of its own."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from django.db import connection


@contextmanager
def closing_connection():
    try:
        yield
    finally:
        connection.close()


def at_once(*calls):
    """Run the calls in threads that start together; their results in order, errors raised."""
    gate = threading.Barrier(len(calls))

    def run(call):
        with closing_connection():
            gate.wait(timeout=20)
            return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return [future.result(timeout=60) for future in [threads.submit(run, c) for c in calls]]
