"""The pages for a forgotten password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.sign_in import password_resets
from accounts.sign_in.forms import ForgotPasswordForm, NewPasswordForm
from accounts.sign_in.link_page import (
    by_link,
    dead_link,
    is_of_link,
    way_in,
    without_token,
)
from foundation.web.posted_forms import form_status, posted
from foundation.web.refusals import add_refusal


@by_link
def reset_password(request, token):
    """A new password, to sign in with on the next page."""
    form = NewPasswordForm(posted(request))
    try:
        account = password_resets.find(token).user
        if form.is_valid():
            password_resets.reset(token=token, new_password=form.cleaned_data["password"])
            messages.success(request, _("Your new password is set. Sign in with it."))
            return without_token(request, redirect("accounts:sign-in"))
    except ValidationError as refusal:
        if is_of_link(refusal):
            return dead_link(request, "accounts/sign_in/reset_dead.html", token, refusal)
        add_refusal(form, refusal, {"new_password": "password"})
    context = {"form": form, "token": token, "account": account}
    return render(
        request, "accounts/sign_in/reset_password.html", context, status=form_status(form)
    )


@way_in
def forgot_password(request):
    """An address to mail a link to; the answer is the same for every address."""
    form = ForgotPasswordForm(posted(request))
    if form.is_valid():
        password_resets.ask(email=form.cleaned_data["email"], language=get_language())
        return redirect("accounts:forgot-password-sent")
    return render(
        request, "accounts/sign_in/forgot_password.html", {"form": form}, status=form_status(form)
    )


@login_not_required
@require_safe
def forgot_password_sent(request):
    """What is next: the mail, if there is such an account."""
    context = {"minutes": settings.PASSWORD_RESET_EXPIRE_MINUTES}
    return render(request, "accounts/sign_in/forgot_password_sent.html", context)
