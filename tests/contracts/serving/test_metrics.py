"""/metrics of a server with two workers: closed, complete, added up, and nobody's name in it."""

import os
import re
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import psutil
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from tests.contracts.access.actors import ROUTES
from tests.contracts.house.sources import ROOT
from tests.contracts.serving.day import GUNICORN
from tests.foundation.neighbours.servers import RedisServer
from tests.live import PATIENCE, run, serve

TOKEN = "metrics-only-for-tests-" + "7" * 20
ALERTS = yaml.safe_load((ROOT / "deploy/prometheus-alerts.yml").read_text("utf-8"))
MAKE_BACKUP = """
from pathlib import Path
from foundation.backup.making import make_backup
make_backup(Path("{}"))
"""
SOON = 1.5
"""A second, and what a busy machine needs."""


class Watched:
    """A server, and what Prometheus reads of it."""

    def __init__(self, server, folder):
        self.server, self.folder = server, folder
        self.calls = 0  # of the sign-in page

    def ask(self, method: str = "GET", token: str | None = TOKEN):
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return self.server.call(method, "/metrics", **headers)

    def families(self) -> dict:
        text = self.ask().body.decode()
        return {family.name: family for family in text_string_to_metric_families(text)}

    def count(self, sample: str, **labels: str) -> float:
        """The sum of the samples of that name with these labels."""
        return sum(
            each.value
            for family in self.families().values()
            for each in family.samples
            if each.name == sample and labels.items() <= each.labels.items()
        )

    def counters(self) -> dict:
        return {
            (sample.name, *sorted(sample.labels.items())): sample.value
            for family in self.families().values()
            if family.type in {"counter", "histogram"}
            for sample in family.samples
        }

    def workers(self) -> set[int]:
        """Those that have answered something, by the files that they count in."""
        found = self.folder.glob("klepak-metrics-*/histogram_*.db")
        return {int(path.stem.partition("_")[2]) for path in found if "ended" not in path.stem}


@pytest.fixture(scope="module")
def redis(tmp_path_factory):
    with RedisServer(tmp_path_factory.mktemp("redis")) as redis:
        yield redis


@pytest.fixture(scope="module")
def watched(stage, redis, tmp_path_factory):
    """After a day: everybody's calls, a score, too large a body, too many calls."""
    folder, backups = tmp_path_factory.mktemp("counted"), tmp_path_factory.mktemp("backups")
    variables = {"DEBUG": "true", "METRICS_TOKEN": TOKEN, "REDIS_URL": redis.url}
    variables |= {"BACKUP_DIR": str(backups), "TMPDIR": str(folder), "JOBS": "worker"}
    run(MAKE_BACKUP.format(backups), stage.folder, **variables)
    with serve(f"{GUNICORN} --workers 2", stage.folder, **variables) as server:
        watched = Watched(server, folder)
        stage.sign_in(server)
        method, path, body, headers = stage.score(4321)
        assert server.call(method, path, body, **headers).status == 201
        assert server.call("POST", "/sign-in/", b"x" * 3_000_000).status == 413
        checks = [server.call("GET", "/api/auth/validate-invitation?token=x") for _ in range(4)]
        assert [check.status for check in checks][-1] == 429
        until = time.monotonic() + PATIENCE
        while watched.calls < 16 or len(watched.workers()) < 2:
            assert time.monotonic() < until
            with ThreadPoolExecutor(8) as threads:
                list(threads.map(lambda _: server.call("GET", "/sign-in/"), range(16)))
            watched.calls += 16
        yield watched


def test_it_is_not_there_unless_asked_for(server):
    """As any address that there is not; whoever brings a token, too."""
    for method in ("GET", "POST", "HEAD", "OPTIONS"):
        closed = server.call(method, "/metrics", Authorization=f"Bearer {TOKEN}")
        nowhere = server.call(method, "/nothing", Authorization=f"Bearer {TOKEN}")
        assert closed.status == nowhere.status == 404
        assert len(closed.body) == len(nowhere.body)  # both repeat the address


@pytest.mark.parametrize("token", [None, "", TOKEN[:-1], f"{TOKEN}7", "ščř", TOKEN.upper()])
def test_only_the_token_opens_it(watched, token):
    token = token and token.encode().decode("latin-1")
    answer = watched.ask(token=token)

    assert (answer.status, answer.headers["WWW-Authenticate"]) == (401, "Bearer")
    assert b"klepak_" not in answer.body
    assert watched.server.call("GET", "/metrics", Authorization=TOKEN).status == 401


def test_it_is_a_text_that_nobody_keeps(watched):
    answer = watched.ask()

    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert "no-store" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert watched.ask("POST").status == 405


def test_it_has_what_happened(watched):
    count = watched.count

    assert count("klepak_http_requests_total", route="api:records", method="POST") == 1
    assert count("klepak_http_request_duration_seconds_count", route="api:records") == 1
    page = {"route": "accounts:sign-in", "method": "GET", "status": "2xx"}
    assert count("klepak_http_requests_total", **page) == watched.calls >= 16
    assert count("klepak_http_request_duration_seconds_bucket", **page, le="+Inf") == watched.calls
    assert count("klepak_ledger_entries_total", source="api") == 1
    assert count("klepak_ledger_entries_total") == 1
    assert count("klepak_http_refusals_total", reason="body_too_large") == 1
    assert count("klepak_http_refusals_total", reason="too_many") >= 1
    assert count("klepak_database_up") == count("klepak_cache_up") == 1
    assert 0 < count("klepak_backup_age_seconds") < 600
    assert count("klepak_build_info") == 1


def test_each_figure_of_the_alerts_and_of_the_documentation_is_there(watched):
    names = {sample.name for family in watched.families().values() for sample in family.samples}
    rules = [rule for group in ALERTS["groups"] for rule in group["rules"]]
    watched_by = {name for rule in rules for name in re.findall(r"klepak_\w+", rule["expr"])}
    text = (ROOT / "docs/operations.md").read_text("utf-8")
    documented = set(re.findall(r"`(klepak_\w+)`", text))

    assert len(rules) > 5
    assert watched_by <= names
    families = {re.sub(r"_(bucket|sum|count)$", "", name) for name in names}
    assert documented == families


def test_nobody_can_make_a_label(watched):
    before = set(watched.counters())
    forged = ["/petra-novakova", "/a%0Aklepak_forged%201", "/events/987654321/", "/static/x.css"]
    for number, path in enumerate([*forged, "/api/events/987654321", "/%22%7D", "/metrics/"]):
        for method in ("GET", f"M{number}", f"N{number}"):
            watched.server.call(method, path)

    routes = {labels["route"] for labels in labels_of(watched) if "route" in labels}
    assert routes <= {*ROUTES, "metrics", "static", "unmatched"}
    made = {dict(key[1:])["method"] for key in set(watched.counters()) - before}
    assert made <= {"GET", "other"}


def labels_of(watched) -> list[dict]:
    return [each.labels for family in watched.families().values() for each in family.samples]


def test_nothing_personal_is_in_it(watched, stage):
    # Without the figures, in which any digits may stand.
    text = re.sub(r" [0-9.e+-]+$", "", watched.ask().body.decode(), flags=re.M)
    values = {value for labels in labels_of(watched) for value in labels.values()}

    assert not re.search(r"example|eva|4321|Bearer|novak|987654321", text)
    assert TOKEN not in text and stage.token not in text
    assert not any(value.isdigit() for value in values)


def test_a_worker_that_ends_takes_nothing_along(watched):
    """What it has counted is kept, and nothing is counted twice."""
    before, workers = watched.counters(), watched.workers()
    master = psutil.Process(min(workers)).ppid()
    os.kill(master, signal.SIGTTOU)  # one worker less, and no new one in its place
    until = time.monotonic() + PATIENCE
    while watched.workers() == workers:
        assert time.monotonic() < until
        time.sleep(0.1)

    after = watched.counters()
    assert [key for key, value in before.items() if after[key] < value] == []
    counted = {key for key, value in before.items() if after[key] != value}
    assert {dict(key[1:])["route"] for key in counted} <= {"metrics"}


def test_a_cache_that_hangs_is_seen_in_time(watched, redis):
    redis.hang()
    try:
        watched.server.call("GET", "/health")  # a call that fails
        started = time.monotonic()
        assert watched.count("klepak_cache_up") == 0
        assert time.monotonic() - started < SOON
        assert watched.count("klepak_neighbour_failures_total", neighbour="redis") >= 1
        assert watched.count("klepak_breaker_open", neighbour="redis") >= 1
    finally:
        redis.go_on()
