"""Addresses of what is handed out."""

from django.urls import path

from diplomas.printing import views
from diplomas.result_lists import announcer, pages, poster

app_name = "diplomas"

urlpatterns = [
    path(
        "events/<int:event_pk>/activities/<int:activity_pk>/diplomas.pdf",
        views.activity_diplomas,
        name="activity",
    ),
    path("admin/events/<int:event_pk>/results.pdf", pages.result_list, name="result-list"),
    path(
        "admin/events/<int:event_pk>/ceremony/list.pdf",
        announcer.announcer_list,
        name="announcer-list",
    ),
    path("admin/events/<int:event_pk>/poster.pdf", poster.poster, name="poster"),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/example.pdf",
        views.template_example,
        name="example",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/background.jpg",
        views.template_background,
        name="background",
    ),
]
