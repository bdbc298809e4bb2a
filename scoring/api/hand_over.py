"""What phones could not send, taken in by an organiser, in the API."""

from contextlib import contextmanager

from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiExample, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response
from rest_framework.views import APIView

from events.rules.api_objects import visible_event
from foundation.api.base import (
    AlternativesSerializer,
    ErrorSerializer,
    IdField,
    IsAdmin,
    read_body,
    read_query,
)
from scoring.api.sync import ItemVerdictSerializer, language_of
from scoring.sync import hand_over


class KeyQuery(serializers.Serializer):
    event = IdField(help_text="Id of the event.")


class KeySerializer(serializers.Serializer):
    """What a phone needs to hand over its entries at an event."""

    event_id = serializers.IntegerField()
    user_id = serializers.IntegerField()
    key = serializers.CharField(help_text="The key of the HMAC-SHA-256, in base64.")


class HandOverFileSerializer(serializers.Serializer):
    """The file that a phone made."""

    file = serializers.FileField(allow_empty_file=True, help_text="At most 1 MB.")


class FramesSerializer(serializers.Serializer):
    """The same as texts of QR codes."""

    frames = serializers.ListField(
        child=serializers.CharField(max_length=5000),
        min_length=1,
        max_length=hand_over.MOST_FRAMES,
        help_text=(
            "KS1.<number>.<of how many>.<part>, in any order: the parts make the file's bytes in"
            " base64url."
        ),
    )


class HandOverSerializer(AlternativesSerializer):
    """Either the file or the codes."""

    one_of = ("file", "frames")

    file = serializers.FileField(required=False, allow_empty_file=True)
    frames = serializers.ListField(
        child=serializers.CharField(max_length=5000),
        required=False,
        min_length=1,
        max_length=hand_over.MOST_FRAMES,
    )


class ReceiptSerializer(serializers.Serializer):
    """How many of the entries became what."""

    saved = serializers.IntegerField()
    duplicate = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    conflict = serializers.IntegerField()
    refused = serializers.IntegerField()
    code = serializers.CharField(help_text="Follows from the content: the phone shows the same.")
    at = serializers.DateTimeField()


class HandedVerdictSerializer(ItemVerdictSerializer):
    uuid = serializers.UUIDField(allow_null=True, help_text="Null where the entry has none.")


class TakenInSerializer(serializers.Serializer):
    items = HandedVerdictSerializer(many=True, source="verdicts", help_text="In the phone's order.")
    receipt = ReceiptSerializer()


class HandOverKey(APIView):
    @extend_schema(
        operation_id="records_sync_key",
        summary="The key to hand over with",
        description=(
            "A phone fetches it while it has a network, for each event that its person scores at."
            " It is theirs alone, and stays the same."
        ),
        tags=["Results"],
        parameters=[KeyQuery],
        responses={
            200: KeySerializer,
            404: OpenApiResponse(ErrorSerializer, "No event of this id that you may see."),
        },
    )
    def get(self, request):
        event = visible_event(request, read_query(KeyQuery, request)["event"])
        user_id = request.user.pk
        key = hand_over.key_for(user_id=user_id, event_id=event.pk)
        return Response({"event_id": event.pk, "user_id": user_id, "key": key})


class HandOver(APIView):
    permission_classes = [IsAdmin]
    parser_classes = [MultiPartParser, *APIView.parser_classes]

    @extend_schema(
        operation_id="records_hand_over",
        summary="Take in what a phone could not send",
        description=(
            "For the event's organisers. What the phone made is JSON, {payload, mac}: the payload"
            " is a text, itself JSON, {version: 1, user, event, items, device?, clock_offset_ms?}"
            " with items as in /records/sync, and the mac the base64 of the HMAC-SHA-256 of its"
            " bytes by the phone's key. Each item is judged by what the phone's person may do now,"
            " and stays theirs. Taken in again, or sent by the phone later, it is a duplicate."
        ),
        tags=["Results"],
        request={
            "multipart/form-data": HandOverFileSerializer,
            "application/json": FramesSerializer,
        },
        responses={200: OpenApiResponse(TakenInSerializer)},
        examples=[
            OpenApiExample(
                "Two codes",
                {"frames": ["KS1.2.2.fQ", "KS1.1.2.eyJwYXlsb2FkIjoi"]},
                request_only=True,
                media_type="application/json",
            )
        ],
    )
    def post(self, request):
        """422 with a sentence for what no phone of the organiser's events has signed."""
        sent = read_body(HandOverSerializer, request)
        with language_of(request):
            with _as_422():
                if (file := sent.get("file")) is not None:
                    content = hand_over.read_file(file)
                else:
                    content = hand_over.join_frames(sent["frames"])
                taken = hand_over.take_in(content, by=request.user)
            return Response(TakenInSerializer(taken).data)


@contextmanager
def _as_422():
    """What cannot be taken in is a matter of what was sent, not of a rule."""
    try:
        yield
    except ValidationError as refusal:
        raise serializers.ValidationError(refusal.messages) from refusal
