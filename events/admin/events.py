"""Events on the admin site, and the age categories they rank by."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from accounts.scoped_admin import ScopedFilter, ScopedModelAdmin, ScopedTabularInline
from events import locks
from events.admin.base import EventPartAdmin, ResultsHangOn
from events.models import AgeCategory, Event
from events.services import change_status


class AgeCategoryInline(ScopedTabularInline):
    model = AgeCategory
    fields = ["name", "min_age", "max_age"]

    def organisation_of(self, obj):
        return obj.event.organisation


@admin.register(Event)
class EventAdmin(ResultsHangOn, ScopedModelAdmin):
    event_path = "pk"
    list_display = ["name", "date", "place", "status"]
    list_filter = ["status", "date"]
    list_select_related = ["organisation"]
    search_fields = ["name", "place"]
    autocomplete_fields = ["organisation"]
    inlines = [AgeCategoryInline]
    fieldsets = [
        (None, {"fields": ["name", "status", "date", "place"]}),
        (
            _("Ranking"),
            {"fields": ["reference_date", "ignores_gender", "ignores_age", "places"]},
        ),
    ]

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        return [*columns, "organisation"] if self._has_choice(request) else columns

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        extra = [("organisation", ScopedFilter)] if self._has_choice(request) else []
        return [*filters, *extra]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not self._has_choice(request):
            return fieldsets
        (name, first), *rest = fieldsets
        return [(name, {"fields": ["organisation", *first["fields"]]}), *rest]

    def has_add_permission(self, request):
        return (
            super().has_add_permission(request)
            and Organisation.objects.manageable_by(request.user).exists()
        )

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """The page remembers what it showed, so that only what was changed on it is changed."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and "object_id" in request.resolver_match.kwargs:
            field.show_hidden_initial = True
        return field

    def save_model(self, request, obj, form, change):
        if not change:
            obj.created_by = request.user
            if obj.organisation_id is None:
                obj.organisation = Organisation.objects.manageable_by(request.user).get()
            obj.save()
            return
        # Only what was changed here: the page may be older than what colleagues did meanwhile.
        changed = set(form.changed_data)
        if "status" in changed:
            change_status(event=obj, status=obj.status, by=request.user)
        if changed - {"status"}:
            obj.save(update_fields=changed - {"status"})

    def save_formset(self, request, form, formset, change):
        locks.take_turns([form.instance.pk])
        super().save_formset(request, form, formset, change)

    def log_change(self, request, obj, message):
        """The change of the status was logged by its service."""
        rest = {field: values for field, values in message.items() if field != "status"}
        super().log_change(request, obj, rest)

    def _has_choice(self, request) -> bool:
        """A single club never sees the word organisation."""
        return Organisation.objects.manageable_by(request.user).count() > 1


@admin.register(AgeCategory)
class AgeCategoryAdmin(EventPartAdmin):
    list_display = ["name", "event", "min_age", "max_age"]
    fields = ["event", "name", "min_age", "max_age"]
