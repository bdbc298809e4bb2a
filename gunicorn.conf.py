"""How gunicorn serves the product; it reads this file by itself where it is started.

Tried with 100 connections that drip a byte a second, in the head or in the body, and 100 that take
an answer so: with the threads that gunicorn brings (2 workers of 4) nothing was answered for as
long as they dripped, /health included. More threads only move the number of clients it takes, and
each may hold a connection to the database; gevent would let one write that waits for SQLite hold
up a whole worker; asynchronous workers store bodies before anybody may refuse them. So the threads
stay, and a worker of our own receives and sends beside them: foundation/serving.

What stands here can be given otherwise on the command line or in GUNICORN_CMD_ARGS.
"""

import os
import re
import resource
from pathlib import Path

from foundation.metrics import worker_files
from foundation.serving import log_lines

worker_class = "foundation.serving.worker.BufferingWorker"
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
# Of requests that are whole: enough for those that wait for the database, few enough for its
# connections. A worker has half as many for uploads, and with JOBS=embedded two for the jobs.
threads = 8
# Each worker holds so many clients; where there are more, those that wait longest are closed.
worker_connections = 1000
# Phones send a score every few seconds: their connections stay open so long. A proxy's, too.
keepalive = 75
# A worker that ends finishes what it has begun; one whose loop stands still is replaced.
graceful_timeout = 30
timeout = 30
# Addresses are what they are: a proxy that passes on every header would let any client decide under
# which path the product thinks that it stands (by the names that gunicorn brings).
forwarder_headers = ""
header_map = "drop"
# Nobody steers it but by signals.
control_socket_disable = True


def _log_format() -> str:
    """As the settings have it, of which the master reads nothing else."""
    file = Path(os.environ.get("ENV_FILE") or ".env")
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    in_file = re.search(r"^(?:export )?LOG_FORMAT=[\"']?(\w*)", text, re.MULTILINE)
    return os.environ.get("LOG_FORMAT") or (in_file[1] if in_file else "")


logger_class = log_lines.TextLogger if _log_format() == "text" else log_lines.JsonLogger

_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_wanted = worker_connections + 500
if _soft < _wanted:
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (_wanted if _hard < 0 else min(_wanted, _hard), _hard)
    )

# --- What the workers count, for /metrics --------------------------------------------------------

COUNTED_IN = "PROMETHEUS_MULTIPROC_DIR"  # prometheus-client, in the workers, looks for it there


def on_starting(server):
    """A folder of this start, before there is a worker; after USR2 that of the master before."""
    os.environ[COUNTED_IN] = str(worker_files.begin(os.environ.get(COUNTED_IN, "")))


def pre_exec(server):
    """USR2: the new master gets the environment that the old one was started with, and this."""
    server.cfg.env_orig[COUNTED_IN] = os.environ[COUNTED_IN]


def child_exit(server, worker):
    worker_files.fold(worker.pid)


def on_exit(server):
    """Unless another master goes on there: a new one, or the old one where the new one failed."""
    if not server.reexec_pid and not server.master_pid:
        worker_files.end()
