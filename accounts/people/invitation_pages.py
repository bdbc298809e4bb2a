"""The organisers' pages about invitations: what came of one, sending again and revoking."""

from collections.abc import Sequence

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import InvitationToken, Organisation, User
from accounts.people import invitations, inviters
from accounts.people.invitations import Sending
from accounts.sign_in.forms import email_field
from foundation.mails import Delivery
from foundation.web.form_fields import IdChoiceField
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.posted_forms import form_status, posted
from foundation.web.refusals import add_refusal, sentence_of

LIST = "admin:accounts_invitationtoken_changelist"


class InvitationForm(forms.Form):
    """Whom to invite: a role and an organisation are asked for only where there is a choice.

    Organisers are a choice for whoever owns one of the organisations.
    """

    email = email_field(
        autocomplete="off", help_text=gettext_lazy("The link to make an account goes there.")
    )
    role = forms.ChoiceField(
        label=gettext_lazy("As"), choices=[User.Role.EVALUATOR.value], widget=forms.RadioSelect
    )
    organisation = IdChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.none(),
        empty_label=gettext_lazy("Choose one"),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the mail"), choices=settings.LANGUAGES
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        organisations = Organisation.objects.manageable_by(user)
        self.only_organisation = organisations.first() if organisations.count() == 1 else None
        self.fields["language"].initial = get_language()
        self.initial.setdefault("role", User.Role.EVALUATOR.value)
        self.fields["role"].choices = [
            (User.Role.EVALUATOR, _("evaluator – enters the results of a group")),
            (User.Role.ADMIN, _("organiser – prepares events and sees all their results")),
        ]
        if not Organisation.objects.owned_by(user).exists():
            del self.fields["role"]
        if self.only_organisation:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = organisations

    @property
    def wanted(self) -> dict:
        """The arguments of `invitations.invite`."""
        return {
            "email": self.cleaned_data["email"],
            "role": self.cleaned_data.get("role", User.Role.EVALUATOR),
            "organisation": self.only_organisation or self.cleaned_data["organisation"],
            "language": self.cleaned_data["language"],
        }


def invitation_add(request: HttpRequest) -> HttpResponse:
    """Invites by mail. The admin site's page for adding, and so behind its guard."""
    asked = {name: request.GET.get(name) for name in ("role", "organisation")}
    form = InvitationForm(
        posted(request),
        user=request.user,
        initial={name: value for name, value in asked.items() if value},
    )
    if form.is_valid():
        try:
            sending = invitations.invite(**form.wanted, by=request.user)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        except PermissionDenied as refusal:  # an organiser into what somebody else owns
            form.add_error("role", sentence_of(refusal))
        else:
            return answer(request, [sending], _("The invitation was mailed to %(email)s."))
    context = {
        "title": _("Invite somebody"),
        "form": form,
        "days": settings.INVITATION_EXPIRE_DAYS,
        "whom_to_ask": None if "role" in form.fields else inviters.whom_to_ask(request.user),
    }
    return render_page(request, "accounts/people/invite.html", context, form_status(form))


def address_to_invite_organisers(organisation: Organisation | None = None) -> str:
    """The page for inviting, with an organiser chosen, and the organisation where it is known."""
    chosen = {"role": User.Role.ADMIN.value}
    if organisation is not None:
        chosen["organisation"] = organisation.pk
    return f"{reverse('admin:accounts_invitationtoken_add')}?{urlencode(chosen)}"


@organiser_page
@require_POST
def invitation_resend(request, invitation_pk):
    """Mails a new link; the old one stops working."""
    sent = resend([_invitation(request, invitation_pk)], request)
    return answer(request, sent, _("%(email)s was sent a new link. The old one is dead."))


@organiser_page
@require_POST
def invitation_revoke(request, invitation_pk):
    """Revokes the invitation: its link stops working."""
    revoke([_invitation(request, invitation_pk)], request)
    return redirect(LIST)


def resend(chosen: Sequence[InvitationToken], request: HttpRequest) -> list[Sending]:
    """Send each again. A refused one gets an error message; the others are sent."""
    sent = []
    for invitation in chosen:
        try:
            sent.append(invitations.resend(invitation=invitation, by=request.user))
        except (ValidationError, PermissionDenied) as refusal:
            messages.error(request, f"{invitation.email}: {sentence_of(refusal)}")
    return sent


def revoke(chosen: Sequence[InvitationToken], request: HttpRequest) -> None:
    """Revoke each. A refused one gets an error message; the others are revoked."""
    revoked = []
    for invitation in chosen:
        try:
            invitations.revoke(invitation=invitation, by=request.user)
            revoked.append(invitation.email)
        except ValidationError as refusal:
            messages.error(request, f"{invitation.email}: {sentence_of(refusal)}")
    if revoked:
        messages.success(
            request,
            ngettext(
                "The invitation of %(emails)s was revoked: its link is dead.",
                "The invitations of %(emails)s were revoked: their links are dead.",
                len(revoked),
            )
            % {"emails": ", ".join(revoked)},
        )


def answer(
    request: HttpRequest, sendings: Sequence[Sending], sentence: str, back: str = ""
) -> HttpResponse:
    """Back to the list, where the mails have gone; else the links, this once, to be passed on.

    sentence: what is said of one %(email)s whose mail has gone. back: the address of the list, by
    default that of all invitations.
    """
    for sending in sendings:
        if sending.delivery == Delivery.SENT:
            messages.success(request, sentence % {"email": sending.invitation.email})
    not_mailed = [sending for sending in sendings if sending.delivery != Delivery.SENT]
    if not not_mailed:
        return redirect(back or LIST)
    context = {
        "title": _("Pass the link on yourself"),
        "sendings": not_mailed,
        "is_kept": not_mailed[0].delivery == Delivery.KEPT,
        "back": back,
    }
    return render_page(request, "accounts/people/invitation_links.html", context)


def _invitation(request: HttpRequest, invitation_pk: int) -> InvitationToken:
    return get_object_or_404(InvitationToken.objects.visible_to(request.user), pk=invitation_pk)
