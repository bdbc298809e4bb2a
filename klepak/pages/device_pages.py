"""The product as an app on a phone: its manifest, what keeps its pages, what it has not sent."""

import json

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

KEPT_PAGES = [
    r"^/my-groups/$",
    r"^/outbox/$",
    r"^/events/\d+/$",
    r"^/groups/\d+/$",
    r"^/groups/\d+/activities/\d+/$",
]
"""Paths of pages that open without a network, once they were opened or linked from one that was."""
INK, PAPER = "#0b5f5a", "#f6f8f7"  # --brand and --paper of static/css/tokens.css
ICONS = [
    ("img/icon-192.png", "192x192", "any"),
    ("img/icon-512.png", "512x512", "any"),
    ("img/icon-maskable-512.png", "512x512", "maskable"),
]


@login_not_required
@require_safe
def manifest(request):
    """What a phone needs to put the product among its apps."""
    return JsonResponse(
        {
            "id": "/",
            "name": "Klepak Scores",
            "short_name": "Klepak",
            "description": _("Enter results of a competition, also without a network."),
            "lang": get_language(),
            "start_url": reverse("scoring:my-groups"),
            "scope": "/",
            "display": "standalone",
            "theme_color": INK,
            "background_color": PAPER,
            "icons": [
                {"src": static(file), "sizes": sizes, "type": "image/png", "purpose": purpose}
                for file, sizes, purpose in ICONS
            ],
        },
        content_type="application/manifest+json",
    )


@login_not_required
@require_safe
def service_worker(request):
    """The script that keeps pages, at the root: it answers for addresses below its own alone."""
    kept = {
        "pages": KEPT_PAGES,
        "files": f"/{settings.STATIC_URL.lstrip('/')}",
        "otherwise": reverse("no-connection"),
    }
    script = static("js/service-worker.js")
    return HttpResponse(
        f"self.kept = {json.dumps(kept)};\nimportScripts({json.dumps(script)});\n",
        content_type="text/javascript; charset=utf-8",
        headers={"Cache-Control": "no-cache", "Service-Worker-Allowed": "/"},
    )


@require_safe
def outbox(request):
    """What this device has not sent yet; filled by its script, the server knows nothing of it."""
    return render(request, "klepak/pages/outbox.html")


@login_not_required
@never_cache
@require_safe
def no_connection(request):
    """Shown without a network instead of a page that is not kept; made for nobody in particular."""
    return render(request, "klepak/pages/no_connection.html")
