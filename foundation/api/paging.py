"""Parts of long lists."""

from django.db import models
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers
from rest_framework.response import Response

TOTAL_COUNT = OpenApiParameter(
    "X-Total-Count",
    OpenApiTypes.INT,
    OpenApiParameter.HEADER,
    response=[200],
    description="How many there are in all, whichever part was asked for.",
)


def page(queryset: models.QuerySet, query: dict) -> models.QuerySet:
    """The part that ?skip= and ?limit= ask for."""
    return queryset[query["skip"] : query["skip"] + query["limit"]]


def listed(
    queryset: models.QuerySet, query: dict, serializer: type[serializers.Serializer]
) -> Response:
    """That part as an array, and in X-Total-Count how many there are in all."""
    rows = serializer(page(queryset, query), many=True).data
    return Response(rows, headers={"X-Total-Count": queryset.count()})
