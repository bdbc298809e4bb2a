"""Addresses of the organisers' pages about events; they go before those of the admin site."""

from django.urls import path

from events.organiser import evaluator_views, import_views, search_views, setup_views

EVENT = "admin/events/<int:event_pk>"

urlpatterns = [
    path("admin/search/", search_views.search, name="search"),
    path("admin/events/new/", setup_views.event_new, name="new"),
    path(f"{EVENT}/copy/", setup_views.event_copy, name="copy"),
    path(f"{EVENT}/status/", setup_views.event_status, name="status"),
    path(f"{EVENT}/setup/", setup_views.setup, name="setup"),
    path(f"{EVENT}/setup/basics/", setup_views.setup_basics, name="setup-basics"),
    path(f"{EVENT}/setup/people/", setup_views.setup_people, name="setup-people"),
    path(f"{EVENT}/setup/categories/", setup_views.setup_categories, name="setup-categories"),
    path(
        f"{EVENT}/setup/categories/count/",
        setup_views.setup_categories_count,
        name="setup-categories-count",
    ),
    path(f"{EVENT}/setup/activities/", setup_views.setup_activities, name="setup-activities"),
    path(f"{EVENT}/setup/evaluators/", setup_views.setup_evaluators, name="setup-evaluators"),
    path(f"{EVENT}/setup/review/", setup_views.setup_review, name="setup-review"),
    path(f"{EVENT}/import/", import_views.import_start, name="import"),
    path(f"{EVENT}/import/<int:draft_pk>/", import_views.import_draft, name="import-draft"),
    path(
        f"{EVENT}/import/<int:draft_pk>/progress/",
        import_views.import_progress,
        name="import-progress",
    ),
    path(f"{EVENT}/evaluators/", evaluator_views.evaluators, name="evaluators"),
    path(f"{EVENT}/evaluators/place/", evaluator_views.evaluator_place, name="evaluator-place"),
    path(f"{EVENT}/evaluators/cards/", evaluator_views.team_cards, name="team-cards"),
]
