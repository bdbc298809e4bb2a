"""Photos as phones send them, and files that are none."""

import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from scoring.paper import images
from scoring.paper.images import ImageRefused, ImageTooLarge, upright_jpeg
from tests.scoring.paper import encoded, picture

RED, BLUE, WHITE = (254, 0, 0), (0, 0, 254), (255, 255, 255)
HEIC = Path(__file__).with_name("turned.heic").read_bytes()
"""96 × 160, red above and blue below; stored lying on its side, with a place and a device."""
GPS, ORIENTATION, MAKE = 0x8825, 0x0112, 0x010F

NO_PHOTO = "This is not a photo. Send a JPEG, PNG, WebP or HEIC file."
DAMAGED = "The photo is damaged or arrived incomplete. Send it again."
TOO_MANY = "The photo has too many pixels. Take it again at a lower resolution, 50 MP at most."
TOO_SMALL = "The photo is too small to be read. Take a larger one."
ANIMATION = "This is an animation. Send a single photo."


def opened(photo):
    image = upright_jpeg(photo)
    found = Image.open(BytesIO(image.jpeg))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (image.width, image.height))
    return found


def colours(image):
    """Above and below."""
    found = [image.getpixel((image.width // 2, image.height * part // 8)) for part in (1, 7)]
    names = {"red": (255, 0, 0), "blue": (0, 0, 255), "white": WHITE}
    return [
        min(
            names, key=lambda name: sum(abs(a - b) for a, b in zip(names[name], pixel, strict=True))
        )
        for pixel in found
    ]


def exif(orientation):
    data = Image.Exif()
    data[ORIENTATION] = orientation
    data[MAKE] = "A telltale device"
    data.get_ifd(GPS)[1] = "N"
    return data


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_photos_are_turned_upright(format, orientation):
    undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    turn = images.UPRIGHT.get(undo)
    stored = picture() if turn is None else picture().transpose(turn)

    found = opened(encoded(stored, format, exif=exif(orientation)))

    assert (found.size, colours(found)) == ((160, 96), ["red", "blue"])


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


def test_large_photos_become_smaller():
    assert opened(encoded(picture(4000, 3000))).size == (2400, 1800)
    assert opened(encoded(picture(1000, 6000), "PNG")).size == (400, 2400)


@pytest.mark.parametrize(
    ("mode", "format"),
    [
        ("L", "JPEG"),
        ("CMYK", "JPEG"),
        ("1", "PNG"),
        ("P", "PNG"),
        ("LA", "PNG"),
        ("RGBA", "WEBP"),
    ],
)
def test_other_colours(mode, format):
    found = opened(encoded(picture(mode=mode), format))

    if mode in {"CMYK", "P", "RGBA"}:
        assert colours(found) == ["red", "blue"]


def test_sixteen_bits_become_eight():
    grey = Image.frombytes("I;16", (80, 80), struct.pack("<H", 0x8000) * 6400)

    assert opened(encoded(grey, "PNG")).getpixel((40, 40)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode):
    clear = Image.new("RGBA", (80, 80), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": clear.getpixel((0, 0))} if mode == "P" else {}

    assert opened(encoded(clear, "PNG", **options)).getpixel((40, 40)) == WHITE


def test_a_photo_with_a_preview_is_that_photo():
    photo = encoded(picture(), "MPO", save_all=True, append_images=[picture(80, 80)])

    assert opened(photo).size == (160, 96)


def chunk(kind, content):
    check = struct.pack(">I", zlib.crc32(kind + content))
    return struct.pack(">I", len(content)) + kind + content + check


def forged_png(width, height):
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def forged_webp():
    """A canvas of 16384 × 16384 with a small picture in it."""
    content = encoded(picture(), "WEBP")[12:]
    canvas = bytes([2, 0, 0, 0]) + (16383).to_bytes(3, "little") * 2
    body = b"WEBPVP8X" + struct.pack("<I", 10) + canvas + content
    return b"RIFF" + struct.pack("<I", len(body)) + body


def animated(format):
    return encoded(picture(), format, save_all=True, append_images=[picture(mode="L")])


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (b"", NO_PHOTO),
        (b"\x00" * 100, NO_PHOTO),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", NO_PHOTO),
        (b"<html><script>alert(1)</script>", NO_PHOTO),
        (b"%PDF-1.7", NO_PHOTO),
        (encoded(picture(), "GIF"), NO_PHOTO),
        (encoded(picture(), "TIFF"), NO_PHOTO),
        (encoded(picture(), "AVIF"), NO_PHOTO),
        (forged_png(0, 0), NO_PHOTO),
        (forged_png(8000, 7000), TOO_MANY),
        (forged_png(16_001, 100), TOO_MANY),
        (forged_png(2**31 - 1, 2**31 - 1), TOO_MANY),
        (forged_png(7000, 7000), DAMAGED),
        (forged_webp(), TOO_MANY),
        (encoded(picture())[:-200], DAMAGED),
        (encoded(picture(), "PNG")[:-40], DAMAGED),
        (encoded(picture(), "WEBP")[:-20], DAMAGED),
        (HEIC[:-20], DAMAGED),
        (HEIC[:12], DAMAGED),
        (animated("WEBP"), ANIMATION),
        (animated("PNG"), ANIMATION),
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


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_exif_data_does_not_matter():
    before, mark, after = encoded(picture(), exif=exif(6)).partition(b"Exif\0\0")
    damaged = before + mark + b"\xff" * 40 + after[40:]

    assert opened(damaged).size == (160, 96)


WHOLE = [encoded(picture(), format, exif=exif(6)) for format in ("JPEG", "PNG", "WEBP")]
DAMAGE = st.lists(st.tuples(st.integers(0, 10**4), st.binary(min_size=1, max_size=8)), max_size=8)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::PIL.Image.DecompressionBombWarning")
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(WHOLE), DAMAGE, st.integers(0, 10**4))
def test_however_damaged_a_file_is_read_or_refused(whole, damage, length):
    file = bytearray(whole[: length or None])
    for place, piece in damage:
        start = place % (len(file) or 1)
        file[start : start + len(piece)] = piece
    try:
        assert upright_jpeg(bytes(file)).jpeg.startswith(b"\xff\xd8")
    except ImageRefused as refused:
        assert str(refused).endswith(".")
