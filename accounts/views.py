"""Signing in and out."""

from django.contrib.auth.views import LoginView, LogoutView

from accounts import audit
from accounts.forms import SignInForm


class SignIn(LoginView):
    """E-mail and password; whoever is signed in already goes on to their work."""

    authentication_form = SignInForm
    template_name = "accounts/sign_in.html"
    redirect_authenticated_user = True

    def form_valid(self, form):
        response = super().form_valid(form)
        user = form.get_user()
        audit.log(actor=user, action="LOGIN", target=user, detail=f"{user} signed in")
        return response


class SignOut(LogoutView):
    """Ends the session; only by POST, so that no link elsewhere can do it."""
