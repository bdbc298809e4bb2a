"""gunicorn's threaded worker, with slow clients kept out of its threads."""

import errno
import mmap
import re
import selectors
import time
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial

from gunicorn.config import Config
from gunicorn.errors import ConfigError
from gunicorn.workers.gthread import TConn, ThreadWorker

from foundation.serving.arrivals import Arrival, State
from foundation.serving.channel import Channel

READ, WRITE = selectors.EVENT_READ, selectors.EVENT_WRITE
MOST_HELD = 64 * 1024 * 1024
"""Bytes of requests, and of answers that clients take slowly, that one worker keeps in memory."""
SHARE_CLOSED = 20
"""Where a worker is full, one of so many connections that wait is closed."""
BOOTING = mmap.mmap(-1, 256)
"""Which workers, by their age, have begun and do not serve yet. The master and all of its workers
share it: one that is asked to end serves on until its successors do."""
HANDOVER = 15.0
"""Seconds that it waits for them at most."""
IDLE_GRACE = 2.0
"""Seconds that a worker which ends still listens to connections on which nothing comes."""
LINGER_FOR, LINGER_IDLE, LINGER_MOST = 10.0, 2.0, 64 * 1024 * 1024
"""How long, and for how many bytes, a client may go on sending after its last answer."""
REFUSALS = {
    status: f"HTTP/1.1 {status} {phrase}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n".encode()
    for status, phrase in {
        408: "Request Timeout",
        431: "Request Header Fields Too Large",
    }.items()
}
PROBES = re.compile(rb"(?:GET|HEAD) /(?:(?:api/)?health[ /?]|metrics[ ?])")
"""They have threads of their own: they are answered while all others wait for something."""
PROBED_AT_ONCE = 2
GO_ON = b"HTTP/1.1 100 Continue\r\n\r\n"


class Client(TConn):
    """A connection: it is received, worked on by a thread, sent, and received again or closed."""

    def __init__(self, cfg: Config, sock, address, server):
        super().__init__(cfg, Channel.of(sock), address, server)
        self.data_ready = True  # whenever a thread sees it
        self.arrival = Arrival(time.monotonic())
        self.step = None  # what the loop does when the socket is ready
        self.is_kept = False  # after the answer
        self.until = 0.0
        self.held = 0  # bytes in memory
        self.drained = 0


class BufferingWorker(ThreadWorker):
    """Its loop receives requests and sends what is left of answers, for all connections at once;
    a thread only ever has a request that is whole, and leaves as soon as the answer is made. So
    any number of clients that send or take a byte a second occupy no thread, only a connection,
    and that for seconds. Larger bodies than anybody may send are read by threads of their own,
    after the application has seen who sends them.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.uploads: ThreadPoolExecutor | None = None
        self.probes: ThreadPoolExecutor | None = None
        BOOTING[self._place] = 1  # the master makes workers, before it forks
        self.handover_until = 0.0
        self.waiting: dict[Client, None] = {}  # for the loop, those waiting longest first
        self.held = 0
        self.stopped_at = 0.0
        self.swept_at = 0.0

    @classmethod
    def check_config(cls, cfg, log):
        super().check_config(cfg, log)
        if cfg.is_ssl:
            raise ConfigError("This worker speaks no https itself: let a proxy do it.")

    def init_process(self):
        self.uploads = ThreadPoolExecutor(max_workers=max(1, self.cfg.threads // 2))
        self.probes = ThreadPoolExecutor(max_workers=PROBED_AT_ONCE)
        super().init_process()

    @property
    def _place(self) -> int:
        return self.age % len(BOOTING)

    def run(self):
        BOOTING[self._place] = 0
        self.log.info("Worker serves (pid: %s)", self.pid)
        super().run()

    def handle_exit(self, sig, frame):
        """Asked to end: at once where nobody comes after it, as it is when all is stopped."""
        if not any(BOOTING[:]):
            super().handle_exit(sig, frame)
        elif not self.handover_until:
            self.handover_until = time.monotonic() + HANDOVER

    # --- Receiving -------------------------------------------------------------------------------

    def accept(self, listener):
        try:
            sock, address = listener.accept()
        except OSError as error:  # another worker was faster, or the client has gone
            if error.errno in {errno.EMFILE, errno.ENFILE}:
                self._make_room()
            return
        self.nr_conns += 1
        client = Client(self.cfg, sock, address, listener.getsockname())
        self._await(client, self._receive)
        if self.nr_conns >= self.worker_connections:
            self._make_room()

    def _receive(self, client: Client) -> None:
        data = client.sock.receive()
        if not data:
            self._drop(client)
            return
        client.arrival.feed(data, time.monotonic())
        self._hold(client, len(client.arrival.received))
        if client in self.waiting:
            self._look_at(client)

    def _look_at(self, client: Client) -> None:
        """Goes on with what has been received of a request."""
        arrival = client.arrival
        if arrival.state is State.TOO_LONG:
            self._refuse(client, 431)
        elif arrival.state is not State.UNFINISHED:
            self._forget(client)
            self.enqueue_req(client)
        elif arrival.is_awaited:
            arrival.is_awaited = False
            client.sock.send(GO_ON)

    def _hold(self, client: Client, count: int) -> None:
        """Notes how many bytes are kept for the client; too many for all is too many."""
        self.held += count - client.held
        client.held = count
        if self.held > MOST_HELD:
            self._make_room()

    def _make_room(self) -> None:
        """Closes some that wait: those whose last answer has gone out, then those that have sent
        nothing, then those that have been at it longest.
        """

        def rank(client: Client) -> int:
            if client.step == self._throw_away:
                return 0
            return 2 if client.held else 1

        ranked = sorted(self.waiting, key=rank, reverse=self.held > MOST_HELD)
        for client in ranked[: max(1, len(ranked) // SHARE_CLOSED)]:
            self._drop(client)

    # --- Threads ---------------------------------------------------------------------------------

    def enqueue_req(self, conn: Client) -> None:
        pool = self._pool_for(conn.arrival)
        done = partial(self.method_queue.defer, self.finish_request, conn)
        pool.submit(self.handle, conn).add_done_callback(done)

    def _pool_for(self, arrival: Arrival) -> ThreadPoolExecutor:
        if arrival.state is State.LARGE:
            return self.uploads
        return self.probes if PROBES.match(arrival.received) else self.tpool

    def handle(self, conn: Client):
        conn.sock.begin()
        conn.init()
        conn.parser.unreader.unread(bytes(conn.arrival.received))
        conn.arrival.received.clear()
        return super().handle(conn)

    def finish_request(self, conn: Client, fs: Future) -> None:
        """In the loop again: sends what the thread has left of the answer, then goes on."""
        self._hold(conn, len(conn.sock.unsent))
        conn.is_kept = not fs.cancelled() and fs.exception() is None and bool(fs.result())
        if conn.sock.unsent:
            self._await(conn, self._send, WRITE)
        else:
            self._go_on(conn)

    # --- Sending and closing ---------------------------------------------------------------------

    def _send(self, client: Client) -> None:
        client.sock.flush()
        if not client.sock.unsent:
            self._forget(client)
            self._go_on(client)

    def _go_on(self, client: Client) -> None:
        if not client.is_kept:
            self._linger(client)
            return
        ahead = client.parser.unreader.take_buffered()
        client.arrival = Arrival(time.monotonic(), ahead)
        self._await(client, self._receive)
        self._hold(client, len(ahead))
        if ahead and client in self.waiting:
            self._look_at(client)

    def _refuse(self, client: Client, status: int) -> None:
        self._forget(client)
        try:
            client.sock.send(REFUSALS[status])
        except OSError:
            client.drained = LINGER_MOST
        self._linger(client)

    def _linger(self, client: Client) -> None:
        """Closes our side and throws away what still comes: closed at once, the client would see
        its connection broken before it sees the answer.
        """
        client.until = time.monotonic() + LINGER_FOR
        try:
            client.sock.shutdown(1)
        except OSError:
            self._close(client)
        else:
            client.arrival = Arrival(time.monotonic())
            self._await(client, self._throw_away)

    def _throw_away(self, client: Client) -> None:
        data = client.sock.receive()
        client.drained += len(data)
        client.arrival.since = time.monotonic()
        if not data or client.drained > LINGER_MOST:
            self._drop(client)

    # --- Those that wait -------------------------------------------------------------------------

    def _await(self, client: Client, step, event: int = READ) -> None:
        client.step = step
        self.waiting[client] = None
        self.poller.register(client.sock, event, partial(self._ready, client))

    def _ready(self, client: Client, _sock) -> None:
        if client not in self.waiting:  # closed by what came before in the same moment
            return
        try:
            client.step(client)
        except BlockingIOError:
            return
        except OSError:
            self._drop(client)

    def _forget(self, client: Client) -> None:
        """Waits for the client no longer."""
        if client in self.waiting:
            del self.waiting[client]
            self.poller.unregister(client.sock)

    def _drop(self, client: Client) -> None:
        self._forget(client)
        self._close(client)

    def _close(self, client: Client) -> None:
        self._hold(client, 0)
        self.nr_conns -= 1
        client.close()

    def murder_pending(self) -> None:
        """Called whenever the loop has done something: once a second, ends what takes too long."""
        now = time.monotonic()
        if now - self.swept_at < 1:
            return
        self.swept_at = now
        if self.handover_until and (now > self.handover_until or not any(BOOTING[:])):
            self.alive = False
        if not self.alive and not self.stopped_at:
            self.stopped_at = now
        for client in [client for client in self.waiting if self._until(client) < now]:
            if client.step == self._receive and client.arrival.received:
                self._refuse(client, 408)
            else:
                self._drop(client)

    def _until(self, client: Client) -> float:
        if client.step == self._send:
            return client.sock.sending.left(0)
        if client.step == self._throw_away:
            return min(client.until, client.arrival.since + LINGER_IDLE)
        if client.arrival.received:
            return client.arrival.until()
        if self.stopped_at:
            return max(self.stopped_at, client.arrival.since) + IDLE_GRACE
        return client.arrival.since + self.cfg.keepalive
