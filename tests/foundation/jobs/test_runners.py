"""Who does the work: threads of a web process, or processes of their own; and what kills them."""

import os
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django_tasks_db.models import DBTaskResult

from accounts.models import AuditLog
from accounts.sign_in import password_resets
from foundation.jobs import clock, queue, work
from foundation.jobs import runner as runners
from foundation.jobs.runner import Embedded, Runner, all_queues
from foundation.models import Job
from tests import make
from tests.contracts.house.sources import ROOT
from tests.foundation.jobs.queues import work_off
from tests.live import PATIENCE, environment, serve

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("jobs_wait")]
GUNICORN = "gunicorn klepak.wsgi --bind 127.0.0.1:{port} --workers 2 --threads 2"


def database_url() -> str:
    """Of the tests' own database, for other processes."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def wait_until(is_so) -> None:
    until = time.monotonic() + PATIENCE
    while not is_so():
        assert time.monotonic() < until
        time.sleep(0.05)


@contextmanager
def worker(folder):
    """`manage.py run_jobs`, a real process, on the tests' database."""
    variables = {"DJANGO_SETTINGS_MODULE": "tests.foundation.jobs.worker_settings"}
    started = subprocess.Popen(
        [sys.executable, "manage.py", "run_jobs", "--interval", "0.1"],
        env=environment(folder, DATABASE_URL=database_url(), JOBS="worker", **variables),
        cwd=ROOT,
    )
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def has_begun(each: Job) -> bool:
    return Job.objects.get(pk=each.pk).done == 1


def test_the_job_of_a_killed_worker_is_taken_up_again(step, tmp_path):
    queued = queue.enqueue(step("die"))
    with worker(tmp_path) as started:
        wait_until(lambda: has_begun(queued))
        started.kill()
        started.wait()
    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("RUNNING", 1)
    work_off()
    assert DBTaskResult.objects.filter(status="RUNNING").count() == 1  # for ever, by itself

    wait_until(lambda: Job.objects.get().is_interrupted())
    work_off()

    queued.refresh_from_db()
    assert (queued.state, queued.attempts) == ("DONE", 2)


def test_a_worker_that_is_asked_to_stop_finishes_its_job(step, tmp_path):
    queued = queue.enqueue(step("linger"))
    with worker(tmp_path) as started:
        wait_until(lambda: has_begun(queued))
        started.send_signal(signal.SIGTERM)
        assert started.wait(PATIENCE) == 0

    queued.refresh_from_db()
    assert queued.state == "DONE"


@pytest.fixture
def own_signals():
    """The command takes over signals, here of the process that runs the tests."""
    handlers = {each: signal.getsignal(each) for each in (signal.SIGTERM, signal.SIGINT)}
    yield
    for each, handler in handlers.items():
        signal.signal(each, handler)


def test_once_does_what_is_due_and_ends(step, own_signals):
    queued = queue.enqueue(step("count"))
    call_command("run_jobs", once=True)

    queued.refresh_from_db()
    assert queued.state == "DONE"


def test_run_jobs_has_nothing_to_do_where_all_is_done_at_once(settings):
    settings.JOBS = "immediate"
    with pytest.raises(CommandError, match="JOBS=immediate"):
        call_command("run_jobs", once=True)


@pytest.mark.parametrize("seconds", [0, -1, 1e9, float("nan")])
def test_intervals_that_are_none(seconds):
    with pytest.raises(CommandError, match="The interval is between"):
        call_command("run_jobs", once=True, interval=seconds)


def test_a_web_process_does_it_beside_the_requests(tmp_path):
    """What was left behind before it started, and what is asked for later; each once."""
    eva = make.user(email="eva@example.org")
    queue.enqueue(password_resets.answer, arguments={"email": eva.email, "language": "en"})

    with serve(GUNICORN, tmp_path, DATABASE_URL=database_url()) as server:
        wait_until(AuditLog.objects.exists)
        answer = server.call("POST", "/api/auth/forgot-password", {"email": eva.email})
        assert answer.status == 200
        wait_until(lambda: AuditLog.objects.count() == 2)
        wait_until(lambda: not Job.objects.exists())

    log = (tmp_path / "stdout.log").read_text()
    assert log.count("To: eva@example.org") == 2
    assert "Traceback" not in server.log.read_text("utf-8")


@pytest.fixture
def embedded():
    threads = Embedded()
    threads.PAUSE, threads.INTERVAL = 0, 0.05
    yield threads
    threads.stop()
    work.stopping.clear()


def test_threads_do_it_elsewhere_and_leave_no_connection_open(embedded, step):
    before = threading.active_count()
    queued = queue.enqueue(step("count"))

    embedded.wake()
    embedded.wake()
    assert threading.active_count() == before + len(all_queues())
    wait_until(lambda: Job.objects.get(pk=queued.pk).state == "DONE")
    embedded.stop()

    assert threading.active_count() == before
    embedded.wake()  # too late: the process ends
    assert threading.active_count() == before


def test_a_process_that_ends_gives_its_work_back(embedded, step):
    queued = queue.enqueue(step("beat"))
    embedded.wake()
    wait_until(lambda: has_begun(queued))

    embedded.stop()

    queued.refresh_from_db()
    assert (queued.state, queued.attempts, queued.holder != "") == ("QUEUED", 0, True)
    work.stopping.clear()
    assert work.claim(queued.pk, step("beat"))


def test_a_fork_finds_nothing_locked_and_no_threads_of_its_parent(embedded):
    """As in a worker of gunicorn whose application was loaded before the fork."""
    with runners.embedded._lock:
        child = os.fork()
        if not child:
            os._exit(runners.embedded._lock.locked() or len(runners.embedded._running))
    assert os.waitpid(child, 0)[1] == 0


def test_tables_and_mails_do_not_wait_for_each_other(embedded, step):
    slow, *_others = [queue.enqueue(step("beat")) for _ in range(3)]
    embedded.wake()
    wait_until(lambda: has_begun(slow))

    mail = queue.enqueue(step("mail"))
    wait_until(lambda: Job.objects.get(pk=mail.pk).state == "DONE")

    assert Job.objects.get(pk=slow.pk).state == "RUNNING"


def test_a_worker_does_the_work_of_every_queue_at_once(step, tmp_path):
    slow = queue.enqueue(step("die"))
    with worker(tmp_path):
        wait_until(lambda: has_begun(slow))
        mail = queue.enqueue(step("mail"))
        wait_until(lambda: Job.objects.get(pk=mail.pk).state == "DONE")
        assert Job.objects.get(pk=slow.pk).attempts == 1


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_worker_ends_as_a_whole_where_a_part_of_it_fails(own_signals):
    """So that whatever watches it starts it again."""
    clock.ENTRIES.append(("week", None))
    try:
        with pytest.raises(CommandError, match="A thread failed"):
            call_command("run_jobs")
    finally:
        clock.ENTRIES.pop()


def test_a_database_without_tables_yet_is_waited_for(caplog):
    """As when the web process starts before `migrate`."""
    runner = Runner()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE foundation_periodicrun RENAME TO away")
    try:
        thread = threading.Thread(target=runner.run)
        thread.start()
        wait_until(lambda: "cannot look for work" in caplog.text)
        assert thread.is_alive()
        runner.stop()
        thread.join(5)
        assert not thread.is_alive()
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE away RENAME TO foundation_periodicrun")
