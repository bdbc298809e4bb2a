"""Events and their parts on the admin site."""

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from accounts.admin_fields import is_id
from accounts.models import Organisation
from accounts.scoped_admin import ScopedFilter, ScopedModelAdmin, ScopedTabularInline
from events import locks
from events.models import (
    Activity,
    AgeCategory,
    Event,
    EventEvaluator,
    Group,
    GroupEvaluator,
    Participant,
)
from events.parts import hold_kind
from events.services import add_evaluator, assign_evaluator, change_status


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


@admin.register(Group)
class GroupAdmin(ResultsHangOn, EventPartAdmin):
    list_display = ["name", "identifier", "event"]
    fields = ["event", "name", "identifier"]
    search_fields = ["name", "identifier"]


@admin.register(Participant)
class ParticipantAdmin(ResultsHangOn, EventPartAdmin):
    list_display = ["display_name", "external_id", "group", "event", "gender", "age", "status"]
    list_filter = [("event", ScopedFilter), ("group", OfChosenEventFilter), "gender", "status"]
    list_select_related = ["event__organisation", "group"]
    search_fields = ["display_name", "external_id"]
    autocomplete_fields = ["group"]
    audit_adds = "ADD"
    audit_actions = {"group": "MOVE_PARTICIPANT"}

    def choice_label(self, obj):
        return f"{obj} – {obj.group}, {obj.event}"

    def get_fields(self, request, obj=None):
        """The event shows once there is one: it comes with the group."""
        fields = ["group", "display_name", "external_id", "gender", "age", "birth_date"]
        return [*(["event"] if obj else []), *fields, "status", "metadata"]


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


@admin.register(EventEvaluator)
class EventEvaluatorAdmin(EventPartAdmin):
    """The pool. Somebody is in it or not, so there is nothing to change."""

    form = forms.ModelForm
    list_display = ["user", "event"]
    list_select_related = ["event__organisation", "user"]
    search_fields = ["user__full_name", "user__email"]
    autocomplete_fields = ["event", "user"]
    fields = ["event", "user"]

    def audit_target(self, obj):
        return obj.event

    def has_change_permission(self, request, obj=None):
        return False

    def choice_label(self, obj):
        return str(obj)

    def save_model(self, request, obj, form, change):
        obj.pk = add_evaluator(user=obj.user, event=obj.event, by=request.user).pk

    def log_addition(self, request, obj, message):
        """The service has logged it."""


@admin.register(GroupEvaluator)
class GroupEvaluatorAdmin(ScopedModelAdmin):
    list_display = ["evaluator", "group", "event"]
    list_filter = [("group__event", ScopedFilter)]
    list_select_related = [
        "event_evaluator__user",
        "event_evaluator__event",
        "group__event__organisation",
    ]
    search_fields = [
        "event_evaluator__user__full_name",
        "event_evaluator__user__email",
        "group__name",
    ]
    autocomplete_fields = ["event_evaluator", "group"]
    fields = ["event_evaluator", "group"]
    fixed_fields = ("event_evaluator",)

    def organisation_of(self, obj):
        return obj.group.event.organisation

    def audit_target(self, obj):
        return obj.group

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            user = obj.event_evaluator.user
            obj.pk = assign_evaluator(
                user=user, group=obj.group, by=request.user, joins_pool=False
            ).pk

    def log_addition(self, request, obj, message):
        """The service has logged it."""

    @admin.display(description=_("evaluator"), ordering="event_evaluator__user__full_name")
    def evaluator(self, obj):
        return obj.event_evaluator.user

    @admin.display(description=_("event"), ordering="group__event__name")
    def event(self, obj):
        return obj.group.event
