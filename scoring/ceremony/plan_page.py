"""The organisers' page of a ceremony: what is announced, the way to lead it, what follows it."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import read_id
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal, sentence_of, status_of
from scoring.ceremony.announcer import announced_board
from scoring.ceremony.arranging import arrange_ceremony
from scoring.ceremony.boards_now import BoardsNow
from scoring.ceremony.plan import CeremonyPlan, ceremony_of, in_usual_order, plan_of_ceremony
from scoring.ceremony.plan_form import PlanForm, errors_of
from scoring.ceremony.publishing_announced import announced_now, publish_announced
from scoring.publishing.stored import publication_of


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def ceremony(request, event_pk):
    """POST: `then` says what is done: save, usual (the usual order, and save), publish."""
    event = managed_event(request, event_pk)
    now = BoardsNow(event)
    plan = plan_of_ceremony(ceremony_of(event), now)
    match request.POST.get("then") if request.method == "POST" else "":
        case "save" | "usual" as then:
            return _save(request, event, now, plan, is_usual=then == "usual")
        case "publish":
            return _publish(request, event)
    status = 422 if request.method == "POST" else 200
    return _render(request, event, now, PlanForm(plan=plan), status)


@organiser_page
@require_safe
@never_cache
def announcer_list(request, event_pk):
    """What the announcer reads, on a phone or on paper."""
    event = managed_event(request, event_pk)
    now = BoardsNow(event)
    plan = plan_of_ceremony(ceremony_of(event), now)
    context = {
        "title": _("For the announcer"),
        "event": event,
        "ceremony": plan.ceremony,
        "boards": [announced_board(each, now) for each in plan.announced],
        "as_of": timezone.now(),
    }
    return render_page(request, "scoring/ceremony/announcer_list.html", context)


def _save(
    request: HttpRequest, event: Event, now: BoardsNow, plan: CeremonyPlan, *, is_usual: bool
) -> HttpResponse:
    form = PlanForm(request.POST.copy(), plan=plan)
    if not form.is_valid():
        return _render(request, event, now, form, 422)
    boards = form.boards()
    try:
        arrange_ceremony(
            event=event,
            version=form.cleaned_data["version"],
            boards=in_usual_order(boards, now) if is_usual else boards,
            note=form.cleaned_data["note"],
        )
    except ValidationError as refusal:
        status = status_of(refusal)
        if status == 409:
            form.data["version"] = str(plan.ceremony.version)
        add_refusal(form, refusal)
        return _render(request, event, now, form, status)
    messages.success(request, _("Saved."))
    return redirect("scoring:ceremony", event.pk)


def _publish(request: HttpRequest, event: Event) -> HttpResponse:
    version = read_id(request.POST.get("version", "")) or 0
    try:
        found = publish_announced(event=event, version=version, by=request.user)
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return redirect("scoring:ceremony", event.pk)
    names = ", ".join(each.name for each in found)
    text = ngettext(
        "%(count)d board is public now: %(names)s.",
        "%(count)d boards are public now: %(names)s.",
        len(found),
    )
    if found:
        messages.success(request, text % {"count": len(found), "names": names})
    else:
        messages.info(request, _("All that was announced is public already."))
    return redirect("scoring:ceremony", event.pk)


def _render(
    request: HttpRequest, event: Event, now: BoardsNow, form: PlanForm, status: int
) -> HttpResponse:
    publication = publication_of(event)
    context = {
        "title": _("Ceremony"),
        "event": event,
        "form": form,
        "errors": list(errors_of(form)),
        "plan": form.plan,
        "ceremony": form.plan.ceremony,
        "warned": [
            board for each in form.plan.announced if (board := announced_board(each, now)).warnings
        ],
        "publication": publication,
        "after": announced_now(form.plan, publication),
        "is_frozen": publication.frozen_at is not None and publication.frozen_at <= timezone.now(),
    }
    return render_page(request, "scoring/ceremony/ceremony.html", context, status)
