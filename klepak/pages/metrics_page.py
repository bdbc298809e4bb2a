"""/metrics: what Prometheus reads. The address is there where METRICS_TOKEN is set."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from foundation.metrics.registry import CONTENT_TYPE, exposition
from klepak.api.errors import plain_error
from klepak.pages.gauges import Gauges


@login_not_required
@csrf_exempt  # nothing is changed by it
@require_safe
@never_cache
def metrics(request: HttpRequest) -> HttpResponse:
    """For whoever brings the token; nobody is looked up, and no account has a right to it."""
    if not _has_token(request):
        refusal = plain_error(401, "Send METRICS_TOKEN as Authorization: Bearer.")
        refusal.headers["WWW-Authenticate"] = "Bearer"
        return refusal
    return HttpResponse(exposition(Gauges()), content_type=CONTENT_TYPE)


def _has_token(request: HttpRequest) -> bool:
    scheme, _space, token = request.headers.get("Authorization", "").partition(" ")
    is_right = constant_time_compare(token.strip(), settings.METRICS_TOKEN)
    return scheme.lower() == "bearer" and is_right and bool(settings.METRICS_TOKEN)
