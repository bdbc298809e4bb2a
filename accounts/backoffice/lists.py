"""Lists in and out of the admin site: file formats, and what an import or export of a model is.

On django-import-export: its resources, results and transactions, with rows that our services
write. A preview is the import itself, rolled back at the end.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import models
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from import_export import resources
from import_export.fields import Field
from import_export.instance_loaders import ModelInstanceLoader
from import_export.results import RowResult
from import_export.widgets import Widget

from accounts.models import Organisation, User
from accounts.trail import audit
from foundation.tables.table import Finding, Table


class PlainWidget(Widget):
    """Numbers as numbers, days and times in ISO 8601, nothing as an empty cell."""

    def render(self, value, obj=None, **kwargs):
        if isinstance(value, datetime):
            return timezone.localtime(value).isoformat(timespec="seconds")
        if isinstance(value, date):
            return value.isoformat()
        if isinstance(value, bool):
            return "true" if value else "false"
        if value is None or isinstance(value, int):
            return "" if value is None else value
        return str(value)


def column(name: str, attribute: str = "", *, given: bool = True) -> Field:
    """A column of the file. attribute: where its value is, with __ between the steps; else the
    resource's method dehydrate_<name> tells. given: whether an import reads it.
    """
    return Field(attribute or None, name, widget=PlainWidget(), readonly=not given)


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a column before and after; `old` is "" where the object is new."""

    old: str
    new: str

    @property
    def is_changed(self) -> bool:
        return self.old != self.new


@dataclass(slots=True)
class Fate:
    """What becomes of one row. notes: what to look at, although nothing is wrong."""

    kind: str
    cells: list[Cell]
    notes: list[str] = field(default_factory=list)
    problems: list[tuple[str, str]] = field(default_factory=list)
    number: int = 0


class ExchangeResource(resources.Resource):
    """One kind of object in a file: a row is an object, written by the service that pages use.

    A subclass says how a row's object is found, what the row gives it, and who writes it. `user`
    is who imports or exports; objects that they could not see are not there. Whatever a service
    refuses is told with its row, and then the whole file is refused.
    """

    audit_noun = ""
    """What the audit trail calls them: PARTICIPANTS."""
    explanation: str | Promise = ""
    """How a row finds its object, for the person with the file."""
    column_of: dict[str, str] = {}
    """field of the model -> the column that shows it, where the names differ."""

    class Meta:
        use_transactions = True
        instance_loader_class = ModelInstanceLoader

    def __init__(self, *, user: User, **kwargs):
        super().__init__()
        self.user = user
        self.exported: Counter[Organisation | None] = Counter()
        self.events: set[int | None] = set()
        self.seen: set[Any] = set()
        self.notes: list[str] = []
        self.unreadable: dict[int, list[Finding]] = {}

    # What a subclass says. These are not abstract: ABC cannot join the metaclass of import-export.

    def open(self) -> None:
        """Before the first row: lock, and read what the rows are looked up in."""

    def find(self, row: dict[str, str]) -> models.Model | None:
        """The object that the row is about; None for a new one."""
        raise NotImplementedError  # each list has its own; no ABC, for the reason above

    def read(self, row: dict[str, str], current: models.Model | None) -> dict[str, Any]:
        """field -> value, for what the row gives. Raises ValidationError by column."""
        raise NotImplementedError  # each list has its own; no ABC, for the reason above

    def differs(self, current: models.Model, fields: dict[str, Any]) -> bool:
        return any(getattr(current, name) != value for name, value in fields.items())

    def write(self, current: models.Model | None, fields: dict[str, Any]) -> models.Model:
        """The service; returns the object as it is afterwards."""
        raise NotImplementedError  # each list has its own; no ABC, for the reason above

    def organisation_of(self, obj: models.Model) -> Organisation | None:
        """In whose trail it stands that the object was exported."""
        return getattr(obj, "organisation", None)

    def for_export(self, queryset: models.QuerySet) -> models.QuerySet:
        """With everything that the columns show."""
        return queryset

    # What the library asks

    def filter_export(self, queryset, **kwargs):
        return self.for_export(queryset)

    def iter_queryset(self, queryset):
        """In one query, whatever is prefetched: a list that people look at is not endless."""
        yield from queryset

    def export_resource(self, instance, selected_fields=None, **kwargs):
        self.exported[self.organisation_of(instance)] += 1
        self.events.add(audit.event_of(instance))
        return super().export_resource(instance, selected_fields, **kwargs)

    def export_field(self, field, instance, **kwargs):
        """Without the library's search for the field's name, cell by cell."""
        if field.attribute is None:
            return getattr(self, f"dehydrate_{field.column_name}")(instance)
        return field.widget.render(field.get_value(instance))

    def before_import(self, dataset, **kwargs):
        self.open()

    def handle_import_error(self, result, error, raise_errors=False):
        """Before and after the rows nothing is the file's fault; the transaction rolls back."""
        raise error

    def import_row(self, row, instance_loader, *, row_number: int, **kwargs):
        """The library's own would swallow our faults and write past the services."""
        outcome = RowResult()
        self.notes = []
        try:
            self._check_cells(row_number)
            fate = self.take(row)
        except ValidationError as error:
            outcome.import_type = RowResult.IMPORT_TYPE_INVALID
            outcome.validation_error = error
            cells = [Cell("", row.get(name, "")) for name in self.given]
            fate = Fate(outcome.import_type, cells, problems=self._problems(error))
        outcome.import_type = fate.kind
        outcome.diff = fate
        return outcome

    # Rows

    def look_at_cells(self, table: Table) -> None:
        """Keep what cannot be read in the columns that an import reads, by the row's place."""
        found = defaultdict(list)
        for each in table.errors:
            if each.column in self.given:
                found[each.row].append(each)
        self.unreadable = {
            place: found[row.number]
            for place, row in enumerate(table.rows, start=1)
            if row.number in found
        }

    def _check_cells(self, place: int) -> None:
        problems = defaultdict(list)
        for each in self.unreadable.get(place, ()):
            problems[each.column].append(each.text)
        if problems:
            raise ValidationError(dict(problems))

    @property
    def given(self) -> list[str]:
        """The columns that an import reads."""
        return [each.column_name for each in self.fields.values() if not each.readonly]

    def take(self, row: dict[str, str]) -> Fate:
        """Judge and write one row. Raises ValidationError where it is refused."""
        current = self.find(row)
        if current is not None and current.pk in self.seen:
            raise ValidationError(_("An earlier row is about the same one. Leave one of them out."))
        before = self._cells(current)
        fields = self.read(row, current)
        if current is not None and not self.differs(current, fields):
            stored = current
        else:
            try:
                stored = self.write(current, fields)
            except PermissionDenied as error:
                raise ValidationError(str(error)) from error
        self.seen.add(stored.pk)
        after = self._cells(stored, is_new=current is None)
        kind = RowResult.IMPORT_TYPE_UPDATE if before != after else RowResult.IMPORT_TYPE_SKIP
        kind = RowResult.IMPORT_TYPE_NEW if current is None else kind
        return Fate(kind, list(map(Cell, before, after)), self.notes)

    def _cells(self, obj: models.Model | None, *, is_new: bool = False) -> list[str]:
        """What the columns say. An id that a preview gives to a new object is not to stay."""
        if obj is None:
            return [""] * len(self.given)
        return [
            "" if is_new and each.attribute == "pk" else str(self.export_field(each, obj))
            for each in self.fields.values()
            if not each.readonly
        ]

    def _problems(self, error: ValidationError) -> list[tuple[str, str]]:
        """(column or "", sentence) for everything that is wrong with a row."""
        if not hasattr(error, "error_dict"):
            return [("", message) for message in error.messages]
        return [
            ("" if name == NON_FIELD_ERRORS else self.column_of.get(name, name), message)
            for name, messages in error.message_dict.items()
            for message in messages
        ]

    @classmethod
    def get_display_name(cls):
        return str(cls._meta.model._meta.verbose_name_plural)


def dataset_of(table: Table) -> tablib.Dataset:
    """The table as the library takes it."""
    return tablib.Dataset(*(row.cells for row in table.rows), headers=list(table.headers))
