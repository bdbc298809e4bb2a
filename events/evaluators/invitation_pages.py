"""Invitations by mail, from the page about an event's evaluators."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import InvitationToken, User
from accounts.people import invitations
from events.evaluators.forms import InvitationForm, InviteForm
from events.evaluators.page import back_to, event_of, invitations_of, show_page
from foundation.web.organiser_pages import organiser_page

LIST = "invitations"


@organiser_page
@require_POST
def invite(request, event_pk):
    """Ask somebody by mail to become an evaluator of the event's organisation."""
    event = event_of(request, event_pk)
    form = InviteForm(request.POST)
    if not form.is_valid():
        return show_page(request, event, invite_form=form, status=422)
    try:
        sending = invitations.invite(
            email=form.cleaned_data["email"],
            role=User.Role.EVALUATOR,
            organisation=event.organisation,
            by=request.user,
        )
    except ValidationError as refusal:
        for sentence in refusal.messages:
            form.add_error("email", sentence)
        return show_page(request, event, invite_form=form, status=422)
    _flash_sending(request, sending)
    return back_to(event, LIST)


@organiser_page
@require_POST
def resend(request, event_pk):
    """Mail it again, with a new link that holds as long as a new invitation's."""

    def send(chosen: InvitationToken) -> None:
        _flash_sending(request, invitations.resend(invitation=chosen, by=request.user))

    return _with_invitation(request, event_pk, send)


@organiser_page
@require_POST
def revoke(request, event_pk):
    """Revoke the invitation: its link stops working."""

    def take_back(chosen: InvitationToken) -> None:
        invitations.revoke(invitation=chosen, by=request.user)
        sentence = _("The invitation of %(email)s was taken back.")
        messages.success(request, sentence % {"email": chosen.email})

    return _with_invitation(request, event_pk, take_back)


def _with_invitation(
    request: HttpRequest, event_pk: int, act: Callable[[InvitationToken], None]
) -> HttpResponse:
    event = event_of(request, event_pk)
    form = InvitationForm(request.POST, invitations=invitations_of(request, event))
    if not form.is_valid():
        refusal = _("This invitation is not there any more. The list shows those that are.")
        return show_page(request, event, refusal=refusal, status=422)
    try:
        act(form.cleaned_data["invitation"])
    except ValidationError as refusal:
        return show_page(request, event, refusal=refusal.messages[0], status=422)
    return back_to(event, LIST)


def _flash_sending(request: HttpRequest, sending: invitations.Sending) -> None:
    names = {"email": sending.invitation.email}
    if sending.email_sent:
        messages.success(request, _("The invitation was mailed to %(email)s.") % names)
        return
    sentence = _(
        "%(email)s is invited, but the mail server did not take the mail. Send it again later, or"
        " ask whoever runs the server."
    )
    messages.warning(request, sentence % names)
