"""An event's files for its organisers, and the pages of one that is made beside the request."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRedirect

from events.models import Event
from events.rules.page_objects import managed_event
from foundation.jobs import queue
from foundation.jobs.progress import progress_of
from foundation.models import Job
from foundation.web.downloads import download
from foundation.web.organiser_pages import organiser_page, render_page
from scoring.boards.leaderboard import Versions, event_there
from scoring.exporting import files
from scoring.exporting.formats import Options, format_named

PDF = "application/pdf"
"""What a browser shows; everything else is saved."""


@organiser_page
@require_safe
def leaderboard_csv(request, event_pk):
    """The whole leaderboard as a table, in the reader's language."""
    versions = managed_versions(request, event_pk)
    return file_answer(request, versions, "people-csv", {}, f"leaderboard-{event_pk}.csv")


@organiser_page
@require_safe
def event_xlsx(request, event_pk):
    """All boards and standings as a workbook, in the reader's language."""
    versions = managed_versions(request, event_pk)
    return file_answer(request, versions, "xlsx", {}, f"leaderboard-{event_pk}.xlsx")


def managed_versions(request: HttpRequest, event_pk: int) -> Versions:
    """Raises Http404 for whoever does not manage the event."""
    with event_there(Http404()):
        versions = Versions.visible_to(request.user, event_pk)
    if not versions.can_manage:
        raise Http404
    return versions


def file_answer(
    request: HttpRequest, versions: Versions, name: str, options: Options, file_name: str
) -> HttpResponse:
    """The file, or on to the page of the job that makes it; where there is none, back to the
    leaderboard with the sentence why.
    """
    try:
        with event_there(Http404()):
            made = files.export_event(
                name=name, versions=versions, options=options, file_name=file_name, by=request.user
            )
    except ValidationError as refusal:
        messages.info(request, refusal.messages[0])
        return redirect("scoring:leaderboard", versions.event_id)
    if isinstance(made, Job):
        return redirect("scoring:export-file", versions.event_id, made.pk)
    return _file(made, format_named(name).media_type, file_name)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def export_file(request, event_pk, job_pk):
    """The file that is ready, how far it is, or why there is none; a POST says what to do."""
    event = managed_event(request, event_pk)
    asked = get_object_or_404(files.files_of(event.pk), pk=job_pk)
    if request.method == "POST":
        return _act(request, event, asked)
    context = {"event": event, "title": _("File with results"), "job": asked}
    if asked.is_waiting or asked.state == Job.State.FAILED:
        context["progress"] = progress_of(asked)
    elif asked.state == Job.State.DONE:
        context["as_of"] = parse_datetime(asked.outcome["as_of"])
        context["size"] = asked.outcome["bytes"]
    else:
        context["refusal"] = files.refusal_of(asked)
    return render_page(request, "scoring/exporting/file.html", context)


@organiser_page
@require_safe
def export_progress(request, event_pk, job_pk):
    """How far it is, for the page that asks every second; what is over sends to the whole page."""
    event = managed_event(request, event_pk)
    found = files.files_of(event.pk).filter(pk=job_pk)
    if request.htmx and not found:
        return HttpResponse(status=204)  # asked once more while the whole page was already loading
    asked = get_object_or_404(found)
    if not asked.is_waiting:
        whole_page = reverse("scoring:export-file", args=[event.pk, asked.pk])
        return HttpResponseClientRedirect(whole_page) if request.htmx else redirect(whole_page)
    context = {"event": event, "job": asked, "progress": progress_of(asked)}
    return render_page(request, "scoring/exporting/_progress_part.html", context)


@organiser_page
@require_safe
@never_cache
def export_download(request, event_pk, job_pk):
    """The file that is ready."""
    event = managed_event(request, event_pk)
    done = files.files_of(event.pk).filter(state=Job.State.DONE).defer(None)
    made = get_object_or_404(done, pk=job_pk)
    return _file(files.content_of(made), files.media_type_of(made), made.file_name)


def _act(request: HttpRequest, event: Event, asked: Job) -> HttpResponse:
    if request.POST.get("action") == "discard":
        files.discard(unwanted=asked)
        messages.info(request, _("The file is not made, or was deleted."))
        return redirect("scoring:leaderboard", event.pk)
    queue.retry(asked)  # does nothing while somebody works on it
    return redirect("scoring:export-file", event.pk, asked.pk)


def _file(content: bytes, media_type: str, file_name: str) -> HttpResponse:
    return download(content, media_type, file_name, is_shown=media_type == PDF)
