"""Fields of the API for how a competition counts and names.

What is optional and not there comes out as null; null, "" and a missing field all say so on the
way in.
"""

from decimal import Decimal

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from events.ages.genders import LONGEST_GENDER, gender_of
from foundation.api.fields import OptionalField, OptionalText
from foundation.text.database_text import is_storable


class GenderField(OptionalText):
    """ "F", "M", "X" or any other text; on the way in also words for them, "girl" or "kluk"."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_length": LONGEST_GENDER, **kwargs})

    def to_internal_value(self, data):
        return gender_of(super().to_internal_value(data))


@extend_schema_field({"type": "object", "additionalProperties": {}, "nullable": True})
class MetadataField(OptionalField, serializers.JSONField):
    """A JSON object of whatever else is known about somebody."""

    def run_validation(self, data=serializers.empty):
        return super().run_validation(data) or {}

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            raise serializers.ValidationError(_("Send an object of names and values."))
        if not is_storable(data):
            raise serializers.ValidationError(_("This JSON cannot be stored. Simplify it."))
        return super().to_internal_value(data)


class DecimalThousandthsField(OptionalField, serializers.DecimalField):
    """Thousandths of the unit in Python, a plain decimal in the unit outside: 5500 is "5.5"."""

    def __init__(self, **kwargs):
        super().__init__(**{"max_digits": 12, "decimal_places": 3, **kwargs})

    def to_internal_value(self, data):
        return int(super().to_internal_value(data) * 1000)

    def to_representation(self, value):
        return format((Decimal(value) / 1000).normalize(), "f")
