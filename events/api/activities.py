"""Activities in the API."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.serializers import ActivityChangesSerializer, ActivitySerializer
from events.parts import writes
from events.rules.api_objects import managed_activity, managed_event, visible_event
from foundation.api.base import ErrorSerializer, IsAdmin, read_body

EXAMPLES = [
    OpenApiExample(
        "A run",
        value={"name": "Běh na 60 m", "evaluation_type": "TIME_LOW", "event_id": 1},
        request_only=True,
    ),
    OpenApiExample(
        "A jump, the best of several attempts",
        value={
            "name": "Skok do dálky",
            "evaluation_type": "NUMERIC_HIGH",
            "event_id": 1,
            "unit": "m",
            "maximum": "9",
            "plausible_maximum": "6.5",
            "combine": "BEST",
        },
        request_only=True,
    ),
    OpenApiExample(
        "Medals",
        value={
            "name": "Šifra",
            "evaluation_type": "SCORE_SET",
            "event_id": 1,
            "choices": [{"label": "zlatá", "points": "3"}, {"label": "stříbrná", "points": "2"}],
        },
        request_only=True,
    ),
]


class EventActivities(APIView):
    @extend_schema(
        operation_id="list_activities",
        summary="The activities of an event",
        description="In the organiser's order.",
        tags=["Activities"],
        responses=ActivitySerializer(many=True),
    )
    def get(self, request, event_pk):
        activities = visible_event(request, event_pk).activities.order_by("order", "pk")
        return Response(ActivitySerializer(activities, many=True).data)


class Activities(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="create_activity",
        summary="Add an activity to an event",
        description="Limits and points are decimals in the activity's unit.",
        tags=["Activities"],
        request=ActivitySerializer,
        responses={201: ActivitySerializer},
        examples=EXAMPLES,
    )
    def post(self, request):
        fields = read_body(ActivitySerializer, request)
        event = managed_event(request, fields.pop("event_id"))
        activity = writes.create_activity(event=event, fields=fields, by=request.user)
        return Response(ActivitySerializer(activity).data, status=201)


class ActivityDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="update_activity",
        summary="Change an activity",
        description=(
            "What is left out stays. 400 for another `evaluation_type` once there are results."
        ),
        tags=["Activities"],
        request=ActivityChangesSerializer(partial=True),
        responses={200: ActivitySerializer, 400: ErrorSerializer},
    )
    def patch(self, request, activity_pk):
        activity = managed_activity(request, activity_pk)
        fields = read_body(ActivityChangesSerializer, request, partial=True)
        changed = writes.change_activity(activity=activity, fields=fields, by=request.user)
        return Response(ActivitySerializer(changed).data)

    @extend_schema(
        operation_id="delete_activity",
        summary="Delete an activity with its results",
        tags=["Activities"],
        responses={204: None},
    )
    def delete(self, request, activity_pk):
        activity = managed_activity(request, activity_pk)
        writes.delete_activity(activity=activity, by=request.user)
        return Response(status=204)
