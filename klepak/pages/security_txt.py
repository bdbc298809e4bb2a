"""Where whoever finds a weakness can write to: security.txt, RFC 9116."""

from datetime import timedelta

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

GOOD_FOR = timedelta(days=180)
"""The RFC asks for less than a year; counted from today, so it never runs out by itself."""


@login_not_required
@require_safe
def security_txt(request):
    """The file at its address; a 404 where SECURITY_CONTACT names nobody."""
    _require_contact()
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [
        f"Contact: {settings.SECURITY_CONTACT}",
        f"Expires: {midnight + GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(dict(settings.LANGUAGES))}",
    ]
    if settings.SITE_URL.startswith("https://"):  # the RFC forbids a plain one
        lines.append(f"Canonical: {settings.SITE_URL}{reverse('security-txt')}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain; charset=utf-8")


@login_not_required
@require_safe
def at_old_address(request):
    """`/security.txt`, where it was before the RFC and where some still look."""
    _require_contact()
    return redirect("security-txt")


def _require_contact() -> None:
    if not settings.SECURITY_CONTACT:
        raise Http404
