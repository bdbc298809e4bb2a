"""Participants in the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.serializers import ParticipantSerializer
from events.models import Group
from events.parts import writes
from events.rules.api_objects import managed_participant
from foundation.api.base import ErrorSerializer, IdField, IsAdmin, find, read_body


class MoveSerializer(serializers.Serializer):
    """Where a participant goes."""

    group_id = IdField()


class ParticipantDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="update_participant",
        summary="Change a participant",
        description="What is left out stays. The group changes by `/participants/{id}/move`.",
        tags=["Participants"],
        request=ParticipantSerializer(partial=True),
        responses={200: ParticipantSerializer, 409: ErrorSerializer},
    )
    def patch(self, request, participant_pk):
        participant = managed_participant(request, participant_pk)
        fields = read_body(ParticipantSerializer, request, partial=True)
        changed = writes.change_participant(participant=participant, fields=fields, by=request.user)
        return Response(ParticipantSerializer(changed).data)

    @extend_schema(
        operation_id="delete_participant",
        summary="Delete a participant with their results",
        tags=["Participants"],
        responses={204: None},
    )
    def delete(self, request, participant_pk):
        participant = managed_participant(request, participant_pk)
        writes.delete_participant(participant=participant, by=request.user)
        return Response(status=204)


class ParticipantMove(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="move_participant",
        summary="Move a participant to another group of the event",
        description="The results go along. 400 for a group of another event.",
        tags=["Participants"],
        request=MoveSerializer,
        responses={200: ParticipantSerializer, 400: ErrorSerializer},
    )
    def post(self, request, participant_pk):
        participant = managed_participant(request, participant_pk)
        body = read_body(MoveSerializer, request)
        groups = Group.objects.visible_to(request.user)
        group = find(groups, body["group_id"], "Group not found")
        moved = writes.move_participant(participant=participant, group=group, by=request.user)
        return Response(ParticipantSerializer(moved).data)
