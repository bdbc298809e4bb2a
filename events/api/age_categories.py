"""Age categories in the API."""

from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.response import Response
from rest_framework.views import APIView

from events.api.serializers import AgeCategorySerializer
from events.models import AgeCategory
from events.parts import writes
from events.rules.api_objects import managed_event, visible_event
from foundation.api.base import AdminsWrite, ErrorSerializer, IsAdmin, find, read_body


class AgeCategories(APIView):
    permission_classes = [AdminsWrite]

    @extend_schema(
        operation_id="list_age_categories",
        summary="The age categories of an event",
        description="The youngest first. Without any, boards have one named “All”.",
        tags=["Events"],
        responses=AgeCategorySerializer(many=True),
    )
    def get(self, request, event_pk):
        categories = visible_event(request, event_pk).age_categories.all()
        return Response(AgeCategorySerializer(categories, many=True).data)

    @extend_schema(
        operation_id="create_age_category",
        summary="Add an age category",
        tags=["Events"],
        request=AgeCategorySerializer,
        responses={201: AgeCategorySerializer, 409: ErrorSerializer},
        examples=[
            OpenApiExample(
                "A category",
                value={"name": "Mladší", "min_age": 6, "max_age": 10},
                request_only=True,
            )
        ],
    )
    def post(self, request, event_pk):
        event = managed_event(request, event_pk)
        fields = read_body(AgeCategorySerializer, request)
        category = writes.create_age_category(event=event, fields=fields, by=request.user)
        return Response(AgeCategorySerializer(category).data, status=201)


class AgeCategoryDetail(APIView):
    permission_classes = [IsAdmin]

    @extend_schema(
        operation_id="update_age_category",
        summary="Change an age category",
        description="What is left out stays.",
        tags=["Events"],
        request=AgeCategorySerializer(partial=True),
        responses={200: AgeCategorySerializer, 409: ErrorSerializer},
    )
    def patch(self, request, event_pk, category_pk):
        category = _category(request, event_pk, category_pk)
        fields = read_body(AgeCategorySerializer, request, partial=True)
        changed = writes.change_age_category(category=category, fields=fields, by=request.user)
        return Response(AgeCategorySerializer(changed).data)

    @extend_schema(
        operation_id="delete_age_category",
        summary="Delete an age category",
        tags=["Events"],
        responses={204: None},
    )
    def delete(self, request, event_pk, category_pk):
        category = _category(request, event_pk, category_pk)
        writes.delete_age_category(category=category, by=request.user)
        return Response(status=204)


def _category(request, event_pk: int, category_pk: int) -> AgeCategory:
    """The category of this very event, for whoever manages it."""
    event = managed_event(request, event_pk)
    return find(event.age_categories.all(), category_pk, "Age category not found")
