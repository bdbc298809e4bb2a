"""What belongs to an event in files: an event is chosen with the file; and lists of groups."""

from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.backoffice.list_forms import UploadForm
from accounts.backoffice.list_pages import Exchange
from accounts.backoffice.lists import ExchangeResource, column
from accounts.models import User
from events.models import Event, Group
from events.parts import writes
from events.rules import locks
from events.rules.status_rules import check_changeable
from foundation.text.names import fold_case, tidy
from foundation.web.form_fields import IdChoiceField, is_id


class EventChoiceField(IdChoiceField):
    def label_from_instance(self, obj):
        return event_label(obj)


class EventUploadForm(UploadForm):
    """With the event that the rows are of; archived ones are only read, so they are not offered."""

    event = EventChoiceField(
        label=gettext_lazy("Event"),
        queryset=Event.objects.none(),
        empty_label=gettext_lazy("Choose the event"),
    )
    field_order = ["event", "file"]
    statuses = [Event.Status.DRAFT, Event.Status.ACTIVE]

    def __init__(self, *args, user, query=None, **kwargs):
        super().__init__(*args, user=user, query=query, **kwargs)
        mine = Event.objects.manageable_by(user).filter(status__in=self.statuses)
        self.fields["event"].queryset = mine
        self.fields["event"].initial = event_in(query or {})

    @property
    def options(self):
        return {"event": self.cleaned_data["event"].pk}


class OpenEventUploadForm(EventUploadForm):
    """Results are taken by open events alone."""

    statuses = [Event.Status.ACTIVE]


class EventExchange(Exchange):
    """For what belongs to an event: one is chosen with the file, and every row is of it."""

    upload_form_class = EventUploadForm
    event_filter = "event__id__exact"
    max_rows = 1_000

    def resource_for_import(self, request, options):
        event = (
            Event.objects.manageable_by(request.user)
            .select_related("organisation")
            .filter(pk=options["event"])
            .first()
        )
        if event is None:
            raise ValidationError(_("This event was deleted."))
        check_changeable(event)
        return self.resource_class(user=request.user, event=event)

    def import_target(self, resource):
        return resource.event

    def list_query(self, options):
        return f"?{self.event_filter}={options['event']}"


class OfEventResource(ExchangeResource):
    """Rows of one event. An export says which, by number and name, and so may be of several."""

    def __init__(self, *, user: User, event: Event | None = None, **kwargs):
        super().__init__(user=user)
        self.event = event

    def check_event(self, row: dict[str, str]) -> None:
        """A row that says which event it is of must not end up in another one."""
        given = row.get("event_id", "").strip()
        if given and given != str(self.event.pk):
            raise ValidationError({"event_id": _("This row is of another event.")})


class GroupResource(OfEventResource):
    """id finds the group, else its name; with neither known it is a new one."""

    audit_noun = "GROUPS"
    explanation = gettext_lazy(
        "A row with an id changes that group, one with a known name the group of that name. "
        "Any other row is a new group."
    )

    id = column("id", "pk")
    name = column("name", "name")
    identifier = column("identifier", "identifier")
    event_id = column("event_id", "event_id", given=False)
    event_name = column("event", "event__name", given=False)

    class Meta:
        model = Group

    def for_export(self, queryset):
        return queryset.select_related("event__organisation")

    def open(self):
        locks.take_turns([self.event.pk])
        self.by_id = parts_by_id(Group, self.event)
        self.by_name = {group.name_key: group for group in self.by_id.values()}

    def find(self, row):
        self.check_event(row)
        if number := row.get("id", "").strip():
            return by_number(self.by_id, number, _("There is no group %(id)s in this event."))
        return self.by_name.get(fold_case(row.get("name", "")))

    def read(self, row, current):
        fields = {name: tidy(row[name]) for name in ("name", "identifier") if name in row}
        if current is None:
            fields.setdefault("name", "")
        return fields

    def write(self, current, fields):
        if current is None:
            group = writes.create_group(event=self.event, fields=fields, by=self.user)
        else:
            group = writes.change_group(group=current, fields=fields, by=self.user)
        self.by_name[group.name_key] = self.by_id[str(group.pk)] = group
        return group


class GroupExchange(EventExchange):
    resource_class = GroupResource


def by_number(known: dict, number: str, sentence: str, name: str = "id"):
    """The object of this id in the column; who else has such an id is nobody's business."""
    if number not in known:
        raise ValidationError({name: sentence % {"id": number[:20]}})
    return known[number]


def parts_by_id(model, event: Event) -> dict:
    """All of the event by their ids as cells have them, each with the event that is in hand."""
    found = list(model.objects.filter(event=event).order_by("pk"))
    for part in found:
        part.event = event
    return {str(part.pk): part for part in found}


def event_label(event: Event) -> str:
    return f"{event} ({date_format(event.date)})" if event.date else str(event)


def event_in(query) -> str:
    """The event that the list was filtered by."""
    return next(
        (
            value
            for key, value in query.items()
            if key.endswith("event__id__exact") and is_id(value)
        ),
        "",
    )
