"""Every address of the site."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from klepak.analytics import pages as analytics_pages
from klepak.api import at_root, health
from klepak.pages import device_pages, metrics_page, privacy, security_txt, site_pages
from klepak.workplace import guides

EVENT = "admin/events/<int:event_pk>"

urlpatterns = [
    path("", site_pages.home, name="home"),
    path("manifest.webmanifest", device_pages.manifest, name="manifest"),
    path("service-worker.js", device_pages.service_worker, name="service-worker"),
    path("outbox/", device_pages.outbox, name="outbox"),
    path("no-connection/", device_pages.no_connection, name="no-connection"),
    path("language/", site_pages.language_set, name="language-set"),
    path("contrast/", site_pages.contrast_set, name="contrast-set"),
    path("too-large/", site_pages.too_large, name="too-large"),
    path("privacy/", privacy.privacy, name="privacy"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
    path("security.txt", security_txt.at_old_address, name="security-txt-old"),
    path("help/organiser/", guides.organiser, name="help-organiser"),
    path("help/evaluator/", guides.evaluator, name="help-evaluator"),
    path("health", health.Health.as_view(), name="health"),
    path("health/db", health.DatabaseHealth.as_view(), name="health-db"),
    path("health/redis", health.CacheHealth.as_view(), name="health-redis"),
    path("health/all", health.HealthAll.as_view(), name="health-all"),
    path(f"{EVENT}/analytics/", analytics_pages.analytics, name="analytics"),
    path(f"{EVENT}/analytics.xlsx", analytics_pages.analytics_workbook, name="analytics-xlsx"),
    path(f"{EVENT}/analytics.csv", analytics_pages.analytics_table, name="analytics-csv"),
    path("api/", include(("klepak.api.urls", "api"))),
    path("", include("accounts.urls")),
    path("", include("events.urls")),
    path("", include("scoring.urls")),
    path("", include("diplomas.urls")),
    path("admin/", admin.site.urls),  # last: it answers every address below it
]

if settings.METRICS_TOKEN:
    urlpatterns = [path("metrics", metrics_page.metrics, name="metrics"), *urlpatterns]

if settings.API_AT_ROOT:
    urlpatterns = [*at_root.urlpatterns, *urlpatterns]

handler400 = site_pages.bad_request
handler403 = site_pages.forbidden
handler404 = site_pages.not_found
handler500 = site_pages.server_error
