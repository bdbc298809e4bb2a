"""Looking somebody or something up."""

from django.http import Http404

from accounts.organiser_pages import organiser_page


@organiser_page
def search(request):
    raise Http404
