"""Bodies that are too large, sent to a real server: refused at once, and stored nowhere."""

import http.client
import socket
import threading
import time
from contextlib import suppress

import pytest

from tests.contracts.serving.day import bodies_in, watch

MEGABYTE = 1024 * 1024
ENDLESS = 300 * MEGABYTE
FORMS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"
BEGIN = {
    FORMS[0]: b"username=",
    FORMS[1]: b'--b\r\nContent-Disposition: form-data; name="f"; filename="f"\r\n\r\n',
}


def send(port: int, head: str, begin: bytes, size: int) -> tuple[bytes, int]:
    """(the answer, how many bytes were sent until it came), as a browser does both at once."""
    with socket.create_connection(("127.0.0.1", port), timeout=30) as client:
        sent, is_answered = 0, threading.Event()

        def pour() -> None:
            nonlocal sent
            block = b"x" * MEGABYTE
            with suppress(OSError):
                client.sendall(f"{head}\r\n\r\n".encode() + begin)
                while sent < size and not is_answered.is_set():
                    client.sendall(block)
                    sent += len(block)

        pouring = threading.Thread(target=pour)
        pouring.start()
        answer = client.recv(65536)
        is_answered.set()
        pouring.join()
        return answer, sent


def head(path: str, content_type: str, length: str) -> str:
    return f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {content_type}\r\n{length}"


@pytest.mark.parametrize("path", ["/sign-in/", "/register/", "/admin/login/", "/api/auth/login"])
@pytest.mark.parametrize("content_type", FORMS)
def test_three_hundred_megabytes(server, stored, path, content_type):
    asked = head(path, content_type, f"Content-Length: {ENDLESS}")
    began = time.monotonic()

    answer, sent = send(server.port, asked, BEGIN[content_type], ENDLESS)

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert time.monotonic() - began < 5
    assert sent < 100 * MEGABYTE
    assert bodies_in(stored) == []


@pytest.mark.parametrize("path", ["/sign-in/", "/api/auth/login"])
def test_without_a_length(server, stored, path):
    asked = head(path, FORMS[0], "Transfer-Encoding: chunked")

    answer, _sent = send(server.port, asked, b"12c00000\r\nusername=", ENDLESS)

    assert answer.startswith(b"HTTP/1.1 411 ")
    assert bodies_in(stored) == []


def test_in_the_readers_language(server):
    body, form = b"x" * (3 * MEGABYTE), {"Content-Type": FORMS[0]}
    answer = server.call("POST", "/sign-in/", body, **form, **{"Accept-Language": "cs"})

    assert answer.status == 413
    assert '<html lang="cs">' in answer.body.decode()


def test_the_connection_survives_what_is_not_endless(server):
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.connect()
    connection.auto_open = 0
    for path in ("/sign-in/", "/nowhere/", "/api/auth/login"):
        connection.request("POST", path, b"x" * (20 * MEGABYTE), {"Content-Type": FORMS[0]})
        answer = connection.getresponse()
        answer.read()
        assert answer.status in {413, 404}
    connection.request("GET", "/health")
    assert connection.getresponse().status == 200
    connection.close()


def test_many_at_once_hold_up_nobody(server, stored):
    asked = head("/sign-in/", FORMS[1], f"Content-Length: {ENDLESS}")
    threads = [
        threading.Thread(target=send, args=(server.port, asked, BEGIN[FORMS[1]], ENDLESS))
        for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    health = watch(lambda: server.call("GET", "/health"), 0.5)
    for thread in threads:
        thread.join()

    assert (health.statuses, bodies_in(stored)) == ({200}, [])
    assert health.is_quick()
