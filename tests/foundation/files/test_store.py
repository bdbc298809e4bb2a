"""Bytes go in and out by their hash, on a disk and in a bucket of a real S3 server alike."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from diplomas.models import DiplomaTemplate
from events.models import Event
from foundation.backup.making import files_elsewhere
from foundation.files import bucket, collecting, store
from foundation.files.disk import UNFINISHED
from foundation.files.faults import FileLost, FilesUnreachable
from foundation.models import StoredFile
from scoring.looks.changing import change_picture, prepared
from scoring.models import EventPicture, Publication
from tests import make
from tests.diplomas.files import EMPTY_FONT, picture
from tests.foundation.backup.places import files_of_at_most
from tests.foundation.files.storages import BUCKET, silent_server
from tests.foundation.pictures import encoded
from tests.foundation.pictures import picture as any_picture
from tests.threads import closing_connection

BYTES = b"\x89PNG\r\n\x1a\n" + b"trees " * 20_000
LATER = timedelta(hours=2)
pytestmark = pytest.mark.django_db


def written() -> set[str]:
    return {name for name, _at in default_storage.everything(store.FOLDER)}


def collect_twice() -> int:
    """Marked now, and removed as after the grace: how many went."""
    return collecting.collect() + collecting.collect(at=timezone.now() + LATER)


def test_the_same_bytes_are_kept_once_and_come_back(storage):
    stored, again = store.keep(BYTES), store.kept(BYTES)

    assert stored == again and StoredFile.objects.count() == 1
    assert (stored.size, stored.kind, len(stored.digest)) == (len(BYTES), "image/png", 64)
    assert written() == {f"sha256/{stored.digest[:2]}/{stored.digest}"}
    assert store.read(stored.digest) == BYTES
    assert list(store.faults()) == []
    with pytest.raises(NotImplementedError):
        default_storage.url(store.name_of(stored.digest))


def test_what_nobody_points_to_goes_after_a_while(storage, event):
    template = DiplomaTemplate.objects.create(
        event=event, name="Zlatý", bg_image_url=picture(), fonts=[{"name": "A", "data": EMPTY_FONT}]
    )
    unused = store.keep(BYTES)

    assert collecting.collect() == 0  # it is marked, and may be pointed to soon
    assert collecting.collect(at=timezone.now() + timedelta(minutes=50)) == 0
    store.keep(BYTES)  # somebody chose the same: from here on anew
    assert collecting.collect(at=timezone.now() + LATER) == 0
    assert collecting.collect(at=timezone.now() + 2 * LATER) == 1
    assert StoredFile.objects.count() == len(written()) == 2
    store.near.clear()
    with pytest.raises(FileLost):
        store.read(unused.digest)

    template.delete()
    assert collect_twice() == 2
    assert (StoredFile.objects.count(), written()) == (0, set())


def test_a_rollback_leaves_bytes_that_are_swept(storage):
    kept = store.keep(b"kept")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        store.keep(BYTES)
        1 / 0  # noqa: B018
    default_storage.save(f"{store.FOLDER}/ab/{UNFINISHED}1", ContentFile(b"half"))
    assert len(written()) == 3 and StoredFile.objects.count() == 1

    assert collecting.remove_strays() == 0  # they may be of who is about to commit
    assert collecting.remove_strays(at=timezone.now() + timedelta(days=2)) == 2
    assert written() == {store.name_of(kept.digest)}
    assert StoredFile.objects.get() == kept


def test_lost_and_damaged_bytes_are_found_and_healed_by_keeping_them_again(storage):
    lost, damaged = store.keep(b"lost"), store.keep(b"damaged")
    store.remove(lost.digest)
    default_storage.save(store.name_of(damaged.digest), ContentFile(b"damag"))

    assert sorted(store.faults()) == sorted(
        [f"File {lost.digest}: it is missing.", f"File {damaged.digest}: it is damaged."]
    )
    store.keep(b"lost"), store.keep(b"damaged")
    assert list(store.faults()) == []


def test_a_picture_of_events_goes_when_none_shows_it_any_more(storage, client, organisation):
    """Two events have one file of each size; its address is there as long as the page shows it."""
    shown = []
    for number in range(2):
        publication = Publication.objects.create(
            event=make.event(organisation=organisation), is_public=True, slug=f"{number}" * 20
        )
        photo = prepared(encoded(any_picture(1700, 900)))
        change_picture(event=publication.event, version=publication.version, picture=photo, by=None)
        stored = EventPicture.objects.get(publication=publication)
        shown.append(reverse("scoring:public-picture", args=[publication.slug, stored.digest]))
    assert StoredFile.objects.count() == len(written()) == 2

    store.near.clear()
    assert client.get(shown[0]).content == store.read(stored.file_id)
    Event.objects.get(publication__slug="0" * 20).delete()
    assert (collect_twice(), client.get(shown[1]).status_code) == (0, 200)
    publication.refresh_from_db()
    change_picture(event=publication.event, version=publication.version, picture=None, by=None)
    assert client.get(shown[1]).status_code == 404
    assert (collect_twice(), written()) == (2, set())


def test_the_contract_gives_out_what_it_took_in(storage, api, admin, event):
    look = {
        "name": "Zlatý",
        "bg_image_url": picture(),
        "fonts": [{"name": "A", "data": EMPTY_FONT}],
    }
    path = f"/api/events/{event.pk}/diplomas"

    made = api(admin).post(path, look, format="json").json()
    other = make.event(organisation=event.organisation)
    api(admin).post(f"/api/events/{other.pk}/diplomas", look, format="json")

    read = api(admin).get(f"{path}/{made['id']}").json()
    assert {name: read[name] for name in look} == look
    assert StoredFile.objects.count() == len(written()) == 2  # of both events
    other.delete()
    assert collect_twice() == 0
    assert api(admin).put(f"{path}/{made['id']}", {"fonts": []}, format="json").status_code == 200
    assert collect_twice() == 0  # the version before has them
    assert api(admin).delete(f"{path}/{made['id']}").status_code == 204
    assert (collect_twice(), written()) == (2, set())


@pytest.mark.django_db(transaction=True)
def test_who_keeps_what_is_being_removed_has_it_afterwards(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "files"
    digest = store.keep(BYTES).digest
    collecting.collect()
    is_removing, remove = threading.Event(), store.remove

    def slowly(removed: str) -> None:
        is_removing.set()
        time.sleep(0.3)  # enough for the other to find the bytes there, and to wait for the row
        remove(removed)

    def keep() -> StoredFile:
        with closing_connection():
            assert is_removing.wait(20)
            return store.keep(BYTES)

    monkeypatch.setattr(store, "remove", slowly)
    with ThreadPoolExecutor(1) as threads:
        keeping = threads.submit(keep)
        assert collecting.collect(at=timezone.now() + LATER) == 1
        assert keeping.result(30).digest == digest

    assert store.read(digest) == BYTES
    assert StoredFile.objects.get().idle_since is None


def test_on_the_disk_only_the_product_reads_them(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "data" / "files"
    path = settings.MEDIA_ROOT / store.name_of(store.keep(BYTES).digest)

    assert path.stat().st_mode & 0o777 == 0o600
    for folder in list(path.parents)[: path.parts[::-1].index("data")]:
        assert folder.stat().st_mode & 0o777 == 0o700
    assert not settings.MEDIA_ROOT.is_relative_to(Path(settings.STATIC_ROOT))


def test_a_full_disk_is_told_and_leaves_nothing(settings, tmp_path, api, admin, event):
    settings.MEDIA_ROOT = tmp_path / "files"
    look = {"bg_image_url": picture()}

    with files_of_at_most(10):
        answer = api(admin).post(f"/api/events/{event.pk}/diplomas", look, format="json")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["detail"].startswith("The storage of files does not answer")
    assert written() == set() and not StoredFile.objects.exists()


def test_a_server_that_says_nothing_holds_up_nobody(
    settings, in_bucket, tmp_path, api, admin, client, event
):
    settings.MEDIA_ROOT = tmp_path / "files"
    template = DiplomaTemplate.objects.create(event=event, name="Zlatý", bg_image_url=picture())
    path = f"/api/events/{event.pk}/diplomas/{template.pk}"
    settings.S3_TIMEOUT = 0.2
    client.force_login(admin)
    client.raise_request_exception = False

    with silent_server() as server:
        in_bucket(server)
        begun = time.monotonic()
        answer = api(admin).get(path)
        assert time.monotonic() - begun < 5
        begun = time.monotonic()
        page = client.get(reverse("diplomas:background", args=[event.pk, template.pk]))
        changed = api(admin).put(path, {"bg_image_url": picture("JPEG")}, format="json")
        assert time.monotonic() - begun < 2  # it is left alone for a while

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json()["detail"] == (
        "The storage of files does not answer at the moment. Nothing was done: try again in a few"
        " seconds."
    )
    assert changed.status_code == 503
    assert page.status_code == 503 and "does not answer" in page.content.decode()
    template.refresh_from_db()
    assert template.background_address == "data:image/png;base64,"


def test_a_wrong_key_is_refused_and_nothing_is_taken_for_missing(s3_server, in_bucket):
    in_bucket(s3_server)
    stored = store.keep(BYTES)
    store.near.clear()
    in_bucket(s3_server._replace(secret="guessed"))

    with pytest.raises(FilesUnreachable) as refusal:
        store.read(stored.digest)
    assert not isinstance(refusal.value, FileLost)
    assert str(refusal.value) == "SignatureDoesNotMatch"
    assert bucket.breaker.is_open


def test_in_a_bucket_they_stay_for_as_long_as_backups(s3_server, in_bucket, settings):
    in_bucket(s3_server)
    settings.BACKUP_DIR, settings.BACKUP_KEEP = "/srv/backups", 14
    store.keep(BYTES)
    assert f"in the bucket {BUCKET}, in its folder {settings.S3_FOLDER}" in files_elsewhere()

    collecting.collect()
    assert collecting.collect(at=timezone.now() + timedelta(days=13)) == 0
    assert collecting.collect(at=timezone.now() + timedelta(days=15)) == 1


def test_one_that_cannot_be_removed_keeps_no_other():
    """It is tried again the next time, and said."""
    first, second = sorted(store.keep(BYTES + bytes([number])).digest for number in range(2))
    stuck = Path(default_storage.path(store.name_of(first)))
    stuck.unlink()
    (stuck / "in the way").mkdir(parents=True)
    collecting.collect()

    with pytest.raises(FilesUnreachable):
        collecting.collect(at=timezone.now() + LATER)

    assert list(StoredFile.objects.values_list("pk", flat=True)) == [first]
    assert not default_storage.exists(store.name_of(second))
