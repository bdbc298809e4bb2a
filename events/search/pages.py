"""The page of the site search."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.search.site_search import SHOWN, find
from foundation.text.names import tidy
from foundation.web.organiser_pages import organiser_page, render_page

LONGEST = 255


@organiser_page
@require_safe
def search(request):
    """Participants, groups and events by name or number, from the box in the header of all pages.

    Context: query, found (None while nothing is looked for), shown.
    """
    query = tidy(request.GET.get("q", ""))[:LONGEST]
    found = find(query, user=request.user) if query else None
    title = _("Search: %(query)s") % {"query": query} if query else _("Search")
    context = {"title": title, "query": query, "found": found, "shown": SHOWN}
    return render_page(request, "events/search/search.html", context)
