"""The entry page's two ways to save: the whole form, and row by row."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from events.models import Activity, Group
from scoring.entry import entry_page, finding, presence, typing_aids
from scoring.entry.saving import save_row, save_touched, somebody_else, strays_sentence
from scoring.entry.ways_on import ways_on
from scoring.progress.progress import group_tally
from scoring.rules.page_objects import enterable

PLAIN_TEXT = "text/plain; charset=utf-8"


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request, group_pk, activity_pk):
    """All rows of a group in an activity. POST saves those that were touched, each on its own:
    a refused row comes back with its reason and what was typed, and holds up no other.
    """
    since = timezone.now()  # what is confirmed later is newer than the page
    group, activity, assignments = enterable(request, group_pk, activity_pk)
    rows = entry_page.rows_of(activity, group.participants.all())
    error, refused = save_touched(request, activity, rows)
    entry_page.look_back(activity, rows)
    if request.method == "POST" and not refused and not error:
        return redirect(request.get_full_path())
    asked = finding.asked_for(request.GET, group.event)
    context = {
        **_context(group, activity),
        "rows": finding.arrange(rows, asked),
        "finding": asked,
        "is_anybody_shown": any(row.is_shown for row in rows),
        "aids": typing_aids.aids_of(activity, rows),
        "scripts": typing_aids.scripts_of(activity),
        "keys": [(key.value, meaning) for key, meaning in entry_page.KEYS.items()],
        "ways": ways_on(assignments, group, activity),
        "others": _others(request, group, activity),
        "refused": refused,
        "error": error,
        "since": since.isoformat(),
        "can_correct": activity.is_locked and assignments.is_organiser,
    }
    status = 422 if refused or error else 200
    return render(request, "scoring/entry/entry.html", context, status=status)


def _others(request, group: Group, activity: Activity) -> str:
    """Who else is there. A device that only keeps the page for later is nobody on it."""
    if "X-Klepak-Keep" in request.headers:
        return ""
    return presence.sentence_of(presence.arrive(request.user, group, activity))


@require_safe
def others(request, group_pk, activity_pk):
    """The page is still open; answers with the sentence of who else is there, or with nothing."""
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    sentence = presence.sentence_of(presence.arrive(request.user, group, activity))
    response = HttpResponse(sentence, content_type=PLAIN_TEXT)
    add_never_cache_headers(response)
    return response


@require_POST
def row_save(request, group_pk, activity_pk, participant_pk):
    """One row, as soon as it is left. Answers with the row's state and the page's count.

    200 saved, 409 somebody else was faster, 422 refused; each says so in the row.
    """
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    participant = group.participants.filter(pk=participant_pk).order_by().first()
    if participant is None:
        return HttpResponse(strays_sentence(1), status=404, content_type=PLAIN_TEXT)
    if sentence := somebody_else(request):
        return HttpResponse(sentence, status=403, content_type=PLAIN_TEXT)
    row, error, status = save_row(request, activity, participant)
    context = {**_context(group, activity), "row": row, "error": error}
    return render(request, "scoring/entry/_row_saved_part.html", context, status=status)


def _group_and_activity(request, group_pk: int, activity_pk: int) -> tuple[Group, Activity]:
    """The group and the activity of the same event, if the user may enter these results."""
    return enterable(request, group_pk, activity_pk)[:2]


def _context(group: Group, activity: Activity) -> dict:
    return {
        "group": group,
        "activity": activity,
        "event": group.event,
        "tally": group_tally(group, activity),
    }
