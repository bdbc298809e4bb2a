"""Groups and participants on the admin site."""

from django.contrib import admin

from accounts.scoped_admin import ScopedFilter
from events.admin.base import EventPartAdmin, OfChosenEventFilter, ResultsHangOn
from events.models import Group, Participant


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
