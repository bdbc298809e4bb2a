"""The results of one activity for all groups, and the history of each."""

from django.http import Http404

from accounts.organiser_pages import organiser_page


@organiser_page
def results(request, event_pk, activity_pk):
    raise Http404


@organiser_page
def cell(request, event_pk, activity_pk, participant_pk):
    raise Http404


@organiser_page
def cell_undo(request, event_pk, activity_pk, participant_pk):
    raise Http404


@organiser_page
def blanks(request, event_pk, activity_pk):
    raise Http404


@organiser_page
def activity_lock(request, event_pk, activity_pk):
    raise Http404
