"""Addresses of the organisers' pages about results; they go before those of the admin site."""

from django.urls import path

from scoring.organiser import cell_views, hub_views, merge_views, results_views

EVENT = "admin/events/<int:event_pk>"
ACTIVITY = f"{EVENT}/activities/<int:activity_pk>"
CELL = f"{ACTIVITY}/participants/<int:participant_pk>"

urlpatterns = [
    path(f"{EVENT}/", hub_views.hub, name="hub"),
    path(f"{EVENT}/live/", hub_views.hub_live, name="hub-live"),
    path(f"{EVENT}/merge/", merge_views.participants_merge, name="merge"),
    path(f"{ACTIVITY}/results/", results_views.results, name="results"),
    path(f"{ACTIVITY}/blanks/", results_views.blanks, name="blanks"),
    path(f"{ACTIVITY}/lock/", results_views.activity_lock, name="activity-lock"),
    path(f"{CELL}/", cell_views.cell, name="cell"),
    path(f"{CELL}/save/", results_views.result_save, name="result-save"),
    path(f"{CELL}/undo/", cell_views.cell_undo, name="cell-undo"),
]
