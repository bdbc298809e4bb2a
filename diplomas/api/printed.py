"""Printed diplomas in the API: a preview, batches, all that were printed, and one by its code."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from diplomas.awards.awarding import awarded
from diplomas.awards.winners import Winner
from diplomas.issued.facts import described
from diplomas.issued.issuing import OWN_REASONS, issue, waiting_of
from diplomas.issued.verify_page import diploma_by, public_reason, shown_name
from diplomas.models import Diploma
from diplomas.previews.subjects import subject_of
from diplomas.printing.batches import (
    MOST_IN_A_ZIP,
    PDF,
    ZIP,
    batch_file,
    in_order,
)
from diplomas.printing.event_templates import EventTemplates
from diplomas.printing.paper_form import BY_PLACE, ONE_FILE, WHOLE, PaperForm
from diplomas.printing.pdf import diplomas_pdf
from diplomas.printing.pdf_answer import pdf_answer, problem_of
from events.models import Event
from events.rules.api_objects import managed_event
from foundation.api.base import (
    ErrorSerializer,
    FieldErrorsSerializer,
    IsAdmin,
    PageQuery,
    find,
    read_body,
    read_query,
)
from foundation.models import Job
from scoring.boards.leaderboard import Versions
from scoring.exporting import files
from scoring.public.answers import seen_by_anybody

TAGS = ["Diplomas"]
MOST_AT_ONCE = 50_000
ASK_AGAIN = 2
"""Seconds after which a file may be ready."""


def _choice(name: str, default: str) -> serializers.ChoiceField:
    """As the form of the page has it."""
    choices = [value for value, _words in PaperForm.base_fields[name].choices]
    return serializers.ChoiceField(choices=choices, default=default)


class PrintSerializer(serializers.Serializer):
    """Which diplomas are printed, and how."""

    awards = serializers.ListField(
        child=serializers.CharField(max_length=100),
        allow_null=True,
        default=None,
        max_length=MOST_AT_ONCE,
        help_text="Each by its `key` in the list of awards; null for all that are to be printed.",
    )
    file = _choice("file", ONE_FILE)
    order = _choice("order", BY_PLACE)
    sheet = _choice("sheet", WHOLE)
    overlay = serializers.BooleanField(default=False, help_text="Texts and code only.")
    right = serializers.FloatField(default=0, help_text="Millimetres, of an overlay.")
    down = serializers.FloatField(default=0)


class BatchSerializer(serializers.Serializer):
    """A file of diplomas."""

    job_id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=Job.State.choices)
    url = serializers.CharField(help_text="Gives the file as soon as it is made; 202 until then.")
    done = serializers.IntegerField(help_text="Diplomas that are drawn.")
    total = serializers.IntegerField(help_text="Of so many; 0 while that is not known.")


class PrintedSerializer(BatchSerializer):
    """A file that was begun, with the code of each diploma in it by the key of the award."""

    codes = serializers.DictField(child=serializers.CharField())


class IssuedQuery(PageQuery):
    state = serializers.ChoiceField(choices=Diploma.State.choices, required=False)
    q = serializers.CharField(
        max_length=100, required=False, help_text="The beginning of a code, or a part of a name."
    )


class IssuedDiplomaSerializer(serializers.Serializer):
    """A diploma that was printed."""

    code = serializers.CharField()
    kind = serializers.ChoiceField(choices=Diploma.Kind.choices)
    state = serializers.ChoiceField(choices=Diploma.State.choices)
    reason = serializers.CharField(help_text="Why it is not valid any more.")
    participant_id = serializers.IntegerField(allow_null=True)
    group_id = serializers.IntegerField(allow_null=True)
    activity_id = serializers.IntegerField(allow_null=True)
    facts = serializers.DictField(child=serializers.JSONField(), help_text="As they were printed.")
    printed_at = serializers.DateTimeField()


class CertificateSerializer(serializers.Serializer):
    """What anybody may know of a diploma."""

    code = serializers.CharField()
    is_valid = serializers.BooleanField()
    what_for = serializers.CharField()
    name = serializers.CharField(help_text="As the event's public page shows it; often empty.")
    event_name = serializers.CharField()
    organisation_name = serializers.CharField()
    reason = serializers.CharField()
    printed_on = serializers.DateField()


class DiplomaPreview(APIView):
    """What a template's diploma looks like."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="diploma_preview",
        summary="A diploma as a PDF, without printing it",
        description="For the longest name of the event, or with the first award of a participant."
        " Its code leads nowhere.",
        tags=TAGS,
        parameters=[OpenApiParameter("participant", int)],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY, 404: ErrorSerializer},
    )
    def get(self, request, event_pk, template_pk):
        event = managed_event(request, event_pk)
        template = find(event.diploma_templates.all(), template_pk, "Diploma not found")
        if problem := problem_of(template):
            raise ValidationError(problem)
        try:
            winner = subject_of(request, event)
        except Http404 as error:
            raise NotFound("Participant not found") from error
        return pdf_answer(diplomas_pdf(template, [winner]), f"{_('Diploma')} {template.name}.pdf")


class DiplomaBatches(APIView):
    """Files of diplomas of an event; only its organisers make them."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="diploma_batches_list",
        summary="Files of diplomas that were made lately",
        description="Of a day; not those of up to fifty that pages give at once.",
        tags=TAGS,
        responses=BatchSerializer(many=True),
    )
    def get(self, request, event_pk):
        event = managed_event(request, event_pk)
        jobs = files.files_of(event.pk).filter(options__format__in=[PDF, ZIP]).order_by("-pk")
        return Response([_batch(event.pk, each) for each in jobs])

    @extend_schema(
        operation_id="diploma_batches_create",
        summary="Print diplomas",
        description="Keeps that they are printed, each with its code, and begins the file. One that"
        " was printed before and is still true keeps its code. All or none: where a key is nobody's"
        " (422) nothing is printed.",
        tags=TAGS,
        request=PrintSerializer,
        responses={
            202: PrintedSerializer,
            400: ErrorSerializer,
            422: FieldErrorsSerializer,
            429: ErrorSerializer,
        },
    )
    def post(self, request, event_pk):
        event = managed_event(request, event_pk)
        sent = read_body(PrintSerializer, request)
        keys = sent.pop("awards")
        form = PaperForm(sent)
        if not form.is_valid():
            raise serializers.ValidationError(dict(form.errors))
        winners = _wanted(event, keys)
        if form.is_zip and len(winners) > MOST_IN_A_ZIP:
            text = _("A PDF for each of at most %(count)d diplomas. Choose fewer, or one for all.")
            raise ValidationError(text % {"count": MOST_IN_A_ZIP})
        templates = EventTemplates(event)
        if problem := templates.problem(winners):
            raise ValidationError(problem)
        with transaction.atomic():  # what could not be begun was not printed
            awards = {each.award for each in winners}
            printed = issue(event=event, awards=awards, by=request.user)
            if not printed:
                raise ValidationError(_("The results changed meanwhile. Look at the list again."))
            job = batch_file(
                versions=Versions.visible_to(request.user, event.pk),
                templates=templates,
                ordered=in_order(printed, form.cleaned_data["order"]),
                paper=form.paper,
                is_zip=form.is_zip,
                name=event.name,
                by=request.user,
            )
        codes = {each.award.key: each.code.lower() for each in printed}
        answer = {**_batch(event.pk, job), "codes": codes}
        headers = {"Location": answer["url"], "Retry-After": ASK_AGAIN}
        return Response(answer, status=202, headers=headers)


class IssuedDiplomas(APIView):
    """Diplomas that were printed; only the event's organisers see them."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="diplomas_issued",
        summary="Printed diplomas of an event",
        description="The newest first.",
        tags=TAGS,
        parameters=[IssuedQuery],
        responses=IssuedDiplomaSerializer(many=True),
    )
    def get(self, request, event_pk):
        event = managed_event(request, event_pk)
        asked = read_query(IssuedQuery, request)
        found = Diploma.objects.filter(event=event).order_by("-printed_at", "-pk")
        if "state" in asked:
            found = found.filter(state=asked["state"])
        if "q" in asked:
            by_code = Q(code__startswith=asked["q"].lower())
            found = found.filter(by_code | Q(facts__name__icontains=asked["q"]))
        page = found[asked["skip"] : asked["skip"] + asked["limit"]]
        return Response(IssuedDiplomaSerializer(map(_issued, page), many=True).data)


class DiplomaCertificate(APIView):
    """What a diploma certifies, for anybody who has its code."""

    authentication_classes = ()
    permission_classes = (AllowAny,)

    @extend_schema(
        operation_id="diploma_verify",
        summary="Whether a diploma is valid, by its code",
        tags=TAGS,
        parameters=[OpenApiParameter("lang", str, description="Of the words: cs or en.")],
        responses={200: CertificateSerializer, 404: ErrorSerializer, 429: ErrorSerializer},
    )
    def get(self, request, code):
        diploma = diploma_by(code)
        if diploma is None:
            raise NotFound("Diploma not found")
        with seen_by_anybody(request):
            answer = {
                "code": diploma.code,
                "is_valid": diploma.state != Diploma.State.OBSOLETE,
                "what_for": described(diploma.kind, diploma.facts),
                "name": shown_name(diploma),
                "event_name": diploma.facts["event"],
                "organisation_name": diploma.organisation.name,
                "reason": public_reason(diploma),
                "printed_on": localtime(diploma.printed_at).date(),
            }
        headers = {"X-Robots-Tag": "noindex, nofollow", "Cache-Control": "no-store"}
        return Response(CertificateSerializer(answer).data, headers=headers)


def _wanted(event: Event, keys: list[str] | None) -> list[Winner]:
    """The winners with these keys. Raises ValidationError where one is nobody's, or none."""
    everybody = awarded(event)
    if keys is None:
        found = waiting_of(event, everybody)
        if not found:
            text = _("There is nothing to print: all diplomas are as they should be.")
            raise ValidationError(text)
        return found
    by_key = {each.award.key: each for each in everybody}
    unknown = [key for key in keys if key not in by_key]
    if unknown or not keys:
        text = _("Nobody gets these: %(keys)s.") % {"keys": ", ".join(unknown[:10])}
        none = _("Choose at least one diploma to print.")
        raise serializers.ValidationError({"awards": [text if unknown else none]})
    return [by_key[key] for key in dict.fromkeys(keys)]


def _batch(event_pk: int, job: Job) -> dict:
    url = reverse("api:export-file", args=[event_pk, job.pk])
    return {
        "job_id": job.pk,
        "state": job.state,
        "url": url,
        "done": job.done,
        "total": job.total,
    }


def _issued(diploma: Diploma) -> dict:
    names = ("code", "kind", "state", "participant_id", "group_id", "activity_id", "facts")
    own = diploma.reason in OWN_REASONS
    return {
        **{name: getattr(diploma, name) for name in names},
        "printed_at": diploma.printed_at,
        "reason": _(diploma.reason) if own else diploma.reason,
    }
