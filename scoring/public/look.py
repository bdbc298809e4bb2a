"""How an event looks on pages for anybody: the addresses of its colours and of its picture, each
with a hash of what is in the file.
"""

from typing import Any, NamedTuple

from django.urls import reverse

from foundation.web import versioned_cache
from scoring.looks.changing import digest_of
from scoring.looks.colours import DARK, LIGHT, shades, stylesheet
from scoring.looks.stored import public_address
from scoring.public.versions import PublicVersions

WIDE = 1.3
"""Width for each height, from which on a picture fills the page from side to side."""
HIGHEST = 160
"""In CSS pixels, of a picture that does not."""


class ShownPicture(NamedTuple):
    """address: of the large one; width and height: in CSS pixels at most, or in proportion where it
    fills the page.
    """

    address: str
    small_address: str
    width: int
    height: int
    text: str
    is_wide: bool


class Look(NamedTuple):
    """stylesheet: its address; "" where the event has no colour of its own. bars: what a phone
    colours its own bars with, in light and in dark.
    """

    stylesheet: str
    bars: tuple[str, str] | None
    picture: ShownPicture | None


def look_of(versions: PublicVersions) -> Look:
    """With the addresses of whoever looks: an organiser's preview has its own."""
    kept = kept_look(versions)
    picture = kept["picture"] and _shown(versions, kept)
    if not kept["colour"]:
        return Look("", None, picture)
    bars = shades(kept["colour"], LIGHT).brand, shades(kept["colour"], DARK).brand
    return Look(_address(versions, kept, "colours"), bars, picture)


def kept_look(versions: PublicVersions) -> dict[str, Any]:
    """What is stored of it, with the hashes of the files."""
    key = f"public-look:{versions.event_id}"
    return versioned_cache.kept(key, versions.made_from, lambda: _kept_look(versions))


def picture_url(versions: PublicVersions) -> str | None:
    """The whole address of the large picture, for other programs; None without one."""
    kept = kept_look(versions)
    if not kept["picture"]:
        return None
    return public_address(kept["slug"], kept["picture"]["digest"])


def _kept_look(versions: PublicVersions) -> dict[str, Any]:
    stored = versions.stored
    colour = stored.colour
    made = {"slug": stored.slug, "colour": colour, "picture": None, "colours": ""}
    if colour:
        made["colours"] = digest_of(stylesheet(colour).encode())
    if picture := getattr(stored, "picture", None):
        names = ("digest", "small_digest", "width", "height", "text")
        made["picture"] = {name: getattr(picture, name) for name in names}
    return made


def _shown(versions: PublicVersions, kept: dict[str, Any]) -> ShownPicture:
    picture = kept["picture"]
    width, height = picture["width"], picture["height"]
    is_wide = width >= WIDE * height
    if not is_wide and height > HIGHEST:
        width, height = max(1, round(width * HIGHEST / height)), HIGHEST
    return ShownPicture(
        _address(versions, kept, "digest"),
        _address(versions, kept, "small_digest"),
        width,
        height,
        picture["text"],
        is_wide,
    )


def _address(versions: PublicVersions, kept: dict[str, Any], file: str) -> str:
    """file: "colours", or one of the picture's hashes."""
    kind = "colours" if file == "colours" else "picture"
    if versions.previews:
        return reverse(f"scoring:look-{kind}", args=[versions.event_id])
    digest = kept["colours"] if file == "colours" else kept["picture"][file]
    return reverse(f"scoring:public-{kind}", args=[kept["slug"], digest])
