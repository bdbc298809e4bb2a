"""Model and form fields for how a competition counts and names."""

import re
from decimal import Decimal

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from foundation.models.fields import SortKeyField
from foundation.text.names import alphabetical, by_surname, fold, fold_case, tidy

NUMBER = re.compile(r"-?[0-9]+([.,][0-9]+)?")


class FoldedKeyField(models.CharField):
    """`source` without regard to case and spaces, kept by every save, for a unique constraint.

    The databases' own LOWER() is no help: SQLite's knows no letter beyond ASCII.
    """

    def __init__(self, *args, source: str = "name", **kwargs):
        self.source = source
        self.sources = (source,)
        kwargs.setdefault("editable", False)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        kwargs["source"] = self.source
        return name, path, args, kwargs

    def pre_save(self, model_instance, add):
        value = fold_case(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, value)
        return value


class SearchKeyField(FoldedKeyField):
    """`source` without regard to case, spaces and diacritics, for looking it up."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"max_length": 400, "blank": True, **kwargs})

    def pre_save(self, model_instance, add):
        value = fold(getattr(model_instance, self.source))[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value


class PersonSortKeyField(SortKeyField):
    """As `SortKeyField` of the name; by surname where the event of the person is set so."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **{"sources": ("display_name", "last_name"), **kwargs})

    def key_of(self, model_instance):
        if not model_instance.event.orders_by_surname:
            return alphabetical(model_instance.display_name)[: self.max_length]
        key = by_surname(model_instance.display_name, model_instance.last_name)
        return key[: self.max_length]


class OpenChoiceField(models.CharField):
    """One of the choices, or any other text; forms offer the choices and keep another text."""

    def validate(self, value, model_instance):
        """As for a plain text: the choices are no limit."""
        if value in self.empty_values and not self.blank:
            raise forms.ValidationError(self.error_messages["blank"], code="blank")

    def formfield(self, **kwargs):
        return super().formfield(**{"choices_form_class": OpenChoiceFormField, **kwargs})


class OpenSelect(forms.Select):
    """Offers what is chosen already as well, whatever it is."""

    def optgroups(self, name, value, attrs=None):
        offered = {str(key) for key, _label in self.choices}
        others = [text for text in value if text not in offered]
        groups = super().optgroups(name, value, attrs)
        for text in others:
            number = len(groups)
            option = self.create_option(name, text, text, True, number, attrs=attrs)
            groups.append((None, [option], number))
        return groups


class OpenChoiceFormField(forms.TypedChoiceField):
    """A choice that may also stay another text. The model knows how long it may be."""

    widget = OpenSelect
    default_validators = [ProhibitNullCharactersValidator()]

    def valid_value(self, value):
        return True


class ThousandthsField(models.BigIntegerField):
    """A value in thousandths of its unit; forms show and take it in the unit, as a decimal."""

    def formfield(self, **kwargs):
        return super(models.BigIntegerField, self).formfield(
            **{"form_class": ThousandthsFormField, **kwargs}
        )


class ThousandthsFormField(forms.DecimalField):
    """A decimal in the unit on the page, an integer in thousandths in Python."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 12, "decimal_places": 3, **kwargs})

    def prepare_value(self, value):
        return format(Decimal(value) / 1000, "f") if isinstance(value, int) else value

    def clean(self, value):
        value = super().clean(value)
        return None if value is None else int(value * 1000)

    def has_changed(self, initial, data):
        """initial: as stored; or a decimal in the unit, as a page remembers what it showed."""
        try:
            number = self.to_python(data)
        except forms.ValidationError:
            return True
        if isinstance(initial, Decimal):
            return initial != number
        return initial != (None if number is None else number * 1000)


class ChoicesField(models.JSONField):
    """A list of {"label": text, "points": thousandths}; a form shows "label = points" lines."""

    def validate(self, value, model_instance):
        super().validate(value, model_instance)
        check_choices(value)

    def formfield(self, **kwargs):
        return super(models.JSONField, self).formfield(**{**kwargs, "form_class": ChoicesFormField})


class ChoicesFormField(forms.CharField):
    """Lines such as "gold = 3" or just "5" -> [{"label": "gold", "points": 3000}, …]."""

    widget = forms.Textarea(attrs={"rows": 6})
    empty_values = [*forms.CharField.empty_values, []]

    def prepare_value(self, value):
        if not isinstance(value, list):
            return value
        lines = []
        for choice in value:
            points = format((Decimal(choice["points"]) / 1000).normalize(), "f")
            lines.append(points if choice["label"] == points else f"{choice['label']} = {points}")
        return "\n".join(lines)

    def to_python(self, value):
        if isinstance(value, list):
            return value
        choices = []
        for line in filter(None, map(tidy, (value or "").splitlines())):
            label, _equals, points = line.rpartition("=")
            label = tidy(label) or tidy(points)
            choices.append({"label": label, "points": self._points(line, tidy(points))})
        check_choices(choices)
        return choices

    def has_changed(self, initial, data):
        return self.to_python(initial or []) != self.to_python(data)

    @staticmethod
    def _points(line: str, text: str) -> int:
        exact = _thousandths(text)
        if exact is None or exact != int(exact) or abs(exact) > 10**12:
            raise forms.ValidationError(
                _("“%(line)s”: write a label, an equals sign and the points, such as “gold = 3”."),
                params={"line": line},
            )
        return int(exact)


def check_choices(choices: list[dict]) -> None:
    """Raises ValidationError where a set of scores could be read in two ways."""
    for choice in choices:
        if _thousandths(choice["label"]) not in (None, choice["points"]):
            raise forms.ValidationError(
                _("“%(label)s” is a number, so it must be worth just that many points."),
                params={"label": choice["label"]},
            )
    for key in ("label", "points"):
        seen = [fold(choice[key]) if key == "label" else choice[key] for choice in choices]
        if len(set(seen)) < len(seen):
            raise forms.ValidationError(_("Every score of the set may stand there only once."))


def _thousandths(text: str) -> Decimal | None:
    """The typed number in thousandths; None where it is not a number."""
    return Decimal(text.replace(",", ".")) * 1000 if NUMBER.fullmatch(text) else None
