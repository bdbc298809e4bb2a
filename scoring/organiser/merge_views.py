"""Two entries of one person become one."""

from django.http import Http404

from accounts.organiser_pages import organiser_page


@organiser_page
def participants_merge(request, event_pk):
    raise Http404
