"""Files in the API as clients send and expect them, on a disk and in a bucket alike."""

import hashlib
import io
from datetime import timedelta

import pytest
import requests
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from PIL import ExifTags, Image

from accounts.files import checking, removing, taking_in
from accounts.models import AuditLog, File, Membership
from foundation.files import incoming, store
from foundation.jobs import queue
from foundation.models import Job
from tests import make
from tests.foundation.files.storages import in_bucket, s3_server, storage
from tests.foundation.jobs.queues import work_off

__all__ = ["in_bucket", "s3_server", "storage"]
pytestmark = pytest.mark.django_db
TEXT = "Štafeta 4 × 60 m\n".encode() * 300_000
UPLOADS = "/api/uploads"


def upload(client, content: bytes, name: str = "zápis.txt", **fields):
    sent = {"file": SimpleUploadedFile(name, content), **fields}
    return client.post(UPLOADS, sent, format="multipart")


def photo(turned: int = 6) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = turned
    exif[ExifTags.Base.DateTime] = "2026:07:04 09:12:00"
    exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: (49.0, 49.0, 10.0)}
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "red").save(file, "JPEG", exif=exif, comment=b"Camp Vydra")
    return file.getvalue()


@pytest.fixture
def on_disk(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "files"


def kept_names() -> set[str]:
    return {name for name, _at in default_storage.everything("")}


def test_a_client_of_the_file_service_runs_unchanged(storage, api, evaluator):
    """Its upload calls, as it sends them, with the fields and the statuses that it expects."""
    client = api(evaluator)
    expected = {"id", "filename", "content_type", "file_size", "uploaded_at"}

    sent = {"file": SimpleUploadedFile("zápis.txt", TEXT)}
    made = client.post("/api/v1/uploads/", sent, format="multipart")
    assert made.status_code == 201
    file = made.json()
    assert file.keys() >= expected | {"sha256", "state", "purpose", "is_public", "url"}
    assert (file["filename"], file["file_size"]) == ("zápis.txt", len(TEXT))
    assert (file["content_type"], file["state"], file["purpose"]) == (
        "text/plain",
        "READY",
        "DOCUMENT",
    )
    assert file["sha256"] == hashlib.sha256(TEXT).hexdigest()
    assert client.get(f"/api/v1/uploads/{file['id']}").json() == {**file, "job_id": None}

    answer = client.get(f"/api/api/v1/uploads/{file['id']}/download")
    if storage == "s3":
        assert answer.status_code == 302 and answer["Cache-Control"] == "private, no-cache"
        answer = requests.get(answer["Location"], timeout=20)
        content, headers = answer.content, answer.headers
        altered = answer.url.replace("Signature=", "Signature=0")
        assert requests.get(altered, timeout=20).status_code == 403
        part = requests.get(answer.url, headers={"Range": "bytes=5-8"}, timeout=20)
        assert (part.status_code, part.content) == (206, TEXT[5:9])
    else:
        content, headers = b"".join(answer.streaming_content), answer.headers
        assert headers["Content-Length"] == str(len(TEXT))
    assert content == TEXT
    assert headers["Content-Type"].startswith("text/plain")
    assert headers["Content-Disposition"] == "attachment; filename*=utf-8''z%C3%A1pis.txt"

    assert upload(client, b"").status_code == 422
    assert upload(client, b"\x7fELF\0\0", "a.txt").status_code == 415
    nobodys = "00000000-0000-4000-8000-000000000000"
    assert client.get(f"{UPLOADS}/{nobodys}").status_code == 404
    assert client.get(f"{UPLOADS}/{nobodys}/download").status_code == 404


def test_photos_are_turned_upright_and_lose_place_and_time(storage, api, evaluator):
    made = upload(api(evaluator), photo(), "IMG_1.JPG", purpose="PHOTO").json()

    content = b"".join(store.pieces(made["sha256"]))
    with Image.open(io.BytesIO(content)) as picture:
        assert (picture.format, picture.size) == ("JPEG", (40, 60))
        assert not picture.getexif() and "comment" not in picture.info
    assert (made["width"], made["height"], made["filename"]) == (40, 60, "IMG_1.JPG")
    assert kept_names() == {store.name_of(made["sha256"])}
    same = upload(api(evaluator), photo(), "b.jpg", purpose="DOCUMENT").json()
    assert same["sha256"] == hashlib.sha256(photo()).hexdigest()  # kept byte for byte


def test_ranges_tags_and_names(api, evaluator, settings):
    file = make.file(evaluator, "a.mp4", bytes(range(256)) * 12_000, content_type="video/mp4")
    client, path = api(evaluator), f"{UPLOADS}/{file.pk}/download"
    tag = f'"{file.stored_id}"'

    def part(**headers):
        answer = client.get(path, headers=headers)
        return answer.status_code, answer.headers.get("Content-Range")

    assert part(range="bytes=0-") == (206, "bytes 0-2097151/3072000")
    assert part(range="bytes=-10") == (206, "bytes 3071990-3071999/3072000")
    assert part(range="bytes=3071999-9999999") == (206, "bytes 3071999-3071999/3072000")
    assert "ends before" in client.get(path, headers={"range": "bytes=3072000-"}).json()["detail"]
    assert part(range="bytes=3072000-") == (416, "bytes */3072000")
    for whole in ["bytes=5-1", "bytes=0-1,4-5", "lines=0-1", "bytes=-"]:
        assert part(range=whole) == (200, None)
    ranged = {"range": "bytes=0-0"}
    assert part(**ranged, **{"if-range": tag}) == (206, "bytes 0-0/3072000")
    assert part(**ranged, **{"if-range": '"older"'}) == (200, None)
    assert client.get(path, headers=ranged).content == b"\0"
    assert client.get(path, headers={"if-none-match": tag}).status_code == 304

    head = client.head(path, {"inline": 1})
    assert (head.status_code, head["Content-Length"], head["ETag"]) == (200, "3072000", tag)
    assert head["Content-Disposition"] == 'inline; filename="a.mp4"'
    assert head["X-Content-Type-Options"] == "nosniff"
    assert head["Content-Security-Policy"] == "default-src 'none'; sandbox"
    settings.FILES_ACCEL = "/_files/"
    handed = client.get(path)
    assert handed["X-Accel-Redirect"] == f"/_files/{store.name_of(file.stored_id)}"
    assert handed.content == b"" and handed["ETag"] == tag


def test_who_gets_a_file(api, evaluator, admin, stranger, outsider, organisation, settings):
    file = make.file(evaluator, organisation=organisation)
    path = f"{UPLOADS}/{file.pk}"

    def statuses(*people):
        return [api(person).get(f"{path}/download").status_code for person in people]

    assert statuses(evaluator, admin, stranger, outsider, None) == [200, 200, 404, 404, 401]
    link = api(evaluator).post(f"{path}/link").json()["url"]
    assert link.startswith(settings.SITE_URL)
    relative = link.removeprefix(settings.SITE_URL)
    assert api(None).get(relative).status_code == 200
    assert api(None).get(relative + "x").status_code == 403
    elsewhere = relative.replace(str(file.pk), str(make.file(admin).pk))
    assert api(None).get(elsewhere).status_code == 403
    settings.FILE_LINK_SECONDS = -1
    assert api(None).get(relative).status_code == 403

    changed = api(evaluator).patch(path, {"filename": "x.csv", "is_public": True}, format="json")
    assert changed.json()["filename"] == "x.csv" and changed.json()["content_type"] == "text/csv"
    assert statuses(stranger, None) == [200, 200]  # download only
    assert api(stranger).get(path).status_code == 404
    assert api(stranger).delete(path).status_code == 404
    refused = api(evaluator).patch(path, {"name": "a.exe"}, format="json")
    assert refused.status_code == 422 and "name" in refused.json()["errors"]
    assert list(AuditLog.objects.values_list("action", flat=True)) == ["UPDATE_FILE"]


def test_lists(api, evaluator, admin, outsider, organisation, django_assert_num_queries):
    now = timezone.now()
    for number, name in enumerate(["b.txt", "a.txt", "č.txt"]):
        file = make.file(evaluator, name, b"x" * (3 - number), organisation=organisation)
        File.objects.filter(pk=file.pk).update(created_at=now - timedelta(days=number))
    make.file(admin, "own.txt", organisation=organisation)

    def names(person, **query):
        answer = api(person).get(UPLOADS, query).json()
        return [row["filename"] for row in answer["results"]]

    assert names(evaluator) == ["b.txt", "a.txt", "č.txt"]  # the newest first
    assert names(evaluator, sort="file_size", order="asc") == ["č.txt", "a.txt", "b.txt"]
    assert names(evaluator, q="A.T") == ["a.txt"]
    hour_ago = (now - timedelta(hours=1)).isoformat()
    assert names(evaluator, created_after=hour_ago) == ["b.txt"]
    assert names(evaluator, created_before=hour_ago) == ["a.txt", "č.txt"]
    assert len(names(admin)) == 4 and names(admin, mine=True) == ["own.txt"]
    assert names(outsider) == []
    client = api(evaluator)
    with django_assert_num_queries(3):
        page = client.get(UPLOADS, {"limit": 1, "page": 2}).json()
    with django_assert_num_queries(3):
        client.get(UPLOADS)
    assert {name: page[name] for name in ("total", "page", "limit", "total_pages")} == {
        "total": 3,
        "page": 2,
        "limit": 1,
        "total_pages": 3,
    }
    assert client.get(UPLOADS, {"limit": 101}).status_code == 422


def test_room_is_counted_with_all_that_is_there(api, evaluator, organisation, stranger):
    Membership.objects.create(user=evaluator, organisation=organisation)
    organisation.quota_mib = 1
    organisation.save()
    client = api(evaluator)
    assert upload(client, b"a" * 700_000).status_code == 201

    refused = upload(client, b"b" * 700_000)

    assert refused.status_code == 413
    assert refused.json()["detail"].startswith("There is no room for this file: all files together")
    assert upload(api(stranger), b"b" * 700_000).status_code == 201  # has room of their own
    assert File.objects.count() == 2


def test_a_limit_of_the_purpose(api, evaluator, settings):
    settings.FILE_LIMITS = {**settings.FILE_LIMITS, "DOCUMENT": 1}
    client = api(evaluator)

    assert upload(client, b"a" * 1024 * 1024).status_code == 201
    for fields in [{}, {"purpose": "DOCUMENT"}]:
        answer = upload(client, b"a" * (1024 * 1024 + 1), **fields)
        assert (answer.status_code, answer.json()["detail"]) == (
            413,
            "The file is larger than 1 MB.",
        )
    assert upload(client, b"a", purpose="MUSIC").status_code == 422
    settings.FILE_LIMITS = dict.fromkeys(settings.FILE_LIMITS, 1)
    assert upload(client, b"a" * 1_200_000).status_code == 413  # before anybody reads it
    assert not [name for name in kept_names() if incoming.UNFINISHED_IN in name]


@pytest.mark.django_db(transaction=True)
def test_a_long_file_is_checked_beside_the_request(on_disk, jobs_wait, api, evaluator, monkeypatch):
    monkeypatch.setattr(taking_in, "AT_ONCE", 1000)
    client = api(evaluator)

    made = upload(client, b"a" * 2000, "long.txt")
    wrong = upload(client, b"\0" * 2000, "wrong.txt").json()
    file = made.json()
    assert (file["state"], file["content_type"], made.status_code) == ("CHECKING", "", 201)
    assert Job.objects.get(pk=file["job_id"]).step == "accounts.check_file"
    assert client.get(f"{UPLOADS}/{file['id']}/download").status_code == 409
    assert client.post(f"{UPLOADS}/{file['id']}/link").status_code == 409

    work_off()

    checked = client.get(f"{UPLOADS}/{file['id']}").json()
    assert (checked["state"], checked["content_type"]) == ("READY", "text/plain")
    refused = client.get(f"{UPLOADS}/{wrong['id']}").json()
    assert (refused["state"], refused["sha256"]) == ("REFUSED", None)
    assert refused["refusal"] == "The file is of no kind that is taken here."
    assert client.get(f"{UPLOADS}/{wrong['id']}/download").status_code == 409
    assert kept_names() == {store.name_of(file["sha256"])}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("wish", "name"), [("pozdě.csv", "pozdě.csv"), ("pozdě", "pozdě.txt"), ("a.pdf", "long.txt")]
)
def test_a_check_overrules_nobody_who_changes_the_file_meanwhile(
    on_disk, jobs_wait, api, evaluator, monkeypatch, wish, name
):
    monkeypatch.setattr(taking_in, "AT_ONCE", 1000)
    client = api(evaluator)
    file = upload(client, b"a" * 2000, "long.txt", is_public=True).json()
    examine = checking.examine

    def changed_meanwhile(*args, **options):
        sent = {"name": wish, "is_public": False}
        assert client.patch(f"{UPLOADS}/{file['id']}", sent, format="json").status_code == 200
        return examine(*args, **options)

    monkeypatch.setattr(checking, "examine", changed_meanwhile)
    work_off()

    now = client.get(f"{UPLOADS}/{file['id']}").json()
    assert (now["state"], now["filename"], now["is_public"]) == ("READY", name, False)


def test_lost_bytes_are_said_before_any_is_sent(on_disk, api, evaluator):
    file = make.file(evaluator)
    store.remove(file.stored_id)
    answer = api(evaluator).get(f"{UPLOADS}/{file.pk}/download")
    assert answer.status_code == 503 and "missing or damaged" in answer.json()["detail"]


@pytest.mark.django_db(transaction=True)
def test_bytes_go_when_the_last_file_with_them_goes(on_disk, api, evaluator, admin):
    first, second = (make.file(person, content=b"the same") for person in (evaluator, admin))
    path = reverse("api:uploads-bulk-delete")

    answer = api(evaluator).post(path, {"ids": [first.pk, second.pk]}, format="json").json()

    assert answer["deleted"] == [str(first.pk)]
    assert answer["failed"] == [{"id": str(second.pk), "detail": "File not found"}]
    assert kept_names() == {store.name_of(first.stored_id)}
    assert api(admin).delete(f"{UPLOADS}/{second.pk}").status_code == 204
    assert kept_names() == set()

    left = make.file(evaluator)
    evaluator.delete()
    queue.enqueue(removing.remove_expired)
    assert not File.objects.filter(pk=left.pk).exists() and kept_names() == set()
