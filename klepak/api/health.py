"""Is it alive? For load balancers and people on call.

Nobody is looked up, so it answers without the database, within a second whatever hangs, and it is
limited to no number of calls.
"""

from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.views import APIView

from foundation.neighbours import probes

OK, ERROR = "ok", "error"
STATES = [(OK, OK), (ERROR, ERROR)]


class State(serializers.ChoiceField):
    def __init__(self, **kwargs):
        super().__init__(choices=STATES, **kwargs)


class DatabaseHealthSerializer(serializers.Serializer):
    status = State()
    database = State()


class CacheHealthSerializer(serializers.Serializer):
    status = State()
    redis = State(help_text="The cache, whichever is configured.")


class HealthSerializer(DatabaseHealthSerializer):
    redis = State(help_text="The cache, whichever is configured; without it things are slower.")


@method_decorator(never_cache, name="dispatch")
class Probe(APIView):
    authentication_classes = []
    permission_classes = [AllowAny]
    throttle_classes = []


class Health(Probe):
    @extend_schema(
        operation_id="health",
        summary="Is it alive?",
        description="503 when the database is down.",
        tags=["System"],
        responses={200: HealthSerializer, 503: HealthSerializer},
    )
    def get(self, request):
        asked = probes.database.start(), probes.cache_in_use.start()
        database = state(probes.database.is_well(asked[0]))
        redis = state(probes.cache_in_use.is_well(asked[1]))
        return answer(database, database=database, redis=redis)


class HealthAll(Health):
    @extend_schema(
        operation_id="health_all",
        summary="Is everything alive?",
        description="The same as /api/health.",
        tags=["System"],
        responses={200: HealthSerializer, 503: HealthSerializer},
    )
    def get(self, request):
        return super().get(request)


class DatabaseHealth(Probe):
    @extend_schema(
        operation_id="health_database",
        summary="Is the database alive?",
        tags=["System"],
        responses={200: DatabaseHealthSerializer, 503: DatabaseHealthSerializer},
    )
    def get(self, request):
        database = state(probes.database.is_well())
        return answer(database, database=database)


class CacheHealth(Probe):
    @extend_schema(
        operation_id="health_redis",
        summary="Is the cache alive?",
        description="503 when it is down, although everything goes on working.",
        tags=["System"],
        responses={200: CacheHealthSerializer, 503: CacheHealthSerializer},
    )
    def get(self, request):
        redis = state(probes.cache_in_use.is_well())
        return answer(redis, redis=redis)


def answer(status: str, **states: str) -> Response:
    return Response({"status": status, **states}, status=200 if status == OK else 503)


def state(is_well: bool) -> str:
    return OK if is_well else ERROR
