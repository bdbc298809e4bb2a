"""Groups and participants in files: which columns they have, and how a row finds its own."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.backoffice.list_forms import UploadForm
from accounts.backoffice.list_pages import Exchange
from accounts.backoffice.lists import ExchangeResource, column
from accounts.models import User
from events.models import Event, Group, Participant
from events.parts import writes
from events.rosters.cells import CellRefused, readers_on
from events.rules import locks
from events.rules.status_rules import check_changeable
from foundation.text.names import fold, fold_case, tidy
from foundation.web.form_fields import IdChoiceField, is_id


class EventChoiceField(IdChoiceField):
    def label_from_instance(self, obj):
        return f"{obj} ({date_format(obj.date)})" if obj.date else str(obj)


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
        self.fields["event"].initial = _event_in(query or {})

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


class ParticipantResource(OfEventResource):
    """id finds the participant, else external_id; with neither known it is a new one.

    The group is named: it has to be there already, for a typing error should make none.
    """

    audit_noun = "PARTICIPANTS"
    explanation = gettext_lazy(
        "A row with an id or a known external_id changes that participant, any other row is a new "
        "one. The groups have to be there already. Large lists, other names of columns and new "
        "groups are better off with the import on the event's own page."
    )
    column_of = {"display_name": "name"}

    id = column("id", "pk")
    external_id = column("external_id", "external_id")
    display_name = column("name", "display_name")
    group = column("group", "group__name")
    gender = column("gender", "gender")
    age = column("age", "age")
    birth_date = column("birth_date", "birth_date")
    status = column("status", "status")
    event_id = column("event_id", "event_id", given=False)
    event_name = column("event", "event__name", given=False)

    class Meta:
        model = Participant

    def for_export(self, queryset):
        return queryset.select_related("event__organisation", "group")

    def open(self):
        locks.take_turns([self.event.pk])
        groups = parts_by_id(Group, self.event)
        self.groups = {group.name_key: group for group in groups.values()}
        self.by_id = parts_by_id(Participant, self.event)
        people = self.by_id.values()
        for person in people:
            person.group = groups[str(person.group_id)]
        self.by_external_id = {person.external_id: person for person in people}
        self.names = {(person.group_id, fold_case(person.display_name)) for person in people}

    def find(self, row):
        self.check_event(row)
        if number := row.get("id", "").strip():
            return by_number(self.by_id, number, _("There is no participant %(id)s in this event."))
        external_id = tidy(row.get("external_id", ""))
        return self.by_external_id.get(external_id) if external_id else None

    def read(self, row, current):
        readers: dict[str, Callable[[str], Any]] = {
            "external_id": lambda text: text or None,
            "display_name": str,
            "group": self._group_named,
            **readers_on(timezone.localdate()),
            "status": _read_status,
        }
        fields, errors = {}, {}
        for field, reader in readers.items():
            name = self.column_of.get(field, field)
            if name not in row or (name in {"group", "status"} and not row[name].strip()):
                continue
            try:
                fields[field] = reader(tidy(row[name]))
            except CellRefused as error:
                errors[name] = str(error)
        if current is None and "group" not in fields and "group" not in errors:
            errors["group"] = _("Say which group the new participant is in.")
        if errors:
            raise ValidationError(errors)
        if current is None:
            fields.setdefault("display_name", "")
        return fields

    def write(self, current, fields):
        fields = dict(fields)
        group = fields.pop("group", None)
        if current is None:
            self._note_namesake(group, fields["display_name"])
            person = writes.add_participant(group=group, fields=fields, by=self.user)
        else:
            person = current
            if group is not None and group != current.group:
                person = writes.move_participant(participant=person, group=group, by=self.user)
            person = writes.change_participant(participant=person, fields=fields, by=self.user)
        self.by_external_id[person.external_id] = self.by_id[str(person.pk)] = person
        return person

    def _group_named(self, name: str) -> Group:
        group = self.groups.get(fold_case(name))
        if group is None:
            raise CellRefused(
                _("There is no group “%(name)s” in this event. Add it first.") % {"name": name[:50]}
            )
        return group

    def _note_namesake(self, group: Group, name: str) -> None:
        """Without an id the same child would come in again and again."""
        key = (group.pk, fold_case(name))
        if key in self.names:
            self.notes.append(_("Somebody of this name is in the group already."))
        self.names.add(key)


class GroupExchange(EventExchange):
    resource_class = GroupResource


class ParticipantExchange(EventExchange):
    resource_class = ParticipantResource


STATUSES = {fold(status): status for status in Participant.Status.values}


def by_number(known: dict, number: str, sentence: str, name: str = "id"):
    """The object of this id in the column; who else has such an id is nobody's business."""
    if number not in known:
        raise ValidationError({name: sentence % {"id": number[:20]}})
    return known[number]


def _read_status(text: str) -> str:
    if fold(text) not in STATUSES:
        raise CellRefused(
            _("“%(text)s” is not a status; write one of %(statuses)s")
            % {"text": text[:30], "statuses": ", ".join(Participant.Status.values)}
        )
    return STATUSES[fold(text)]


def parts_by_id(model, event: Event) -> dict:
    """All of the event by their ids as cells have them, each with the event that is in hand."""
    found = list(model.objects.filter(event=event).order_by("pk"))
    for part in found:
        part.event = event
    return {str(part.pk): part for part in found}


def _event_in(query) -> str:
    """The event that the list was filtered by."""
    return next(
        (
            value
            for key, value in query.items()
            if key.endswith("event__id__exact") and is_id(value)
        ),
        "",
    )
