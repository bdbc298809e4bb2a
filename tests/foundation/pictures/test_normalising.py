"""Pictures and what only looks like one, through the header checks and the child process."""

import time
import zlib
from io import BytesIO

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from foundation.neighbours.bounds import Overloaded
from foundation.pictures import headers, normalising
from foundation.pictures.decoding import Fault, Undecodable, Wanted
from foundation.pictures.headers import Kind
from foundation.pictures.normalising import decodings, normalised
from tests.foundation.pictures import (
    animated,
    bomb,
    chunk,
    encoded,
    endless_jpeg,
    forged_webp,
    packed,
    picture,
    png,
)

WANTED = Wanted(
    formats=list(Kind), most_pixels=30_000_000, longest_side=16_000, fit=1200, quality=85
)
ROWS = zlib.compress(bytes(26 * 200))
"""Of a PNG of 200 × 200 in black and white."""
PACKED = packed()
SECONDS = 20
"""Far above what a file may take, for a machine that is busy with other tests; alone it is two."""


@pytest.fixture
def no_child(monkeypatch):
    """Whatever would be decoded fails the test."""
    monkeypatch.setattr("sys.executable", "/nowhere/python")


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_the_picture_comes_back(format):
    hidden = b"A telltale device"
    content = encoded(picture(1600, 960), format, exif=b"Exif\0\0" + hidden) + hidden
    assert content.count(hidden) == 2

    made = normalised(content, WANTED)

    found = Image.open(BytesIO(made.jpeg))
    assert (found.format, found.mode, found.size) == ("JPEG", "RGB", (made.width, made.height))
    assert found.size == (1200, 720)
    assert set(found.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert hidden not in made.jpeg


@pytest.mark.usefixtures("no_child")
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", Fault.NO_PICTURE),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", Fault.NO_PICTURE),
        (b"%PDF-1.7 \xff\xd8\xff", Fault.NO_PICTURE),
        *[(encoded(picture(), format), Fault.NO_PICTURE) for format in ("GIF", "TIFF", "AVIF")],
        (animated("GIF"), Fault.NO_PICTURE),
        (animated("TIFF"), Fault.NO_PICTURE),
        (png(10_000, 10_000), Fault.TOO_MANY_PIXELS),
        (png(2**31 - 1, 2**31 - 1), Fault.TOO_MANY_PIXELS),
        (png(16_001, 1), Fault.TOO_MANY_PIXELS),
        (forged_webp(), Fault.TOO_MANY_PIXELS),
        (encoded(Image.new("L", (6000, 5001))), Fault.TOO_MANY_PIXELS),
        (endless_jpeg(5400, 5500), Fault.TOO_COSTLY),
    ],
)  # fmt: skip
def test_what_the_header_shows_starts_no_child(content, fault):
    with pytest.raises(Undecodable) as refused:
        normalised(content, WANTED)

    assert refused.value.fault == fault


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        *[
            (png(200, 200, ROWS, before=chunk(kind, head + PACKED)), fault)
            for kind, head, fault in [
                (b"zTXt", b"a\0\0", Fault.DAMAGED),
                (b"iTXt", b"a\0\1\0\0\0", Fault.DAMAGED),
                (b"iCCP", b"a\0\0", Fault.DAMAGED),
            ]
        ],
        (encoded(picture(), icc_profile=bytes(4_000_000)), None),
        (encoded(picture(), exif=b"Exif\0\0MM\0*" + b"\xff" * 60_000), None),
        (animated("PNG"), Fault.ANIMATION),
        (animated("WEBP"), Fault.ANIMATION),
        (encoded(picture())[:-200], Fault.DAMAGED),
        (encoded(picture(), "PNG")[:-40], Fault.DAMAGED),
        (encoded(picture()) + b"%PDF-1.7 <script>alert(1)</script>", None),
    ],
    ids=["zTXt", "iTXt", "iCCP", "ICC", "EXIF", "APNG", "WebP", "cut JPEG", "cut PNG", "polyglot"],
)  # fmt: skip
def test_what_only_decoding_shows_is_refused_soon(content, fault):
    started = time.monotonic()
    try:
        made = normalised(content, WANTED)
    except Undecodable as refused:
        assert refused.fault == fault
    else:
        assert fault is None
        assert (b"script" in made.jpeg, len(made.jpeg) < 10_000) == (False, True)
    assert time.monotonic() - started < SECONDS


def test_the_child_is_bounded(monkeypatch):
    """A picture within all bounds of its header takes the memory and the time of a child only."""
    here = psutil.Process().memory_info().rss

    assert normalised(bomb(), WANTED).height == 1200

    assert psutil.Process().memory_info().rss - here < 20_000_000
    monkeypatch.setattr(normalising, "MOST_MEMORY", 180 * 1024**2)
    with pytest.raises(Undecodable, match="TOO_COSTLY"):
        normalised(bomb(), WANTED)
    monkeypatch.setattr(normalising, "MOST_MEMORY", 1024**3)
    monkeypatch.setattr(normalising, "MOST_SECONDS", 0.01)
    with pytest.raises(Undecodable, match="TOO_COSTLY"):
        normalised(bomb(), WANTED)


@pytest.mark.usefixtures("no_child")
def test_few_are_decoded_at_once(monkeypatch):
    monkeypatch.setattr(decodings, "waiting", 0)
    with decodings.turn(), decodings.turn(), pytest.raises(Overloaded):
        normalised(encoded(picture()), WANTED)


SIZES = [
    *[(format, {}) for format in ("JPEG", "PNG", "WEBP")],
    ("JPEG", {"progressive": True, "exif": b"Exif\0\0" + bytes(5000), "comment": b"\xff" * 99}),
    ("WEBP", {"lossless": True}),
    ("WEBP", {"exif": b"Exif\0\0"}),
]


@pytest.mark.parametrize(("format", "options"), SIZES)
def test_the_size_in_the_header(format, options):
    content = encoded(picture(161, 97), format, **options)

    assert headers.size_of(content) == (161, 97)


@given(
    st.sampled_from([encoded(picture(), format) for format in ("JPEG", "PNG", "WEBP")]),
    st.integers(0, 60),
    st.binary(max_size=40),
)
def test_any_header_has_a_size_or_none(content, place, piece):
    for broken in (content[:place], content[:place] + piece, content[:place] + piece * 50_000):
        size = headers.size_of(broken)
        assert size is None or min(size) >= 0
