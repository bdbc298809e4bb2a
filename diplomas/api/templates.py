"""Diploma templates in the API."""

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import (
    OpenApiExample,
    OpenApiResponse,
    extend_schema,
    extend_schema_field,
)
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from diplomas.awards.awarding import awarded
from diplomas.awards.rule_changes import change_rules
from diplomas.awards.rules import fields_of, rules_of, token_of
from diplomas.awards.winners import Winner
from diplomas.design.templates import create_template, delete_template, update_template
from diplomas.looks.bounds import MOST_ITEMS
from diplomas.looks.template_checks import MOST_FONTS
from diplomas.models import AwardRule, Diploma, DiplomaTemplate
from events.models import Event
from events.rules.api_objects import managed_event, visible_event
from foundation.api.base import AdminsWrite, ErrorSerializer, IdField, find, read_body
from foundation.api.fields import OptionalText

TAGS = ["Diplomas"]
BUSY = OpenApiResponse(
    ErrorSerializer,
    description="Too many pictures are being looked at; `Retry-After` says when to try again.",
)
EXAMPLE = OpenApiExample(
    "A portrait diploma with a name on it",
    value={
        "name": "Summer camp",
        "bg_image_url": "data:image/png;base64,iVBORw0KGgo…",
        "orientation": "PORTRAIT",
        "items": [
            {
                "type": "DYNAMIC",
                "key": "participant_name",
                "x": 50,
                "y": 38,
                "fontSize": 42,
                "fontWeight": "bold",
                "color": "#1a1a1a",
                "centerH": True,
            },
            {
                "type": "STATIC",
                "text": "Well done!",
                "x": 10,
                "y": 80,
                "fontSize": 18,
                "fontFamily": "Lobster",
                "color": "#666666",
            },
            {"kind": "text", "text": "{group}", "x": 20, "y": 150, "width": 170, "size": 14},
        ],
        "fonts": [{"name": "Lobster", "data": "data:font/ttf;base64,AAEAAAAR…"}],
        "default_font": "serif",
    },
    request_only=True,
)


@extend_schema_field({"type": "object", "additionalProperties": {}})
class JSONObject(serializers.Field):
    """A JSON object, kept as it is; `template_checks` knows what may be in it."""

    default_error_messages = {"no_object": _("This must be a JSON object.")}

    def to_internal_value(self, data):
        if not isinstance(data, dict):
            self.fail("no_object")
        return data

    def to_representation(self, value):
        return value


class DiplomaSerializer(serializers.ModelSerializer):
    """How the diplomas of an event look."""

    event_id = serializers.IntegerField(read_only=True)
    bg_image_url = OptionalText(
        default=None,
        help_text="An address on the web, or a PNG, JPEG or WebP image of at most 5 MB as a data "
        "URL. Only a data URL gets on the PDF; the server fetches nothing.",
    )
    orientation = serializers.ChoiceField(
        choices=DiplomaTemplate.Orientation.choices, default=DiplomaTemplate.Orientation.LANDSCAPE
    )
    items = serializers.ListField(
        child=JSONObject(),
        max_length=MOST_ITEMS,
        default=list,
        help_text="What stands on the diploma, in the order of drawing; at most 1 MB. An item has "
        "`type` (STATIC with `text`, or DYNAMIC with `key`: participant_name, place, activity, "
        "category, or a placeholder such as group or event), `x` and `y` (0–100, in percent of "
        "the page: the left end and the top of the capitals), `fontSize` (1–200 points) and "
        "`color` (# and 3–8 hexadecimal digits); it may have `fontWeight`, `fontStyle`, "
        "`fontFamily`, `centerH` and `centerV`. An item with `kind` instead (text, line, "
        "rectangle, frame, divider, medal) is measured in mm. Other fields are kept.",
    )
    fonts = serializers.ListField(
        child=JSONObject(),
        max_length=MOST_FONTS,
        default=list,
        help_text="Each with a `name` of its own and `data`: a TTF, OTF, WOFF or WOFF2 file as a "
        "data URL of at most 5,000,000 characters; at most 8 MB together. A font that forbids "
        "embedding is refused. Texts in the others are set in them on the PDF.",
    )
    default_font = OptionalText(max_length=255, default=None)

    class Meta:
        model = DiplomaTemplate
        fields = [
            "id",
            "event_id",
            "name",
            "bg_image_url",
            "orientation",
            "items",
            "fonts",
            "default_font",
            "created_at",
        ]


class NewDiplomaSerializer(DiplomaSerializer):
    """As `DiplomaSerializer`; the name may be missing, as some clients have it."""

    name = serializers.CharField(max_length=255, default="Default")


class ChangedDiplomaSerializer(DiplomaSerializer):
    """As `DiplomaSerializer`; what is missing stays as it is, except for the background and the
    default font, which are taken away: clients rely on both.
    """

    def get_fields(self):
        fields = super().get_fields()
        for name in ("name", "orientation", "items", "fonts"):
            fields[name].required, fields[name].default = False, serializers.empty
        return fields


class RuleSerializer(serializers.Serializer):
    """Who gets a diploma, by one rule."""

    id = serializers.IntegerField(
        required=False,
        allow_null=True,
        help_text="Of a rule that is there; null of the usual ones.",
    )
    name = serializers.CharField(max_length=100, allow_blank=True, required=False)
    scope = serializers.ChoiceField(choices=AwardRule.Scope.choices)
    activities = serializers.ListField(
        child=IdField(), allow_null=True, required=False, help_text="Ids; null for all."
    )
    boards = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        allow_null=True,
        required=False,
        help_text="Pairs of `gender` and `age_category_name` as leaderboards have them; null for"
        " all.",
    )
    last_place = serializers.IntegerField(
        min_value=1, max_value=1000, allow_null=True, required=False, help_text="Null for all."
    )
    minimum = serializers.IntegerField(
        min_value=1, max_value=1000, required=False, help_text="How many must compete on a board."
    )
    most_each = serializers.IntegerField(
        min_value=1,
        max_value=1000,
        allow_null=True,
        required=False,
        help_text="How many somebody gets by this rule, the best by the place among so many; null"
        " for all.",
    )
    has_guests = serializers.BooleanField(required=False)
    template_id = IdField(
        allow_null=True, required=False, help_text="The diploma template; null for the event's."
    )


class RulesSerializer(serializers.Serializer):
    """The rules of who gets a diploma, in their order: the first that gives it counts."""

    version = serializers.CharField(
        max_length=16, help_text="As it was read: 409 where the rules are others by now."
    )
    rules = RuleSerializer(many=True)


class AwardSerializer(serializers.Serializer):
    """Somebody, or a group, who gets a diploma."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=Diploma.Kind.choices)
    participant_id = serializers.IntegerField(allow_null=True)
    group_id = serializers.IntegerField(allow_null=True)
    activity_id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()
    group_name = serializers.CharField()
    gender = serializers.CharField()
    age_category_name = serializers.CharField()
    place = serializers.IntegerField(allow_null=True)
    value = serializers.CharField()
    rule = serializers.IntegerField(help_text="Which of the event's rules, from 1.")
    template_id = serializers.IntegerField(allow_null=True)
    missing_results = serializers.IntegerField(help_text="On the same board: places may change.")
    is_shared = serializers.BooleanField()
    as_of = serializers.DateTimeField(
        allow_null=True,
        help_text="The moment whose results count where a board is official or frozen; null: now.",
    )


class AwardRules(APIView):
    """The rules of who gets a diploma. Only the event's organisers change them."""

    permission_classes = [AdminsWrite]

    @extend_schema(
        operation_id="award_rules_read",
        summary="The rules of who gets a diploma",
        description="An event without any of its own has medals for each activity, and places 1 to"
        " 3 of the overall standings.",
        tags=TAGS,
        responses=RulesSerializer,
    )
    def get(self, request, event_pk):
        return Response(_rules_dict(rules_of(visible_event(request, event_pk))))

    @extend_schema(
        operation_id="award_rules_change",
        summary="Change the rules of who gets a diploma",
        description="All of them, in their order; a rule without an `id` is a new one. An empty"
        " list gives the event the usual ones.",
        tags=TAGS,
        request=RulesSerializer,
        responses={200: RulesSerializer, 409: ErrorSerializer},
    )
    def put(self, request, event_pk):
        event = managed_event(request, event_pk)
        sent = read_body(RulesSerializer, request)
        made = change_rules(event=event, rules=sent["rules"], seen=sent["version"], by=request.user)
        return Response(_rules_dict(made))


class Awards(APIView):
    """Who gets a diploma now."""

    @extend_schema(
        operation_id="awards_list",
        summary="Who gets a diploma",
        description="By the event's rules and the results of now, whether it is printed or not.",
        tags=TAGS,
        responses=AwardSerializer(many=True),
    )
    def get(self, request, event_pk):
        found = awarded(visible_event(request, event_pk))
        return Response(list(map(_award_dict, found)))


def _rules_dict(rules: list[AwardRule]) -> dict:
    return {
        "version": token_of(rules),
        "rules": [{"id": rule.pk, **fields_of(rule)} for rule in rules],
    }


def _award_dict(winner: Winner) -> dict:
    return {
        "key": winner.award.key,
        "kind": winner.kind,
        "participant_id": winner.participant_id,
        "group_id": winner.group_id,
        "activity_id": winner.activity_id,
        "name": winner.name,
        "group_name": winner.group,
        "gender": winner.gender,
        "age_category_name": winner.category,
        "place": winner.place or None,
        "value": winner.value,
        "rule": winner.rule_number,
        "template_id": winner.template_id,
        "missing_results": winner.missing,
        "is_shared": winner.is_tied,
        "as_of": winner.as_of,
    }


class Diplomas(APIView):
    """The diploma templates of an event. Only its organisers add one."""

    permission_classes = [AdminsWrite]

    @extend_schema(
        operation_id="diplomas_list",
        summary="The event's diploma templates",
        description="An event has one, “Default”, from the start. As long as its look is "
        "unchanged, and where there is none at all, diplomas are printed in the layout that comes "
        "with the product; else by the first.",
        tags=TAGS,
        responses=DiplomaSerializer(many=True),
    )
    def get(self, request, event_pk):
        event = visible_event(request, event_pk)
        templates = event.diploma_templates.prefetch_related("stored_fonts")
        return Response(DiplomaSerializer(templates, many=True).data)

    @extend_schema(
        operation_id="diplomas_create",
        summary="Add a diploma template",
        tags=TAGS,
        request=NewDiplomaSerializer,
        responses={201: DiplomaSerializer, 429: BUSY},
        examples=[EXAMPLE],
    )
    def post(self, request, event_pk):
        event = managed_event(request, event_pk)
        look = read_body(NewDiplomaSerializer, request)
        template = create_template(event=event, by=request.user, **look)
        return Response(DiplomaSerializer(template).data, status=201)


class DiplomaDetail(APIView):
    """One diploma template. Only the event's organisers replace or delete it."""

    permission_classes = [AdminsWrite]

    @extend_schema(
        operation_id="diplomas_read",
        summary="One diploma template",
        tags=TAGS,
        responses=DiplomaSerializer,
    )
    def get(self, request, event_pk, template_pk):
        template = _template(visible_event(request, event_pk), template_pk)
        return Response(DiplomaSerializer(template).data)

    @extend_schema(
        operation_id="diplomas_replace",
        summary="Replace a diploma template",
        description="What is not sent stays, except for `bg_image_url` and `default_font`: "
        "without them the template has none any more.",
        tags=TAGS,
        request=ChangedDiplomaSerializer,
        responses={200: DiplomaSerializer, 429: BUSY},
        examples=[EXAMPLE],
    )
    def put(self, request, event_pk, template_pk):
        template = _template(managed_event(request, event_pk), template_pk)
        look = read_body(ChangedDiplomaSerializer, request)
        template = update_template(template=template, by=request.user, **look)
        return Response(DiplomaSerializer(template).data)

    @extend_schema(
        operation_id="diplomas_delete",
        summary="Delete a diploma template",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request, event_pk, template_pk):
        template = _template(managed_event(request, event_pk), template_pk)
        delete_template(template=template, by=request.user)
        return Response(status=204)


def _template(event: Event, template_pk) -> DiplomaTemplate:
    """Of this event; it knows the event already."""
    return find(event.diploma_templates.all(), template_pk, "Diploma not found")
