"""An event on its day: how far it is, and what to look at."""

from django.http import Http404

from accounts.organiser_pages import organiser_page


@organiser_page
def hub(request, event_pk):
    raise Http404


@organiser_page
def hub_live(request, event_pk):
    raise Http404
