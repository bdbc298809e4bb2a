"""Addresses of the organisers' pages about events; they go before those of the admin site."""

from django.urls import path

from events.organiser import (
    activities_step,
    categories_step,
    evaluator_views,
    import_views,
    invitation_views,
    life_views,
    people_step,
    search_views,
    setup_views,
    team_views,
)

EVENT = "admin/events/<int:event_pk>"

urlpatterns = [
    path("admin/search/", search_views.search, name="search"),
    path("admin/events/new/", life_views.event_new, name="new"),
    path(f"{EVENT}/copy/", life_views.event_copy, name="copy"),
    path(f"{EVENT}/status/", life_views.event_status, name="status"),
    path(f"{EVENT}/setup/", setup_views.setup, name="setup"),
    path(f"{EVENT}/setup/basics/", setup_views.setup_basics, name="setup-basics"),
    path(f"{EVENT}/setup/people/", people_step.setup_people, name="setup-people"),
    path(f"{EVENT}/setup/categories/", categories_step.setup_categories, name="setup-categories"),
    path(
        f"{EVENT}/setup/categories/count/",
        categories_step.setup_categories_count,
        name="setup-categories-count",
    ),
    path(f"{EVENT}/setup/activities/", activities_step.setup_activities, name="setup-activities"),
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
    path(f"{EVENT}/evaluators/cards/", team_views.team_cards, name="team-cards"),
    path(f"{EVENT}/evaluators/logins/", team_views.team_logins, name="team-logins"),
    path(f"{EVENT}/evaluators/invitations/", invitation_views.invite, name="invitations"),
    path(
        f"{EVENT}/evaluators/invitations/resend/",
        invitation_views.resend,
        name="invitation-resend",
    ),
    path(
        f"{EVENT}/evaluators/invitations/revoke/",
        invitation_views.revoke,
        name="invitation-revoke",
    ),
]
