"""Forms about accounts."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import sign_in


class SignInForm(AuthenticationForm):
    """E-mail address and password; the address in any case.

    locked: why nobody can sign in to this account from here for now, None where they can.
    """

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
        "inactive": _(
            "This account cannot be used: it waits for approval, or it was switched off."
            " Ask whoever runs your competitions."
        ),
        "locked": _("Too many attempts"),
    }
    locked: sign_in.Locked | None = None

    def clean(self):
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not email or not password:
            return self.cleaned_data  # the fields say what is missing
        try:
            self.user_cache = sign_in.identify(self.request, email=email, password=password)
        except sign_in.WrongCredentials:
            raise self.get_invalid_login_error() from None
        except sign_in.NotActive:
            raise self._error("inactive") from None
        except sign_in.Locked as lock:
            self.locked = lock
            raise self._error("locked") from None
        return self.cleaned_data

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)
