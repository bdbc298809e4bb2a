"""The picture and the colour of an event: chosen by its organisers, seen by anybody, while its page
is on.
"""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from accounts.models import AuditLog
from events.life.copying import copy_event
from foundation.files import store
from foundation.neighbours.bounds import Bound
from foundation.pictures import normalising
from scoring.models import EventPicture, Publication
from tests import make
from tests.foundation.pictures import (
    animated,
    bomb,
    encoded,
    endless_jpeg,
    forged_webp,
    picture,
    png,
)

COMMENT = "50.0755 N, 14.4378 E: taken at Anna's"


def photo(width=2400, height=1500, **options):
    """As a phone takes it, lying on its side: with its place, its maker and a comment."""
    exif = Image.Exif()
    exif[0x0112] = 6  # turned by a quarter
    exif[0x010F] = "Spyphone"
    exif.get_ifd(0x8825).update({1: "N", 2: (50.0, 4.0, 31.8)})
    return encoded(picture(width, height), exif=exif, comment=COMMENT.encode(), **options)


@pytest.fixture
def look_page(client, admin, event):
    client.force_login(admin)
    return reverse("scoring:look", args=[event.pk])


@pytest.fixture
def save(client, look_page, publication):
    """save(picture=bytes, colour="#d0021b"): the page's answer."""

    def call(then="save", picture=None, colour="", **fields):
        publication.refresh_from_db()
        sent = {"version": publication.version, "text": "", "then": then, **fields}
        if colour:
            sent |= {"has_colour": "on", "colour": colour}
        if picture is not None:
            sent["picture"] = SimpleUploadedFile("a.jpg", picture)
        answer = client.post(look_page, sent)
        publication.refresh_from_db()
        return answer

    return call


def files_of(publication):
    """The addresses of the stylesheet and of both sizes, as the page of its event has them."""
    html = Client().get(f"/r/{publication.slug}/").content.decode()
    found = [part for part in html.split('"') if part.startswith(f"/r/{publication.slug}/")]
    return [part for part in found if part.endswith((".css", ".jpg"))]


def test_a_photo_becomes_upright_small_and_silent(save, publish, publication, visit):
    publish()
    answer = save(picture=photo(), text="Start of the sprint")

    assert answer.status_code == 302
    small, large = files_of(publication)
    sizes = []
    for address in (small, large):
        served = Client().get(address)
        assert served.headers["Content-Type"] == "image/jpeg"
        assert served.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert served.headers["X-Content-Type-Options"] == "nosniff"
        assert not served.cookies
        assert not [each for each in (b"Exif", b"Spyphone", b"taken at") if each in served.content]
        shown = Image.open(BytesIO(served.content))
        sizes.append(shown.size)
        assert not shown.getexif()
        right, left = shown.getpixel((shown.width - 9, 9)), shown.getpixel((9, 9))
        assert right[0] > 200 > 60 > left[0]  # what lay above is on the right
    assert sizes == [(500, 800), (1000, 1600)]
    html = visit().content.decode()
    assert 'width="100" height="160" alt="Start of the sprint"' in html


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "no PNG, JPEG or WebP"),
        (b"GIF89a" + b"\0" * 100, "no PNG, JPEG or WebP"),
        (b"%PDF-1.7\n" + encoded(picture()), "no PNG, JPEG or WebP"),
        (b"", "empty"),
        (photo()[:20_000], "damaged, incomplete"),
        (encoded(picture(), "PNG")[:-30], "damaged, incomplete"),
        (b"\xff\xd8\xff\xe0" + b"<script>alert(1)</script>" * 50, "damaged, incomplete"),
        (png(10_000, 10_000), "more than 30 million pixels"),
        (forged_webp(), "more than 30 million pixels"),
        (bomb(5600, 5500), "more than 30 million pixels"),
        (endless_jpeg(2000, 2000), "takes too long"),
        (animated("PNG"), "an animation"),
        (animated("WEBP"), "an animation"),
        (encoded(picture()) + b"\0" * 5 * 1024 * 1024, "larger than 5 MB"),
    ],
    ids="svg gif pdf empty cut cut-png html 100-mp canvas bomb scans apng webp 5-mb".split(),
)
def test_what_is_refused(save, publication, content, sentence):
    answer = save(picture=content, colour="#d0021b")

    assert answer.status_code == 422
    assert sentence in " ".join(answer.context["form"].errors["picture"])
    assert publication.colour == "" and not EventPicture.objects.exists()


def test_of_a_file_that_is_a_picture_and_something_else_the_picture_is_left(save, publication):
    save(picture=encoded(picture()) + b"PK\x03\x04<script>alert(1)</script>")

    stored = EventPicture.objects.get()
    assert b"script" not in store.read(stored.file_id) + store.read(stored.small_file_id)


def test_where_too_many_are_looked_at(save, publication, monkeypatch):
    full = Bound("pictures", at_once=1, waiting=0, seconds=5)
    monkeypatch.setattr(normalising, "decodings", full)
    with full.turn():
        answer = save(picture=photo())

    assert "Send it again in" in " ".join(answer.context["form"].errors["picture"])


def test_nobody_sees_it_while_the_page_is_off(save, publish, publication, visit, client, look_page):
    publish()
    save(picture=photo(), colour="#FFD400")
    addresses = files_of(publication)
    assert len(addresses) == 3
    assert [Client().get(each).status_code for each in addresses] == [200] * 3
    css = Client().get(addresses[0])
    assert css.headers["Content-Type"] == "text/css; charset=utf-8"
    assert css.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert "--brand: #7f6a00" in css.content.decode() and publication.colour == "#ffd400"

    publish(is_public=False)
    hidden = [Client().get(each) for each in addresses]
    assert [answer.status_code for answer in hidden] == [404] * 3
    assert not [each for each in hidden if "immutable" in each.headers.get("Cache-Control", "")]
    preview = reverse("scoring:publication-preview", args=[publication.event_id])
    html = client.get(preview).content.decode()
    for address in (f"{look_page}picture.jpg", f"{look_page}colours.css"):
        assert address in html
        assert "no-store" in client.get(address).headers["Cache-Control"]
        assert Client().get(address).status_code != 200

    publish()
    save(then="remove", colour="#ffd400")
    assert [Client().get(each).status_code for each in addresses] == [200, 404, 404]
    assert "event-picture" not in visit().content.decode()


def test_another_events_files_are_not_there(save, publish, publication, organisation):
    publish()
    save(picture=photo(), colour="#d0021b")
    other = make.published(make.event(organisation=organisation))

    for address in files_of(publication):
        elsewhere = address.replace(publication.slug, other.slug)
        assert Client().get(elsewhere).status_code == 404
        assert Client().get(address.replace(".", ".0", 1)).status_code == 404


def test_news_of_the_look_comes_at_once_and_costs_nothing(
    save, publish, publication, visit, kids, activity, django_assert_num_queries
):
    publish(activity)
    before, live = visit(), visit("live/")
    save(picture=photo(), colour="#d0021b")

    after = visit()
    assert after.headers["ETag"] != before.headers["ETag"]
    assert visit("live/").headers["ETag"] == live.headers["ETag"]  # boards are no others
    csp = after.headers["Content-Security-Policy"]
    assert csp == before.headers["Content-Security-Policy"] and "unsafe" not in csp
    assert ' style="' not in after.content.decode()
    client, addresses = Client(), [f"/r/{publication.slug}/", *files_of(publication)]
    for address, queries in zip(addresses, [1, 1, 2, 2], strict=True):
        with django_assert_num_queries(queries):
            assert client.get(address).status_code == 200


def test_it_is_said_to_other_programs(save, publish, publication, admin, api, settings):
    publish()
    path = f"/api/public/events/{publication.slug}"
    assert (Client().get(path).json()["colour"], Client().get(path).json()["picture_url"]) == (
        "",
        None,
    )
    save(picture=photo(), colour="#d0021b", text="Start")

    found = Client().get(path).json()
    own = api(admin).get(f"/api/events/{publication.event_id}/publication").json()

    large = files_of(publication)[2]
    assert (found["colour"], found["picture_url"]) == ("#d0021b", f"{settings.SITE_URL}{large}")
    assert (own["colour"], own["picture_url"]) == (found["colour"], found["picture_url"])
    assert own["picture_text"] == "Start"
    put = api(admin).put(
        f"/api/events/{publication.event_id}/publication",
        {"colour": "red", "version": own["version"]},
        format="json",
    )
    assert (put.status_code, list(put.json()["errors"])) == (422, ["colour"])


def test_two_organisers_and_the_trail(save, client, look_page, publication):
    save(picture=photo(), colour="#d0021b")
    stale = client.post(
        look_page, {"version": publication.version - 1, "text": "", "then": "remove"}
    )

    assert stale.status_code == 409 and EventPicture.objects.exists()
    assert "A colleague changed" in stale.content.decode()
    rows = AuditLog.objects.filter(action="CHANGE_PUBLICATION").order_by("pk")
    assert [row.changes for row in rows] == [
        {"colour": ["", "#d0021b"]},
        {"picture": ["", "…"]},
    ]
    assert save(colour="#d0021b").status_code == 302  # nothing is another
    assert rows.count() == 2


def test_a_copy_has_the_colour_and_not_the_picture(save, event, organisation, admin):
    save(picture=photo(), colour="#d0021b")

    new = copy_event(
        event=event,
        organisation=organisation,
        name="Tábor 2027",
        date=None,
        place="",
        reference_date=None,
        keeps_groups=False,
        keeps_evaluators=False,
        by=admin,
    )

    copied = Publication.objects.get(event=new)
    assert (copied.colour, copied.is_public) == ("#d0021b", False)
    assert not EventPicture.objects.filter(publication=copied).exists()
