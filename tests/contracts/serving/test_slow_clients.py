"""gunicorn as the product starts it, without a proxy, and clients that are slow on purpose."""

import http.client
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, closing

import pytest

from tests.contracts.serving import slow_clients
from tests.contracts.serving.day import GUNICORN, PLAIN, watch
from tests.contracts.serving.slow_clients import dripping
from tests.live import serve

MANY = 100


def connect(server, *sent: bytes, receives: int = 0) -> socket.socket:
    client = socket.socket()
    client.settimeout(20)
    if receives:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receives)
    client.connect(("127.0.0.1", server.port))
    for part in sent:
        client.sendall(part)
    return client


def get(path: str, *lines: str) -> bytes:
    return "\r\n".join([f"GET {path} HTTP/1.1", "Host: 127.0.0.1", *lines, "", ""]).encode()


def all_of(client: socket.socket) -> bytes:
    """What comes until the server closes."""
    received = b""
    with client:
        while data := client.recv(65536):
            received += data
    return received


def never_ending(server) -> tuple[bytes, float]:
    """The answer to a head that gets a byte a second and no end, and when it was all there."""
    began, received = time.monotonic(), b""
    with connect(server, slow_clients.HEAD) as client:
        client.settimeout(1)
        while True:
            try:
                data = client.recv(65536)
            except TimeoutError:
                client.sendall(b"x")
            else:
                received += data
                if not data:
                    return received, time.monotonic() - began


@pytest.fixture(scope="module", autouse=True)
def given_up(server) -> Iterator[list[Future]]:
    """Two clients that drip from the first test to the last."""
    with ThreadPoolExecutor(2) as pool:
        yield [pool.submit(never_ending, server) for _ in range(2)]


@pytest.mark.parametrize("begin", ["HEAD", "BODY", "LARGE_BODY", "CHUNKED"])
def test_a_hundred_that_drip(server, stage, begin):
    with dripping(server.port, getattr(slow_clients, begin), MANY) as dripped:
        time.sleep(0.3)
        health = watch(lambda: server.call("GET", "/health"), 0.6)
        scores = watch(lambda: score(server, stage), 0.6)
        if begin in {"HEAD", "BODY"}:
            assert len(dripped) == MANY

    assert (health.statuses, scores.statuses) == ({200}, {201})
    assert health.is_quick() and scores.is_quick()


def score(server, stage):
    method, path, body, headers = stage.score(1)
    return server.call(method, path, body, **headers)


def test_a_hundred_that_take_an_answer_slowly(server, stage):
    """The largest file that anybody may have, eight times: more than a connection holds."""
    page = server.call("GET", "/api/docs").body.decode()
    path = next(part for part in page.split('"') if part.endswith("swagger-ui-bundle.js"))
    size = len(server.call("GET", path).body)
    assert size > 1_000_000

    slow = [connect(server, get(path) * 8, receives=4096) for _ in range(MANY)]
    time.sleep(0.5)
    health = watch(lambda: server.call("GET", "/health"), 0.6)
    scores = watch(lambda: score(server, stage), 0.6)

    assert (health.statuses, scores.statuses) == ({200}, {201})
    assert health.is_quick() and scores.is_quick()
    slow[0].settimeout(20)
    received = 0
    while received < size:  # it does come, as fast as it is taken
        received += len(slow[0].recv(65536))
    for client in slow:
        client.close()


def test_connections_that_send_nothing_make_room_for_others(stage):
    full = serve(f"{GUNICORN} --workers 1 --worker-connections 40", stage.folder, **PLAIN)
    with full as server, ExitStack() as open_ones:
        for beginning in ([], [slow_clients.HEAD]):
            for _ in range(MANY):
                open_ones.enter_context(closing(connect(server, *beginning)))
            assert watch(lambda: probed(server), 0.5).is_quick()


def probed(server):
    """Of a full worker a probe may itself be the one that has to go; they ask again."""
    try:
        return server.call("GET", "/health")
    except ConnectionResetError:
        return server.call("GET", "/health")


def test_an_endless_head(server):
    client = connect(server, get("/health")[:-2], b"X-Long: " + b"x" * 70_000)

    assert all_of(client).startswith(b"HTTP/1.1 431 ")


def test_requests_behind_each_other_on_one_connection(server):
    client = connect(server, get("/health") * 3 + get("/health")[:20])
    client.sendall(get("/health", "Connection: close")[20:])

    assert all_of(client).count(b"HTTP/1.1 200 OK") == 4


def test_the_second_request_may_drip_too(server):
    """The threads see only whole requests, whichever it is on its connection."""
    with dripping(server.port, get("/health") + slow_clients.HEAD, MANY):
        time.sleep(0.5)
        assert watch(lambda: server.call("GET", "/health"), 0.6).is_quick()


def test_a_connection_is_kept(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.connect()
    connection.auto_open = 0
    for _ in range(20):
        connection.request("GET", "/health")
        assert connection.getresponse().read()
    connection.close()


def test_who_asks_whether_to_send_a_body_is_answered(server):
    head = slow_clients.BODY.replace(b"\r\n\r\n", b"\r\nExpect: 100-continue\r\n\r\n")
    with connect(server, head) as client:
        assert client.recv(1000) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"x" * 1000)
        received = b""
        while b"HTTP/1.1 403 " not in received:  # a form without its token
            part = client.recv(65536)
            assert part, received
            received += part


def test_who_does_not_close_holds_up_nobody(server):
    left_open = [connect(server, get("/health", "Connection: close")) for _ in range(MANY)]
    assert watch(lambda: server.call("GET", "/health"), 0.3).is_quick()
    for client in left_open:
        client.close()


def test_who_does_not_come_to_an_end_is_sent_away(given_up):
    for client in given_up:
        answer, seconds = client.result()
        assert answer.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
        assert 9 < seconds < 20
