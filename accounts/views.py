"""Signing in and out, and one's own password."""

from django.conf import settings
from django.contrib.admin.forms import AdminPasswordChangeForm
from django.contrib.auth.views import LoginView, LogoutView, PasswordChangeView
from django.db import transaction
from django.shortcuts import render

from accounts import users
from accounts.forms import SignInForm


class SignIn(LoginView):
    """E-mail and password; whoever is signed in already goes on to their work."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs):
        may_register = settings.REGISTRATION != "closed"
        return super().get_context_data(may_register=may_register, **kwargs)

    def form_invalid(self, form):
        if form.locked is None:
            return super().form_invalid(form)
        response = render(self.request, "accounts/locked.html", status=429)
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
            users.log_password_change(user=form.user, by=form.user)
        return response
