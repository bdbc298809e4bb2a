from django.urls import path

from scoring import entry_views, views
from scoring.organiser.urls import urlpatterns as organiser_pages

app_name = "scoring"
urlpatterns = [
    path("my-groups/", views.my_groups, name="my-groups"),
    path("events/<int:event_pk>/", views.event_detail, name="event"),
    path("events/<int:event_pk>/leaderboard/", views.leaderboard, name="leaderboard"),
    path(
        "events/<int:event_pk>/leaderboard/live/", views.leaderboard_live, name="leaderboard-live"
    ),
    path("groups/<int:group_pk>/", views.group_detail, name="group"),
    path(
        "groups/<int:group_pk>/activities/<int:activity_pk>/",
        entry_views.entry,
        name="entry",
    ),
    path(
        "groups/<int:group_pk>/activities/<int:activity_pk>/participants/<int:participant_pk>/",
        entry_views.row_save,
        name="row-save",
    ),
    *organiser_pages,
]
