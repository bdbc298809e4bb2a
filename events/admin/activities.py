"""Activities on the admin site."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.scoped_admin import ScopedFilter
from events.admin.base import EventPartAdmin, EventPartForm, ResultsHangOn
from events.models import Activity
from events.parts import hold_kind


class ActivityForm(EventPartForm):
    """Looks once more whether there are results, when no more of them can come in."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            try:
                hold_kind(activity=self.instance, kind=cleaned.get("evaluation_type"))
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned


@admin.register(Activity)
class ActivityAdmin(ResultsHangOn, EventPartAdmin):
    form = ActivityForm
    list_display = ["name", "event", "evaluation_type", "unit", "order"]
    list_filter = [("event", ScopedFilter), "evaluation_type"]
    fieldsets = [
        (None, {"fields": ["event", "name", "description", "order"]}),
        (
            _("Reading of results"),
            {
                "fields": [
                    "evaluation_type",
                    "unit",
                    "decimals",
                    "minimum",
                    "maximum",
                    "plausible_minimum",
                    "plausible_maximum",
                    "allows_hours",
                    "digits",
                    "choices",
                    "combine",
                    "best_count",
                    "ties_by_attempts",
                ]
            },
        ),
    ]

    def get_readonly_fields(self, request, obj=None):
        """The kind of result is locked as soon as there is one."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "evaluation_type"] if obj and obj.records.exists() else fields
