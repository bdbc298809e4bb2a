"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from klepak import health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language_set, name="language-set"),
    path("health", health.health, name="health"),
    path("health/db", health.health_database, name="health-db"),
    path("health/redis", health.health_redis, name="health-redis"),
    path("health/all", health.health, name="health-all"),
    path("api/", include(("klepak.api", "api"))),
    path("admin/", admin.site.urls),
    path("", include("accounts.urls")),
    path("", include("events.urls")),
    path("", include("scoring.urls")),
    path("", include("diplomas.urls")),
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
