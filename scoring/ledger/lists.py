"""Results in files: one row is the result of one participant in one activity."""

import re
from collections import defaultdict

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.results import RowResult

from accounts.backoffice.lists import Cell, Fate, column
from events.importing.lists import (
    EventExchange,
    OfEventResource,
    OpenEventUploadForm,
    by_number,
    parts_by_id,
)
from events.models import Activity, Participant
from foundation.text.names import fold_case, tidy
from scoring.engine.values import canonical
from scoring.ledger import records
from scoring.ledger.stored_text import file_text
from scoring.models import Entry, Record
from scoring.rules.activity_rules import rule_of

WITH_REASON = re.compile(r"(?P<status>NM|DNF|DNS|WD)(?:\s*\((?P<reason>[^()]*)\))?", re.IGNORECASE)
"""A status with its reason, as exports write it: "DNS (injury)"."""
KINDS = {
    records.Outcome.SAVED: RowResult.IMPORT_TYPE_UPDATE,
    records.Outcome.UNCHANGED: RowResult.IMPORT_TYPE_SKIP,
}


class RecordResource(OfEventResource):
    """A row finds its participant by participant_id, else external_id; its activity by
    activity_id, else by name. Every import is submissions to the ledger, activity by activity.

    An empty result is left as it is: in a list that somebody fills in it means "not yet".
    """

    audit_noun = "RECORDS"
    explanation = gettext_lazy(
        "Say who by participant_id or external_id, in what by activity_id or activity. The result "
        "is written as on the entry page: a value, or DNS, DNF, NM, DQ, WD. An empty one is left "
        "as it is; a time such as 83 is 83 seconds."
    )

    participant_id = column("participant_id", "participant_id")
    external_id = column("external_id", "participant__external_id")
    participant = column("participant", "participant__display_name", given=False)
    group = column("group", "participant__group__name", given=False)
    activity_id = column("activity_id", "activity_id")
    activity = column("activity", "activity__name")
    result = column("result")
    value = column("value", given=False)
    unit = column("unit", "activity__unit", given=False)
    status = column("status", "status", given=False)
    reason = column("reason", "reason", given=False)
    evaluator = column("evaluator", "evaluator", given=False)
    updated_at = column("time", "updated_at", given=False)
    event_id = column("event_id", "activity__event_id", given=False)
    event_name = column("event", "activity__event__name", given=False)

    class Meta:
        model = Record

    def for_export(self, queryset):
        return queryset.select_related(
            "activity__event__organisation", "participant__group", "evaluator"
        )

    def dehydrate_result(self, obj) -> str:
        return as_imported(obj)

    def dehydrate_value(self, obj) -> str:
        return "" if obj.value is None else canonical(obj.value, rule_of(obj.activity))

    def before_import(self, dataset, **kwargs):
        """Finds participants and activities, then submits all results of each activity at once.

        Refusals of single rows are kept for `take`: the library asks row by row.
        """
        self.open()
        self.refused: dict[int, ValidationError] = {}
        self.verdicts: dict[int, records.Verdict | None] = {}
        self.before: dict[int, str] = {}
        self.place = 0
        cells = defaultdict(list)
        taken = set()
        for place, row in enumerate(dataset.dict):
            try:
                person, activity = self._person(row), self._activity(row)
                if (person.pk, activity.pk) in taken:
                    raise ValidationError(
                        _("An earlier row has this participant's result in this activity.")
                    )
            except ValidationError as error:
                self.refused[place] = error
                continue
            taken.add((person.pk, activity.pk))
            cells[activity.pk].append((place, submission_of(person, row.get("result", ""))))
        for number in sorted(cells):
            self._submit(self.activities[str(number)], cells[number])

    def open(self):
        self.activities = parts_by_id(Activity, self.event)
        self.by_name = defaultdict(list)
        for activity in self.activities.values():
            self.by_name[fold_case(activity.name)].append(activity)
        self.people = parts_by_id(Participant, self.event)
        self.by_external_id = {person.external_id: person for person in self.people.values()}

    def take(self, row):
        place, self.place = self.place, self.place + 1
        if place in self.refused:
            raise self.refused[place]
        verdict = self.verdicts[place]
        before = self.before.get(place, "")
        if verdict is None:
            return Fate(RowResult.IMPORT_TYPE_SKIP, self._row_cells(row, before, before))
        if verdict.is_refused:
            name = "participant_id" if verdict.about == "participant_id" else "result"
            raise ValidationError({name: verdict.message})
        kind = KINDS[verdict.outcome]
        if kind == RowResult.IMPORT_TYPE_UPDATE and not before:
            kind = RowResult.IMPORT_TYPE_NEW
        after = verdict.submission.text or as_imported(verdict.record)
        after = before if kind == RowResult.IMPORT_TYPE_SKIP else after
        return Fate(kind, self._row_cells(row, before, after), list(verdict.warnings))

    def _row_cells(self, row, before: str, after: str) -> list[Cell]:
        return [
            Cell(before, after) if name == "result" else Cell(row.get(name, ""), row.get(name, ""))
            for name in self.given
        ]

    def _submit(self, activity: Activity, rows: list[tuple[int, records.Submission]]) -> None:
        """Submit the rows of one activity; keep verdicts and earlier results by the row's place."""
        ids = [submission.participant_id for _place, submission in rows]
        there = Record.objects.filter(activity=activity, participant__in=ids).order_by()
        before = {record.participant_id: record for record in there}
        for place, submission in rows:
            record = before.get(submission.participant_id)
            if record is not None:
                record.activity = activity
                self.before[place] = as_imported(record)
        given = [(place, submission) for place, submission in rows if not submission.clears]
        verdicts = records.submit(
            activity=activity,
            submissions=[submission for _place, submission in given],
            by=self.user,
            source=Entry.Source.IMPORT,
            partial=True,
        )
        for verdict in verdicts:
            if verdict.record is not None:
                verdict.record.activity = activity
        self.verdicts |= dict.fromkeys(place for place, _submission in rows)
        self.verdicts |= {
            place: verdict for (place, _submission), verdict in zip(given, verdicts, strict=True)
        }

    def _person(self, row) -> Participant:
        self.check_event(row)
        external_id = tidy(row.get("external_id", ""))
        if number := row.get("participant_id", "").strip():
            sentence = _("There is no participant %(id)s in this event.")
            return by_number(self.people, number, sentence, "participant_id")
        if not external_id:
            raise ValidationError(_("Say who: participant_id or external_id."))
        if external_id not in self.by_external_id:
            sentence = _("There is no participant with the number “%(id)s” in this event.")
            raise ValidationError({"external_id": sentence % {"id": external_id[:50]}})
        return self.by_external_id[external_id]

    def _activity(self, row) -> Activity:
        name = tidy(row.get("activity", ""))
        named = self.by_name.get(fold_case(name), [])
        if number := row.get("activity_id", "").strip():
            sentence = _("There is no activity %(id)s in this event.")
            activity = by_number(self.activities, number, sentence, "activity_id")
            if name and activity not in named:
                raise ValidationError(
                    {"activity": _("activity_id and activity are two different activities.")}
                )
            return activity
        if not name:
            raise ValidationError(_("Say in what: activity_id or activity."))
        if len(named) != 1:
            sentence = (
                _("Several activities are called “%(name)s”. Give activity_id instead.")
                if named
                else _("There is no activity “%(name)s” in this event.")
            )
            raise ValidationError({"activity": sentence % {"name": name[:50]}})
        return named[0]


class RecordExchange(EventExchange):
    """Only open events take results, so only those are offered."""

    resource_class = RecordResource
    upload_form_class = OpenEventUploadForm
    event_filter = "activity__event__id__exact"
    max_rows = 10_000

    def resource_for_import(self, request, options):
        resource = super().resource_for_import(request, options)
        if not resource.event.is_open_for_scoring:
            raise records.NotOpen
        return resource


def submission_of(person: Participant, text: str) -> records.Submission:
    """A cell of the file as a submission: a result as typed, or a status with its reason."""
    match = WITH_REASON.fullmatch(text.strip())
    if match is None:
        return records.Submission(person.pk, text)
    status, reason = match["status"].upper(), tidy(match["reason"] or "")
    if not reason:
        return records.Submission(person.pk, text)  # takes no reason away
    return records.Submission(person.pk, status=status, reason=reason)


def as_imported(record: Record | None) -> str:
    """The result as an import reads it; "" for none."""
    return "" if record is None else file_text(record, rule_of(record.activity))
