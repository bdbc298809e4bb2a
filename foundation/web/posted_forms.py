"""A form that is shown by GET and taken by POST, by one address."""

from django.forms import BaseForm
from django.http import HttpRequest, QueryDict


def posted(request: HttpRequest) -> QueryDict | None:
    """The data for a form: None where the page is only asked for, so that the form is unbound."""
    return request.POST if request.method == "POST" else None


def form_status(form: BaseForm) -> int:
    """The status of the page with the form: 422 where it comes back refused."""
    return 422 if form.errors else 200
