"""Forms on the ways to an account: a name, an address, a new password."""

from django import forms
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.models.fields import is_username
from accounts.sign_in import attempts, passwords

NO_MAILBOX = _(
    "A user name has no mailbox. Ask your organiser for a new password, or for a new card of your"
    " team. If you have an e-mail address here, type that."
)


def new_password_field(**options) -> forms.CharField:
    return forms.CharField(
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        **options,
    )


def email_field(autocomplete: str = "email", **options) -> forms.EmailField:
    """An address as accounts have it. autocomplete: "off" where it is somebody else's."""
    attributes = {"autocomplete": autocomplete, "autocapitalize": "none", "spellcheck": "false"}
    return forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs=attributes),
        **options,
    )


def login_field(**attributes) -> forms.CharField:
    """What somebody signs in with: an address, or a user name. It may be wrong, never malformed."""
    plain = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
    return forms.CharField(
        label=_("User name or e-mail address"),
        max_length=attempts.LONGEST_ADDRESS,
        widget=forms.TextInput(attrs={**plain, "autocorrect": "off", **attributes}),
    )


class ForgotPasswordForm(forms.Form):
    """An address. A user name gets our own sentence, where a browser would ask for an "@"."""

    email = email_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["email"].widget.input_type = "text"
        self.fields["email"].widget.attrs["inputmode"] = "email"
        if is_username(self.data.get("email", "")):  # a true sentence for one, whoever has it
            self.fields["email"].error_messages["invalid"] = NO_MAILBOX


class NewPasswordForm(forms.Form):
    """A password, typed twice, for nobody sees what was typed. The rule is the services'."""

    password = new_password_field(label=_("New password"), help_text=passwords.RULE)
    again = new_password_field(label=_("New password again"))

    def clean(self):
        password, again = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if password and again and password != again:
            self.add_error("again", _("The two passwords differ. Type both once more."))
        return self.cleaned_data


class SignInForm(AuthenticationForm):
    """User name or e-mail address, in any case, and password.

    locked: why nobody can sign in to this account from here for now, None where they can.
    """

    username = login_field(autofocus=True)
    error_messages = {
        "invalid_login": _(
            "The user name, the address or the password is wrong. Check them and try again."
        ),
        "inactive": _(
            "This account cannot be used: it waits for approval, or it was switched off."
            " Ask whoever runs your competitions."
        ),
        "locked": _("Too many attempts"),
    }
    locked: attempts.Locked | None = None

    def clean(self):
        login, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not login or not password:
            return self.cleaned_data  # the fields say what is missing
        try:
            self.user_cache = attempts.identify(self.request, login=login, password=password)
        except attempts.WrongCredentials:
            raise self.get_invalid_login_error() from None
        except attempts.NotActive:
            raise self._error("inactive") from None
        except attempts.Locked as lock:
            self.locked = lock
            raise self._error("locked") from None
        return self.cleaned_data

    def _error(self, code: str) -> ValidationError:
        return ValidationError(self.error_messages[code], code=code)


class OwnPasswordForm(PasswordChangeForm):
    """The current password and a new one, typed twice; writes nothing else of the account."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        self.fields["old_password"].label = _("Current password")
        self.fields["new_password1"].label = _("New password")
        self.fields["new_password1"].help_text = passwords.RULE
        self.fields["new_password2"].label = _("New password again")
        self.fields["new_password2"].help_text = ""

    def save(self, commit=True):
        user = super().save(commit=False)
        user.save(update_fields=["password"])
        return user
