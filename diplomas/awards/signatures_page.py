"""The organisers' form of who signs an event's diplomas."""

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from diplomas.awards.signatures import LONGEST_SIGNATURE, change_signatures
from diplomas.awards.winners import SIGNATURES, signatures_of
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.refusals import add_refusal, status_of


class SignaturesForm(forms.Form):
    """As many fields as there are placeholders."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for number, name in enumerate(SIGNATURES, start=1):
            self.fields[name] = forms.CharField(
                label=gettext_lazy("Signature %(number)d") % {"number": number},
                max_length=LONGEST_SIGNATURE,
                required=False,
                help_text=f"{{{name}}}",
            )


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def signatures(request, event_pk):
    event = managed_event(request, event_pk)
    there = dict(zip(SIGNATURES, signatures_of(event), strict=False))
    if request.method != "POST":
        return _render(request, event, SignaturesForm(initial=there))
    form = SignaturesForm(request.POST, initial=there)
    if not form.is_valid():
        return _render(request, event, form, 422)
    try:
        texts = [form.cleaned_data[name] for name in SIGNATURES]
        change_signatures(event=event, signatures=texts, by=request.user)
    except ValidationError as refusal:
        add_refusal(form, refusal)
        return _render(request, event, form, status_of(refusal))
    messages.success(request, _("Saved."))
    return redirect("diplomas:signatures", event.pk)


def _render(
    request: HttpRequest, event: Event, form: SignaturesForm, status: int = 200
) -> HttpResponse:
    context = {
        "title": _("Who signs the diplomas"),
        "event": event,
        "form": form,
        "is_archived": event.status == Event.Status.ARCHIVED,
    }
    return render_page(request, "diplomas/awards/signatures.html", context, status)
