"""Backgrounds in the API that cost too much, or come too many at once."""

import pytest

from diplomas.design.beginnings import first_template
from foundation.pictures.normalising import decodings
from tests.diplomas.files import data_url, picture
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

    sentence = "The background is an animation. Choose a single picture."
    assert (answer.status_code, answer.json()["errors"]) == (422, {"bg_image_url": [sentence]})


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
