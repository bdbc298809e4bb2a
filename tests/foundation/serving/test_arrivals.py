"""A request as its bytes come in, and how long that may take."""

import pytest
from django.conf import settings

from foundation.serving.arrivals import (
    HEAD_WITHIN,
    LARGEST,
    LONGEST_HEAD,
    Arrival,
    Pace,
    State,
)

GET = b"GET / HTTP/1.1\r\nHost: a\r\n\r\n"


def post(length: object, *lines: bytes) -> bytes:
    head = [b"POST / HTTP/1.1", b"Content-Length: %s" % str(length).encode(), *lines]
    return b"\r\n".join(head) + b"\r\n\r\n"


def fed(*parts: bytes) -> Arrival:
    arrival = Arrival(0)
    for part in parts:
        arrival.feed(part, 0)
    return arrival


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
def test_a_request_without_a_body_in_pieces(size):
    parts = [GET[begin : begin + size] for begin in range(0, len(GET), size)]

    assert fed(*parts[:-1]).state is State.UNFINISHED
    assert fed(*parts).state is State.COMPLETE


def test_a_body_is_waited_for_to_its_end():
    assert fed(post(3)).state is State.UNFINISHED
    assert fed(post(3), b"ab").state is State.UNFINISHED
    assert fed(post(3), b"ab", b"c").state is State.COMPLETE
    assert fed(post(3) + b"abc").state is State.COMPLETE
    assert fed(post(0)).state is State.COMPLETE


def test_what_comes_after_it_is_kept():
    arrival = fed(post(3) + b"abc" + GET)

    assert (arrival.state, bytes(arrival.received)) == (State.COMPLETE, post(3) + b"abc" + GET)


@pytest.mark.parametrize(
    "head",
    [
        post(LARGEST + 1),
        post("9" * 30),
        post("9" * 5000),
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\ntransfer-encoding : chunked\r\nContent-Length: 3\r\n\r\n",
    ],
)
def test_a_large_body_is_not_waited_for(head):
    assert fed(head).state is State.LARGE


def test_the_largest_that_is_waited_for_is_what_anybody_may_send():
    assert LARGEST == settings.MAX_BODY
    assert fed(post(LARGEST)).state is State.UNFINISHED


@pytest.mark.parametrize("length", ["x", "-1", "1, 2", ""])
def test_a_length_that_is_none_is_left_to_the_server(length):
    assert fed(post(length)).state is State.COMPLETE


def test_a_head_without_an_end():
    assert fed(b"x" * LONGEST_HEAD).state is State.UNFINISHED
    assert fed(b"x" * LONGEST_HEAD, b"x").state is State.TOO_LONG


def test_who_asks_whether_to_send_the_body():
    expects = b"Expect: 100-continue"

    assert fed(post(3, expects)).is_awaited
    assert not fed(post(3, expects) + b"abc").is_awaited
    assert not fed(post(3)).is_awaited


def test_a_head_has_its_time_from_its_first_byte():
    arrival = Arrival(0)
    arrival.feed(b"G", 100)
    for now in range(101, 105):
        arrival.feed(b"x", now)

    assert arrival.until() == 100 + HEAD_WITHIN


def test_a_body_has_more_time_the_more_has_come():
    arrival = Arrival(0)
    arrival.feed(post(1_000_000), 5)
    assert arrival.until() == pytest.approx(25)
    arrival.feed(b"x" * 1024 * 10, 6)

    assert arrival.until() == pytest.approx(35)


def test_a_pace():
    pace = Pace(now=10, patience=5, rate=2)
    pace.moved(8)

    assert [pace.left(now) for now in (10, 19, 20)] == [9, 0, -1]
