"""Who may score, in the API: the pool of an event, the groups, team logins; stations beside it."""

from django.db.models import Q, QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import User
from events.api.event_serializers import EvaluatorSerializer, NewLoginSerializer
from events.evaluators.new_logins import bootstrap_evaluators
from events.evaluators.pool import (
    add_evaluator,
    assign_evaluator,
    remove_evaluator,
    unassign_evaluator,
    with_address,
)
from events.models import Event, EventEvaluator
from events.rules.api_objects import managed_event, managed_group, own_group
from foundation.api.base import (
    AdminsWrite,
    AlternativesSerializer,
    ErrorSerializer,
    IdField,
    IsAdmin,
    find,
    read_body,
)

TAGS = ["Events"]
GROUP_TAGS = ["Groups"]
NOT_FOUND = "User not found"
POOL = (
    EventEvaluator.objects.order_by("user__sort_key", "user_id")
    .select_related("user", "event", "group_assignment")
    .prefetch_related("stations")
)

LOGIN_EXAMPLE = OpenApiExample(
    "One login",
    response_only=True,
    status_codes=["201"],
    value={
        "event_id": 7,
        "created": [
            {
                "group_id": 31,
                "group_name": "Bobři",
                "full_name": "Bobři",
                "email": "bobri-k7qm@tabor-2026.invalid",
                "password": "Vydra-Hora-Kolo-4071",
            }
        ],
        "skipped_groups": ["Draci"],
    },
)


class ChosenUserSerializer(serializers.Serializer):
    """Who is meant."""

    user_id = IdField()


class PoolMemberSerializer(AlternativesSerializer):
    """Who joins the pool: by `user_id`, or by `email`."""

    one_of = ("user_id", "email")

    user_id = IdField(required=False, help_text="Somebody you can see.")
    email = serializers.CharField(
        max_length=254,
        required=False,
        help_text="The exact address of an active evaluator, whichever organisation is theirs.",
    )


class BootstrapSerializer(serializers.Serializer):
    """New team logins. The passwords are shown this once."""

    event_id = serializers.IntegerField()
    created = NewLoginSerializer(many=True)
    skipped_groups = serializers.ListField(
        child=serializers.CharField(), help_text="Names of the groups that got no login."
    )


class EventEvaluators(APIView):
    """The event's pool of evaluators. Only its organisers list it or add to it."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="event_evaluators_list",
        summary="The event's pool of evaluators",
        tags=TAGS,
        responses=EvaluatorSerializer(many=True),
    )
    def get(self, request, event_pk):
        pool = POOL.filter(event=managed_event(request, event_pk))
        return Response(EvaluatorSerializer(pool, many=True).data)

    @extend_schema(
        operation_id="event_evaluators_add",
        summary="Put somebody into the event's pool",
        tags=TAGS,
        description=(
            "An active account of your organisation by its id; any active evaluator by the exact"
            " address. An evaluator who belongs nowhere joins the event's organisation."
        ),
        request=PoolMemberSerializer,
        responses={201: EvaluatorSerializer, 409: ErrorSerializer},
        examples=[
            OpenApiExample("Somebody", request_only=True, value={"user_id": 12}),
            OpenApiExample("By address", request_only=True, value={"email": "eva@example.org"}),
        ],
    )
    def post(self, request, event_pk):
        event = managed_event(request, event_pk)
        user = _new_member(request, event)
        member = add_evaluator(user=user, event=event, by=request.user)
        return Response(EvaluatorSerializer(member).data, status=201)


class EventEvaluatorDetail(APIView):
    """One evaluator in the event's pool: removed by its organisers."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="event_evaluators_remove",
        summary="Take somebody out of the event's pool, off their group and stations",
        description="What they entered stays.",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request, event_pk, user_pk):
        event = managed_event(request, event_pk)
        in_pool = User.objects.filter(event_evaluators__event=event)
        user = find(in_pool, user_pk, NOT_FOUND)
        remove_evaluator(user=user, event=event, by=request.user)
        return Response(status=204)


class BootstrapEvaluators(APIView):
    """Creates a login for every group that no active evaluator scores."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="event_evaluators_bootstrap",
        summary="Create a login for every group that nobody can score yet",
        description=(
            "The passwords are in this answer only: print them or write them down. Called again,"
            " it skips the groups that have an active evaluator. At most 500 logins at once."
        ),
        tags=TAGS,
        request=None,
        responses={201: BootstrapSerializer, 400: ErrorSerializer},
        examples=[LOGIN_EXAMPLE],
    )
    def post(self, request, event_pk):
        event = managed_event(request, event_pk)
        summary = bootstrap_evaluators(event=event, by=request.user)
        answer = {
            "event_id": event.pk,
            "created": summary.created,
            "skipped_groups": summary.skipped_groups,
        }
        return Response(BootstrapSerializer(answer).data, status=201)


class GroupEvaluators(APIView):
    """The evaluators of one group. Only organisers of its event assign them."""

    permission_classes = [AdminsWrite]

    @extend_schema(
        operation_id="group_evaluators_list",
        summary="Who scores the group",
        description="For organisers, and for those who score it themselves.",
        tags=GROUP_TAGS,
        responses=EvaluatorSerializer(many=True),
    )
    def get(self, request, group_pk):
        pool = POOL.filter(group_assignment__group=own_group(request, group_pk))
        return Response(EvaluatorSerializer(pool, many=True).data)

    @extend_schema(
        operation_id="group_evaluators_assign",
        summary="Let somebody of the event's pool score the group",
        description="One group per event and evaluator.",
        tags=GROUP_TAGS,
        request=ChosenUserSerializer,
        responses={201: EvaluatorSerializer, 400: ErrorSerializer, 409: ErrorSerializer},
        examples=[OpenApiExample("Somebody", request_only=True, value={"user_id": 12})],
    )
    def post(self, request, group_pk):
        group = managed_group(request, group_pk)
        user = chosen_user(request, group.event)
        assignment = assign_evaluator(user=user, group=group, by=request.user, joins_pool=False)
        return Response(EvaluatorSerializer(assignment.event_evaluator).data, status=201)


class GroupEvaluatorDetail(APIView):
    """One evaluator of a group: unassigned by the event's organisers."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="group_evaluators_unassign",
        summary="Take somebody off the group",
        description="They stay in the event's pool, and what they entered stays.",
        tags=GROUP_TAGS,
        responses={204: None},
    )
    def delete(self, request, group_pk, user_pk):
        group = managed_group(request, group_pk)
        assigned = User.objects.filter(event_evaluators__group_assignment__group=group)
        user = find(assigned, user_pk, NOT_FOUND)
        unassign_evaluator(user=user, group=group, by=request.user)
        return Response(status=204)


def _new_member(request, event: Event) -> User:
    """The active user named in the body: one that could be named by the id, or an evaluator from
    elsewhere by the very address.
    """
    body = read_body(PoolMemberSerializer, request)
    if "user_id" in body:
        return find(_within_reach(request, event), body["user_id"], NOT_FOUND)
    elsewhere = Q(pk__in=with_address(body["email"]).values("pk"))
    people = User.objects.filter(elsewhere | Q(pk__in=_within_reach(request, event).values("pk")))
    user = people.filter(email=body["email"]).first()
    if user is None:
        raise NotFound(NOT_FOUND)
    return user


def chosen_user(request, event: Event) -> User:
    """The active user named in the body: one the caller may see, or one of the event's pool."""
    user_id = read_body(ChosenUserSerializer, request)["user_id"]
    return find(_within_reach(request, event), user_id, NOT_FOUND)


def _within_reach(request, event: Event) -> QuerySet[User]:
    known = Q(pk__in=User.objects.visible_to(request.user).values("pk"))
    in_pool = Q(pk__in=event.evaluators.values("user"))
    return User.objects.filter(known | in_pool, is_active=True)
