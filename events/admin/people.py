"""Participants on the admin site."""

from urllib.parse import parse_qs, urlencode

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from accounts.backoffice.scoped_admin import ScopedFilter
from events.admin import people_actions
from events.admin.people_filters import GenderFilter, GroupFilter, MissingFilter
from events.backoffice.chosen_event import chosen_event
from events.backoffice.part_admin import EventPartAdmin
from events.backoffice.rows import ReadChoiceField, RowForm
from events.importing.participant_lists import ParticipantExchange
from events.models import Event, Group, Participant
from events.parts import people_in_bulk, writes
from foundation.web.form_fields import date_input, is_id

STATUS_WORDS = {
    Participant.Status.COMPETING: gettext_lazy("competing"),
    Participant.Status.GUEST: gettext_lazy("guest"),
    Participant.Status.WITHDRAWN: gettext_lazy("withdrawn"),
}
"""The statuses where there is no room to explain them."""

ERASED = ("display_name", "last_name", "birth_date", "birth_year", "external_id")
"""What nobody gives anew to whose data were erased."""


class ParticipantRowForm(RowForm):
    """The age of who has a birth date or year follows from it, so it is only shown."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not (self.instance.birth_date is None and self.instance.birth_year is None):
            age = self.fields["age"]
            age.disabled, age.show_hidden_initial = True, False
            self.initial["age"] = self.instance.age_on(self.instance.event.ages_on)
            age.widget.attrs["title"] = _("From the birth date or year")


@admin.register(Participant)
class ParticipantAdmin(EventPartAdmin):
    exchange_class = ParticipantExchange
    actions = people_actions.ACTIONS
    add_title = gettext_lazy("Add a participant")
    list_filter = [
        ("event", ScopedFilter),
        ("group", GroupFilter),
        GenderFilter,
        "status",
        MissingFilter,
    ]
    list_select_related = ["event__organisation", "group"]
    search_fields = ["search_key", "external_id"]
    ordering = ["event", "group__sort_key", "sort_key", "pk"]
    row_form = ParticipantRowForm
    row_fields = ("group", "gender", "age", "status")
    row_service = staticmethod(people_in_bulk.change_people)

    def choice_label(self, obj):
        return f"{obj} – {obj.group}, {obj.event}"

    # --- The list --------------------------------------------------------------------------------

    def get_list_display(self, request):
        if self.row_fields_of(request):
            return ["name", "external_id", "group", "gender", "age", "status"]
        event = [] if chosen_event(request) else ["event"]
        return [
            "name", "external_id", "group", *event, "gender", "age_then", "status_word",
        ]  # fmt: skip

    @admin.display(description=pgettext_lazy("person", "name"), ordering="sort_key")
    def name(self, obj):
        """In the order of the alphabet, by surname where the event is set so."""
        return obj.display_name

    @admin.display(description=gettext_lazy("age"), ordering="age", empty_value="–")
    def age_then(self, obj):
        """On the day of the event."""
        return obj.age_on(obj.event.ages_on)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_word(self, obj):
        return STATUS_WORDS[obj.status]

    def get_changelist_form(self, request, **kwargs):
        groups = chosen_event(request).groups.order_by("sort_key", "pk")
        form = super().get_changelist_form(request, **kwargs)
        label = Participant._meta.get_field("group").verbose_name
        fields = {
            "group": ReadChoiceField(objects=groups, label=label),
            "status": forms.ChoiceField(
                choices=list(STATUS_WORDS.items()),
                label=Participant._meta.get_field("status").verbose_name,
            ),
        }
        return type(form)("ParticipantRow", (form,), fields)

    # --- One participant -------------------------------------------------------------------------

    def get_fieldsets(self, request, obj=None):
        born = ("gender", "birth_date", "birth_year", "age")
        person = ["display_name", "last_name", born, "external_id"]
        if obj is None:
            more = {"fields": ["status", "is_hidden"], "classes": ["collapse"]}
            name, *others = person
            return [(None, {"fields": [name, "group", *others]}), (_("More"), more)]
        other = [(_("From the imported file"), {"fields": ["other_data"]})] if obj.metadata else []
        return [(None, {"fields": ["event", "group", *person, "status", "is_hidden"]}), *other]

    def get_readonly_fields(self, request, obj=None):
        erased = ERASED if obj and obj.erased_at else ()
        other = ["other_data"] if obj else []
        return [*super().get_readonly_fields(request, obj), *other, *erased]

    @admin.display(description=gettext_lazy("other data"))
    def other_data(self, obj):
        """What the imported file said besides, by the names of its columns."""
        rows = format_html_join(
            "", '<tr><th scope="row">{}</th><td>{}</td></tr>', obj.metadata.items()
        )
        return format_html('<table class="other-data">{}</table>', rows)

    def get_autocomplete_fields(self, request):
        """Without an event known, groups of all of them have to be searched."""
        return [] if self._event_of_page(request) else ["group"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """Without Django's calendar: one is born long ago."""
        if db_field.name == "birth_date":
            kwargs["widget"] = date_input()
        return super().formfield_for_dbfield(db_field, request, **kwargs)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        event = self._event_of_page(request) if db_field.name == "group" else None
        if event is not None:
            groups = event.groups.order_by("sort_key", "pk")
            field.choices = [("", "---------"), *((group.pk, str(group)) for group in groups)]
        return field

    def get_changeform_initial_data(self, request):
        """The group that the list was filtered by, or the only one of its event."""
        initial = super().get_changeform_initial_data(request)
        if "group" not in initial:
            group = _filters(request).get("group__id__exact")
            event = self._event_of_page(request)
            groups = list(event.groups.order_by()[:2]) if event and not group else []
            if group or len(groups) == 1:
                initial["group"] = group or groups[0].pk
        return initial

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
        if obj is None and "display_name" in form.base_fields:
            form.base_fields["display_name"].widget.attrs["autofocus"] = True
        return form

    def create(self, request, obj, fields):
        fields = {name: value for name, value in fields.items() if name != "group"}
        added = writes.add_participant(group=obj.group, fields=fields, by=request.user)
        self._warn_of_namesake(request, added)
        return added

    def change(self, request, obj, fields):
        rest = dict(fields)
        if "_withdraw" in request.POST:
            rest["status"] = Participant.Status.WITHDRAWN
        elif "_compete" in request.POST:
            rest["status"] = Participant.Status.COMPETING
        group = rest.pop("group", None)
        if group is not None:
            self._move(request, obj, group)
        if rest:
            writes.change_participant(participant=obj, fields=rest, by=request.user)

    def response_add(self, request, obj, post_url_continue=None):
        """Whoever adds another one adds them to the same group."""
        answer = super().response_add(request, obj, post_url_continue)
        if "_addanother" not in request.POST:
            return answer
        path, _mark, query = answer.url.partition("?")
        kept = QueryDict(query, mutable=True)
        kept["group"] = str(obj.group_id)
        return HttpResponseRedirect(f"{path}?{kept.urlencode()}")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        if obj is not None:
            context["result_count"] = people_in_bulk.toll_of([obj.pk]).results
        return super().render_change_form(request, context, add, change, form_url, obj)

    def delete_view(self, request, object_id, extra_context=None):
        obj = self.get_object(request, object_id)
        toll = people_in_bulk.toll_of([obj.pk]) if obj is not None else None
        return super().delete_view(request, object_id, {**(extra_context or {}), "toll": toll})

    def delete_model(self, request, obj):
        writes.delete_participant(participant=obj, by=request.user)

    def _move(self, request, obj: Participant, group: Group) -> None:
        before = Participant.objects.select_related("group").get(pk=obj.pk)
        if before.group == group:
            return
        writes.move_participant(participant=before, group=group, by=request.user)
        count = people_in_bulk.toll_of([obj.pk]).results
        text = ngettext(
            "%(name)s is in %(group)s now, and %(count)d result went along.",
            "%(name)s is in %(group)s now, and %(count)d results went along.",
            count,
        )
        if not count:
            text = _("%(name)s is in %(group)s now.")
        values = {"name": before, "group": group, "count": count}
        self.message_user(request, text % values, messages.SUCCESS)

    def _warn_of_namesake(self, request, added: Participant) -> None:
        """It may be the same person, or not: whoever added them knows better."""
        others = Participant.objects.filter(event=added.event_id, search_key=added.search_key)
        other = others.exclude(pk=added.pk).select_related("group").order_by("pk").first()
        if other is None:
            return
        address = reverse("scoring:merge", args=[added.event_id])
        text = _(
            "There is a %(name)s already, in the group %(group)s. If it is the same person, "
            "merge the two."
        ) % {"name": other, "group": other.group}
        query = urlencode({"ids": f"{other.pk},{added.pk}"})
        link = format_html('<a href="{}?{}">{}</a>', address, query, _("Compare and merge"))
        self.message_user(request, format_html("{} {}", text, link), messages.WARNING)

    def _event_of_page(self, request: HttpRequest) -> Event | None:
        """The event that the participant of the page is in, or is going to be added to."""
        if not hasattr(request, "event_of_page"):
            request.event_of_page = self._find_event_of_page(request)
        return request.event_of_page

    def _find_event_of_page(self, request) -> Event | None:
        events = Event.objects.manageable_by(request.user)
        match = request.resolver_match
        if match is None or not match.url_name.startswith("events_participant_"):
            return None
        if "object_id" in match.kwargs:
            pk = match.kwargs["object_id"]
            return events.filter(participants=pk).first() if is_id(pk) else None
        filters = _filters(request)
        for lookup in ("group", "event"):
            pk = request.GET.get(lookup) or filters.get(f"{lookup}__id__exact", "")
            if is_id(pk):
                wanted = {"groups": pk} if lookup == "group" else {"pk": pk}
                return events.filter(**wanted).first()
        return chosen_event(request)


def _filters(request) -> dict[str, str]:
    """What the list was filtered by that the page was opened from."""
    kept = parse_qs(request.GET.get("_changelist_filters", ""))
    return {name: values[-1] for name, values in kept.items() if is_id(values[-1])}
