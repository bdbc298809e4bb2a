"""A script of ours as a process of its own: for foreign bytes that may crash, hang or swell it.

It dies alone, with its time and memory bounded, and knows nothing of our settings and secrets.
As a script (`child.py <most memory> <most CPU> <script> <arguments>`) this module is what is
started: it sets the bounds, lets the script import our modules, and becomes it.
"""

import math
import os
import runpy
import subprocess
import sys
from pathlib import Path
from typing import BinaryIO

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
    script: str,
    *arguments: object,
    content: bytes | BinaryIO,
    most_memory: int,
    most_seconds: float,
    most_cpu: int | None = None,
) -> bytes:
    """What the script (a path) writes to its output when `content` comes to its input.

    content: bytes, or an open file, which becomes its input from the beginning: the child may seek
    in it, and nobody else has to hold it in memory.
    most_memory: in bytes. most_seconds: until it is ended. most_cpu: in seconds of a core, which
    are the same on a busy machine, and hold where nobody is left to end it; else `most_seconds`.
    Raises ChildFailed.
    """
    bounds = [most_memory, most_cpu or math.ceil(most_seconds)]
    command = [sys.executable, "-I", __file__, *map(str, [*bounds, script, *arguments])]
    if not isinstance(content, bytes):
        content.flush()
        content.seek(0)
    try:
        child = subprocess.run(  # noqa: S603  our own script; what is foreign goes to its input
            command,
            **({"input": content} if isinstance(content, bytes) else {"stdin": content}),
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


def _set_bounds(memory: int, cpu: int) -> None:
    try:
        import resource
    except ImportError:  # where the system has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CPU, (cpu, cpu + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # it would hold what was sent


if __name__ == "__main__":
    _set_bounds(*map(int, sys.argv[1:3]))
    sys.path.append(str(ROOT))
    sys.argv = sys.argv[3:]
    runpy.run_path(sys.argv[0], run_name="__main__")
