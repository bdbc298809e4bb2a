"""What the admin pages of an event's parts have in common."""

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404

from accounts.admin_fields import is_id
from accounts.scoped_admin import ScopedFilter, ScopedModelAdmin
from events import locks


class OfChosenEventFilter(ScopedFilter):
    """Groups or activities of the event that the list is filtered by; none until there is one."""

    def queryset_of(self, related, request):
        queryset = super().queryset_of(related, request)
        for key, value in request.GET.items():
            if key.endswith("event__id__exact") and is_id(value):
                return queryset.filter(event=value)
        return queryset.none()


class EventPartForm(forms.ModelForm):
    """Checks every constraint, also those over what is not on the form, such as the event."""

    def validate_unique(self):
        super().validate_unique()
        if self.errors:
            return
        try:
            self.instance.validate_constraints()
        except ValidationError as error:
            self.add_error(None, error)


class EventPartAdmin(ScopedModelAdmin):
    """What belongs to one event and stays in it."""

    form = EventPartForm
    autocomplete_fields = ["event"]
    fixed_fields = ("event",)
    list_filter = [("event", ScopedFilter)]
    list_select_related = ["event__organisation"]
    search_fields = ["name"]

    def organisation_of(self, obj):
        return obj.event.organisation

    def choice_label(self, obj):
        return f"{obj} – {obj.event}"

    def save_model(self, request, obj, form, change):
        locks.take_turns([obj.event_id])
        if change and not self.get_queryset(request).contains(obj):
            raise Http404  # deleted since this request looked; saving would bring it back
        super().save_model(request, obj, form, change)


class ResultsHangOn:
    """Deleting waits for the results under way; their service refuses those that come later."""

    event_path = "event"

    def delete_model(self, request, obj):
        self._await_submissions(self.get_queryset(request).filter(pk=obj.pk))
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        self._await_submissions(queryset)
        super().delete_queryset(request, queryset)

    def _await_submissions(self, queryset):
        events = list(queryset.order_by().values_list(self.event_path, flat=True).distinct())
        locks.await_submissions(events)
        locks.take_turns(events)
