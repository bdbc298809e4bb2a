"""Forms about accounts."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext_lazy as _


class SignInForm(AuthenticationForm):
    """E-mail address and password; the address in any case."""

    username = forms.CharField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(
            attrs={
                "autocomplete": "username",
                "autocapitalize": "none",
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )
    error_messages = {
        "invalid_login": _("Invalid email or password. Check both and try again."),
        "inactive": _("Invalid email or password. Check both and try again."),
    }

    def clean_username(self):
        return self.cleaned_data["username"].strip().lower()
