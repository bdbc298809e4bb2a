"""Participants in files: which columns they have, and how a row finds its own."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from accounts.backoffice.list_forms import refuse_unsure_letters
from accounts.backoffice.lists import Cell, Fate, column
from events.ages import genders
from events.ages.ages import age_of
from events.ages.genders import gender_of
from events.importing.lists import (
    EventExchange,
    EventUploadForm,
    OfEventResource,
    by_number,
    event_in,
    event_label,
    parts_by_id,
)
from events.importing.matching import name_key, number_key
from events.importing.rows import cells_of
from events.models import Event, Group, Participant
from events.parts import writes
from events.rosters.cells import (
    CellRefused,
    born_of,
    cell_of,
    fitting,
    quoted,
    read_hidden,
    read_status,
    readers_on,
)
from events.rosters.columns import METADATA_PREFIX, PARTS_OF_NAME, assign_columns
from events.rosters.doubts import age_doubt, far_ages, is_summary, read_people, with_repairs
from events.rules import locks
from foundation.tables.columns import name_of, with_folded_headers, with_own_headers
from foundation.tables.table import Row, Table
from foundation.text.names import fold_case, tidy

LIST_NAMES = {"display_name": "name", "group_name": "group"}
"""System field -> column of the list, where the names differ."""
BIRTHS = ("birth_date", "birth_year")
EMPTY_STAYS = {"group", "status", "is_hidden"}
"""Columns whose empty cells say nothing."""
MOST_EVENTS = 20
"""Listed with a link to their own import."""


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
    birth_year = column("birth_year", "birth_year")
    last_name = column("last_name", "last_name")
    status = column("status", "status")
    is_hidden = column("is_hidden", "is_hidden")
    event_id = column("event_id", "event_id", given=False)
    event_name = column("event", "event__name", given=False)
    names = (
        *("id", "external_id", "name", "group", "gender", "age", "birth_date", "birth_year"),
        *("last_name", "status", "is_hidden", "event_id", "event"),
    )

    class Meta:
        model = Participant

    def export(self, *args, **kwargs):
        """With the other data behind, a column for each name of it."""
        self.metadata = []
        dataset = super().export(*args, **kwargs)
        for name in dict.fromkeys(name for each in self.metadata for name in each):
            cells = [cell_of(each.get(name)) for each in self.metadata]
            dataset.append_col(cells, header=f"{METADATA_PREFIX}{name}")
        return dataset

    def export_resource(self, instance, *args, **kwargs):
        self.metadata.append(instance.metadata)
        return super().export_resource(instance, *args, **kwargs)

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
        self.by_number = {number_key(each.external_id): each for each in people if each.external_id}
        self.name_keys = {(person.group_id, name_key(person.display_name)) for person in people}

    def before_import(self, dataset, **kwargs):
        """What only shows in the whole column."""
        rows = dataset.dict
        self.genders = {row.get("gender", "") for row in rows}
        self.far = {far.row: far for far in far_ages(self._ages(rows))}
        super().before_import(dataset, **kwargs)

    def import_row(self, row, instance_loader, *, row_number: int, **kwargs):
        self.place = row_number
        return super().import_row(row, instance_loader, row_number=row_number, **kwargs)

    def take(self, row):
        """A total is nobody; what is doubtful is noted."""
        own = any(row.get(name, "").strip() for name in ("id", "external_id"))
        is_person = bool(row.get("name", "").strip() and row.get("group", "").strip())
        if not own and is_summary(row.values(), can_be_person=is_person):
            cells = [Cell("", row.get(name, "")) for name in self.given]
            note = _("This looks like a total, not like a person, and is left out.")
            return Fate(RowResult.IMPORT_TYPE_SKIP, cells, [note])
        return super().take(row)

    def find(self, row):
        self.check_event(row)
        if number := row.get("id", "").strip():
            return by_number(self.by_id, number, _("There is no participant %(id)s in this event."))
        external_id = tidy(row.get("external_id", ""))
        if not external_id:
            return None
        return self.by_external_id.get(external_id) or self._with_its_zeros(row, external_id)

    def _with_its_zeros(self, row, external_id: str) -> Participant | None:
        """7 is 007 where the name fits: spreadsheets take the zeros away."""
        person = self.by_number.get(number_key(external_id))
        if person is None or name_key(person.display_name) != name_key(row.get("name", "")):
            return None
        names = {"number": external_id[:30], "stored": person.external_id}
        self.notes.append(_("The number %(number)s is taken for %(stored)s.") % names)
        row["external_id"] = max(external_id, person.external_id, key=len)
        return person

    def read(self, row, current):
        readers: dict[str, Callable[[str], Any]] = {
            "external_id": lambda text: text or None,
            "display_name": str,
            "group": self._group_named,
            "last_name": str,
            **readers_on(timezone.localdate(), self.event.last_birthday),
            "gender": self._gender,
            "status": read_status,
            "is_hidden": read_hidden,
        }
        fields, errors = {}, {}
        for field, reader in readers.items():
            name = self.column_of.get(field, field)
            if name not in row or (name in EMPTY_STAYS and not row[name].strip()):
                continue
            try:
                fields[field] = reader(tidy(row[name]))
            except CellRefused as error:
                errors[name] = str(error)
        if current is None and "group" not in fields and "group" not in errors:
            errors["group"] = _("Say which group the new participant is in.")
        if errors:
            raise ValidationError(errors)
        self._settle_birth(fields)
        if far := self.far.get(self.place):
            self.notes.append(age_doubt(far, fields.get("display_name", ""), "age").text)
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

    def _gender(self, text: str) -> str:
        """By its word, which may mean something only beside the other words of the column."""
        gender = gender_of(fitting("gender", text), self.genders)
        if gender not in ("", *genders.LABELS):
            note = _("“%(text)s” is kept as it is, with boards of its own")
            self.notes.append(note % quoted(gender))
        return gender

    def _settle_birth(self, fields: dict[str, Any]) -> None:
        """A year may stand in the column of the day."""
        given = [fields.pop(name) for name in BIRTHS if name in fields]
        if given:
            fields |= born_of(*given)

    def _ages(self, rows) -> dict[int, int]:
        """The ages that the rows give, by their places from 1; of cells that can be read."""
        found = {}
        day = self.event.ages_on
        read = readers_on(timezone.localdate())
        for place, row in enumerate(rows, start=1):
            try:
                born = born_of(
                    *(read[n](tidy(row.get(n, ""))) for n in ("birth_date", "birth_year"))
                )
                age = age_of(**born, given=read["age"](tidy(row.get("age", ""))), day=day)
            except CellRefused:
                continue
            if age is not None:
                found[place] = age
        return found

    def _note_namesake(self, group: Group, name: str) -> None:
        """Without an id the same child would come in again and again."""
        key = (group.pk, name_key(name))
        if key in self.name_keys:
            self.notes.append(_("Somebody of this name is in the group already."))
        self.name_keys.add(key)


class ParticipantUploadForm(EventUploadForm):
    """Usual headers of people's tables are known, as on the event's own page."""

    def table_of(self, content, file_name):
        table = with_repairs(read_people(content, file_name))
        refuse_unsure_letters(table)
        return with_list_headers(table, ParticipantResource.names)


class ParticipantExchange(EventExchange):
    resource_class = ParticipantResource
    upload_form_class = ParticipantUploadForm

    def import_url(self, request):
        """The event's own import, where it is clear which event."""
        mine = Event.objects.manageable_by(request.user).exclude(status=Event.Status.ARCHIVED)
        number = event_in(request.GET)
        found = mine.filter(pk=number) if number else mine
        events = list(found.values_list("pk", flat=True)[:2])
        if len(events) == 1:
            return reverse("events:import", args=events)
        return super().import_url(request)

    def import_context(self, request):
        mine = Event.objects.manageable_by(request.user).exclude(status=Event.Status.ARCHIVED)
        events = mine.order_by("-date", "-pk")[:MOST_EVENTS]
        return {
            "event_imports": [
                (event_label(event), reverse("events:import", args=[event.pk])) for event in events
            ]
        }


def with_list_headers(table: Table, names: Collection[str]) -> Table:
    """The table under the names that the list knows: its own, and by them the usual ones of other
    people's tables. Halves of names are joined.
    """
    table = with_own_headers(table)
    columns, _problems = assign_columns(table.headers, cells=cells_of(table))
    own = {column.header: name_of(column.header) for column in columns}
    taken = {name for name in own.values() if name in names}
    fields = {column.header: column.field for column in columns}
    if "first_name" in fields.values() and "name" not in taken:
        table = _with_whole_names(table, fields)
        taken.add("name")
    headers = []
    for header in table.headers:
        name = own.get(header, header)
        field = LIST_NAMES.get(fields.get(header, ""), fields.get(header, ""))
        if name not in names and field in names and field not in taken:
            name = field
            taken.add(field)
        headers.append(name)
    renamed = dict(zip(table.headers, headers, strict=True))
    findings = tuple(
        replace(each, column=renamed.get(each.column, each.column)) for each in table.findings
    )
    return with_folded_headers(replace(table, headers=tuple(headers), findings=findings))


def _with_whole_names(table: Table, fields: Mapping[str, str]) -> Table:
    """With one column more: first and last name joined."""
    halves = [
        table.headers.index(header)
        for part in PARTS_OF_NAME
        for header, field in fields.items()
        if field == part
    ]
    width = len(table.headers)
    rows = []
    for row in table.rows:
        cells = (*row.cells[:width], *[""] * (width - len(row.cells)))
        whole = tidy(" ".join(cells[at] for at in halves))
        rows.append(Row(row.number, (*cells, whole, *row.cells[width:])))
    return replace(table, headers=(*table.headers, "name"), rows=tuple(rows))
