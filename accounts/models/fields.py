"""What accounts are found by: kept in lower case, however it was typed."""

import re

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

LONGEST_USERNAME = 50
USERNAME = rf"\A[a-z0-9._-]{{3,{LONGEST_USERNAME}}}\Z"
"""The rule of user names, for Python and both databases. Without "@" none is an address."""
USERNAME_RULE = _(
    "A user name has 3 to 50 characters: letters without accents, digits, dots, dashes and"
    " underscores."
)


def is_username(text: str) -> bool:
    """Whether it could be somebody's user name, typed in whatever case."""
    return re.match(USERNAME, text.strip().lower()) is not None


class LowerCaseField(models.CharField):
    """A text stored and looked up in lower case whoever typed it and however."""

    def to_python(self, value):
        value = super().to_python(value)
        return value.strip().lower() if isinstance(value, str) else value

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def pre_save(self, model_instance, add):
        value = self.to_python(super().pre_save(model_instance, add))
        setattr(model_instance, self.attname, value)
        return value


class LowerCaseEmailField(LowerCaseField, models.EmailField):
    """An e-mail address."""


class UsernameField(LowerCaseField):
    """What somebody signs in with who has no mailbox; None where there is none, never ""."""

    default_validators = [RegexValidator(USERNAME, USERNAME_RULE)]

    def to_python(self, value):
        return super().to_python(value) or None

    def formfield(self, **kwargs):
        """Left alone by phones, and by browsers that would fill in one's own."""
        field = super().formfield(**kwargs)
        field.widget.attrs.update(autocomplete="off", autocapitalize="none", spellcheck="false")
        return field
