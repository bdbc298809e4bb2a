"""Addresses of pages about results; those below admin/ go before the admin site's."""

from django.urls import path

from scoring.boards import pages as board_pages
from scoring.categories import pages as category_pages
from scoring.ceremony import plan_page, reveal_page
from scoring.entry import cell_pages, grid_pages, work_pages
from scoring.entry import pages as entry_pages
from scoring.erasing import pages as erasing_pages
from scoring.exporting import pages as export_pages
from scoring.looks import look_page
from scoring.merging import pages as merge_pages
from scoring.paper import photo_pages
from scoring.public import look_files
from scoring.public import pages as public_pages
from scoring.publishing import publication_page
from scoring.screens import screen_page, steering_page
from scoring.standings import pages as standings_pages
from scoring.standings_rules import rules_page, setup_step, tie_page
from scoring.sync import desk_pages, my_results
from scoring.watch import pages as hub_pages

EVENT = "admin/events/<int:event_pk>"
ACTIVITY = f"{EVENT}/activities/<int:activity_pk>"
PUBLICATION = f"{EVENT}/publication"
CEREMONY = f"{EVENT}/ceremony"
PUBLIC = "r/<slug:slug>"
PHOTOS = "groups/<int:group_pk>/activities/<int:activity_pk>/photo"
CELL = f"{ACTIVITY}/participants/<int:participant_pk>"

app_name = "scoring"
urlpatterns = [
    path("my-groups/", work_pages.my_groups, name="my-groups"),
    path("my-results/", my_results.my_results, name="my-results"),
    path("events/<int:event_pk>/", work_pages.event_detail, name="event"),
    path("events/<int:event_pk>/leaderboard/", board_pages.leaderboard, name="leaderboard"),
    path(
        "events/<int:event_pk>/leaderboard/live/",
        board_pages.leaderboard_live,
        name="leaderboard-live",
    ),
    path("events/<int:event_pk>/standings/", standings_pages.standings, name="standings"),
    path(
        "events/<int:event_pk>/standings/live/",
        standings_pages.standings_live,
        name="standings-live",
    ),
    path(
        "events/<int:event_pk>/participants/<int:participant_pk>/",
        standings_pages.participant,
        name="participant",
    ),
    path("groups/<int:group_pk>/", work_pages.group_detail, name="group"),
    path(
        "groups/<int:group_pk>/activities/<int:activity_pk>/",
        entry_pages.entry,
        name="entry",
    ),
    path(
        "groups/<int:group_pk>/activities/<int:activity_pk>/others/",
        entry_pages.others,
        name="entry-others",
    ),
    path(
        "groups/<int:group_pk>/activities/<int:activity_pk>/participants/<int:participant_pk>/",
        entry_pages.row_save,
        name="row-save",
    ),
    path(f"{PHOTOS}/", photo_pages.photo, name="photo"),
    path(f"{PHOTOS}/<int:photo_pk>/", photo_pages.photo_review, name="photo-review"),
    path(f"{PHOTOS}/<int:photo_pk>/read/", photo_pages.photo_read, name="photo-read"),
    path(f"{PHOTOS}/<int:photo_pk>/progress/", photo_pages.photo_progress, name="photo-progress"),
    path(f"{PHOTOS}/<int:photo_pk>/picture/", photo_pages.photo_picture, name="photo-picture"),
    path(f"{PUBLIC}/", public_pages.event, name="public-event"),
    path(f"{PUBLIC}/live/", public_pages.event_live, name="public-event-live"),
    path(f"{PUBLIC}/embed/", public_pages.embed, name="public-embed"),
    path(f"{PUBLIC}/embed/live/", public_pages.embed_live, name="public-embed-live"),
    path(f"{PUBLIC}/screen/", screen_page.screen, name="public-screen"),
    path(f"{PUBLIC}/screen/live/", screen_page.screen_live, name="public-screen-live"),
    path(f"{PUBLIC}/colours.<slug:digest>.css", look_files.colours, name="public-colours"),
    path(f"{PUBLIC}/picture.<slug:digest>.jpg", look_files.picture, name="public-picture"),
    path(f"{PUBLIC}/p/<slug:code>/", public_pages.participant, name="public-participant"),
    path(
        f"{PUBLIC}/p/<slug:code>/live/",
        public_pages.participant_live,
        name="public-participant-live",
    ),
    path(f"{EVENT}/", hub_pages.hub, name="hub"),
    path(f"{EVENT}/live/", hub_pages.hub_live, name="hub-live"),
    path(f"{EVENT}/leaderboard.csv", export_pages.leaderboard_csv, name="leaderboard-csv"),
    path(f"{EVENT}/leaderboard.xlsx", export_pages.event_xlsx, name="leaderboard-xlsx"),
    path(f"{EVENT}/files/<int:job_pk>/", export_pages.export_file, name="export-file"),
    path(
        f"{EVENT}/files/<int:job_pk>/progress/",
        export_pages.export_progress,
        name="export-progress",
    ),
    path(
        f"{EVENT}/files/<int:job_pk>/download/",
        export_pages.export_download,
        name="export-download",
    ),
    path(f"{EVENT}/small-categories/", category_pages.small_categories, name="small-categories"),
    path(f"{EVENT}/hand-over/", desk_pages.hand_over_desk, name="hand-over"),
    path(f"{EVENT}/hand-over/choices/", desk_pages.hand_over_choices, name="hand-over-choices"),
    path(f"{EVENT}/setup/standings/", setup_step.setup_standings, name="setup-standings"),
    path(f"{EVENT}/standings-rules/", rules_page.standings_rules, name="standings-rules"),
    path(f"{EVENT}/ties/", tie_page.ties, name="ties"),
    path(f"{PUBLICATION}/", publication_page.publication, name="publication"),
    path(f"{PUBLICATION}/look/", look_page.look, name="look"),
    path(f"{PUBLICATION}/look/picture.jpg", look_page.look_picture, name="look-picture"),
    path(f"{PUBLICATION}/look/colours.css", look_page.look_colours, name="look-colours"),
    path(f"{PUBLICATION}/screens/", steering_page.screens, name="screens"),
    path(f"{PUBLICATION}/preview/", public_pages.preview, name="publication-preview"),
    path(
        f"{PUBLICATION}/preview/p/<slug:code>/",
        public_pages.preview,
        name="publication-preview-participant",
    ),
    path(f"{CEREMONY}/", plan_page.ceremony, name="ceremony"),
    path(f"{CEREMONY}/list/", plan_page.announcer_list, name="ceremony-list"),
    path(f"{CEREMONY}/lead/", reveal_page.reveal, name="ceremony-reveal"),
    path(f"{CEREMONY}/lead/live/", reveal_page.reveal_live, name="ceremony-live"),
    path(
        f"{EVENT}/participants/<int:participant_pk>/erase/",
        erasing_pages.participant_erase,
        name="erase-participant",
    ),
    path(f"{EVENT}/merge/", merge_pages.participants_merge, name="merge"),
    path(f"{ACTIVITY}/results/", grid_pages.results, name="results"),
    path(f"{ACTIVITY}/blanks/", grid_pages.blanks, name="blanks"),
    path(f"{ACTIVITY}/lock/", grid_pages.activity_lock, name="activity-lock"),
    path(f"{CELL}/", cell_pages.cell, name="cell"),
    path(f"{CELL}/save/", grid_pages.result_save, name="result-save"),
    path(f"{CELL}/confirm/", cell_pages.cell_confirm, name="cell-confirm"),
    path(f"{CELL}/undo/", cell_pages.cell_undo, name="cell-undo"),
]
