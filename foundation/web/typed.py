"""What somebody sent while they were signed out: kept through signing in, for themselves alone.

Nothing is stored: the browser carries it in the form of the sign-in page, signed so that nobody
else can have made it up.
"""

from dataclasses import dataclass

from django.core import signing
from django.http import HttpRequest

SALT = "typed while signed out"
KEPT_FOR = 12 * 60 * 60
"""Seconds: a day of a competition."""


@dataclass(frozen=True, slots=True)
class Typed:
    """A form as it was sent. person: id of the user whose page it was on."""

    path: str
    person: str
    fields: list[tuple[str, str]]


def names_its_person(request: HttpRequest) -> bool:
    """Whether it is a form that names the person who typed it; only such a one is kept."""
    return request.method == "POST" and bool(request.POST.get("person"))


def pack(request: HttpRequest) -> str:
    fields = [
        (name, text)
        for name, texts in request.POST.lists()
        for text in texts
        if name != "csrfmiddlewaretoken"
    ]
    kept = [request.get_full_path(), request.POST["person"], fields]
    return signing.dumps(kept, salt=SALT, compress=True)


def unpack(text: str) -> Typed | None:
    """What was packed; None where it was not made here, or too long ago."""
    try:
        path, person, fields = signing.loads(text, salt=SALT, max_age=KEPT_FOR)
    except signing.BadSignature:
        return None
    return Typed(path, person, fields)
