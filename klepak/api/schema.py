"""What the schema adds to every call: error answers, the header of the request's id, limits.

Views describe what is special about them; hooks of the generator add the rest from what they
find in an operation, so that no view has to repeat it and none can forget it.
"""

import re
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

from drf_spectacular.openapi import AutoSchema
from rest_framework.views import APIView

from foundation.api.base import ErrorSerializer, FieldErrorsSerializer
from klepak.api.rate_limits import LIMITS

MOUNTED_AT = "/api/"
METHODS = ("get", "post", "put", "patch", "delete")
WRITES = METHODS[1:]
IDS = re.compile(r"(?!external_)\w+_id|organisation")
"""Names of fields that hold the id of another object."""
REQUEST_ID = {
    "description": "The request's name in the log; the client's own where it sent one.",
    "schema": {"type": "string"},
}
RETRY_AFTER = {
    "description": "Seconds until the next call may be made.",
    "required": True,
    "schema": {"type": "integer", "minimum": 1},
}

ANSWERS = {
    400: ("BadRequest", "A rule of the competition forbids it.", "Event is not open for scoring"),
    401: ("NotSignedIn", "Not signed in, or no longer.", "Your sign-in has ended. Sign in again."),
    403: ("Forbidden", "Not for this account.", "You are not allowed to do this."),
    404: ("NotFound", "Not there, or not to be seen by this account.", "Event not found"),
    409: ("Conflict", "It clashes with what is there.", "Email already registered"),
    411: (
        "LengthRequired",
        "The body came without its length.",
        "Say by a Content-Length how long the body is.",
    ),
    413: (
        "TooLarge",
        "More than is taken at once.",
        "This is too large. Send less at once, or a smaller file.",
    ),
    415: (
        "UnsupportedMediaType",
        "Not a kind of body that this call reads.",
        'Unsupported media type "text/plain" in request.',
    ),
    422: ("DoesNotFit", "The body or the query does not fit.", "name: This field is required."),
    429: (
        "TooManyCalls",
        "More calls than a minute allows.",
        "Too many requests. Try again in 20 seconds.",
    ),
    503: (
        "DatabaseAway",
        "The database does not answer; `Retry-After` says when to try again.",
        "The database does not answer at the moment. Try again in a few seconds.",
    ),
}
"""Status -> (name, when, an example of the sentence); for all calls, unless a view says more."""
TURNED_AWAY = {"login": {401, 403}, "refresh": {401}, "register": {403}}
"""Further statuses of calls that need no sign-in: name of the address -> statuses."""


def only_the_api(endpoints: list[tuple]) -> list[tuple]:
    """Leaves out what is not under /api/: the probes have a second address there."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith(MOUNTED_AT)]


def add_house_rules(result: dict[str, Any], generator: Any, **_more: Any) -> dict[str, Any]:
    """Hook of the generator: adds error answers, the request's id and limits to every call."""
    components = result.setdefault("components", {})
    components["schemas"] = {**components.get("schemas", {}), **_error_schemas()}
    components["headers"] = {"X-Request-ID": REQUEST_ID, "Retry-After": RETRY_AFTER}
    components["responses"] = {_name(status): _answer(status) for status in ANSWERS}
    names = _names_of_paths()
    for path, method, operation in _operations(result):
        limit = LIMITS.get((names[path], method.upper()))
        statuses = _statuses(path, method, operation, components["schemas"])
        statuses |= TURNED_AWAY.get(names[path], set())
        statuses |= {429, 503} if limit else {503}
        _add_answers(operation["responses"], statuses)
        operation["responses"] = dict(sorted(operation["responses"].items()))
        _describe(operation, limit)
    return result


def _operations(result: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, operations in result["paths"].items():
        for method in METHODS:
            if method in operations:
                yield path, method, operations[method]


def _statuses(path: str, method: str, operation: dict, schemas: dict) -> set[int]:
    """The statuses in ANSWERS that a call can give, by its method, path and body."""
    body = operation.get("requestBody")
    found = set()
    if any(operation.get("security", [])):
        found |= {401, 403}
    if method in WRITES:
        found |= {400, 409}
    if "{" in path or (body and any(_has_ids(part, schemas) for part in _content(body))):
        found.add(404)
    if body:
        found |= {411, 413, 415, 422}
    if any(parameter["in"] == "query" for parameter in operation.get("parameters", [])):
        found.add(422)
    return found


def _content(described: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schemas of a body or of an answer, one for each kind of content."""
    for content in described.get("content", {}).values():
        yield content.get("schema", {})


def _has_ids(schema: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether a body names something by its id, itself or in one of its fields."""
    schema = schemas.get(schema.get("$ref", "").rpartition("/")[2], schema)
    inner = [*schema.get("allOf", []), *schema.get("oneOf", []), schema.get("items") or {}]
    properties = schema.get("properties", {})
    return any(IDS.fullmatch(name) for name in properties) or any(
        _has_ids(part, schemas) for part in [*inner, *properties.values()] if part
    )


def _add_answers(responses: dict[str, Any], statuses: set[int]) -> None:
    """Add ANSWERS for the statuses that the view does not describe, and the headers to all."""
    for status, response in responses.items():
        response["description"] = response["description"] or HTTPStatus(int(status)).phrase
        headers = response.setdefault("headers", {})
        headers.setdefault("X-Request-ID", {"$ref": "#/components/headers/X-Request-ID"})
        if status == "429":
            headers.setdefault("Retry-After", {"$ref": "#/components/headers/Retry-After"})
    for status in statuses:
        responses.setdefault(str(status), {"$ref": f"#/components/responses/{_name(status)}"})


def _describe(operation: dict[str, Any], limit: str | None) -> None:
    """Adds to the description how often the call may be made, e.g. limit = "10/m"."""
    description = operation.pop("description", "")
    if limit:
        description += f"\n\nAt most {limit.partition('/')[0]} calls a minute."
    if description:
        operation["description"] = description.strip()


def _answer(status: int) -> dict[str, Any]:
    """The component of one answer."""
    _its_name, description, sentence = ANSWERS[status]
    example: dict[str, Any] = {"detail": sentence}
    if status == 422:
        field, _colon, wrong = sentence.partition(": ")
        example["errors"] = {field: [wrong]}
    kind = "FieldErrors" if status == 422 else "Error"
    headers = ["X-Request-ID", *(["Retry-After"] if status in {429, 503} else [])]
    return {
        "description": description,
        "headers": {name: {"$ref": f"#/components/headers/{name}"} for name in headers},
        "content": {
            "application/json": {
                "schema": {"$ref": f"#/components/schemas/{kind}"},
                "example": example,
            }
        },
    }


def _name(status: int) -> str:
    return ANSWERS[status][0]


def _error_schemas() -> dict[str, Any]:
    """Schemas of the two error bodies, which no view needs to describe."""
    inspector = AutoSchema()
    inspector.view = APIView(request=None)
    serializers = {"Error": ErrorSerializer(), "FieldErrors": FieldErrorsSerializer()}
    return {
        name: inspector._map_basic_serializer(serializer, "response")
        for name, serializer in serializers.items()
    }


def _names_of_paths() -> dict[str, str]:
    """Path in the schema -> name of the address, by which limits are given."""
    from klepak.api.urls import urlpatterns  # it imports the views, which the schema describes

    return {
        MOUNTED_AT + re.sub(r"<\w+:(\w+)>", r"{\1}", str(part.pattern)): part.name
        for part in urlpatterns
    }
