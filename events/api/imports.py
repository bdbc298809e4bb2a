"""CSV files in the API."""

import json
from collections.abc import Sequence

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from events.api.event_serializers import (
    EventOriginSerializer,
    NewEventSerializer,
    NewLoginSerializer,
)
from events.api.events import organisation_of_new_event
from events.evaluators.new_logins import bootstrap_evaluators, login_domain
from events.importing.new_event import (
    EventSummary,
    ImportRefused,
    import_event,
    plan_event,
    read_csv,
)
from events.importing.plan import Plan
from events.rosters.columns import METADATA, SYSTEM_FIELDS
from events.rosters.problems import Problem, Severity
from foundation.api.base import ErrorSerializer, IsAdmin, read_body, read_query
from foundation.api.fields import OptionalInteger, OptionalText
from foundation.tables.table import MAX_BYTES, MAX_ROWS, Table
from foundation.text.database_text import is_storable

TAGS = ["Events"]
SAMPLE_ROWS = 5
MOST_PROBLEMS = 100
"""Problems listed in an answer."""

COLUMN_MAPPING_HELP = (
    'A JSON object as text, column → system field, such as {"Jméno": "first_name"}. The fields:'
    f" {', '.join(SYSTEM_FIELDS)}; {METADATA} or an empty text leaves the column among the other"
    " data, as does leaving it out. Without a mapping, usual Czech and English headers are known."
)


@extend_schema_field(OpenApiTypes.STR)
class ColumnMappingField(serializers.CharField):
    """A JSON object as text -> {column: field}; {} for none."""

    def to_internal_value(self, data):
        text = super().to_internal_value(data)
        try:
            mapping = json.loads(text) if text else {}
            is_mapping = isinstance(mapping, dict) and is_storable(mapping)
        except (ValueError, RecursionError):
            is_mapping = False
        if not is_mapping or not all(isinstance(each, str | None) for each in mapping.values()):
            raise serializers.ValidationError(
                "Send a JSON object of columns and their system fields, such as"
                ' {"Jméno": "display_name", "Oddíl": "group_name"}.'
            )
        return mapping


class CsvFileSerializer(serializers.Serializer):
    """A CSV file to look into."""

    file = serializers.FileField(allow_empty_file=True, help_text=".csv, at most 5 MB.")
    encoding = OptionalText(
        max_length=50,
        help_text="One of those that fit, where the letters leave more than one: the refusal says.",
    )
    header_row = OptionalInteger(
        min_value=0,
        max_value=MAX_ROWS,
        help_text="Number of the row of headers; 0: there is none. Without it, it is looked for.",
    )


class ImportSerializer(CsvFileSerializer, EventOriginSerializer):
    """A CSV file, and the event that is to be made from it."""

    event_name = serializers.CharField(max_length=255)
    column_mapping = ColumnMappingField(
        required=False, allow_blank=True, default=dict, help_text=COLUMN_MAPPING_HELP
    )


class ImportQuery(serializers.Serializer):
    bootstrap = serializers.BooleanField(
        required=False, default=False, help_text="Whether every group gets a login."
    )


class FirstProblems(serializers.ListSerializer):
    """A file of 10,000 bad rows has no fewer problems; the first of them will do."""

    def to_representation(self, data):
        return super().to_representation(data[:MOST_PROBLEMS])


class ProblemSerializer(serializers.Serializer):
    """Something to look at before importing. Errors stop the import; doubts are taken in the safe
    way, and stand among the warnings of the answer.
    """

    severity = serializers.ChoiceField(choices=[*Severity])
    message = serializers.CharField()
    row = serializers.IntegerField(
        allow_null=True, help_text="As the spreadsheet numbers it; null: the file as a whole."
    )
    field = serializers.CharField(allow_blank=True, help_text="The system field, if it is one's.")

    class Meta:
        list_serializer_class = FirstProblems


class PreviewSerializer(serializers.Serializer):
    """What a CSV file says, and what importing it without a mapping would do."""

    headers = serializers.ListField(child=serializers.CharField(allow_blank=True))
    sample_rows = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_blank=True)),
        help_text="The first 5 rows: a list of cells each, in the order of the headers.",
    )
    total_rows = serializers.IntegerField()
    encoding = serializers.CharField()
    delimiter = serializers.CharField(trim_whitespace=False)
    recognised = serializers.DictField(
        child=serializers.CharField(), help_text="Header → system field."
    )
    problems = ProblemSerializer(many=True, help_text="The first 100 of them.")
    error_count = serializers.IntegerField()
    doubt_count = serializers.IntegerField()
    warning_count = serializers.IntegerField()


class ImportSummarySerializer(NewEventSerializer):
    """What came of an import."""

    recognised = serializers.DictField(
        child=serializers.CharField(), help_text="Header → system field."
    )
    warnings = serializers.SerializerMethodField(
        help_text="What was doubtful, a sentence each, and was read in the safe way; the first 100."
    )
    problems = ProblemSerializer(
        source="warnings", many=True, help_text="The same with rows and fields."
    )

    def get_warnings(self, summary) -> list[str]:
        return [problem.message for problem in summary.warnings[:MOST_PROBLEMS]]


class ImportErrorSerializer(ErrorSerializer):
    """Why a file was not imported. Rows are numbered as the spreadsheet shows them."""

    errors = serializers.DictField(
        child=serializers.ListField(child=serializers.CharField()),
        required=False,
        help_text="`rows.3.age` or `column_mapping` to what is wrong; the first 100 problems.",
    )


class PreviewCsv(APIView):
    """Reads an uploaded CSV file and describes what an import would find in it."""

    permission_classes = [IsAdmin]
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="events_preview_csv",
        summary="Look into a CSV file before importing it",
        description="Nothing is written.",
        tags=TAGS,
        request={"multipart/form-data": CsvFileSerializer},
        responses={200: PreviewSerializer, 400: ErrorSerializer},
    )
    def post(self, request):
        plan = plan_event(_read(**read_body(CsvFileSerializer, request)))
        return Response(PreviewSerializer(_preview(plan)).data)


class ImportCsv(APIView):
    """Creates an event from an uploaded CSV file."""

    permission_classes = [IsAdmin]
    parser_classes = [MultiPartParser]

    @extend_schema(
        operation_id="events_import",
        summary="Create an event from a CSV file",
        description=(
            "All rows or none; at most 10,000. UTF-8, UTF-16, Windows-1250 or ISO-8859-2; comma,"
            " semicolon or tab. With `bootstrap=true` every group gets a login, and `evaluators`"
            " lists them with passwords that are shown this once. What is doubtful (a total among"
            " the people, an unlikely age, an unusual gender) is read in the safe way and said in"
            " `warnings`; where there is no safe way, nothing is written."
        ),
        tags=TAGS,
        parameters=[ImportQuery],
        request={"multipart/form-data": ImportSerializer},
        responses={
            201: ImportSummarySerializer,
            400: ImportErrorSerializer,
            404: ErrorSerializer,
        },
    )
    def post(self, request):
        wants_logins = read_query(ImportQuery, request)["bootstrap"]
        sent = read_body(ImportSerializer, request)
        if wants_logins:  # refused now, or it would be refused after the event is made
            login_domain(sent["event_name"])
        try:
            summary = _import(request.user, **sent)
        except ImportRefused as refusal:
            return Response(_refusal(refusal.problems), status=400)
        answer = ImportSummarySerializer(summary).data
        if wants_logins:
            logins = bootstrap_evaluators(event=summary.event, by=request.user).created
            answer["evaluators"] = NewLoginSerializer(logins, many=True).data
        return Response(answer, status=201)


def _import(
    user: User,
    *,
    file,
    event_name: str,
    column_mapping: dict,
    header_row: int | None = None,
    encoding: str = "",
    organisation=None,
    **origin,
) -> EventSummary:
    """A mapping that says something says it all: other columns are not guessed then."""
    return import_event(
        **origin,
        table=_read(file, header_row, encoding),
        file_name=file.name,
        name=event_name,
        organisation=organisation_of_new_event(user, organisation),
        by=user,
        mapping=column_mapping,
        recognise=not column_mapping,
    )


def _read(file, header_row: int | None = None, encoding: str = "") -> Table:
    """Of its content no more is read than shows that it is too large."""
    choices = {"header_row": header_row, "encoding": encoding or None}
    return read_csv(file.read(MAX_BYTES + 1), file.name, **choices)


def _preview(plan: Plan) -> dict:
    return {
        "headers": plan.table.headers,
        "sample_rows": _sample(plan.table),
        "total_rows": len(plan.table.rows),
        "encoding": plan.table.encoding,
        "delimiter": plan.table.delimiter,
        "recognised": plan.recognised,
        "problems": plan.problems,
        "error_count": len(plan.errors),
        "doubt_count": len(plan.doubts),
        "warning_count": len(plan.warnings) - len(plan.doubts),
    }


def _sample(table: Table) -> list[list[str]]:
    """The first rows, as many cells in each as there are headers; a missing cell is empty."""
    width = len(table.headers)
    return [
        [*row.cells[:width], *[""] * (width - len(row.cells))] for row in table.rows[:SAMPLE_ROWS]
    ]


def _refusal(problems: Sequence[Problem]) -> dict:
    """The first sentence for old clients, all of them by their place for new ones."""
    errors: dict[str, list[str]] = {}
    for problem in problems[:MOST_PROBLEMS]:
        place = f"rows.{problem.row}.{problem.field}".rstrip(".")
        if not problem.row:
            place = "encoding" if problem.field == "encoding" else "column_mapping"
        errors.setdefault(place, []).append(problem.message)
    return {"detail": problems[0].message, "errors": errors}
