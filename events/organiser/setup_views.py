"""The guided set-up of an event, and the pages around its life."""

from django.http import Http404

from accounts.organiser_pages import organiser_page


@organiser_page
def event_new(request):
    raise Http404


@organiser_page
def event_copy(request, event_pk):
    raise Http404


@organiser_page
def setup(request, event_pk):
    raise Http404


@organiser_page
def setup_basics(request, event_pk):
    raise Http404


@organiser_page
def setup_people(request, event_pk):
    raise Http404


@organiser_page
def setup_categories(request, event_pk):
    raise Http404


@organiser_page
def setup_categories_count(request, event_pk):
    raise Http404


@organiser_page
def setup_activities(request, event_pk):
    raise Http404


@organiser_page
def setup_evaluators(request, event_pk):
    raise Http404


@organiser_page
def setup_review(request, event_pk):
    raise Http404


@organiser_page
def event_status(request, event_pk):
    raise Http404
