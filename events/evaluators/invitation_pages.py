"""Invitations by mail, from the page about an event's evaluators."""

from collections.abc import Callable

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import InvitationToken, User
from accounts.people import invitation_pages, invitations
from events.evaluators.forms import InviteForm, candidates
from events.evaluators.page import address_of, back_to, invitations_of, show_page
from events.models import Event
from events.rules.page_objects import managed_event
from foundation.web.form_fields import find_by_id
from foundation.web.organiser_pages import organiser_page
from foundation.web.refusals import add_refusal, sentence_of

LIST = "invitations"


@organiser_page
@require_POST
def invite(request, event_pk):
    """Ask somebody by mail to become an evaluator of the event's organisation."""
    event = managed_event(request, event_pk)
    form = InviteForm(request.POST)
    if form.is_valid() and _can_be_added(form.cleaned_data["email"], event, request.user):
        form.add_error("email", _("They have an account: search for this address above, then add."))
    if not form.is_valid():
        return show_page(request, event, invite_form=form, status=422)
    try:
        sending = invitations.invite(
            email=form.cleaned_data["email"],
            role=User.Role.EVALUATOR,
            organisation=event.organisation,
            by=request.user,
            language=get_language(),
        )
    except ValidationError as refusal:
        add_refusal(form, refusal, {NON_FIELD_ERRORS: "email"})
        return show_page(request, event, invite_form=form, status=422)
    return _answer(request, event, sending)


@organiser_page
@require_POST
def resend(request, event_pk):
    """Mail it again, with a new link that holds as long as a new invitation's."""

    def send(event: Event, chosen: InvitationToken) -> HttpResponse:
        return _answer(request, event, invitations.resend(invitation=chosen, by=request.user))

    return _with_invitation(request, event_pk, send)


@organiser_page
@require_POST
def revoke(request, event_pk):
    """Revoke the invitation: its link stops working."""

    def revoke_it(event: Event, chosen: InvitationToken) -> HttpResponse:
        invitation_pages.revoke([chosen], request)
        return back_to(event, LIST)

    return _with_invitation(request, event_pk, revoke_it)


def _can_be_added(email: str, event: Event, by: User) -> bool:
    """Whether somebody with this address can be put into the pool without being asked by mail."""
    return candidates(event, by, email).filter(email=email).exists()


def _with_invitation(
    request: HttpRequest, event_pk: int, act: Callable[[Event, InvitationToken], HttpResponse]
) -> HttpResponse:
    event = managed_event(request, event_pk)
    chosen = find_by_id(invitations_of(request, event), request.POST.get("invitation", ""))
    if chosen is None:
        refusal = _("This invitation is not there any more. The list shows those that are.")
        return show_page(request, event, refusal=refusal, status=422)
    try:
        return act(event, chosen)
    except ValidationError as refusal:
        return show_page(request, event, refusal=sentence_of(refusal), status=422)


def _answer(request: HttpRequest, event: Event, sending: invitations.Sending) -> HttpResponse:
    sentence = _("The invitation was mailed to %(email)s.")
    return invitation_pages.answer(request, [sending], sentence, address_of(event, LIST))
