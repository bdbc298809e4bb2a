"""A service's refusal on the form that it was sent with."""

import pytest
from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from foundation.web.refusals import add_refusal


class Form(forms.Form):
    email = forms.CharField()
    password = forms.CharField()


TWO = ValidationError([ValidationError("One %(n)s.", params={"n": 1}), ValidationError("Two.")])


@pytest.mark.parametrize(
    ("refusal", "names", "errors"),
    [
        (ValidationError("No."), None, {"__all__": ["No."]}),
        (TWO, None, {"__all__": ["One 1.", "Two."]}),
        (TWO, {NON_FIELD_ERRORS: "email"}, {"email": ["One 1.", "Two."]}),
        (ValidationError({"email": "No."}), None, {"email": ["No."]}),
        (ValidationError({"place": ["No.", "Never."]}), None, {"__all__": ["No.", "Never."]}),
        (
            ValidationError({"new_password": "Weak.", "email": "No.", NON_FIELD_ERRORS: "Never."}),
            {"new_password": "password"},
            {"password": ["Weak."], "email": ["No."], "__all__": ["Never."]},
        ),
        (ValidationError({"a": "No."}), {"a": "not here"}, {"__all__": ["No."]}),
    ],
)
def test_where_each_sentence_goes(refusal, names, errors):
    form = Form({"email": "e", "password": "p"})
    assert form.is_valid()

    add_refusal(form, refusal, names)

    assert form.errors == errors


def test_codes_are_kept():
    form = Form({"email": "e", "password": "p"})
    assert form.is_valid()

    add_refusal(form, ValidationError({"email": ValidationError("Twice.", code="conflict")}))

    assert form.has_error("email", "conflict")
