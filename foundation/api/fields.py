"""Fields of the API that may be left out: null, "" and a missing field all say so."""

from rest_framework import serializers


class OptionalField:
    """A field in which "" says the same as null: there is none."""

    def __init__(self, **kwargs):
        super().__init__(**{"required": False, "allow_null": True, **kwargs})

    def run_validation(self, data=serializers.empty):
        return super().run_validation(None if data == "" else data)


class OptionalText(OptionalField, serializers.CharField):
    """Text, or null. The model keeps none as `nothing`: "" or None."""

    def __init__(self, *, nothing: str | None = "", **kwargs):
        self.nothing = nothing
        super().__init__(**{"allow_blank": True, **kwargs})

    def run_validation(self, data=serializers.empty):
        return super().run_validation(data) or self.nothing

    def get_attribute(self, instance):
        return super().get_attribute(instance) or None


class OptionalInteger(OptionalField, serializers.IntegerField):
    pass


class OptionalDate(OptionalField, serializers.DateField):
    pass
