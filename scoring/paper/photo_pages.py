"""The page of a photographed sheet: send a photo, look over what was read, save what is right."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRedirect

from events.models import Activity, Group
from events.rules.permissions import can_manage
from foundation.jobs import queue
from foundation.models import Job
from foundation.web.form_fields import read_id
from foundation.web.refusals import sentence_of
from scoring.entry import typing_aids
from scoring.entry.saving import somebody_else
from scoring.paper import photo_drafts, reader
from scoring.paper.review import Review, decisions_in, review_of
from scoring.paper.saving import Saved, save_confirmed
from scoring.rules.page_objects import enterable

PLAIN_TEXT = "text/plain; charset=utf-8"
State = Job.State


@require_http_methods(["GET", "HEAD", "POST"])
def photo(request, group_pk, activity_pk):
    """Takes a photo of the group's sheet in the activity; a refusal says why, and keeps nothing.

    A script that sends the photo gets the refusal as a sentence, else where to go on.
    """
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    if request.method != "POST":
        return _start_page(request, group, activity)
    sent = [file for file in request.FILES.getlist("file") if file.size]
    try:
        if sentence := somebody_else(request):
            raise ValidationError(sentence)
        if not sent:
            raise ValidationError(
                _("Take a photo or choose a picture. The one that came was empty.")
            )
        draft = photo_drafts.keep_photo(
            group=group, activity=activity, photo=sent[0], by=request.user
        )
    except ValidationError as refusal:
        return _refusal(request, group, activity, sentence_of(refusal), 422)
    except reader.Busy as failure:
        answer = _refusal(request, group, activity, str(failure), 429)
        answer.headers["Retry-After"] = failure.retry_after
        return answer
    except reader.SwitchedOff as failure:
        return _refusal(request, group, activity, str(failure), 503)
    return _go_to(request, _address("photo-review", group, activity, draft))


@require_http_methods(["GET", "HEAD", "POST"])
def photo_review(request, group_pk, activity_pk, photo_pk):
    """The photo beside what was read; before that, how far it is. POST keeps what the person has
    chosen, and with action=save saves what they have confirmed.
    """
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    draft = _draft(request, group, activity, photo_pk)
    if request.POST.get("action") == "discard":
        photo_drafts.discard(draft=draft)
        messages.info(request, _("The photo was deleted. What is saved stays saved."))
        return _go_to(request, reverse("scoring:entry", args=[group.pk, activity.pk]))
    if draft.is_waiting:
        context = {**_context(group, activity), "draft": draft, **_progress(draft)}
        return render(request, "scoring/paper/reading.html", context)
    if photo_drafts.failure_of(draft) or "rows" not in draft.outcome:
        return _failure_page(request, group, activity, draft)
    if request.method == "POST":
        return _act(request, group, activity, draft)
    return _review_page(request, group, activity, draft, review_of(draft, group, activity))


@require_POST
def photo_read(request, group_pk, activity_pk, photo_pk):
    """Has the photo read again: nothing has to be sent anew."""
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    draft = _draft(request, group, activity, photo_pk)
    if not draft.is_waiting and draft.content and "rows" not in draft.outcome:
        try:
            photo_drafts.check_open(activity, request.user)
        except ValidationError as refusal:
            messages.error(request, sentence_of(refusal))
        else:
            photo_drafts.read_photo(draft=draft)
    return redirect(_address("photo-review", group, activity, draft))


@require_safe
def photo_progress(request, group_pk, activity_pk, photo_pk):
    """How far the reading is, for the page that asks; what is over sends to the whole page."""
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    draft = _draft(request, group, activity, photo_pk)
    if not draft.is_waiting:
        return _go_to(request, _address("photo-review", group, activity, draft))
    context = {**_context(group, activity), "draft": draft, **_progress(draft)}
    return render(request, "scoring/paper/_reading_part.html", context)


@never_cache
@require_safe
def photo_picture(request, group_pk, activity_pk, photo_pk):
    """The photo itself, as it was made for reading: an upright JPEG without anything else in it."""
    group, activity = _group_and_activity(request, group_pk, activity_pk)
    draft = _draft(request, group, activity, photo_pk, with_content=True)
    if not draft.content:
        raise Http404
    return HttpResponse(photo_drafts.image_of(draft).jpeg, content_type="image/jpeg")


def _group_and_activity(request, group_pk: int, activity_pk: int) -> tuple[Group, Activity]:
    """The group and the activity of the same event, if the user may enter these results."""
    return enterable(request, group_pk, activity_pk)[:2]


def _draft(
    request, group: Group, activity: Activity, pk: int, *, with_content: bool = False
) -> Job:
    """The user's own photo of this very sheet; anybody else's is not there."""
    mine = photo_drafts.drafts_of(request.user, group, activity)
    return get_object_or_404(mine if with_content else mine.defer("content"), pk=pk)


def _act(request, group: Group, activity: Activity, draft: Job) -> HttpResponse:
    """What a posted review asks for."""
    if sentence := somebody_else(request):
        review = review_of(draft, group, activity)
        return _review_page(request, group, activity, draft, review, sentence, status=422)
    people, rows = decisions_in(request.POST, review_of(draft, group, activity), draft)
    photo_drafts.keep_choices(draft=draft, people=people, rows=rows)
    action = request.POST.get("action")
    if action == "keep":
        return HttpResponse(status=204)
    if action == "save":
        return _save(request, group, activity, draft)
    if request.htmx:
        review = review_of(draft, group, activity)
        return _review_page(request, group, activity, draft, review)
    return redirect(f"{_address('photo-review', group, activity, draft)}#review")


def _save(request, group: Group, activity: Activity, draft: Job) -> HttpResponse:
    try:
        saved = save_confirmed(
            draft=draft,
            group=group,
            activity=activity,
            by=request.user,
            device=request.headers.get("User-Agent", ""),
        )
    except ValidationError as refusal:
        review = review_of(draft, group, activity)
        return _review_page(
            request, group, activity, draft, review, sentence_of(refusal), status=422
        )
    if saved.review.is_finished:
        photo_drafts.discard(draft=draft)
        messages.success(request, _sentence(saved))
        messages.info(request, _("Everything on the photo is entered, so the photo was deleted."))
        return _go_to(request, reverse("scoring:entry", args=[group.pk, activity.pk]))
    if not (saved.refused or request.htmx):
        messages.success(request, _sentence(saved))
        return redirect(_address("photo-review", group, activity, draft))
    status = 422 if saved.refused else 200
    notice = "" if saved.refused and not saved.saved else _sentence(saved)
    return _review_page(
        request,
        group,
        activity,
        draft,
        saved.review,
        notice=notice,
        refused=saved.refused,
        status=status,
    )


def _sentence(saved: Saved) -> str:
    if not (saved.saved or saved.kept):
        return _("Nothing was changed, so nothing was saved.")
    found = ngettext("%(count)d result saved.", "%(count)d results saved.", saved.saved)
    return found % {"count": saved.saved}


def _start_page(
    request, group: Group, activity: Activity, error: str = "", status: int = 200
) -> HttpResponse:
    drafts = photo_drafts.drafts_of(request.user, group, activity).defer("content")
    context = {
        **_context(group, activity),
        **_may(request, activity),
        "drafts": list(drafts),
        "error": error,
        "is_switched_on": reader.is_switched_on(),
        "can_manage": can_manage(request.user, group.event),
    }
    return render(request, "scoring/paper/photo.html", context, status=status)


def _refusal(request, group: Group, activity: Activity, sentence: str, status: int) -> HttpResponse:
    if request.htmx:
        return HttpResponse(sentence, status=status, content_type=PLAIN_TEXT)
    return _start_page(request, group, activity, sentence, status)


def _failure_page(request, group: Group, activity: Activity, draft: Job) -> HttpResponse:
    context = {
        **_context(group, activity),
        **_may(request, activity),
        "draft": draft,
        "failure": photo_drafts.failure_of(draft),
        "is_switched_on": reader.is_switched_on(),
    }
    return render(request, "scoring/paper/unread.html", context)


def _review_page(
    request,
    group: Group,
    activity: Activity,
    draft: Job,
    review: Review,
    error: str = "",
    *,
    notice: str = "",
    refused: int = 0,
    status: int = 200,
) -> HttpResponse:
    context = {
        **_context(group, activity),
        **_may(request, activity),
        "draft": draft,
        "review": review,
        "error": error,
        "notice": notice,
        "refused": refused,
        "aids": typing_aids.aids_of(activity, [row.entry for row in review.rows]),
        "widgets": typing_aids.widgets_of(activity),
        "given_line": read_id(request.POST.get("assign", "").partition(":")[0]),
    }
    return render(request, "scoring/paper/review.html", context, status=status)


def _context(group: Group, activity: Activity) -> dict:
    return {"group": group, "activity": activity, "event": group.event}


def _may(request, activity: Activity) -> dict:
    """Whether results can be entered now, and why not."""
    try:
        photo_drafts.check_open(activity, request.user)
    except ValidationError as refusal:
        return {"is_open": False, "not_open": sentence_of(refusal)}
    return {"is_open": True, "not_open": ""}


def _progress(draft: Job) -> dict:
    return {
        "is_overdue": queue.is_overdue(draft),
        "is_interrupted": draft.is_interrupted(),
        "is_running": draft.state == State.RUNNING,
    }


def _address(name: str, group: Group, activity: Activity, draft: Job) -> str:
    return reverse(f"scoring:{name}", args=[group.pk, activity.pk, draft.pk])


def _go_to(request: HttpRequest, address: str) -> HttpResponse:
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
