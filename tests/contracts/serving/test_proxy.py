"""Behind nginx as the product's own configuration has it: pages, files, limits, slow clients."""

import gzip
import http.client
import json
import socket
import ssl
import time

import pytest

from tests.contracts.serving import slow_clients
from tests.contracts.serving.day import GUNICORN, PLAIN, bodies_in, watch
from tests.contracts.serving.proxy import ANYBODY, needs_nginx, nginx
from tests.contracts.serving.slow_clients import dripping
from tests.live import run, serve

pytestmark = needs_nginx
MEGABYTE = 1024 * 1024
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
SECURE = {
    **PLAIN,
    "TRUSTED_PROXIES": "1",
    "SECURE_SSL_REDIRECT": "true",
    "SESSION_COOKIE_SECURE": "true",
    "CSRF_COOKIE_SECURE": "true",
    "LOG_LEVEL": "INFO",
    "METRICS_TOKEN": "only-for-tests-" + "7" * 20,
}
HASHED = "css/base.0123456789ab.css"


@pytest.fixture(scope="module")
def behind(stage, stored):
    with serve(GUNICORN, stage.folder, **SECURE, TMPDIR=str(stored)) as server:
        yield server


@pytest.fixture(scope="module")
def proxy(behind, stage, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("nginx"), behind.port) as proxy:
        (proxy.statics / "css").mkdir()
        (proxy.statics / HASHED).write_text("body { color: red }" * 200)
        (proxy.statics / f"{HASHED}.gz").write_bytes(gzip.compress(b"body { color: blue }"))
        (proxy.statics / "plain.css").write_text("body {}")
        (proxy.folder / "media" / "secret.txt").write_text("secret")
        stage.sign_in(proxy)
        yield proxy


def test_pages(proxy):
    answer = proxy.call("GET", "/sign-in/", **{"Accept-Encoding": "gzip"})

    assert answer.status == 200
    assert b"Klepak Scores" in gzip.decompress(answer.body)
    assert answer.headers["Strict-Transport-Security"]
    assert "secure" in answer.headers["Set-Cookie"].lower()
    assert "X-Request-ID" in answer.headers
    assert proxy.call("GET", "/events/").headers["Location"] == "/sign-in/?next=/events/"
    assert proxy.call("GET", "/health").json()["status"] == "ok"


def test_a_form_is_taken_back(proxy):
    """Its origin is what the browser sees, by https, with the port."""
    page = proxy.call("GET", "/sign-in/")
    cookie = page.headers["Set-Cookie"].partition(";")[0]
    token = page.body.decode().partition('name="csrfmiddlewaretoken" value="')[2].partition('"')[0]
    origin = f"https://127.0.0.1:{proxy.port}"
    body = f"csrfmiddlewaretoken={token}&username=a&password=b"

    answer = proxy.call("POST", "/sign-in/", body, **FORM, Cookie=cookie, Origin=origin)

    assert answer.status != 403


def test_plain_http_leads_to_https_and_loses_no_call(proxy):
    plain = http.client.HTTPConnection("127.0.0.1", proxy.http_port, timeout=20)
    plain.request("GET", "/events/?a=b")
    answer = plain.getresponse()
    answer.read()
    assert (answer.status, answer.headers["Location"]) == (301, "https://127.0.0.1/events/?a=b")
    plain.request("POST", "/api/records", b"{}", {"Content-Type": "application/json"})
    answer = plain.getresponse()
    assert (answer.status, json.loads(answer.read())) == (
        400,
        {"detail": "Call this address by https."},
    )
    plain.close()


def test_files_that_never_change(proxy):
    answer = proxy.call("GET", f"/static/{HASHED}")

    assert answer.status == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert answer.headers["Content-Type"] == "text/css"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    packed = proxy.call("GET", f"/static/{HASHED}", **{"Accept-Encoding": "gzip"})
    assert gzip.decompress(packed.body) == b"body { color: blue }"


def test_other_files(proxy):
    assert proxy.call("GET", "/static/plain.css").headers["Cache-Control"] == "max-age=60"
    # What was not collected there the product has itself.
    assert proxy.call("GET", "/static/css/base.css").status == 200
    assert proxy.call("GET", "/static/css/nothing.css").status == 404
    assert proxy.call("GET", "/static/../klepak.conf").status in {400, 404}


def test_files_that_only_some_may_see(proxy):
    assert proxy.call("GET", "/_files/secret.txt").status == 404


@pytest.mark.parametrize("path", ["/metrics", "//metrics", "/%6Detrics", "/api/../metrics?a=b"])
def test_figures_for_prometheus_stay_within(proxy, behind, path):
    bearer = {"Authorization": f"Bearer {SECURE['METRICS_TOKEN']}"}

    assert behind.call("GET", "/metrics", **bearer).status == 200  # by http: no proxy is between
    answer = proxy.call("GET", path, **bearer)
    assert (answer.status, b"klepak_" in answer.body) == (404, False)


def last_address(behind) -> str:
    lines = [json.loads(line) for line in behind.lines() if '"klepak.request"' in line]
    return next(line["address"] for line in reversed(lines) if line["path"] == "/api/auth/me")


@pytest.mark.parametrize(
    "forged",
    [
        {},
        {"X-Forwarded-For": "10.1.2.3"},
        {"X-Forwarded-For": "10.1.2.3, 10.4.5.6", "X-Real-IP": "10.1.2.3"},
        {"Forwarded": "for=10.1.2.3;proto=http", "X-Forwarded-Host": "evil.example.org"},
    ],
)
def test_the_address_is_the_clients_whatever_it_says(proxy, behind, forged):
    proxy.call("GET", "/api/auth/me", source="127.0.0.9", **forged)

    assert last_address(behind) == "127.0.0.9"


def test_http_cannot_pretend_to_be_https(proxy):
    plain = http.client.HTTPConnection("127.0.0.1", proxy.http_port, timeout=20)
    plain.request("POST", "/api/auth/login", b"{}", {"X-Forwarded-Proto": "https"})
    assert plain.getresponse().status == 400
    plain.close()


def test_another_host_is_refused(proxy):
    assert proxy.call("GET", "/sign-in/", Host="evil.example.org").status == 400


def test_a_tag_survives_the_way(proxy, stage):
    """A board that has not changed is not sent again, packed or not."""
    path, bearer = f"/api/events/{stage.event}/leaderboard", f"Bearer {stage.token}"
    for packed in ({}, {"Accept-Encoding": "gzip"}):
        first = proxy.call("GET", path, Authorization=bearer, **packed)
        again = {"If-None-Match": first.headers["ETag"], **packed}

        assert proxy.call("GET", path, Authorization=bearer, **again).status == 304


def pour(proxy, path: str, **headers: str) -> tuple[bytes, float]:
    """The beginning of the answer to 300 MB, and after how many seconds it came."""
    began = time.monotonic()
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    lines += f"Content-Length: {300 * MEGABYTE}\r\n"
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{lines}\r\n"
    with (
        socket.create_connection(("127.0.0.1", proxy.port), timeout=20) as plain,
        ANYBODY.wrap_socket(plain) as client,
    ):
        client.sendall(head.encode() + b"x" * 10_000)
        answer = b""
        while b"\r\n\r\n" not in answer or (b"</html>" not in answer and b"}" not in answer):
            part = client.recv(65536)
            assert part, answer
            answer += part
    return answer, time.monotonic() - began


@pytest.mark.parametrize("language", ["en", "cs"])
def test_too_large_a_form_gets_our_page_in_the_readers_language(proxy, stored, language):
    answer, seconds = pour(proxy, "/sign-in/", **{"Accept-Language": language})

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert f'<html lang="{language}">'.encode() in answer
    assert seconds < 3
    assert bodies_in(stored) == []
    assert [path for path in (proxy.folder / "body").rglob("*") if path.is_file()] == []


def test_too_large_a_call_gets_a_sentence(proxy):
    answer, _seconds = pour(proxy, "/api/records")

    assert answer.startswith(b"HTTP/1.1 413 ")
    assert b'{"detail": "This is too large.' in answer
    assert b"\r\nContent-Type: application/json\r\n" in answer


def test_what_organisers_bring_gets_through(proxy):
    """The product itself decides about it: signed out it is refused there."""
    body = b"x" * (10 * MEGABYTE)
    answer = proxy.call("POST", "/admin/participants/", body, **FORM)

    assert answer.status == 413
    assert b'<html lang="' in answer.body
    assert proxy.call("POST", "/api/events/import", body, **FORM).status == 401


@pytest.mark.parametrize("begin", ["HEAD", "BODY", "LARGE_BODY"])
def test_a_hundred_that_drip(proxy, stage, begin):
    method, path, body, headers = stage.score(2)

    begun = getattr(slow_clients, begin).replace(b"/sign-in/", b"/admin/login/")

    with dripping(proxy.port, begun, 100, ANYBODY.wrap_socket):
        health = watch(lambda: proxy.call("GET", "/health"), 0.6)
        scores = watch(lambda: proxy.call(method, path, body, **headers), 0.6)

    assert (health.statuses, scores.statuses) == ({200}, {201})
    assert health.is_quick() and scores.is_quick()


@pytest.mark.parametrize("keeps_public", [False, True])
def test_without_the_product_there_is_a_sentence(tmp_path, keeps_public):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
    with nginx(tmp_path, port, keeps_public=keeps_public) as proxy:
        page = proxy.call("GET", "/r/board/")
        call = proxy.call("POST", "/api/records", {})
        public = proxy.call("GET", "/api/public/events/board")

    assert (public.status, public.json()) == (503, call.json())
    assert (page.status, page.headers["Retry-After"]) == (503, "10")
    assert "Právě tu nejsme" in page.body.decode()
    assert (call.status, set(call.json())) == (503, {"detail"})


def test_old_ways_to_encrypt_are_refused(proxy):
    old = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    old.check_hostname, old.verify_mode = False, ssl.CERT_NONE
    with pytest.warns(DeprecationWarning):
        old.maximum_version = ssl.TLSVersion.TLSv1_1
    with (
        socket.create_connection(("127.0.0.1", proxy.port), timeout=20) as plain,
        pytest.raises((ssl.SSLError, ConnectionError)),
    ):
        old.wrap_socket(plain)


# --- What is public, kept for a second -----------------------------------------------------------

PUBLISH = """
from scoring.publishing.stored import publication_of
from events.models import Event, Participant
from tests import make
event = Event.objects.get(pk={event})
print(make.published(event).slug)
"""
HIDE = """
from events.models import Participant
Participant.objects.filter(pk={pk}).update(is_hidden=True)
"""
KEPT_FOR = 2.0
"""Seconds: nginx counts whole ones, so one of them is over when the next one is."""


@pytest.fixture(scope="module")
def keeping(behind, stage, tmp_path_factory):
    with nginx(tmp_path_factory.mktemp("keeping"), behind.port, keeps_public=True) as proxy:
        yield proxy


def test_what_is_public_is_kept_for_a_second_and_no_longer(keeping, behind, stage):
    slug = run(PUBLISH.format(event=stage.event), stage.folder, **PLAIN).split()[-1]
    path = f"/r/{slug}/live/?board={stage.activity}&gender=%3F"
    stage.sign_in(keeping)

    def ask(**headers):
        answer = keeping.call("GET", path, **{"Accept-Encoding": "gzip", **headers})
        body = answer.body
        if answer.headers["Content-Encoding"] == "gzip":
            body = gzip.decompress(body)
        return answer, body.decode()

    def seconds_until(holds) -> float:
        began = time.monotonic()
        while not holds(ask()):
            assert time.monotonic() - began < KEPT_FOR + 3
            time.sleep(0.02)
        return time.monotonic() - began

    statuses = [ask()[0].headers["X-Cache"] for _ in range(5)]
    assert "HIT" in statuses, statuses
    first, _body = ask()
    known, _body = ask(**{"If-None-Match": first.headers["ETag"]})
    assert (first.status, known.status) == (200, 304)

    *call, headers = stage.score(7)
    assert keeping.call(*call, **headers).status in {200, 201}
    assert seconds_until(lambda found: ">7<" in found[1]) < KEPT_FOR + 1

    path = f"/api/public/events/{slug}"
    assert "HIT" in [ask()[0].headers["X-Cache"] for _ in range(5)]
    path = f"/r/{slug}/live/?board={stage.activity}&gender=%3F"

    run(HIDE.format(pk=stage.participants[0]), stage.folder, **PLAIN)
    assert seconds_until(lambda found: ">7<" not in found[1]) < KEPT_FOR + 1

    assert ask(Cookie="django_language=cs")[0].headers["X-Cache"] == "BYPASS"
