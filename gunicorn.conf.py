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
import resource

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
# Nobody steers it but by signals.
control_socket_disable = True

_soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
_wanted = worker_connections + 500
if _soft < _wanted:
    resource.setrlimit(
        resource.RLIMIT_NOFILE, (_wanted if _hard < 0 else min(_wanted, _hard), _hard)
    )
