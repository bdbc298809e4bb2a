"""Forms on the ways to an account: a name, an address, a new password."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts import passwords


def _new_password(**options) -> forms.CharField:
    return forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        **options,
    )


def _name() -> forms.CharField:
    return forms.CharField(
        label=_("Full name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


def _email() -> forms.EmailField:
    attributes = {"autocomplete": "email", "autocapitalize": "none", "spellcheck": "false"}
    return forms.EmailField(
        label=_("E-mail address"), max_length=254, widget=forms.EmailInput(attrs=attributes)
    )


class RefusableForm(forms.Form):
    """Takes what a service has against it as its own errors."""

    def refuse(self, refusal: ValidationError, names: dict[str, str] | None = None) -> None:
        """names: the service's name of a field -> ours. What is about no field of ours goes to
        the head of the form.
        """
        if not hasattr(refusal, "error_dict"):
            self.add_error(None, refusal)
            return
        for field, problems in refusal.error_dict.items():
            name = (names or {}).get(field, field)
            self.add_error(name if name in self.fields else None, problems)


class ForgotPasswordForm(RefusableForm):
    email = _email()


class NewPasswordForm(RefusableForm):
    """A password, typed twice, for nobody sees what was typed. The rule is the services'."""

    password = _new_password(label=_("New password"), help_text=passwords.RULE)
    again = _new_password(label=_("New password again"))

    def clean(self):
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ. Type both once more."))
        return self.cleaned_data


class AcceptInvitationForm(NewPasswordForm):
    full_name = _name()
    password = _new_password(label=_("Password"), help_text=passwords.RULE)
    again = _new_password(label=_("Password again"))


class RegisterForm(AcceptInvitationForm):
    email = _email()
