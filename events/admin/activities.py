"""Activities on the admin site; written by the services of an event's parts."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.backoffice.list_cells import badge
from accounts.backoffice.scoped_admin import ScopedFilter
from events.backoffice.part_admin import EventPartAdmin
from events.backoffice.part_forms import PartForm
from events.models import Activity
from events.models.activity import RULE_FIELDS
from events.parts.writes import change_activity, create_activity, delete_activity, hold_kind
from foundation.web.form_fields import is_id
from foundation.web.refusals import add_refusal


class ActivityPartForm(PartForm):
    """Looks once more whether there are results, when no more of them can come in."""

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            try:
                hold_kind(activity=self.instance, kind=cleaned.get("evaluation_type"))
            except ValidationError as error:
                add_refusal(self, error)
        return cleaned


class LockedFilter(admin.SimpleListFilter):
    title = _("entry of results")
    parameter_name = "locked"

    def lookups(self, request, model_admin):
        return [("no", gettext("open")), ("yes", gettext("locked"))]

    def queryset(self, request, queryset):
        if self.value() not in ("no", "yes"):
            return queryset
        return queryset.filter(locked_at__isnull=self.value() == "no")


@admin.register(Activity)
class ActivityAdmin(EventPartAdmin):
    form = ActivityPartForm
    add_title = _("Add an activity")
    delete_order = ("pk",)  # in which activities are locked everywhere
    list_display = ["name", "event", "evaluation_type", "unit", "order", "is_locked", "results"]
    list_filter = [
        ("event", ScopedFilter),
        "evaluation_type",
        LockedFilter,
    ]
    fieldsets = [
        (None, {"fields": ["event", "name", "description", "order"]}),
        (
            _("Reading of results"),
            {"fields": ["evaluation_type", *RULE_FIELDS]},
        ),
    ]

    @admin.display(description=_("entry of results"), ordering="locked_at")
    def is_locked(self, obj):
        return badge("warning", gettext("locked")) if obj.is_locked else gettext("open")

    @admin.display(description=_("results"))
    def results(self, obj):
        address = reverse("scoring:results", args=[obj.event_id, obj.pk])
        return format_html('<a href="{}">{}</a>', address, gettext("Results"))

    def get_readonly_fields(self, request, obj=None):
        """The kind of result is locked as soon as there is one."""
        fields = super().get_readonly_fields(request, obj)
        return [*fields, "evaluation_type"] if obj and obj.records.exists() else fields

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """The activity is locked before its event is, as everywhere: see `events.rules.locks`."""
        with transaction.atomic():
            if request.method == "POST" and object_id is not None and is_id(object_id):
                mine = Activity.objects.manageable_by(request.user).filter(pk=object_id)
                list(mine.order_by("pk").select_for_update(of=["self"]).values_list("pk"))
            return super().changeform_view(request, object_id, form_url, extra_context)

    def create(self, request, obj, fields):
        return create_activity(event=obj.event, fields=fields, by=request.user)

    def change(self, request, obj, fields):
        change_activity(activity=obj, fields=fields, by=request.user)

    def delete_model(self, request, obj):
        delete_activity(activity=obj, by=request.user)
