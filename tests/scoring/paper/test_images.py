"""Photos as phones send them, and files that are none."""

from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from scoring.paper import images
from scoring.paper.images import ImageRefused, ImageTooLarge, upright_jpeg
from tests.foundation.pictures import (
    animated,
    encoded,
    endless_jpeg,
    forged_webp,
    picture,
    png,
)
from tests.foundation.pictures.test_decoding import colours

HEIC = Path(__file__).with_name("turned.heic").read_bytes()
"""96 × 160, red above and blue below; stored lying on its side, with a place and a device."""
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F

NO_PHOTO = "This is not a photo. Send a JPEG, PNG, WebP or HEIC file."
DAMAGED = "The photo is damaged or arrived incomplete. Send it again."
TOO_MANY = "The photo has too many pixels. Take it again at a lower resolution, 50 MP at most."
TOO_MANY_OF_PNG = (
    "The photo has too many pixels. A PNG or WebP has 30 MP at most; send it as a JPEG."
)
TOO_COSTLY = "The photo takes too long to look at. Take it again at a lower resolution."
TOO_SMALL = "The photo is too small to be read. Take a larger one."
ANIMATION = "This is an animation. Send a single photo."


def opened(photo):
    image = upright_jpeg(photo)
    found = Image.open(BytesIO(image.jpeg))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (image.width, image.height))
    return found


def exif(orientation):
    data = Image.Exif()
    data[ORIENTATION] = orientation
    data[MAKE] = "A telltale device"
    data.get_ifd(GPS)[1] = "N"
    return data


def test_heic_is_turned_upright_once():
    found = opened(HEIC)

    assert (found.size, colours(found)) == ((96, 160), ["red", "blue"])


@pytest.mark.parametrize(
    "photo",
    [
        encoded(picture(), exif=exif(1), comment=b"A telltale device", xmp=b"A telltale device"),
        encoded(picture(), "PNG", exif=exif(1)),
        encoded(picture(), "WEBP", exif=exif(1), xmp=b"A telltale device"),
        HEIC,
    ],
    ids=["jpeg", "png", "webp", "heic"],
)
def test_nothing_but_the_picture_is_left(photo):
    assert b"telltale" in photo or photo is HEIC

    jpeg = upright_jpeg(photo).jpeg

    assert set(Image.open(BytesIO(jpeg)).info) <= {
        "jfif",
        "jfif_version",
        "jfif_unit",
        "jfif_density",
    }
    assert b"telltale" not in jpeg
    assert b"Exif" not in jpeg


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", NO_PHOTO),
        (b"<html><script>alert(1)</script>", NO_PHOTO),
        (encoded(picture(), "GIF"), NO_PHOTO),
        (png(0, 0), NO_PHOTO),
        (png(5500, 5500), TOO_MANY_OF_PNG),
        (forged_webp(), TOO_MANY_OF_PNG),
        (endless_jpeg(8160, 6374, scans=0), TOO_MANY),
        (endless_jpeg(8000, 6250), TOO_COSTLY),
        (encoded(picture())[:-200], DAMAGED),
        (HEIC[:-20], DAMAGED),
        (HEIC[:12], DAMAGED),
        (animated("WEBP"), ANIMATION),
        (encoded(picture(160, 63)), TOO_SMALL),
        (encoded(picture(1, 1)), TOO_SMALL),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(file, sentence):
    with pytest.raises(ImageRefused) as refused:
        upright_jpeg(file)

    assert str(refused.value) == sentence


def test_heic_is_bounded_before_it_is_decoded(monkeypatch):
    monkeypatch.setattr(images, "MOST_PIXELS", 96 * 160 - 1)

    with pytest.raises(ImageRefused, match="too many pixels"):
        upright_jpeg(HEIC)


def test_a_file_that_crashes_its_decoder_is_a_damaged_one():
    """The decoder of 2026 dies of this one: the place of the EXIF data lies far outside."""
    file = bytearray(HEIC)
    file[14], file[176] = 0x12, 0xF5

    with pytest.raises(ImageRefused, match="damaged"):
        upright_jpeg(bytes(file))


def test_too_many_bytes():
    with pytest.raises(ImageTooLarge, match="larger than 5 MB"):
        upright_jpeg(bytes(images.MOST_BYTES + 1))
