"""HEIC files, decoded by a child process: a damaged one can crash the decoder's C code.

The child dies alone, with its memory and time bounded; the server answers that the photo is
damaged. As a script (`heic.py <most pixels> <longest side> <longest side of the result>`) this
module is that child: it reads a file from its input and writes the small upright picture, as PPM,
to its output.
"""

import sys
from io import BytesIO

from PIL import Image

from foundation.neighbours.child import ChildFailed, run_script

MOST_MEMORY = 2 * 1024**3
"""Memory limit of the child, in bytes; a 50 MP photo takes a quarter of it."""
MOST_SECONDS = 20
TOO_MANY_PIXELS = 2
"""The child's exit code for a picture that it did not decode."""
BRANDS = {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"}


class Damaged(ValueError):
    """The file cannot be decoded."""


class TooManyPixels(ValueError):
    """The picture would be larger than asked for."""


def is_heic(photo: bytes) -> bool:
    return photo[4:8] == b"ftyp" and photo[8:12] in BRANDS


def decode(photo: bytes, *, most_pixels: int, longest_side: int, fit: int) -> Image.Image:
    """The picture, turned upright and made at most `fit` pixels long.

    Raises TooManyPixels before anything is decoded, and Damaged.
    """
    try:
        picture = run_script(
            __file__,
            *(most_pixels, longest_side, fit),
            content=photo,
            most_memory=MOST_MEMORY,
            most_seconds=MOST_SECONDS,
        )
    except ChildFailed as failure:
        if failure.code == TOO_MANY_PIXELS:
            raise TooManyPixels from failure
        raise Damaged from failure
    return Image.open(BytesIO(picture), formats=["PPM"])


def _main(most_pixels: int, longest_side: int, fit: int) -> None:
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False)
    photo = BytesIO(sys.stdin.buffer.read())
    with Image.open(photo, formats=["HEIF"]) as image:
        if image.width * image.height > most_pixels or max(image.size) > longest_side:
            sys.exit(TOO_MANY_PIXELS)
        image.load()  # turns it, as the file says
        image.thumbnail((fit, fit), reducing_gap=2.0)
        image.convert("RGB").save(sys.stdout.buffer, "PPM")


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
