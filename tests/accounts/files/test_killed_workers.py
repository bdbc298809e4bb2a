"""A file comes in parts while the server's workers are killed, by a client that is not ours."""

import io
import os
import random
import signal
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

from tusclient.client import TusClient

from tests.contracts.serving.day import GUNICORN, PLAIN, prepare
from tests.contracts.serving.restarting import children
from tests.live import PATIENCE, serve

MEBIBYTES = int(os.environ.get("KLEPAK_UPLOAD_MIB", 1))
"""1 MiB and two killed workers are enough for every day; KLEPAK_UPLOAD_MIB=50 kills twelve."""
PART = MEBIBYTES * 64 * 1024
KILLED = 2 if MEBIBYTES == 1 else 12


def test_no_byte_is_lost_while_workers_are_killed(tmp_path):
    stage = prepare(tmp_path)
    dice = random.Random(2026)
    content = dice.randbytes(MEBIBYTES * 1024 * 1024 // 2).hex().encode()
    killed_at = set(dice.sample(range(1, len(content) // PART), KILLED))
    pid_file = stage.folder / "uploads.pid"
    command = f"{Path(sys.executable).parent}/{GUNICORN} --pid {pid_file} --workers 1"

    with serve(command, stage.folder, **PLAIN, FILE_LIMITS="DOCUMENT=60") as server:
        stage.sign_in(server)
        token = {"Authorization": f"Bearer {stage.token}"}
        client = TusClient(
            f"http://127.0.0.1:{server.port}/api/v1/uploads/resumable/", headers=dict(token)
        )
        uploader = client.uploader(
            file_stream=io.BytesIO(content),
            chunk_size=PART,
            metadata={"filename": "hlas.txt"},
            retries=1000,
            retry_delay=0.1,
        )
        while uploader.offset < len(content):
            if uploader.offset // PART in killed_at:
                killed_at.discard(uploader.offset // PART)
                threading.Timer(dice.random() / 50, kill_workers, [pid_file]).start()
            uploader.upload_chunk()

        number = uploader.url.rpartition("/")[2]
        path, until = f"/api/uploads/{number}", time.monotonic() + PATIENCE
        while (file := server.call("GET", path, **token).json())["state"] == "CHECKING":
            assert time.monotonic() < until
        assert (file["state"], file["file_size"]) == ("READY", len(content)), file
        assert server.call("GET", f"{path}/download", **token).body == content
    assert not killed_at


def kill_workers(pid_file: Path) -> None:
    for worker in children(int(pid_file.read_text())):
        with suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
