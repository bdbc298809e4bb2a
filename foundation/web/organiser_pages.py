"""What the organisers' own pages on the admin site have in common."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def organiser_page(view: Callable) -> Callable:
    """A page of the admin site: for organisers, by the site's own guard; evaluators get a 403."""
    return admin.site.admin_view(view)


def render_page(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page inside the admin site's frame. Context: `title` for the heading, and its own."""
    request.current_app = admin.site.name
    return render(
        request, template, {**admin.site.each_context(request), **(context or {})}, status=status
    )
