"""The API's parser of JSON, and content negotiation that always ends in JSON."""

import json
import math
from typing import Any

from django.http import Http404
from rest_framework.exceptions import NotAcceptable, ParseError, ValidationError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import BaseParser

from foundation.text.database_text import NOT_TEXT

DEEPEST = 32
"""Levels of lists and objects in each other; the deepest call of the contract needs six."""

NOT_JSON = "The body is not JSON: {reason}."
TOO_DEEP = "The body is nested too deeply."
NO_OBJECT = "Send a JSON object."
NO_NUMBER = "a number is too large, or is none"
NULL = "Null characters are not allowed."
HALF_A_CHARACTER = "Half a surrogate pair is not a character."


class JsonParser(BaseParser):
    """One JSON object in UTF-8, and nothing in it that no database or answer could hold.

    So no view ever meets a list where it looks for fields, a number that is none, or text with
    NUL characters or halves of surrogate pairs. Where a key is given twice, the last one counts.
    (The framework's own parser reads all of the body before, by the bound for forms.)
    """

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None) -> dict[str, Any]:
        try:
            body = json.loads(
                stream.read().decode("utf-8-sig"), parse_constant=_constant, parse_float=_finite
            )
        except UnicodeDecodeError as error:
            raise ParseError(NOT_JSON.format(reason="it is not in UTF-8")) from error
        except json.JSONDecodeError as error:
            reason = f"{error.msg[:1].lower()}{error.msg[1:]} in line {error.lineno}"
            raise ParseError(NOT_JSON.format(reason=f"{reason}, column {error.colno}")) from error
        except ValueError as error:  # more digits than Python reads, or one of the two below
            raise ParseError(NOT_JSON.format(reason=NO_NUMBER)) from error
        except RecursionError as error:
            raise ParseError(TOO_DEEP) from error
        if not isinstance(body, dict):
            raise ParseError(NO_OBJECT)
        _check(body)
        return body


class JsonAlways(DefaultContentNegotiation):
    """Falls back to the first renderer, JSON, where the client accepts none of the view's."""

    def select_renderer(self, request, renderers, format_suffix=None):
        try:
            return super().select_renderer(request, renderers, format_suffix)
        except (NotAcceptable, Http404):
            return renderers[0], renderers[0].media_type


def _constant(text: str) -> float:
    raise ValueError(text)  # NaN and infinity, which are no JSON


def _finite(text: str) -> float:
    if math.isinf(number := float(text)):
        raise ValueError(text)
    return number


def _check(body: dict) -> None:
    """Raises ParseError, or ValidationError by the path of the field, for what nothing can hold."""
    waiting: list[tuple] = [((), body, 1)]
    while waiting:
        path, part, depth = waiting.pop()
        if depth > DEEPEST:
            raise ParseError(TOO_DEEP)
        for key, value in part.items() if type(part) is dict else enumerate(part):
            if type(key) is str and (fault := _fault(key)):
                raise ValidationError({_dotted(path): [fault]})
            if type(value) is str:
                if fault := _fault(value):
                    raise ValidationError({_dotted((path, key)): [fault]})
            elif type(value) is dict or type(value) is list:
                waiting.append(((path, key), value, depth + 1))


def _fault(text: str) -> str:
    """A sentence about a text that cannot be stored; "" where it can."""
    found = NOT_TEXT.search(text)
    if found is None:
        return ""
    return NULL if found[0] == "\x00" else HALF_A_CHARACTER


def _dotted(path: tuple) -> str:
    """((((), "records"), 1), "value_raw") -> "records.1.value_raw"."""
    parts = []
    while path:
        path, part = path
        parts.append(str(part))
    return ".".join(reversed(parts))
