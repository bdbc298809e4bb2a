"""Signing in and out, and one's own password."""

from django.conf import settings
from django.contrib import messages
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import transaction
from django.shortcuts import render
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.sign_in import passwords
from accounts.sign_in.forms import OwnPasswordForm, SignInForm
from foundation.web import typed


class SignIn(LoginView):
    """E-mail and password; whoever is signed in already goes on to their work."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        may_register = settings.REGISTRATION != "closed"
        kept = self.request.POST.get("typed", "")
        return super().get_context_data(may_register=may_register, typed=kept, **kwargs)

    def form_valid(self, form):
        """On to where they were going; whoever typed something while signed out sends it first."""
        response = super().form_valid(form)
        kept = typed.unpack(self.request.POST.get("typed", ""))
        if kept is None or kept.person != str(form.get_user().pk):
            return response
        return render(self.request, "accounts/sign_in/typed.html", {"typed": kept})

    def form_invalid(self, form):
        if form.locked is None:
            return super().form_invalid(form)
        response = render(self.request, "accounts/sign_in/locked.html", status=429)
        response.headers["Retry-After"] = form.locked.seconds
        return response


class SignOut(LogoutView):
    """Ends the session; only by POST, so that no link elsewhere can do it."""


class OwnPasswordChange(PasswordChangeView):
    """A new password ends all other sessions and all tokens; this session goes on."""

    form_class = AdminPasswordChangeForm

    def form_valid(self, form):
        with transaction.atomic():  # the trail goes with the change
            response = super().form_valid(form)
            passwords.log_password_change(user=form.user, by=form.user)
        return response


class PasswordChange(OwnPasswordChange):
    """The page to change one's own password; a refused form comes back as a 422.

    A team's password stands on its printed card, and a new one would make the card wrong.
    """

    form_class = OwnPasswordForm
    template_name = "accounts/sign_in/password_change.html"
    success_url = reverse_lazy("home")

    def dispatch(self, request, *args, **kwargs):
        if request.user.is_team:
            status = 200 if request.method in {"GET", "HEAD"} else 403
            return render(request, "accounts/sign_in/password_of_team.html", status=status)
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form):
        response = super().form_valid(form)
        messages.success(
            self.request,
            _("Your password is changed. You stay signed in here, and are signed out elsewhere."),
        )
        return response

    def form_invalid(self, form):
        return self.render_to_response(self.get_context_data(form=form), status=422)


password_change = require_http_methods(["GET", "HEAD", "POST"])(
    sensitive_post_parameters()(PasswordChange.as_view())
)
