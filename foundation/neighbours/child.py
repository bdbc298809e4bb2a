"""A script of ours as a process of its own: for foreign bytes that may crash, hang or swell it.

It dies alone, with its time and memory bounded, and knows nothing of our settings and secrets.
As a script (`child.py <most memory> <script> <arguments>`) this module is what is started: it
bounds the memory, lets the script import our modules, and becomes it.
"""

import os
import runpy
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HANDED_ON = ["PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT", "TEMP", "TMPDIR"]
"""What Python itself may need of the environment."""


class ChildFailed(RuntimeError):
    """The child could not be started, took too long, or ended with another code than 0.

    `code` is that code, None where it has none; the text is the last line of what it complained.
    """

    def __init__(self, code: int | None, reason: str):
        super().__init__(reason)
        self.code = code


def run_script(
    script: str, *arguments: object, content: bytes, most_memory: int, most_seconds: float
) -> bytes:
    """What the script (a path) writes to its output when `content` comes to its input.

    Raises ChildFailed.
    """
    command = [sys.executable, "-I", __file__, str(most_memory), script, *map(str, arguments)]
    try:
        child = subprocess.run(  # noqa: S603  our own script; what is foreign goes to its input
            command,
            input=content,
            capture_output=True,
            timeout=most_seconds,
            check=False,
            env={name: os.environ[name] for name in HANDED_ON if name in os.environ},
        )
    except subprocess.TimeoutExpired as error:
        raise ChildFailed(None, f"nothing after {most_seconds} seconds") from error
    except OSError as error:  # no such program, no memory for it
        raise ChildFailed(None, str(error)) from error
    if child.returncode:
        complaint = child.stderr.decode("utf-8", "replace").strip()
        raise ChildFailed(child.returncode, complaint.rpartition("\n")[2])
    return child.stdout


def _bound_memory(most: int) -> None:
    try:
        import resource
    except ImportError:  # where the system has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    _bound_memory(int(sys.argv[1]))
    sys.path.append(str(ROOT))
    sys.argv = sys.argv[2:]
    runpy.run_path(sys.argv[0], run_name="__main__")
