"""The two places where files are kept: a folder, and a bucket of a real S3 server."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from foundation.files import bucket
from foundation.kept.near_memory import near
from foundation.neighbours.breaker import Breaker

KEY, SECRET, BUCKET = "klepak", "only-for-tests", "camps"
PORTS = ["master", "volume", "filer", "s3"]
PATIENCE = 60


class Server(NamedTuple):
    url: str
    secret: str = SECRET


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory) -> Iterator[Server]:
    """SeaweedFS, which refuses a wrong signature. It needs some seconds to start."""
    folder = tmp_path_factory.mktemp("seaweedfs")
    rights = {"accessKey": KEY, "secretKey": SECRET}
    people = [{"name": KEY, "credentials": [rights], "actions": ["Admin"]}]
    (folder / "s3.json").write_text(json.dumps({"identities": people}))
    ports = free_ports(2 * len(PORTS))
    command = [
        *[str(Path(sys.executable).parent / "weed"), "-logdir", str(folder), "server"],
        *["-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", "-filer", "-s3"],
        *[f"-{name}.port={port}" for name, port in zip(PORTS, ports, strict=False)],
        *[f"-{name}.port.grpc={port}" for name, port in zip(PORTS, ports[4:], strict=True)],
        *[f"-s3.config={folder / 's3.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0"],
        *["-master.telemetry=false"],
        *["-volume.max=8", "-master.volumeSizeLimitMB=16"],
    ]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            command, stdout=log, stderr=log, env={"PATH": os.defpath, "HOME": str(folder)}
        ) as process,
    ):
        try:
            server = Server(f"http://127.0.0.1:{ports[3]}")
            wait_for(server, process)
            yield server
        finally:
            process.kill()  # asked to stop it takes a minute over it
            for left in Path("/tmp").glob("seaweedfs-*.sock"):
                if int(re.findall(r"\d+", left.name)[-1]) in ports:
                    left.unlink(missing_ok=True)


def wait_for(server: Server, process: subprocess.Popen) -> None:
    """Until a file can be put into the bucket, which is made here."""
    client = boto3.client(
        "s3",
        endpoint_url=server.url,
        aws_access_key_id=KEY,
        aws_secret_access_key=SECRET,
        region_name="us-east-1",
        config=Config(read_timeout=5, retries={"total_max_attempts": 1}),
    )
    until = time.monotonic() + PATIENCE
    is_made = False
    while True:
        try:
            if not is_made:
                client.create_bucket(Bucket=BUCKET)
                is_made = True
            client.put_object(Bucket=BUCKET, Key="first", Body=b"!")
            return
        except (BotoCoreError, ClientError) as error:
            assert process.poll() is None, "the S3 server has ended"
            assert time.monotonic() < until, error
            time.sleep(0.1)


def free_ports(number: int) -> list[int]:
    with ExitStack() as open_ones:
        sockets = [open_ones.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


@pytest.fixture
def in_bucket(settings, monkeypatch):
    """in_bucket(server): files are in its bucket from now on, in a folder of the test's own."""

    def use(server: Server) -> None:
        settings.STORAGE_PROVIDER = "s3"
        settings.S3_BUCKET, settings.S3_FOLDER = BUCKET, f"camp-{uuid4().hex}"
        settings.STORAGES = {
            **settings.STORAGES,
            "default": {
                "BACKEND": "foundation.files.bucket.BucketFiles",
                "OPTIONS": {
                    "bucket_name": BUCKET,
                    "location": settings.S3_FOLDER,
                    "endpoint_url": server.url,
                    "region_name": "us-east-1",
                    "access_key": KEY,
                    "secret_key": server.secret,
                },
            },
        }
        monkeypatch.setattr(bucket, "breaker", Breaker("files", rest=bucket.REST))
        near.clear()

    yield use
    near.clear()


@pytest.fixture(params=["disk", "s3"])
def storage(request, settings, tmp_path) -> str:
    """Where files are kept, empty."""
    if request.param == "s3":
        request.getfixturevalue("in_bucket")(request.getfixturevalue("s3_server"))
    else:
        settings.MEDIA_ROOT = tmp_path / "files"
    return request.param


@contextmanager
def silent_server() -> Iterator[Server]:
    """Takes every connection and never says a word."""
    with closing(socket.create_server(("127.0.0.1", 0), backlog=64)) as listening:
        yield Server(f"http://127.0.0.1:{listening.getsockname()[1]}")
