"""Addresses of pages about events; those below admin/ go before the admin site's."""

from django.urls import path

from events.evaluators import card_pages, invitation_pages
from events.evaluators import pages as evaluator_pages
from events.importing import pages as import_pages
from events.life import pages as event_pages
from events.search import pages as search_pages
from events.setup import activities_step, categories_step, life_pages, people_step
from events.setup import pages as setup_pages

EVENT = "admin/events/<int:event_pk>"

app_name = "events"
urlpatterns = [
    path("events/", event_pages.event_list, name="list"),
    path("admin/search/", search_pages.search, name="search"),
    path("admin/events/new/", life_pages.event_new, name="new"),
    path(f"{EVENT}/copy/", life_pages.event_copy, name="copy"),
    path(f"{EVENT}/status/", life_pages.event_status, name="status"),
    path(f"{EVENT}/setup/", setup_pages.setup, name="setup"),
    path(f"{EVENT}/setup/basics/", setup_pages.setup_basics, name="setup-basics"),
    path(f"{EVENT}/setup/people/", people_step.setup_people, name="setup-people"),
    path(f"{EVENT}/setup/categories/", categories_step.setup_categories, name="setup-categories"),
    path(
        f"{EVENT}/setup/categories/count/",
        categories_step.setup_categories_count,
        name="setup-categories-count",
    ),
    path(f"{EVENT}/setup/activities/", activities_step.setup_activities, name="setup-activities"),
    path(f"{EVENT}/setup/evaluators/", setup_pages.setup_evaluators, name="setup-evaluators"),
    path(f"{EVENT}/setup/review/", setup_pages.setup_review, name="setup-review"),
    path(f"{EVENT}/import/", import_pages.import_start, name="import"),
    path(f"{EVENT}/import/<int:draft_pk>/", import_pages.import_draft, name="import-draft"),
    path(
        f"{EVENT}/import/<int:draft_pk>/progress/",
        import_pages.import_progress,
        name="import-progress",
    ),
    path(f"{EVENT}/evaluators/", evaluator_pages.evaluators, name="evaluators"),
    path(
        f"{EVENT}/evaluators/station/",
        evaluator_pages.evaluator_station,
        name="evaluator-station",
    ),
    path(f"{EVENT}/evaluators/place/", evaluator_pages.evaluator_place, name="evaluator-place"),
    path(f"{EVENT}/evaluators/cards/", card_pages.team_cards, name="team-cards"),
    path(f"{EVENT}/evaluators/logins/", card_pages.team_logins, name="team-logins"),
    path(f"{EVENT}/evaluators/invitations/", invitation_pages.invite, name="invitations"),
    path(
        f"{EVENT}/evaluators/invitations/resend/",
        invitation_pages.resend,
        name="invitation-resend",
    ),
    path(
        f"{EVENT}/evaluators/invitations/revoke/",
        invitation_pages.revoke,
        name="invitation-revoke",
    ),
]
