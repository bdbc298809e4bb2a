"""A script in a process of its own: what it is given, what it may take, and how it ends."""

import signal

import pytest

from foundation.neighbours.child import ChildFailed, run_script

LIMITS = {"content": b"abc", "most_memory": 512 * 1024**2, "most_seconds": 20}


@pytest.fixture
def script(tmp_path):
    def written(source: str) -> str:
        path = tmp_path / "script.py"
        path.write_text("import sys\n" + source)
        return str(path)

    return written


def test_it_answers_what_it_writes_to_what_it_reads(script):
    path = script("print(sys.argv[1:], sys.stdin.read(), __name__, end='')")

    assert run_script(path, 5, "č", **LIMITS).decode() == "['5', 'č'] abc __main__"


def test_it_may_import_our_modules(script):
    path = script("import foundation.text.decimals as ours; print(ours.__name__, end='')")

    assert run_script(path, **LIMITS) == b"foundation.text.decimals"


def test_it_knows_none_of_our_secrets(script, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "of the server")
    path = script("import os; print(os.environ.get('SECRET_KEY'), end='')")

    assert run_script(path, **LIMITS) == b"None"


@pytest.mark.parametrize(
    ("source", "code", "reason"),
    [
        ("sys.exit(7)", 7, ""),
        ("raise ValueError('broken')", 1, "ValueError: broken"),
        ("b' ' * 2 * 1024**3", 1, "MemoryError"),
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", -11, ""),
    ],
)
def test_how_it_failed(script, source, code, reason):
    with pytest.raises(ChildFailed) as failure:
        run_script(script(source), **LIMITS)

    assert (failure.value.code, str(failure.value)) == (code, reason)


def test_it_is_ended_when_it_takes_too_long(script):
    with pytest.raises(ChildFailed, match="nothing after 1 seconds") as failure:
        run_script(script("import time; time.sleep(60)"), **{**LIMITS, "most_seconds": 1})

    assert failure.value.code is None


def test_it_is_ended_when_it_has_had_its_share_of_a_core(script):
    with pytest.raises(ChildFailed) as failure:
        run_script(script("while True: pass"), **LIMITS, most_cpu=1)

    assert failure.value.code == -signal.SIGXCPU


def test_where_there_is_no_python_to_start(script, monkeypatch):
    monkeypatch.setattr("sys.executable", "/nowhere/python")

    with pytest.raises(ChildFailed, match="/nowhere/python"):
        run_script(script(""), **LIMITS)
