"""Addresses of what is handed out."""

from django.urls import path

from diplomas.awards import rules_page, signatures_page
from diplomas.editor import editor_page, first_page, fonts_page, gallery_page
from diplomas.history import page as history
from diplomas.issued import verify_page
from diplomas.previews import pages as previews
from diplomas.printing import award_pages, issued_page, views
from diplomas.result_lists import announcer, pages, poster

app_name = "diplomas"

urlpatterns = [
    path(
        "events/<int:event_pk>/activities/<int:activity_pk>/diplomas.pdf",
        award_pages.activity_pdf,
        name="activity-pdf",
    ),
    path(
        "events/<int:event_pk>/activities/<int:activity_pk>/diplomas/",
        award_pages.activity,
        name="activity",
    ),
    path("events/<int:event_pk>/diplomas/", award_pages.everything, name="awards"),
    path("events/<int:event_pk>/diplomas/overall/", award_pages.overall, name="overall"),
    path("admin/events/<int:event_pk>/diplomas/rules/", rules_page.award_rules, name="rules"),
    path(
        "admin/events/<int:event_pk>/diplomas/signatures/",
        signatures_page.signatures,
        name="signatures",
    ),
    path("admin/events/<int:event_pk>/diplomas/printed/", issued_page.issued, name="issued"),
    path("admin/events/<int:event_pk>/diplomas/", gallery_page.gallery, name="gallery"),
    path("admin/events/<int:event_pk>/diplomas/first/", first_page.first, name="first"),
    path(
        "admin/events/<int:event_pk>/diplomas/look.pdf",
        gallery_page.look_example,
        name="look-example",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/edit/",
        editor_page.editor,
        name="editor",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/fonts/",
        fonts_page.template_fonts,
        name="template-fonts",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/versions/",
        history.versions,
        name="versions",
    ),
    path("diplomas/fonts.css", editor_page.fonts_sheet, name="fonts"),
    path("d/", verify_page.look_up, name="look-up"),
    path("d/<str:code>/", verify_page.verify, name="verify"),
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
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/test-page.pdf",
        views.test_page,
        name="test-page",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/background.jpg",
        views.template_background,
        name="background",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/preview.svg",
        previews.preview,
        name="preview",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/preview.css",
        previews.preview_fonts,
        name="preview-fonts",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/fonts/<str:name>.ttf",
        previews.template_font,
        name="template-font",
    ),
    path(
        "admin/events/<int:event_pk>/diplomas/<int:template_pk>/thumbnail.png",
        previews.template_thumbnail,
        name="thumbnail",
    ),
    path("diplomas/fonts/<str:name>.ttf", previews.font, name="font"),
]
