"""Age categories that are too small, for the organisers of an event."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from events.rules.page_objects import managed_event
from foundation.web.organiser_pages import organiser_page, render_page
from scoring.boards.board_words import gender_words
from scoring.boards.leaderboard import people_of, results_of
from scoring.categories.joining import SMALLEST, joinings, small_boards
from scoring.rules.activity_rules import method_of, switches_of

LEAST, MOST = 2, 30


@organiser_page
@require_safe
def small_categories(request, event_pk):
    """Which categories have a board with fewer than `?smallest=`, and which two could be joined."""
    event = managed_event(request, event_pk)
    asked = request.GET.get("smallest", "")
    smallest = SMALLEST
    if asked.isascii() and asked.isdecimal() and len(asked) < 3:
        smallest = min(max(int(asked), LEAST), MOST)
    people, bands = people_of(event)
    switches = switches_of(event)
    activities = list(event.activities.all())
    results = results_of(activities, [*people])
    proposals = joinings(
        people,
        bands,
        [(method_of(each, event), results.get(each.pk, [])) for each in activities],
        switches,
        smallest,
    )
    small = small_boards(people, bands, switches, smallest)
    return render_page(
        request,
        "scoring/categories/small_categories.html",
        {
            "title": _("Small age categories"),
            "event": event,
            "smallest": smallest,
            "least": LEAST,
            "most": MOST,
            "has_categories": bool(bands),
            "ignores_age": event.ignores_age,
            "small": [(gender_words(each.gender), each) for each in small],
            "proposals": [
                (each, [(gender_words(gender), n) for gender, n in each.counts.items()])
                for each in proposals
            ],
        },
    )
