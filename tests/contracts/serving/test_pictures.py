"""Pictures that swell when they are decoded, sent to a real server many at once: its processes do
not grow, and everybody gets a sentence.
"""

import base64
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest

from tests.foundation.pictures import bomb, encoded, picture, png

AT_ONCE = 16
"""Calls, of twice as many: each second one is far too large by its header."""
MOST_GROWTH = 50_000_000
"""Of the master and its workers together, in bytes; decoded in them it were twenty times more."""
TOO_MANY_PIXELS = png(10_000, 10_000)


def memory_of(server) -> int:
    """Resident, of the processes that were started for this port; not of their children."""
    bind = f"127.0.0.1:{server.port}"
    return sum(
        process.memory_info().rss
        for process in psutil.process_iter(["cmdline"])
        if bind in (process.info["cmdline"] or [])
    )


def photo(stage, content: bytes):
    """A call that has a sheet read, as the arguments of `Server.call`."""
    parts = {"activity_id": stage.activity, "group_id": stage.group}
    fields = "".join(
        f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in parts.items()
    )
    file = '--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'
    body = f"{fields}{file}".encode() + content + b"\r\n--b--\r\n"
    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    bearer = {"Authorization": f"Bearer {stage.token}"}
    return "POST", "/api/records/process-image", body, {**headers, **bearer}


def background(stage, content: bytes):
    url = f"data:image/png;base64,{base64.b64encode(content).decode()}"
    bearer = {"Authorization": f"Bearer {stage.organisers_token}"}
    return "POST", f"/api/events/{stage.event}/diplomas", {"bg_image_url": url}, bearer


@pytest.mark.parametrize(
    ("call", "taken"), [(photo, 503), (background, 201)], ids=["photo", "background"]
)
def test_a_picture_that_swells_does_so_elsewhere(server, stage, call, taken):
    """A photo is taken and then, without an engine, not read: 503."""

    def send(content):
        method, path, body, headers = call(stage, content)
        return server.call(method, path, body, **headers)

    for _worker in range(4):  # so that each has imported what it needs
        assert send(encoded(picture(), "PNG")).status == taken
    before = memory_of(server)
    swelling = [bomb(width, 3000) for width in range(5400, 5400 + AT_ONCE)]
    contents = [content for each in swelling for content in (each, TOO_MANY_PIXELS)]

    with ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(send, contents))

    assert memory_of(server) - before < MOST_GROWTH
    for content, answer in zip(contents, answers, strict=True):
        assert answer.status in {422 if content is TOO_MANY_PIXELS else taken, 429}, answer.body
        if answer.status == 422:
            assert "pixels" in answer.json()["detail"]
        if answer.status == 429:
            assert int(answer.headers["Retry-After"]) == 5
            assert "in 5 seconds" in answer.json()["detail"]
    # Who gets a seat among so many is chance: afterwards each is answered as at any other time.
    assert {answer.status for answer in answers} != {429}
    assert send(TOO_MANY_PIXELS).status == 422
    assert send(swelling[0]).status == taken
