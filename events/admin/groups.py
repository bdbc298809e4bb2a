"""Groups on the admin site."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from events.backoffice.chosen_event import chosen_event
from events.backoffice.part_admin import EventPartAdmin
from events.importing.lists import GroupExchange
from events.models import Group
from events.models.querysets import count_of
from events.parts import people_in_bulk, writes

LISTED = 200
"""How many of its participants the page of a group lists."""


@admin.register(Group)
class GroupAdmin(EventPartAdmin):
    exchange_class = GroupExchange
    add_title = _("Add a group")
    list_display = ["name", "identifier", "event", "participants", "evaluators"]
    row_fields = ("name", "identifier")
    row_service = staticmethod(people_in_bulk.change_groups)
    fields = ["event", "name", "identifier"]
    search_fields = ["search_key", "identifier"]

    def get_queryset(self, request):
        groups = super().get_queryset(request)
        return groups.annotate(
            participant_count=count_of("participants", Group),
            evaluator_count=count_of("evaluator_assignments", Group),
        )

    def get_list_display(self, request):
        if self.row_fields_of(request):
            return ["name", "identifier", "participants", "evaluators", "page"]
        return [*super().get_list_display(request), "page"]

    def get_list_display_links(self, request, list_display):
        return ["page"]

    @admin.display(description=_("participants"), ordering="participant_count")
    def participants(self, obj):
        query = urlencode({"event__id__exact": obj.event_id, "group__id__exact": obj.pk})
        address = reverse("admin:events_participant_changelist")
        label = ngettext("%(count)d participant", "%(count)d participants", obj.participant_count)
        return format_html(
            '<a href="{}?{}">{}</a>', address, query, label % {"count": obj.participant_count}
        )

    @admin.display(description=_("evaluators"), ordering="evaluator_count")
    def evaluators(self, obj):
        label = ngettext("%(count)d evaluator", "%(count)d evaluators", obj.evaluator_count)
        return label % {"count": obj.evaluator_count} if obj.evaluator_count else _("nobody yet")

    @admin.display(description=_("page"))
    def page(self, obj):
        return format_html('{}<span class="visually-hidden"> {}</span>', _("Open"), obj)

    def get_changeform_initial_data(self, request):
        """The event that the list was filtered by."""
        event = chosen_event(request)
        return {
            **({"event": event.pk} if event else {}),
            **super().get_changeform_initial_data(request),
        }

    def create(self, request, obj, fields):
        return writes.create_group(event=obj.event, fields=fields, by=request.user)

    def change(self, request, obj, fields):
        writes.change_group(group=obj, fields=fields, by=request.user)

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """With the people of the group below its fields."""
        if obj is not None:
            people = list(obj.participants.order_by("sort_key", "pk")[:LISTED])
            context |= {"people": people, "more": obj.participant_count - len(people)}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def get_deleted_objects(self, objs, request):
        """Groups with people in them stand in the way; see delete_confirmation.html."""
        names, counts, lacking, protected = super().get_deleted_objects(objs, request)
        full = [_refusal(group) for group in objs if group.participant_count]
        return names, counts, lacking, [*protected, *full]

    def delete_model(self, request, obj):
        writes.delete_group(group=obj, by=request.user)

    def delete_queryset(self, request, queryset):
        people_in_bulk.delete_groups(ids=queryset.values_list("pk", flat=True), by=request.user)


def _refusal(group: Group) -> str:
    text = ngettext(
        "%(group)s still has %(count)d participant. Move or delete them first.",
        "%(group)s still has %(count)d participants. Move or delete them first.",
        group.participant_count,
    )
    return text % {"group": group, "count": group.participant_count}
