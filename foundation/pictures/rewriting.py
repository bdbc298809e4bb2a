"""A picture written anew, upright and without whatever else was in its file; in the child only."""

from io import BytesIO

from PIL import Image

from foundation.pictures.decoding import (
    UPRIGHT,
    Wanted,
    check_header,
    check_size,
    decoders_at_work,
    orientation,
)

QUALITY = 90
LARGEST_PROFILE = 64 * 1024
"""Of colours; those of cameras take a few kilobytes."""
AS = {"HEIF": "JPEG", "MPO": "JPEG"}
"""What browsers do not show -> what it becomes."""
MODES = {"JPEG": {"RGB", "L"}, "PNG": {"RGB", "RGBA", "L", "LA", "P", "1"}, "WEBP": {"RGB", "RGBA"}}


def rewritten(content: bytes, wanted: Wanted) -> tuple[bytes, str, tuple[int, int]]:
    """(the file, its format by Pillow's name, width and height). Raises Undecodable."""
    with (
        decoders_at_work(content, wanted),
        Image.open(BytesIO(content), formats=wanted.formats) as image,
    ):
        check_header(image, wanted)
        turn = None if image.format == "HEIF" else UPRIGHT.get(orientation(image))
        kind = AS.get(image.format, image.format)
        profile, seen = image.info.get("icc_profile") or b"", image.info.get("transparency")
        image.load()
        check_size(image, wanted)
        picture = image if turn is None else image.transpose(turn)
        return _written(picture, kind, profile, seen)


def _written(picture: Image.Image, kind: str, profile: bytes, seen) -> tuple:
    if picture.mode not in MODES[kind]:
        is_seen_through = picture.has_transparency_data and kind != "JPEG"
        profile = profile if picture.mode in {"RGBA", "P"} else b""  # of another kind of colours
        picture = picture.convert("RGBA" if is_seen_through else "RGB")
        seen = None
    clean = picture.copy()
    clean.info = {} if seen is None else {"transparency": seen}
    options = {"quality": QUALITY} if kind != "PNG" else {"compress_level": 6}
    if 0 < len(profile) <= LARGEST_PROFILE:
        options["icc_profile"] = profile
    file = BytesIO()
    clean.save(file, kind, **options)
    return file.getvalue(), kind, picture.size
