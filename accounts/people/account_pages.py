"""The pages on the ways to an account: invitation, registration, forgotten password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.people import invitations, registration
from accounts.people.forms import AcceptInvitationForm, RegisterForm
from accounts.sign_in.link_page import (
    BACKEND,
    by_link,
    dead_link,
    is_of_link,
    way_in,
    without_token,
)
from foundation.web.posted_forms import form_status, posted
from foundation.web.refusals import add_refusal


@by_link
def accept_invitation(request, token):
    """Asks for a name and a password, makes the account and signs it in."""
    form = AcceptInvitationForm(posted(request))
    try:
        invitation = invitations.find(token)
        if form.is_valid():
            fields = {name: form.cleaned_data[name] for name in ("full_name", "password")}
            user = invitations.accept(token=token, language=get_language(), **fields)
            return _welcome(request, user)
    except ValidationError as refusal:
        if is_of_link(refusal):
            return dead_link(request, "accounts/people/invitation_dead.html", token, refusal)
        add_refusal(form, refusal)
    context = {
        "form": form,
        "token": token,
        "invitation": invitation,
        "organisation": invitations.place_of(invitation),
    }
    return render(
        request, "accounts/people/accept_invitation.html", context, status=form_status(form)
    )


@login_not_required
@never_cache
@require_safe
def setup_account(request):
    """Where links of invitations to another frontend lead; that one may be gone, or be ours by now.

    Redirects to our own page, with the token.
    """
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('accounts:accept-invitation')}?{query}")


@way_in
def register(request):
    """The form of registration, where the settings allow it."""
    if request.user.is_authenticated:
        return redirect("home")
    if settings.REGISTRATION == "closed":
        return render(request, "accounts/people/register_closed.html", status=403)
    form = RegisterForm(posted(request))
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("email", "full_name", "password")}
        try:
            user = registration.register(language=get_language(), **fields)
        except ValidationError as refusal:
            add_refusal(form, refusal)
        else:
            if user.is_active:
                return _welcome(request, user)
            return redirect("accounts:register-done")
    context = {"form": form, "mode": settings.REGISTRATION}
    return render(request, "accounts/people/register.html", context, status=form_status(form))


@login_not_required
@require_safe
def register_done(request):
    """Shown after registering: a super admin has to approve the new organiser."""
    return render(request, "accounts/people/register_done.html")


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend=BACKEND)
    messages.success(request, _("Welcome! Your account is ready, and you are signed in."))
    return without_token(request, redirect("home"))
