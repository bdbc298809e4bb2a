"""The cache in Redis, which is only there for speed: when it hangs, everything goes on without it.

Every command passes the breaker. What it does not let through, and what fails, counts as a cache
that has nothing: boards are computed, calls are not counted.
"""

from collections.abc import Callable
from functools import cache
from typing import Any

import redis
from django.conf import settings
from django_redis.cache import RedisCache as RedisCacheOfLibrary
from redis.backoff import NoBackoff
from redis.client import Pipeline
from redis.retry import Retry

from foundation.neighbours.breaker import Breaker
from foundation.neighbours.reports import report

REST = 2.0


@cache
def breaker_of(server: str) -> Breaker:
    """The breaker of the Redis at this address, for all of the process."""
    return Breaker("redis", rest=REST)


class RedisCache(RedisCacheOfLibrary):
    """django-redis with short time-outs, and one second try where a kept connection has died.

    More tries, or the pauses between them that redis-py has by default, would make everybody wait.
    """

    def __init__(self, server: str, params: dict[str, Any]):
        seconds = settings.REDIS_TIMEOUT
        options = {
            "IGNORE_EXCEPTIONS": True,
            "SOCKET_CONNECT_TIMEOUT": seconds,
            "SOCKET_TIMEOUT": seconds,
            "REDIS_CLIENT_CLASS": f"{__name__}.PatientRedis",
            "REDIS_CLIENT_KWARGS": {"breaker": breaker_of(server)},
            "CONNECTION_POOL_KWARGS": {"retry": Retry(NoBackoff(), 1, (redis.ConnectionError,))},
            **params.get("OPTIONS", {}),
        }
        super().__init__(server, {**params, "OPTIONS": options})


class PatientRedis(redis.Redis):
    def __init__(self, *, breaker: Breaker, **options: Any):
        super().__init__(**options)
        self.breaker = breaker

    def _execute_command(self, *args, **options):
        ask = super()._execute_command
        return _guarded(self.breaker, lambda: ask(*args, **options))

    def pipeline(self, transaction=True, shard_hint=None):
        made = PatientPipeline(
            self.connection_pool, self.response_callbacks, transaction, shard_hint
        )
        made.breaker = self.breaker
        return made


class PatientPipeline(Pipeline):
    breaker: Breaker

    def execute(self, raise_on_error=True):
        ask = super().execute
        return _guarded(self.breaker, lambda: ask(raise_on_error))


def _guarded(breaker: Breaker, ask: Callable[[], Any]) -> Any:
    if not breaker.may_ask():
        raise redis.ConnectionError("left alone for a while after a failure")
    try:
        answer = ask()
    except (redis.ConnectionError, redis.TimeoutError, OSError) as error:
        breaker.note_failure(f"{type(error).__name__}: {error}")
        raise
    except redis.ResponseError as error:  # out of memory, read-only: it is there, and refuses
        breaker.note_answer()
        report(breaker.neighbour, "refuses", f"{type(error).__name__}: {error}")
        raise
    breaker.note_answer()
    return answer
