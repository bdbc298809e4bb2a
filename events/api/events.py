"""Events in the API."""

from django.db.models import Prefetch
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.models import Organisation, User
from events.api.event_serializers import (
    EventChangesSerializer,
    EventDetailSerializer,
    EventSerializer,
    ManualEventSerializer,
    NewEventSerializer,
)
from events.api.serializers import GroupDetailSerializer
from events.importing.new_event import create_event
from events.life.lifecycle import delete_event, update_event
from events.models import Event, EventEvaluator, Group
from events.rules.api_objects import managed_event
from events.rules.organisations import organisations_for_new_event, usual_organisation
from events.rules.permissions import can_manage
from foundation.api.base import AdminsWrite, ErrorSerializer, IsAdmin, find, read_body

TAGS = ["Events"]
LONGEST_LIST = 500
"""Characters of a sentence that names organisations."""

EXAMPLE = OpenApiExample(
    "Two groups",
    request_only=True,
    value={
        "name": "Sports day",
        "date": "2026-09-05",
        "groups": [
            {
                "name": "7.A",
                "identifier": "blue",
                "participants": [
                    {"display_name": "Jan Novák", "external_id": "12", "gender": "M", "age": 12},
                    {"display_name": "Eva Malá", "gender": "F"},
                ],
            },
            {"name": "7.B"},
        ],
    },
)


class Events(APIView):
    """Lists the events that the caller may see."""

    @extend_schema(
        operation_id="events_list",
        summary="The events I may see",
        description=(
            "Organisers: those of their organisations. Everybody: those whose pool they are in."
            " The latest first."
        ),
        tags=TAGS,
        responses=EventSerializer(many=True),
    )
    def get(self, request):
        events = Event.objects.visible_to(request.user).with_counts()
        return Response(EventSerializer(events, many=True).data)


class EventManual(APIView):
    """Creates an event, with everything in it, from one body."""

    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="events_create_manually",
        summary="Create an event with its groups and participants",
        description=(
            "All of it or nothing; at most 10,000 participants. Errors name their place, such as"
            " `groups.0.participants.3.age`."
        ),
        tags=TAGS,
        request=ManualEventSerializer,
        responses={201: NewEventSerializer, 404: ErrorSerializer},
        examples=[EXAMPLE],
    )
    def post(self, request):
        fields = read_body(ManualEventSerializer, request)
        organisation = organisation_of_new_event(request.user, fields.pop("organisation", None))
        summary = create_event(organisation=organisation, by=request.user, **fields)
        return Response(NewEventSerializer(summary).data, status=201)


class EventDetail(APIView):
    """One event. Whoever sees it may read it; its organisers change and delete it."""

    permission_classes = [AdminsWrite]

    @extend_schema(
        operation_id="events_read",
        summary="An event with its groups, participants, activities and evaluators",
        tags=TAGS,
        responses=EventDetailSerializer,
    )
    def get(self, request, event_pk):
        return _answer(request, event_pk)

    @extend_schema(
        operation_id="events_change",
        summary="Change an event, or open and close it",
        description=(
            "Only what is sent is changed. While the status is ACTIVE, results are taken."
            " A change of the status waits for results that are just being saved."
        ),
        tags=TAGS,
        request=EventChangesSerializer(partial=True),
        responses=EventDetailSerializer,
        examples=[OpenApiExample("Open it", request_only=True, value={"status": "ACTIVE"})],
    )
    def patch(self, request, event_pk):
        event = managed_event(request, event_pk)
        fields = read_body(EventChangesSerializer, request, partial=True)
        update_event(event=event, fields=fields, by=request.user)
        return _answer(request, event_pk)

    @extend_schema(
        operation_id="events_delete",
        summary="Delete an event with everything in it",
        tags=TAGS,
        responses={204: None},
    )
    def delete(self, request, event_pk):
        delete_event(event=managed_event(request, event_pk), by=request.user)
        return Response(status=204)


def organisation_of_new_event(user: User, pk: int | None) -> Organisation:
    """The one named, or the only one the user belongs to, or that of the last event they made; for
    a super admin of none the default one.

    404 for one the user does not manage. 422 where several are to choose from, 403 without any.
    """
    if pk is not None:
        return find(Organisation.objects.manageable_by(user), pk, "Organisation not found")
    own = organisations_for_new_event(user)
    usual = usual_organisation(user, own)
    if usual is None:
        choice = ", ".join(f"{organisation.pk} ({organisation})" for organisation in own)
        message = _("Say which of your organisations holds it: %(choice)s") % {"choice": choice}
        raise ValidationError({"organisation": [Truncator(message).chars(LONGEST_LIST)]})
    return usual


def _answer(request, event_pk: int) -> Response:
    """The event with the parts that the caller may see; a fixed number of queries."""
    user = request.user
    groups = GroupDetailSerializer.with_people(Group.objects.visible_to(user), user)
    pool = EventEvaluator.objects.visible_to(user).order_by("user__sort_key", "user_id")
    pool = pool.select_related("user", "event", "group_assignment").prefetch_related("stations")
    events = (
        Event.objects.visible_to(user)
        .with_counts()
        .prefetch_related(
            Prefetch("groups", groups.order_by("sort_key", "pk")),
            Prefetch("evaluators", pool),
            "activities",
            "age_categories",
        )
    )
    event = find(events, event_pk, "Event not found")
    event.can_manage = can_manage(user, event)
    return Response(EventDetailSerializer(event).data)
