"""Forms of new accounts: by an invitation, or by registering."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.sign_in import passwords
from accounts.sign_in.forms import NewPasswordForm, email_field, new_password_field


def _name_field() -> forms.CharField:
    return forms.CharField(
        label=_("Full name"),
        max_length=255,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )


class AcceptInvitationForm(NewPasswordForm):
    full_name = _name_field()
    password = new_password_field(label=_("Password"), help_text=passwords.RULE)
    again = new_password_field(label=_("Password again"))


class RegisterForm(AcceptInvitationForm):
    email = email_field()
