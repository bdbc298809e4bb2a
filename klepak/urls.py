"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from klepak import health

urlpatterns = [
    path("health", health.health, name="health"),
    path("api/health", health.health, name="api-health"),
    path("api/", include(("klepak.api", "api"))),
    path("admin/", admin.site.urls),
]
