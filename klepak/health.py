"""Is it alive? For load balancers and people on call."""

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@login_not_required
@never_cache
@require_safe
def health(request):
    """{"status", "database", "redis"}: "ok" or "error"; 503 when the database is down.

    `redis` speaks of the cache, whichever is configured; without it everything works, slower.
    """
    database, redis = database_state(), cache_state()
    return JsonResponse(
        {"status": database, "database": database, "redis": redis},
        status=200 if database == "ok" else 503,
    )


@login_not_required
@never_cache
@require_safe
def health_database(request):
    """{"status", "database"}; 503 when the database is down."""
    state = database_state()
    return JsonResponse({"status": state, "database": state}, status=200 if state == "ok" else 503)


@login_not_required
@never_cache
@require_safe
def health_redis(request):
    """{"status", "redis"}; 503 when the cache is down, although everything goes on working."""
    state = cache_state()
    return JsonResponse({"status": state, "redis": state}, status=200 if state == "ok" else 503)


def database_state() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "error"
    return "ok"


def cache_state() -> str:
    """A written value must be read back: the Redis cache swallows its own errors."""
    cache.set("health", "ok", timeout=10)
    return "ok" if cache.get("health") == "ok" else "error"
