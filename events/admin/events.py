"""Events on the admin site, and the age categories they rank by."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from accounts.backoffice.list_cells import badge
from accounts.backoffice.rights import has_several_organisations
from accounts.backoffice.scoped_admin import ScopedFilter, ScopedTabularInline, event_trail_url
from accounts.backoffice.scoped_options import DELETE
from accounts.models import Organisation
from events.backoffice.event_admin import EventBoundAdmin
from events.backoffice.part_admin import EventPartAdmin
from events.backoffice.part_forms import ComparingForm
from events.life.lifecycle import delete_event
from events.models import AgeCategory, Event
from events.parts import writes


class AgeCategoryInline(ScopedTabularInline):
    model = AgeCategory
    fields = ["name", "min_age", "max_age"]


@admin.register(Event)
class EventAdmin(EventBoundAdmin):
    """The list leads to the pages of an event; the form keeps what the set-up does not ask for.

    Adding is the guided set-up's business, the status that of the event's own page.
    """

    goes_when_archived = True
    turn_path = "pk"
    logged_by_services = frozenset({DELETE})
    form = ComparingForm
    add_title = _("New event")
    list_display = ["title", "state", "date", "place", "people", "details"]
    list_display_links = None
    list_filter = ["status", "date"]
    list_select_related = ["organisation"]
    list_per_page = 50
    search_fields = ["search_key", "place"]
    autocomplete_fields = ["organisation"]
    inlines = [AgeCategoryInline]
    readonly_fields = ["state"]
    fieldsets = [
        (None, {"fields": ["name", "state", "date", "place"]}),
        (
            _("Ranking"),
            {
                "fields": [
                    "reference_date",
                    "ignores_gender",
                    "ignores_age",
                    "places",
                    "orders_by_surname",
                ]
            },
        ),
    ]

    @admin.display(description=_("event"), ordering="name")
    def title(self, obj):
        return format_html('<a href="{}">{}</a>', reverse("scoring:hub", args=[obj.pk]), obj)

    @admin.display(description=_("status"), ordering="status")
    def state(self, obj):
        status = badge(obj.status.lower(), obj.get_status_display())
        if hasattr(obj, "participant_count"):
            return status
        page = reverse("events:status", args=[obj.pk])
        return format_html('{} <a href="{}">{}</a>', status, page, _("Change the status"))

    @admin.display(description=_("participants"), ordering="participant_count")
    def people(self, obj):
        return obj.participant_count

    @admin.display(description=_("details"))
    def details(self, obj):
        page = reverse("admin:events_event_change", args=[obj.pk])
        words = _("View") if self.is_archived(obj) else _("Edit")
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>', page, words, obj
        )

    def event_of(self, obj):
        return obj

    def history_url(self, obj):
        """With all that was done to its parts."""
        return event_trail_url(obj.pk)

    def get_queryset(self, request):
        """The list shows how many people take part; nothing else asks for it."""
        queryset = super().get_queryset(request)
        is_list = request.resolver_match.url_name == "events_event_changelist"
        return queryset.with_counts() if is_list else queryset

    def get_list_display(self, request):
        columns = super().get_list_display(request)
        return [*columns, "organisation"] if has_several_organisations(request) else columns

    def get_list_filter(self, request):
        filters = super().get_list_filter(request)
        extra = [("organisation", ScopedFilter)] if has_several_organisations(request) else []
        return [*filters, *extra]

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if not has_several_organisations(request):
            return fieldsets
        (name, first), *rest = fieldsets
        return [(name, {"fields": ["organisation", *first["fields"]]}), *rest]

    def has_add_permission(self, request):
        return (
            super().has_add_permission(request)
            and Organisation.objects.manageable_by(request.user).exists()
        )

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            raise PermissionDenied
        return redirect("events:new")

    def render_change_form(self, request, context, *args, **kwargs):
        return super().render_change_form(
            request, {**context, "show_save_and_add_another": False}, *args, **kwargs
        )

    def save_model(self, request, obj, form, change):
        """Only what was changed here: the page may be older than what colleagues did meanwhile."""
        if form.changed_data:
            obj.save(update_fields=form.changed_data)

    def delete_model(self, request, obj):
        delete_event(event=obj, by=request.user)


@admin.register(AgeCategory)
class AgeCategoryAdmin(EventPartAdmin):
    add_title = _("Add an age category")
    list_display = ["name", "event", "min_age", "max_age"]
    fields = ["event", "name", "min_age", "max_age"]

    def create(self, request, obj, fields):
        return writes.create_age_category(event=obj.event, fields=fields, by=request.user)

    def change(self, request, obj, fields):
        writes.change_age_category(category=obj, fields=fields, by=request.user)

    def delete_model(self, request, obj):
        writes.delete_age_category(category=obj, by=request.user)
