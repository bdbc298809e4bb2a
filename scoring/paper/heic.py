"""HEIC files, decoded by a child process: a damaged one can crash the decoder's C code.

The child dies alone, with its memory and time bounded; the server answers that the photo is
damaged. As a script (`heic.py <most pixels> <longest side> <longest side of the result>`) this
module is that child: it reads a file from its input and writes the small upright picture, as PPM,
to its output.
"""

import subprocess
import sys
from io import BytesIO

from PIL import Image

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
    command = [sys.executable, "-I", __file__, *map(str, (most_pixels, longest_side, fit))]
    try:
        child = subprocess.run(  # noqa: S603  our own script; what is foreign goes to its input
            command, input=photo, capture_output=True, timeout=MOST_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Damaged from error
    if child.returncode == TOO_MANY_PIXELS:
        raise TooManyPixels
    if child.returncode:
        raise Damaged
    return Image.open(BytesIO(child.stdout), formats=["PPM"])


def _main(most_pixels: int, longest_side: int, fit: int) -> None:
    _bound_memory()
    from pi_heif import register_heif_opener

    register_heif_opener(thumbnails=False, depth_images=False)
    photo = BytesIO(sys.stdin.buffer.read())
    with Image.open(photo, formats=["HEIF"]) as image:
        if image.width * image.height > most_pixels or max(image.size) > longest_side:
            sys.exit(TOO_MANY_PIXELS)
        image.load()  # turns it, as the file says
        image.thumbnail((fit, fit), reducing_gap=2.0)
        image.convert("RGB").save(sys.stdout.buffer, "PPM")


def _bound_memory() -> None:
    try:
        import resource
    except ImportError:  # where the system has no such limits
        return
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


if __name__ == "__main__":
    _main(*map(int, sys.argv[1:]))
