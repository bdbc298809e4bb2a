"""Every address of the site."""

from django.contrib import admin
from django.urls import include, path

from klepak import guides, health, views

urlpatterns = [
    path("", views.home, name="home"),
    path("language/", views.language_set, name="language-set"),
    path("help/organiser/", guides.organiser, name="help-organiser"),
    path("health", health.Health.as_view(), name="health"),
    path("health/db", health.DatabaseHealth.as_view(), name="health-db"),
    path("health/redis", health.CacheHealth.as_view(), name="health-redis"),
    path("health/all", health.HealthAll.as_view(), name="health-all"),
    path("api/", include(("klepak.api", "api"))),
    path("", include("accounts.urls")),
    path("", include("events.urls")),
    path("", include("scoring.urls")),
    path("", include("diplomas.urls")),
    path("admin/", admin.site.urls),  # last: it answers every address below it
]

handler400 = views.bad_request
handler403 = views.forbidden
handler404 = views.not_found
handler500 = views.server_error
