"""The forms of an account: what it may do, and where whoever may sign in belongs."""

from django import forms
from django.contrib.auth.forms import AdminPasswordChangeForm, UserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Organisation, User
from accounts.people.memberships import is_homeless
from foundation.web.form_fields import IdChoiceField


class RoleChoices:
    """Super admins are made on the server (`createsuperuser`), by nobody's click."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = [
                choice for choice in User.Role.choices if choice[0] != User.Role.SUPER_ADMIN
            ]


class OrganisationChoice(forms.ModelForm):
    """Which organisation the person joins: to be said where there are several and whoever gets in
    with this form belongs to none. The page shows the field where it is a question.
    """

    organisation = IdChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.all(),
        empty_label=gettext_lazy("Choose one"),
        required=False,
        help_text=gettext_lazy("Whoever may sign in belongs to an organisation."),
    )

    def clean(self):
        cleaned = super().clean()
        is_asked = "organisation" in self.fields and "organisation" not in self.errors
        if is_asked and not cleaned.get("organisation") and self.gets_in_homeless():
            self.add_error("organisation", _("Say into which organisation."))
        return cleaned

    def gets_in_homeless(self) -> bool:
        """Whether this lets in somebody, or makes them something else, who belongs nowhere."""
        person = self.instance
        if person.pk is None:
            return True
        changes = {"role", "is_active"}.intersection(self.changed_data)
        will_be = User(
            pk=person.pk,
            role=self.cleaned_data.get("role", person.role),
            is_active=self.cleaned_data.get("is_active", person.is_active),
        )
        return bool(changes) and is_homeless(will_be)


class UserAddForm(RoleChoices, OrganisationChoice, UserCreationForm):
    class Meta:
        model = User
        fields = ["email", "username", "full_name", "role", "language"]


class UserChangeForm(RoleChoices, OrganisationChoice, DjangoUserChangeForm):
    class Meta:
        model = User
        fields = ["email", "username", "password", "full_name", "language", "role", "is_active"]


class UserPasswordForm(AdminPasswordChangeForm):
    """Without Django's switch to no password at all: whoever may not sign in is switched off."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields.pop("usable_password", None)
        self.fields["password1"].required = self.fields["password2"].required = True
