"""How the API says no: always {"detail": "<sentence>"}."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, JsonResponse
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import exception_handler as drf_exception_handler

SENTENCES = {
    400: "The request could not be read.",
    403: "You are not allowed to do this.",
    404: "There is nothing at this address.",
}


def exception_handler(error, context):
    """Any refusal -> {"detail": "<sentence>"}; for fields also {"errors": {field: [sentences]}}."""
    if isinstance(error, ValidationError):
        sentence = " ".join(error.messages)
        return Response({"detail": sentence}, status=status.HTTP_400_BAD_REQUEST)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied(str(error) or None)
    response = drf_exception_handler(error, context)
    if response is not None and isinstance(error, exceptions.ValidationError):
        errors = response.data if isinstance(response.data, dict) else {"": response.data}
        first = next(iter(errors.values()))
        response.data = {"detail": str(first[0] if isinstance(first, list) else first)}
        response.data["errors"] = errors
        response.status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    return response


def plain_error(code: int) -> JsonResponse:
    """The same shape for what fails before any view of the API is reached."""
    return JsonResponse({"detail": SENTENCES[code]}, status=code)
