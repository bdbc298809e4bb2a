"""Clients that send, or take, a byte a second."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

HEAD = b"GET /health HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
BODY = (
    b"POST /sign-in/ HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\n"
)
LARGE_BODY = BODY.replace(b"1000", b"9000000")
CHUNKED = BODY.replace(b"Content-Length: 1000", b"Transfer-Encoding: chunked") + b"3e8\r\n"


@contextmanager
def dripping(
    port: int,
    begin: bytes,
    count: int,
    wrap: Callable[[socket.socket], socket.socket] | None = None,
) -> Iterator[list[socket.socket]]:
    """So many connections that send `begin` and then a byte a second each, until the block ends.

    What the server closes stays closed: the list has the sockets that are still open.
    """
    stop, open_ones = threading.Event(), []
    with ExitStack() as stack:
        for _ in range(count):
            client = socket.create_connection(("127.0.0.1", port), timeout=30)
            client = wrap(client) if wrap else client
            stack.enter_context(client)
            client.sendall(begin)
            open_ones.append(client)

        def drip() -> None:
            while not stop.wait(1):
                for client in list(open_ones):
                    try:
                        client.sendall(b"x")
                    except OSError:
                        open_ones.remove(client)

        thread = threading.Thread(target=drip)
        thread.start()
        try:
            yield open_ones
        finally:
            stop.set()
            thread.join()
