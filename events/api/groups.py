"""Groups in the API."""

from django.db.models import Count
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.serializers import GroupDetailSerializer, GroupSerializer, ParticipantSerializer
from events.models import Event, Group
from events.parts import writes
from events.rules.api_objects import managed_event, managed_group
from foundation.api.base import ErrorSerializer, IsAdmin, find, read_body

JAN = OpenApiExample(
    "A participant",
    value={"display_name": "Jan Novák", "external_id": "17", "gender": "M", "age": 11},
    request_only=True,
)


class MyGroupSerializer(serializers.ModelSerializer):
    """A group that the caller scores."""

    event_id = serializers.IntegerField(read_only=True)
    event_name = serializers.CharField(source="event.name", read_only=True)
    event_status = serializers.ChoiceField(
        source="event.status", choices=Event.Status.choices, read_only=True
    )
    participant_count = serializers.IntegerField(read_only=True)

    class Meta:
        model = Group
        fields = [
            "id",
            "name",
            "identifier",
            "event_id",
            "event_name",
            "event_status",
            "participant_count",
        ]
        read_only_fields = fields


class EventGroups(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="create_group",
        summary="Add a group to an event",
        tags=["Groups"],
        request=GroupSerializer,
        responses={201: GroupDetailSerializer, 409: ErrorSerializer},
        examples=[
            OpenApiExample(
                "A group", value={"name": "Bobři", "identifier": "hnědá"}, request_only=True
            )
        ],
    )
    def post(self, request, event_pk):
        event = managed_event(request, event_pk)
        fields = read_body(GroupSerializer, request)
        group = writes.create_group(event=event, fields=fields, by=request.user)
        return Response(GroupDetailSerializer(group).data, status=201)


class MyGroups(APIView):
    @extend_schema(
        operation_id="list_my_groups",
        summary="The groups assigned to me",
        description=(
            "By event, in each alphabetically. Those of archived events are here too;"
            " `event_status` says so."
        ),
        tags=["Groups"],
        responses=MyGroupSerializer(many=True),
    )
    def get(self, request):
        groups = (
            Group.objects.assigned_to(request.user)
            .select_related("event")
            .annotate(participant_count=Count("participants", distinct=True))
            .order_by("event_id", "sort_key", "pk")
        )
        return Response(MyGroupSerializer(groups, many=True).data)


class GroupDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="update_group",
        summary="Rename a group",
        tags=["Groups"],
        request=GroupSerializer(partial=True),
        responses={200: GroupDetailSerializer, 409: ErrorSerializer},
    )
    def patch(self, request, group_pk):
        group = managed_group(request, group_pk)
        fields = read_body(GroupSerializer, request, partial=True)
        writes.change_group(group=group, fields=fields, by=request.user)
        groups = GroupDetailSerializer.with_people(
            Group.objects.visible_to(request.user), request.user
        )
        return Response(GroupDetailSerializer(find(groups, group_pk, "Group not found")).data)

    @extend_schema(
        operation_id="delete_group",
        summary="Delete an empty group",
        description="400 while it has participants: move or delete them first.",
        tags=["Groups"],
        responses={204: None, 400: ErrorSerializer},
    )
    def delete(self, request, group_pk):
        writes.delete_group(group=managed_group(request, group_pk), by=request.user)
        return Response(status=204)


class GroupParticipants(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="add_participant",
        summary="Add a participant to a group",
        tags=["Participants"],
        request=ParticipantSerializer,
        responses={201: ParticipantSerializer, 409: ErrorSerializer},
        examples=[JAN],
    )
    def post(self, request, group_pk):
        group = managed_group(request, group_pk)
        fields = read_body(ParticipantSerializer, request)
        participant = writes.add_participant(group=group, fields=fields, by=request.user)
        return Response(ParticipantSerializer(participant).data, status=201)
