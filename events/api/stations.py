"""Stations in the API: who scores an activity for every group."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from events.api.evaluators import NOT_FOUND, POOL, ChosenUserSerializer, chosen_user
from events.api.event_serializers import EvaluatorSerializer
from events.evaluators.stations import assign_station, unassign_station
from events.rules.api_objects import managed_activity, visible_activity
from events.rules.permissions import can_manage
from foundation.api.base import AdminsWrite, ErrorSerializer, IsAdmin, find, require

TAGS = ["Activities"]


class ActivityEvaluators(APIView):
    """The evaluators at one activity's station. Only organisers of its event assign them."""

    permission_classes = [AdminsWrite]

    @extend_schema(
        operation_id="activity_evaluators_list",
        summary="Who scores the activity for every group",
        description="For organisers, and for those who score at the station themselves.",
        tags=TAGS,
        responses=EvaluatorSerializer(many=True),
    )
    def get(self, request, activity_pk):
        activity = visible_activity(request, activity_pk)
        pool = POOL.filter(pk__in=activity.stations.values("event_evaluator"))
        is_among = any(member.user_id == request.user.pk for member in pool)
        require(is_among or can_manage(request.user, activity.event))
        return Response(EvaluatorSerializer(pool, many=True).data)

    @extend_schema(
        operation_id="activity_evaluators_assign",
        summary="Give somebody of the event's pool the station of the activity",
        description=(
            "They score it for every group. One evaluator may have several stations, and a group"
            " beside them."
        ),
        tags=TAGS,
        request=ChosenUserSerializer,
        responses={201: EvaluatorSerializer, 400: ErrorSerializer, 409: ErrorSerializer},
        examples=[OpenApiExample("Somebody", request_only=True, value={"user_id": 12})],
    )
    def post(self, request, activity_pk):
        activity = managed_activity(request, activity_pk)
        user = chosen_user(request, activity.event)
        station = assign_station(user=user, activity=activity, by=request.user)
        member = POOL.get(pk=station.event_evaluator_id)
        return Response(EvaluatorSerializer(member).data, status=201)


class ActivityEvaluatorDetail(APIView):
    """One evaluator at a station: unassigned by the event's organisers."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="activity_evaluators_unassign",
        summary="Take somebody off the station of the activity",
        description="They stay in the event's pool, and what they entered stays.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request, activity_pk, user_pk):
        activity = managed_activity(request, activity_pk)
        assigned = User.objects.filter(event_evaluators__stations__activity=activity)
        user = find(assigned, user_pk, NOT_FOUND)
        unassign_station(user=user, activity=activity, by=request.user)
        return Response(status=204)
