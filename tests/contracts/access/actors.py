"""Who might come, the addresses they might come to, and tables of what they get there."""

import re
from copy import deepcopy
from urllib.parse import quote
from uuid import UUID

from django.db import transaction
from django.urls import get_resolver
from django.urls.converters import IntConverter, UUIDConverter
from django.utils import translation

from foundation.web import versioned_cache

ACTORS = "anonymous stranger outsider other_evaluator evaluator admin super_admin".split()
"""Nobody; an evaluator in nobody's pool; an admin of another organisation; an evaluator of the
event's other group; of this group; an admin of the organisation; a super admin."""

NOWHERE = 10**6
"""An id that nothing has."""
HEADERS_APART = {"Expires", "Location", "Content-Length", "X-Request-ID"}

TOO_LARGE = {
    "integer": str(2**31),
    "last": str(2**63 - 1),
    "big integer": str(2**63),
    "no integer": str(10**30),
    "no number": "9" * 5000,  # more digits than Python reads
}
"""Ids that the database cannot have given."""


def table(text: str) -> dict[tuple[str, str], dict[str, str]]:
    """Lines of a name, a method and a status for each of ACTORS -> (name, method): {actor: status}.

    Empty lines and comments (#) only help the reader.
    """
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    return {
        (name, method): dict(zip(ACTORS, statuses, strict=True))
        for name, method, *statuses in lines
    }


LESS_THAN_THE_EVALUATOR = ["stranger", "other_evaluator"]


def askers(expected: dict[str, str]) -> list[str]:
    """Everybody; of a method that is nobody's, one who is signed in and one who is not. Where every
    evaluator is turned away, that is the one who may most.
    """
    if set(expected.values()) <= {"in", "405"}:
        return [ACTORS[0], ACTORS[-1]]
    if {expected[actor] for actor in ["evaluator", *LESS_THAN_THE_EVALUATOR]} == {"403"}:
        return [actor for actor in ACTORS if actor not in LESS_THAN_THE_EVALUATOR]
    return ACTORS


def call(client, method: str, path: str):
    """The answer to a call without a body. What it did is undone: in the database, the cache, the
    language of the thread and the cookies of the client, so that a whole table has one stage.
    """
    cookies = deepcopy(client.cookies)
    with transaction.atomic():
        answer = client.generic(method, path)
        transaction.set_rollback(True)
    client.cookies = cookies
    versioned_cache.clear()
    translation.deactivate()
    return answer


def status(answer) -> str:
    if answer.status_code == 302 and answer.url.startswith(("/sign-in/", "/admin/login/")):
        return "in"
    return str(answer.status_code)


def mismatch(name: str, method: str, actor: str, expected, found) -> list[str]:
    """A line about a call that was not answered as expected, or none."""
    if found == expected:
        return []
    return [f"{method} {name} by {actor}: {found!r} instead of {expected!r}"]


def routes(resolver=None, namespaces=(), route="") -> list[tuple[str, object]]:
    """(name, pattern) of every address of the site; a nameless one goes by its route."""
    found = []
    for part in (resolver or get_resolver()).url_patterns:
        path = re.sub(r"[\^$]|\(\?P(<\w+>).*?\)", r"\1", route + str(part.pattern))
        if hasattr(part, "url_patterns"):
            inner = (*namespaces, part.namespace) if part.namespace else namespaces
            found += routes(part, inner, path)
        else:
            name = ":".join([*namespaces, part.name]) if part.name else path
            found.append((name, part))
    return found


ROUTES = dict(routes())
API_ROUTES = {name: route for name, route in ROUTES.items() if name.startswith("api:")}
PAGE_ROUTES = {name: route for name, route in ROUTES.items() if name not in API_ROUTES}


def numbered(found: dict) -> list[str]:
    """Those that have an <int:…> in them."""
    return [name for name, route in found.items() if numbers_in(route)]


def nowhere(route) -> dict[str, object]:
    """What stands for the parts of its address where nothing is."""
    parts = route.pattern.converters.items()
    return {
        name: UUID(int=NOWHERE) if isinstance(part, UUIDConverter) else NOWHERE
        for name, part in parts
    }


def numbers_in(route) -> list[str]:
    """The names of the <int:…> in its address."""
    parts = route.pattern.converters.items()
    return [name for name, part in parts if isinstance(part, IntConverter)]


def seen(answer, path: str) -> tuple:
    """What a visitor could tell two answers apart by, their own address and time aside."""
    text = re.sub(r'(csrfmiddlewaretoken" value=")\w+', r"\1", answer.content.decode())
    location = answer.headers.get("Location", "").replace(path, "")
    headers = {key: value for key, value in answer.items() if key not in HEADERS_APART}
    text = re.sub(r'(data-made=")[^"]+', r"\1", text)
    text = text.replace(path, "").replace(quote(path, safe=""), "")  # as it is, and in ?next=
    return answer.status_code, location, headers, text
