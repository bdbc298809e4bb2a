"""What a service has against what was sent: as errors of its form, or as one sentence."""

from collections.abc import Collection, Mapping

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.forms import BaseForm


def add_refusal(
    form: BaseForm, refusal: ValidationError, names: Mapping[str, str] | None = None
) -> None:
    """Put each sentence beside the field that it is about, the rest at the head of the form.

    names: the service's name of a field -> the form's, where they differ; NON_FIELD_ERRORS in it
    gives a field to what is about none.
    """
    is_by_field = hasattr(refusal, "error_dict")
    errors = refusal.error_dict if is_by_field else {NON_FIELD_ERRORS: refusal.error_list}
    for given, found in errors.items():
        name = (names or {}).get(given, given)
        form.add_error(name if name in form.fields else None, found)


def sentence_of(refusal: ValidationError | PermissionDenied) -> str:
    """All that the refusal has to say, as one text to show."""
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def status_of(refusal: ValidationError, conflicts: Collection[str] = ("conflict",)) -> int:
    """The status of the page that shows it: 409 where its code is one of `conflicts`, for a
    colleague was quicker; else 422.
    """
    return 409 if getattr(refusal, "code", None) in conflicts else 422
