"""Error answers of the API: always {"detail": "<sentence>"}."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import structlog
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    ValidationError,
)
from django.db import DataError, IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.utils import translation
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler as drf_exception_handler
from rest_framework.views import set_rollback

from foundation.neighbours.bounds import Overloaded
from foundation.neighbours.outages import is_outage, reason_of
from foundation.neighbours.reports import report
from klepak.api import outage_answers

log = structlog.get_logger("klepak.api.errors")

SENTENCES = {
    400: "The request could not be read.",
    403: "You are not allowed to do this.",
    404: "There is nothing at this address.",
    405: "There is no such method at this address.",
    411: "Say by a Content-Length how long the body is.",
    413: "This is too large. Send less at once, or a smaller file.",
    416: "The file ends before this range.",
    422: "This is nested too deeply.",
    500: "Something went wrong on our side. Nothing was saved; try again.",
}
NO_FIELD = api_settings.NON_FIELD_ERRORS_KEY
OF_NO_FIELD = {"", NON_FIELD_ERRORS, NO_FIELD}
CLASH = "Somebody changed this at the same time. Load it again and repeat your change."
DOES_NOT_FIT = "Something in this is too long, too large, or not what belongs there."
BROKEN_OFF = "What you sent broke off before its end. Send it again."
CODES = {
    "busy": 429,
    "conflict": 409,
    "harmful": 415,
    "quota_exceeded": 413,
    "unique": 409,
    "unique_together": 409,
    "too_large": 413,
    "unsupported": 415,
}
"""Codes of Django's ValidationError that have a status of their own. "busy" has a parameter
`seconds`, which becomes Retry-After."""


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Any refusal -> {"detail": "<sentence>"}; for fields also {"errors": {field: [sentences]}}.

    A field that does not fit is a 422, a rule of business a 400, a clash a 409.
    """
    if isinstance(error, ValidationError):
        return _of_service(error)
    if is_outage(error):
        set_rollback()
        return outage(context["request"], error)
    if isinstance(error, Overloaded):
        set_rollback()
        return overloaded(error)
    if isinstance(error, IntegrityError):  # two at once: the database held what the check passed
        log.warning("clash", constraint=_without_row(error))
        return _response(409, CLASH)
    if isinstance(error, DataError):  # a bound that we do not check and PostgreSQL does
        log.error("the database does not take this", exc_info=error)
        return _response(422, DOES_NOT_FIT, errors={})
    if isinstance(error, UnreadablePostError):
        return _response(400, BROKEN_OFF)
    if isinstance(error, RequestDataTooBig):
        return _response(413, SENTENCES[413])
    if isinstance(error, RecursionError):  # JSON that is nothing but brackets
        log.warning("recursion", exc_info=error)
        return _response(422, SENTENCES[422], errors={})
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    elif isinstance(error, exceptions.ParseError):
        return _response(422, str(error.detail), errors={})
    if isinstance(error, exceptions.ValidationError):
        return _of_fields(dict(_flat(error.detail)))
    response = drf_exception_handler(error, context)
    if response is not None:
        response.data = {"detail": _sentence(error.detail)}
    return response


def outage(request: HttpRequest, error: BaseException) -> JsonResponse:
    """The answer while the database cannot be asked; the log gets a line a minute about it."""
    report("database", "failed", reason_of(error))
    with translation.override("en"):
        answer = plain_error(503, outage_answers.sentence_for(request))
    answer.headers["Retry-After"] = outage_answers.RETRY_AFTER
    return answer


def overloaded(error: Overloaded) -> JsonResponse:
    with translation.override("en"):
        _title, sentence = outage_answers.in_words(error)
        answer = plain_error(503, sentence)
    answer.headers["Retry-After"] = error.retry_after
    return answer


def plain_error(code: int, detail: str = "") -> JsonResponse:
    """An error answer for what fails before any view of the API is reached."""
    sentence = detail or SENTENCES.get(code) or f"{HTTPStatus(code).phrase}."
    return JsonResponse({"detail": sentence}, status=code)


def in_our_shape(response: HttpResponse) -> HttpResponse:
    """A refusal as Django's own parts make it (a page, or nothing at all), as the API says it.

    It stays the same response, with its headers and what Django remembers about it.
    """
    is_ours = response.headers.get("Content-Type", "").startswith("application/json")
    if response.status_code >= 400 and not is_ours:
        response.content = plain_error(response.status_code).content
        response.headers["Content-Type"] = "application/json"
        response.headers["Content-Length"] = str(len(response.content))
    return response


def _of_service(error: ValidationError) -> Response:
    """The answer to a ValidationError of a service: one sentence, or sentences by field."""
    problems = error.error_list if hasattr(error, "error_list") else []
    if hasattr(error, "error_dict"):
        problems = [problem for part in error.error_dict.values() for problem in part]
    statuses = {CODES[problem.code] for problem in problems if problem.code in CODES}
    if not statuses and hasattr(error, "error_dict"):
        return _of_fields(error.message_dict)
    response = _response(max(statuses, default=400), " ".join(dict.fromkeys(error.messages)))
    waits = [problem.params["seconds"] for problem in problems if problem.code == "busy"]
    if waits:
        response.headers["Retry-After"] = max(waits)
    return response


def _of_fields(errors: dict[str, list[str]]) -> Response:
    """The detail is the first sentence, with the field it is about."""
    errors = {
        NO_FIELD if field in OF_NO_FIELD else _sendable(field): [*map(_sendable, sentences)]
        for field, sentences in errors.items()
    }
    field, sentences = next(iter(errors.items()), (NO_FIELD, [DOES_NOT_FIT]))
    detail = sentences[0] if field == NO_FIELD else f"{field}: {sentences[0]}"
    return _response(422, detail, errors=errors)


def _sentence(detail: Any) -> str:
    """The first sentence of a framework's error, which may hold a list or a dict of them."""
    while isinstance(detail, dict | list) and detail:
        detail = next(iter(detail.values() if isinstance(detail, dict) else detail))
    return _sendable(str(detail))


def _flat(detail: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Nested errors by their path: {"records": [{}, {"value": [...]}]} -> "records.1.value"."""
    if isinstance(detail, dict):
        for field, part in detail.items():
            inner = path if field in OF_NO_FIELD and path else f"{path}.{field}".lstrip(".")
            yield from _flat(part, inner)
    elif isinstance(detail, list) and any(isinstance(part, dict | list) for part in detail):
        for number, part in enumerate(detail):
            yield from _flat(part, f"{path}.{number}".lstrip("."))
    elif detail:
        sentences = detail if isinstance(detail, list) else [detail]
        yield path, [str(sentence) for sentence in sentences]


def _without_row(error: IntegrityError) -> str:
    """The error's text without the row that PostgreSQL quotes: it may hold secrets."""
    return str(error).partition("DETAIL")[0].strip()


def _sendable(text: str) -> str:
    """The text without halves of surrogate pairs, which UTF-8 cannot encode."""
    return text.encode(errors="replace").decode()


def _response(status: int, detail: str, **more: Any) -> Response:
    set_rollback()
    return Response({"detail": _sendable(detail), **more}, status=status)
