"""Participants from a file or a pasted table: look, correct, apply."""

from django.http import Http404

from accounts.organiser_pages import organiser_page


@organiser_page
def import_start(request, event_pk):
    raise Http404


@organiser_page
def import_draft(request, event_pk, draft_pk):
    raise Http404


@organiser_page
def import_progress(request, event_pk, draft_pk):
    raise Http404
