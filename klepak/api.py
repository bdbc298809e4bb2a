"""The API's URL table. No path ends in a slash."""

from django.urls import path

from klepak import health
from scoring import api as scoring_api

urlpatterns = [
    path("health", health.health, name="health"),
    path("events/<int:event_pk>/leaderboard", scoring_api.leaderboard, name="leaderboard"),
    path("events/<int:event_pk>/export-csv", scoring_api.export_csv, name="export-csv"),
]
