"""Backgrounds that cost much, or come too many at once."""

import base64

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse

from diplomas.design.beginnings import first_template
from diplomas.models import DiplomaTemplate
from foundation.pictures import normalising
from foundation.pictures.normalising import decodings
from tests.admin_site import page
from tests.diplomas.files import data_url, give_background, picture
from tests.foundation.pictures import animated


@pytest.fixture
def template(event):
    template = first_template(event)
    template.save()
    return template


def test_an_animation_is_no_background(api, admin, event):
    url = data_url(animated("WEBP"), "image/webp")

    answer = api(admin).post(
        f"/api/events/{event.pk}/diplomas", {"bg_image_url": url}, format="json"
    )

    sentence = "The picture is an animation. Choose a single one."
    assert (answer.status_code, answer.json()["errors"]) == (422, {"bg_image_url": [sentence]})


@pytest.mark.parametrize("rest", ["ěščř", "AAAA=ě"])
def test_letters_that_no_base64_has(api, admin, event, rest):
    url = f"data:image/png;base64,{rest}"

    answer = api(admin).post(
        f"/api/events/{event.pk}/diplomas", {"bg_image_url": url}, format="json"
    )

    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["bg_image_url"])


def test_on_a_busy_machine_nothing_is_printed_without_its_background(
    client, admin, event, template, monkeypatch
):
    monkeypatch.setattr(normalising, "MOST_SECONDS", 0.01)
    give_background(picture("PNG", (37, 20)))
    client.force_login(admin)
    client.raise_request_exception = False

    answer = client.get(reverse("diplomas:example", args=[event.pk, template.pk]))

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_so_many_backgrounds_are_looked_at_at_once(api, admin, event, template, monkeypatch):
    """Nothing is lost: the template stays, and the picture is taken when there is room again."""
    monkeypatch.setattr(decodings, "waiting", 0)
    path = f"/api/events/{event.pk}/diplomas/{template.pk}"
    sent = {"name": "Nový", "bg_image_url": picture("PNG", (30, 20))}
    with decodings.turn(), decodings.turn():
        refused = api(admin).put(path, sent, format="json")

    assert (refused.status_code, refused.headers["Retry-After"], refused.json()) == (
        429,
        "5",
        {"detail": "Too many pictures are being looked at. Send it again in 5 seconds."},
    )
    template.refresh_from_db()
    assert (template.name, template.bg_image_url) == ("Default", "")
    assert api(admin).put(path, sent, format="json").status_code == 200


def test_nothing_is_locked_while_a_picture_is_decoded(
    api, client, admin, event, template, monkeypatch
):
    """A score may come meanwhile."""
    open_transactions, run = [], normalising.run_script

    def seen(*arguments, **limits):
        open_transactions.append(len(connection.savepoint_ids))
        return run(*arguments, **limits)

    monkeypatch.setattr(normalising, "run_script", seen)
    client.force_login(admin)
    urls = [picture("PNG", (width, 20)) for width in (31, 32, 33)]
    path = f"/api/events/{event.pk}/diplomas"
    content = base64.b64decode(urls[2].partition(",")[2])
    form = {
        "name": "Nový",
        "orientation": "PORTRAIT",
        "background": SimpleUploadedFile("a", content),
    }

    made = api(admin).post(path, {"bg_image_url": urls[0]}, format="json")
    changed = api(admin).put(f"{path}/{template.pk}", {"bg_image_url": urls[1]}, format="json")
    saved = client.post(page(DiplomaTemplate, "change", template.pk), form)

    assert (made.status_code, changed.status_code, saved.status_code) == (201, 200, 302)
    template.refresh_from_db()
    assert template.bg_image_url == urls[2]
    assert open_transactions == [0, 0, 0]
