"""Files in parts, as tus has them: by its rules, and by a client of its own while workers die."""

import base64
import hashlib
from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from accounts.files import checking, parts, removing, resumable
from accounts.models import File, Upload
from foundation.files import store
from foundation.jobs import queue
from tests.accounts.files.test_api_uploads import (
    UPLOADS,
    in_bucket,
    kept_names,
    on_disk,
    s3_server,
    storage,
)
from tests.foundation.jobs.queues import work_off
from tests.threads import at_once

__all__ = ["in_bucket", "on_disk", "s3_server", "storage"]
pytestmark = pytest.mark.django_db
BEGIN = f"{UPLOADS}/resumable"
TUS = {"Tus-Resumable": "1.0.0"}
BODY = "application/offset+octet-stream"
NAMED = {"Upload-Metadata": "filename " + base64.b64encode("běh.txt".encode()).decode()}


def begin(client, length=None, **headers):
    size = {"Upload-Defer-Length": "1"} if length is None else {"Upload-Length": str(length)}
    return client.post(BEGIN, headers={**TUS, **size, **NAMED, **headers})


def send(client, path, offset, content, content_type=BODY, **headers):
    headers = {**TUS, "Upload-Offset": str(offset), **headers}
    return client.generic("PATCH", path, content, content_type, headers=headers)


def checksum(content: bytes) -> dict[str, str]:
    digest = base64.b64encode(hashlib.sha256(content).digest()).decode()
    return {"Upload-Checksum": f"sha256 {digest}"}


@pytest.mark.django_db(transaction=True)
def test_a_file_in_three_parts(storage, api, evaluator):
    client = api(evaluator)
    made = begin(client)
    path = made["Location"]
    assert (made.status_code, made["Upload-Offset"], made["Tus-Resumable"]) == (201, "0", "1.0.0")

    assert send(client, path, 0, b"first ", **checksum(b"first "))["Upload-Offset"] == "6"
    assert send(client, path, 6, b"second ").status_code == 204
    there = client.head(path, headers=TUS)
    assert (there.status_code, there["Upload-Offset"], there["Upload-Defer-Length"]) == (
        200,
        "13",
        "1",
    )
    assert there["Cache-Control"] == "no-store" and not there.has_header("Upload-Length")
    assert send(client, path, 13, b"third", **{"Upload-Length": "18"})["Upload-Offset"] == "18"

    number = path.rpartition("/")[2]
    file = client.get(f"{UPLOADS}/{number}").json()
    assert (file["filename"], file["state"], file["file_size"]) == ("běh.txt", "READY", 18)
    assert b"".join(store.pieces(file["sha256"])) == b"first second third"
    assert kept_names() == {store.name_of(file["sha256"])}
    assert client.head(path, headers=TUS)["Upload-Length"] == "18"
    assert send(client, path, 18, b"!").status_code == 409


@pytest.mark.django_db(transaction=True)
def test_who_cancels_as_the_last_part_comes_takes_no_bytes_away(
    on_disk, jobs_wait, api, evaluator, organisation
):
    client = api(evaluator)
    path = begin(client, 5)["Location"]
    seen = Upload.objects.get()
    send(client, path, 0, b"first")

    removing.end_upload(upload=seen)  # who cancels has looked before

    work_off()
    assert File.objects.get().state == "READY"

    File.objects.all().delete()
    send(client, begin(client, 5)["Location"], 0, b"again")
    File.objects.update(organisation=organisation)
    evaluator.delete()  # with the job
    queue.enqueue(checking.check_left)
    work_off()
    file = File.objects.get()
    assert (file.state, file.refusal) == ("REFUSED", "Not all of the file is there. Send it again.")


def test_what_the_protocol_refuses(api, evaluator, stranger, settings):
    client = api(evaluator)
    path = begin(client, 10)["Location"]

    assert client.post(BEGIN, headers={"Upload-Length": "1"}).status_code == 412
    assert client.head(path)["Tus-Version"] == "1.0.0"
    assert client.post(BEGIN, headers=TUS).status_code == 400
    assert begin(client, 3, **{"Upload-Defer-Length": "1"}).status_code == 400
    for broken in ["filename !", "filename /w==", "purpose " + base64.b64encode(b"X").decode()]:
        assert begin(client, 3, **{"Upload-Metadata": broken}).status_code == 400
    assert begin(client, 0).status_code == 422
    assert begin(client, 101 * 1024 * 1024).status_code == 413
    assert send(client, path, 0, b"a", content_type="text/plain").status_code == 415
    assert send(client, path, 1, b"a").status_code == 409
    assert send(client, path, "x", b"a").status_code == 400
    assert send(client, path, 0, b"12345678901").status_code == 413
    assert send(client, path, 0, b"a", **checksum(b"b")).status_code == 460
    assert send(client, path, 0, b"a", **{"Upload-Checksum": "crc32 AA=="}).status_code == 400
    assert send(client, path, 0, b"a" * (resumable.LONGEST_PART + 1)).status_code == 413
    assert send(api(stranger), path, 0, b"a").status_code == 404
    assert client.head(path, headers=TUS)["Upload-Offset"] == "0"
    assert not Upload.objects.exclude(parts=[]).exists()
    spoken = client.options(BEGIN)
    assert (spoken.status_code, spoken["Tus-Version"]) == (204, "1.0.0")
    assert "checksum" in spoken["Tus-Extension"] and spoken["Tus-Max-Size"] == "104857600"

    for _more in range(4):
        assert begin(client, 10).status_code == 201
    sixth = begin(client, 10)
    assert (sixth.status_code, sixth["Retry-After"]) == (429, "60")


@pytest.mark.django_db(transaction=True)
def test_what_is_cancelled_or_had_its_time_goes(settings, tmp_path, api, evaluator):
    settings.MEDIA_ROOT = tmp_path / "files"
    client = api(evaluator)
    cancelled, late = (begin(client, 10)["Location"] for _each in range(2))
    for path in (cancelled, late):
        assert send(client, path, 0, b"12345").status_code == 204
    assert len(kept_names()) == 2

    assert client.delete(cancelled, headers=TUS).status_code == 204
    assert client.head(cancelled, headers=TUS).status_code == 404
    Upload.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert send(client, late, 5, b"67890").status_code == 410
    queue.enqueue(removing.remove_expired)

    assert client.head(late, headers=TUS).status_code == 404
    assert kept_names() == set() and not File.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_send_the_same_part_one_is_refused(settings, tmp_path, api, evaluator):
    settings.MEDIA_ROOT = tmp_path / "files"
    client, other = api(evaluator), api(evaluator)
    path = begin(client, 10)["Location"]

    answers = at_once(
        *(lambda c=c: send(c, path, 0, b"12345").status_code for c in (client, other))
    )

    assert sorted(answers) == [204, 409]
    upload = Upload.objects.get()
    assert (upload.offset, len(upload.parts)) == (5, 1)
    assert kept_names() == {upload.parts[0][0]}
    assert parts.folder_of(UUID(path.rpartition("/")[2])) in upload.parts[0][0]
