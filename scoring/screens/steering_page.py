"""The organisers' page that steers the big screens, made for a phone."""

from django.contrib import messages
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from events.rules.page_objects import managed_event
from foundation.web.form_fields import number_in
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.site_address import address_of_page
from scoring.models import Screen
from scoring.models.screen import MOST_SCREENS
from scoring.public.versions import PublicVersions
from scoring.publishing.stored import publication_of
from scoring.screens.slides import outlines
from scoring.screens.steering import ScreenForm, set_screens

NUMBERS = range(1, MOST_SCREENS + 1)


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def screens(request, event_pk):
    """?screen= which one. POST: `then` says what is done: save, save_all, hold_all, go_on_all."""
    event = managed_event(request, event_pk)
    publication = publication_of(event)
    number = number_in(request.GET.get("screen"), 1)
    number = number if number in NUMBERS else 1
    stored = Screen.objects.filter(event=event, number=number).first()
    found = outlines(PublicVersions.previewed(event))
    then = request.POST.get("then")
    here = f"{reverse('scoring:screens', args=[event.pk])}?screen={number}"
    if then in {"hold_all", "go_on_all"}:
        set_screens(event=event, numbers=NUMBERS, is_held=then == "hold_all")
        paused = _("All screens are paused.") if then == "hold_all" else _("All screens go on.")
        messages.success(request, paused)
        return redirect(here)
    is_sent = then in {"save", "save_all"}
    screen = stored or Screen(event=event, number=number)
    form = ScreenForm(request.POST if is_sent else None, instance=screen, outlines=found)
    if is_sent and form.is_valid():
        if then == "save_all":
            set_screens(event=event, numbers=NUMBERS, **form.for_all)
        else:
            set_screens(event=event, numbers=[number], **form.changed)
        messages.success(request, _("Saved. Open screens show it within two seconds."))
        return redirect(here)
    address = address_of_page("scoring:public-screen", publication.slug)
    context = {
        "title": _("Big screens"),
        "event": event,
        "form": form,
        "number": number,
        "numbers": NUMBERS,
        "publication": publication,
        "is_empty": not found,
        "address": f"{address}?screen={number}",
    }
    status = 422 if request.method == "POST" else 200
    return render_page(request, "scoring/screens/steering.html", context, status)
