"""What comes of a picture, whatever wrote it. Here it is decoded without the child around it."""

import struct
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from foundation.pictures.decoding import UPRIGHT, Undecodable, Wanted, decoded
from tests.foundation.pictures import animated, encoded, picture

WANTED = Wanted(
    formats=["JPEG", "PNG", "WEBP"], most_pixels=10**7, longest_side=6000, fit=2400, quality=85
)
WHITE = (255, 255, 255)
ORIENTATION, MAKE = 0x0112, 0x010F


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
    data[MAKE] = "A device with a long name"
    return data


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_pictures_are_turned_upright(format, orientation):
    undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    turn = UPRIGHT.get(undo)
    stored = picture() if turn is None else picture().transpose(turn)

    found = decoded(encoded(stored, format, exif=exif(orientation)), WANTED)

    assert (found.mode, found.size, colours(found)) == ("RGB", (160, 96), ["red", "blue"])


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_part_is_one_of_the_upright_picture(orientation):
    undo = {5: 5, 6: 8, 7: 7, 8: 6}.get(orientation, orientation)
    turn = UPRIGHT.get(undo)
    stored = picture() if turn is None else picture().transpose(turn)
    content = encoded(stored, "JPEG", exif=exif(orientation))

    found = decoded(content, replace(WANTED, part=[25, 60, 50, 40]))
    small = decoded(content, replace(WANTED, part=[25, 60, 50, 40], fit=20))

    assert (found.size, colours(found)) == ((80, 38), ["blue", "blue"])
    assert small.size == (20, 10)


def test_large_ones_become_smaller():
    assert decoded(encoded(picture(3600, 2700)), WANTED).size == (2400, 1800)
    assert decoded(encoded(picture(800, 4800), "PNG"), WANTED).size == (400, 2400)


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
    found = decoded(encoded(picture(mode=mode), format), WANTED)

    assert found.mode == "RGB"
    if mode in {"CMYK", "P", "RGBA"}:
        assert colours(found) == ["red", "blue"]


def test_sixteen_bits_become_eight():
    grey = Image.frombytes("I;16", (80, 80), struct.pack("<H", 0x8000) * 6400)

    assert decoded(encoded(grey, "PNG"), WANTED).getpixel((40, 40)) == (128, 128, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_transparent_becomes_white(mode):
    clear = Image.new("RGBA", (80, 80), (0, 0, 0, 0)).convert(mode)
    options = {"transparency": clear.getpixel((0, 0))} if mode == "P" else {}

    assert decoded(encoded(clear, "PNG", **options), WANTED).getpixel((40, 40)) == WHITE


def test_one_with_a_preview_is_that_picture():
    content = encoded(picture(), "MPO", save_all=True, append_images=[picture(80, 80)])

    assert decoded(content, WANTED).size == (160, 96)


@pytest.mark.parametrize("format", ["PNG", "WEBP"])
def test_of_an_animation_the_first_where_that_is_wanted(format):
    limits = {name: getattr(WANTED, name) for name in WANTED.__slots__}

    found = decoded(animated(format), Wanted(**{**limits, "animations": True}))

    assert colours(found) == ["red", "blue"]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_damaged_exif_data_does_not_matter():
    before, mark, after = encoded(picture(), exif=exif(6)).partition(b"Exif\0\0")
    damaged = before + mark + b"\xff" * 40 + after[40:]

    assert decoded(damaged, WANTED).size == (160, 96)


WHOLE = [encoded(picture(), format, exif=exif(6)) for format in ("JPEG", "PNG", "WEBP")]
DAMAGE = st.lists(st.tuples(st.integers(0, 10**4), st.binary(min_size=1, max_size=8)), max_size=8)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL", "ignore::PIL.Image.DecompressionBombWarning")
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.sampled_from(WHOLE), DAMAGE, st.integers(0, 10**4))
def test_however_damaged_a_file_is_decoded_or_refused(whole, damage, length):
    file = bytearray(whole[: length or None])
    for place, piece in damage:
        start = place % (len(file) or 1)
        file[start : start + len(piece)] = piece
    try:
        assert decoded(bytes(file), WANTED).mode == "RGB"
    except Undecodable as refused:
        assert refused.fault
