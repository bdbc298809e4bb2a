"""What becomes of an error: which status, which sentence."""

import json

import pytest
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, RequestDataTooBig
from django.core.exceptions import ValidationError as ServiceError
from django.db import DataError, IntegrityError
from django.http import Http404, HttpResponse, UnreadablePostError
from django.utils import translation
from rest_framework import exceptions

from klepak.api.errors import exception_handler, in_our_shape


class Busy(exceptions.APIException):
    status_code = 503
    default_detail = ["Try again later.", "Please."]


@pytest.mark.parametrize(
    ("error", "status", "refusal"),
    [
        (ServiceError("No."), 400, {"detail": "No."}),
        (ServiceError(["No.", "No.", "Not so."]), 400, {"detail": "No. Not so."}),
        (
            ServiceError({"name": ["Too long.", "Too odd."]}),
            422,
            {"detail": "name: Too long.", "errors": {"name": ["Too long.", "Too odd."]}},
        ),
        (
            ServiceError({NON_FIELD_ERRORS: ["Not both."]}),
            422,
            {"detail": "Not both.", "errors": {"non_field_errors": ["Not both."]}},
        ),
        (ServiceError("Taken.", code="conflict"), 409, {"detail": "Taken."}),
        (ServiceError({"name": ServiceError("Taken.", "unique")}), 409, {"detail": "Taken."}),
        (ServiceError("Too large.", code="too_large"), 413, {"detail": "Too large."}),
        (
            exceptions.ValidationError({"records": [{}, {"value_raw": ["Not a time."]}]}),
            422,
            {
                "detail": "records.1.value_raw: Not a time.",
                "errors": {"records.1.value_raw": ["Not a time."]},
            },
        ),
        (
            exceptions.ValidationError("half a \ud800"),
            422,
            {"detail": "half a ?", "errors": {"non_field_errors": ["half a ?"]}},
        ),
        (
            exceptions.ValidationError({}),
            422,
            {
                "detail": "Something in this is too long, too large, or not what belongs there.",
                "errors": {},
            },
        ),
        (
            IntegrityError("UNIQUE constraint failed"),
            409,
            {
                "detail": "Somebody changed this at the same time. "
                "Load it again and repeat your change."
            },
        ),
        (
            DataError("value too long for type character varying(200)"),
            422,
            {
                "detail": "Something in this is too long, too large, or not what belongs there.",
                "errors": {},
            },
        ),
        (
            RequestDataTooBig(),
            413,
            {"detail": "This is too large. Send less at once, or a smaller file."},
        ),
        (
            UnreadablePostError("connection reset"),
            400,
            {"detail": "What you sent broke off before its end. Send it again."},
        ),
        (Http404("No Event matches the given query."), 404, {"detail": "Not found."}),
        (PermissionDenied("Not yours."), 403, {"detail": "Not yours."}),
        (
            PermissionDenied(),
            403,
            {"detail": "You do not have permission to perform this action."},
        ),
        (exceptions.NotFound("Event not found"), 404, {"detail": "Event not found"}),
        (Busy(), 503, {"detail": "Try again later."}),
        (exceptions.AuthenticationFailed({"a": ["No."]}), 401, {"detail": "No."}),
    ],
)
def test_what_becomes_of_an_error(error, status, refusal):
    with translation.override("en"):  # as for every call of the API
        answer = exception_handler(error, {})

    assert (answer.status_code, answer.data) == (status, refusal)


def test_of_a_clash_only_the_constraint_is_logged(caplog):
    refused = (
        'duplicate key value violates unique constraint "accounts_user_email_key"\n'
        "DETAIL:  Key (email)=(eva@example.org) already exists."
    )

    assert exception_handler(IntegrityError(refused), {}).status_code == 409

    [record] = caplog.records
    assert "accounts_user_email_key" in str(record.msg)
    assert "eva@example.org" not in str(record.msg)


def test_what_other_parts_refuse_gets_our_shape_and_keeps_its_headers():
    page = HttpResponse("<h1>No</h1>", status=429, headers={"Retry-After": "9", "X-A": "b"})

    answer = in_our_shape(page)

    assert json.loads(answer.content) == {"detail": "Too Many Requests."}
    assert answer.headers["Content-Type"] == "application/json"
    assert (answer.headers["Retry-After"], answer.headers["X-A"]) == ("9", "b")
    assert in_our_shape(HttpResponse("<h1>Yes</h1>")).content == b"<h1>Yes</h1>"


def test_our_own_fault_is_left_to_the_log():
    assert exception_handler(KeyError("x"), {}) is None
