"""How the API says no: always {"detail": "<sentence>"}."""

from collections.abc import Iterator
from typing import Any

import structlog
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    PermissionDenied,
    RequestDataTooBig,
    ValidationError,
)
from django.db import IntegrityError
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.settings import api_settings
from rest_framework.views import exception_handler as drf_exception_handler
from rest_framework.views import set_rollback

log = structlog.get_logger("klepak.errors")

SENTENCES = {
    400: "The request could not be read.",
    403: "You are not allowed to do this.",
    404: "There is nothing at this address.",
    413: "This is too large. Send less at once, or a smaller file.",
    500: "Something went wrong on our side. Nothing was saved; try again.",
}
OF_NO_FIELD = {"", NON_FIELD_ERRORS, api_settings.NON_FIELD_ERRORS_KEY}
CLASH = "Somebody changed this at the same time. Load it again and repeat your change."
CODES = {"conflict": 409, "unique": 409, "unique_together": 409, "too_large": 413}
"""Codes of Django's ValidationError that have a status of their own."""


def exception_handler(error: Exception, context: dict) -> Response | None:
    """Any refusal -> {"detail": "<sentence>"}; for fields also {"errors": {field: [sentences]}}.

    A field that does not fit is a 422, a rule of business a 400, a clash a 409.
    """
    if isinstance(error, ValidationError):
        return _of_service(error)
    if isinstance(error, IntegrityError):  # two at once: the database held what the check passed
        log.warning("clash", exc_info=error)
        return _response(409, CLASH)
    if isinstance(error, RequestDataTooBig):
        return _response(413, SENTENCES[413])
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    elif isinstance(error, exceptions.ParseError):
        return _response(422, str(error.detail), errors={})
    elif isinstance(error, exceptions.Throttled):
        error.detail = f"Too many requests. Try again in {int(error.wait or 1)} seconds."
    if isinstance(error, exceptions.ValidationError):
        return _of_fields(dict(_flat(error.detail)))
    response = drf_exception_handler(error, context)
    if response is not None:
        response.data = {"detail": str(error.detail)}
    return response


def plain_error(code: int) -> JsonResponse:
    """The same shape for what fails before any view of the API is reached."""
    return JsonResponse({"detail": SENTENCES[code]}, status=code)


def _of_service(error: ValidationError) -> Response:
    """A service says no: by a sentence, or by sentences for fields."""
    problems = error.error_list if hasattr(error, "error_list") else []
    if hasattr(error, "error_dict"):
        problems = [problem for part in error.error_dict.values() for problem in part]
    statuses = {CODES[problem.code] for problem in problems if problem.code in CODES}
    if not statuses and hasattr(error, "error_dict"):
        return _of_fields(error.message_dict)
    return _response(max(statuses, default=400), " ".join(dict.fromkeys(error.messages)))


def _of_fields(errors: dict[str, list[str]]) -> Response:
    """The detail is the first sentence, with the field it is about."""
    field, sentences = next(iter(errors.items()))
    detail = sentences[0] if field in OF_NO_FIELD else f"{field}: {sentences[0]}"
    return _response(422, detail, errors=errors)


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


def _response(status: int, detail: str, **more: Any) -> Response:
    set_rollback()
    return Response({"detail": detail, **more}, status=status)
