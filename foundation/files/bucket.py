"""Files in a bucket of an S3 server, by django-storages; one that hangs holds up nobody long."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import BinaryIO

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import ContentFile, File
from storages.backends.s3 import S3Storage

from foundation.files.faults import FilesUnreachable
from foundation.neighbours.breaker import Breaker

REST = 5.0
"""Seconds for which a server that failed is left alone."""
LONGEST_READ = 4
"""Times S3_TIMEOUT: a server that sends a byte now and then answers, and never ends."""
CHUNK = 256 * 1024
SLOWEST = 1024 * 1024
"""Bytes a second that a file is worth waiting for, beside the above."""
NO_SUCH_FILE = {"404", "NoSuchKey"}

breaker = Breaker("files", rest=REST)


class BucketFiles(S3Storage):
    """In the bucket S3_BUCKET, below S3_FOLDER; private. Every call raises FilesUnreachable where
    the server cannot be asked or refuses, FileNotFoundError where it has no such file.
    """

    is_remote = True

    def __init__(self, **options):
        seconds = settings.S3_TIMEOUT
        config = Config(
            connect_timeout=seconds,
            read_timeout=seconds,
            retries={"total_max_attempts": 2, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
            # Servers other than Amazon's do not all know the newer checksums; hashes are our own.
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        super().__init__(client_config=config, file_overwrite=True, default_acl=None, **options)

    def get_available_name(self, name, max_length=None):
        return name

    def url(self, name, *args, **kwargs):
        # As every storage of Django says that it has no addresses.
        raise NotImplementedError("what is kept has no address")

    def size(self, name: str) -> int:
        with _asked():
            return self._client.head_object(**self._where(name))["ContentLength"]

    def exists(self, name: str) -> bool:
        try:
            self.size(name)
        except FileNotFoundError:
            return False
        return True

    def delete(self, name: str) -> None:
        with _asked():
            self._client.delete_object(**self._where(name))

    def spool(self, folder: str) -> BinaryIO:
        """As `DiskFiles.spool`, on this machine, without a name: nothing is left of it."""
        return tempfile.TemporaryFile()

    def adopt(self, name: str, file: BinaryIO) -> None:
        """Send what is in an open file of this machine."""
        file.flush()
        file.seek(0)
        with _asked():
            self._client.put_object(**self._where(name), Body=file)

    def pieces(self, name: str, start: int = 0, count: int | None = None) -> Iterator[bytes]:
        """As `DiskFiles.pieces`. It may take as long as its bytes need at a slow network's pace."""
        end = "" if count is None else start + count - 1
        with _asked():
            answer = self._client.get_object(**self._where(name), Range=f"bytes={start}-{end}")
            until = time.monotonic() + LONGEST_READ * settings.S3_TIMEOUT
            until += answer["ContentLength"] / SLOWEST
            while piece := answer["Body"].read(CHUNK):
                yield piece
                if time.monotonic() > until:
                    answer["Body"].close()
                    raise FilesUnreachable("sends too slowly")

    def link(self, name: str, *, seconds: int, media_type: str, disposition: str) -> str:
        """An address at which anybody gets the file for so long, as this type, under this name."""
        return self._links.generate_presigned_url(
            "get_object",
            Params={
                **self._where(name),
                "ResponseContentType": media_type,
                "ResponseContentDisposition": disposition,
                "ResponseCacheControl": "private, no-store",
            },
            ExpiresIn=seconds,
        )

    def everything(self, folder: str) -> Iterator[tuple[str, datetime]]:
        """As `DiskFiles.everything`."""
        start = self._where("")["Key"]
        pages = self._client.get_paginator("list_objects_v2").paginate(
            Bucket=self.bucket_name, Prefix=f"{self._where(folder)['Key']}/"
        )
        with _asked():
            for page in pages:
                for found in page.get("Contents", []):
                    yield found["Key"].removeprefix(start).lstrip("/"), found["LastModified"]

    def _save(self, name: str, content: File) -> str:
        with _asked():
            self._client.put_object(**self._where(name), Body=content.read())
        return name

    def _open(self, name: str, mode: str = "rb") -> File:
        with _asked():
            body = self._client.get_object(**self._where(name))["Body"]
            until = time.monotonic() + LONGEST_READ * settings.S3_TIMEOUT
            chunks = []
            while chunk := body.read(CHUNK):
                chunks.append(chunk)
                if time.monotonic() > until:
                    body.close()
                    raise FilesUnreachable("sends too slowly")
            return ContentFile(b"".join(chunks), name=name)

    @property
    def _client(self):
        return self.connection.meta.client

    @property
    def _links(self):
        """A client that asks nobody: it signs for the address by which others reach the server."""
        address = settings.S3_PUBLIC_URL
        if not address:
            return self._client
        return self._create_session().client(
            "s3", endpoint_url=address, region_name=self.region_name, config=self.client_config
        )

    def _where(self, name: str) -> dict[str, str]:
        return {"Bucket": self.bucket_name, "Key": self._normalize_name(name)}


@contextmanager
def _asked() -> Iterator[None]:
    if not breaker.may_ask():
        raise FilesUnreachable("left alone after a failure")
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        if code in NO_SUCH_FILE:
            breaker.note_answer()
            raise FileNotFoundError(code) from error
        breaker.note_failure(code)
        raise FilesUnreachable(code) from error
    except (BotoCoreError, OSError) as error:
        breaker.note_failure(type(error).__name__)
        raise FilesUnreachable(type(error).__name__) from error
    except FilesUnreachable as error:
        breaker.note_failure(str(error))
        raise
    breaker.note_answer()
