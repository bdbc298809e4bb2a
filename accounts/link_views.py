"""The pages on the ways to an account: invitation, registration, forgotten password."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import invitations, link_tokens, password_resets, registration
from accounts.link_forms import (
    AcceptInvitationForm,
    ForgotPasswordForm,
    NewPasswordForm,
    RegisterForm,
)
from accounts.models import User

BACKEND = "accounts.sign_in.AccountBackend"
COOKIE = "link-token"
COOKIE_AGE = 3600


def way_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for who is not signed in, with a form that nobody else's browser keeps."""
    view = sensitive_post_parameters("token", "password", "new_password", "again")(view)
    return login_not_required(never_cache(require_http_methods(["GET", "HEAD", "POST"])(view)))


def by_link(view: Callable[[HttpRequest, str], HttpResponse]) -> Callable[..., HttpResponse]:
    """A way in by the token of a mailed link, which the view gets: "" where there is none.

    The token does not stay in the address, where screenshots, the history and the Referer of our
    own files would show it: it moves into a cookie of that page alone, and the form brings it
    along, so that two links in two tabs are not mixed up. Nothing is kept on the server.
    """

    @way_in
    @wraps(view)
    def page(request):
        if request.method == "POST":
            return view(request, request.POST.get("token", ""))
        if "token" not in request.GET:
            return view(request, request.COOKIES.get(COOKIE, ""))
        given = request.GET["token"].strip()
        if not link_tokens.is_token(given):
            return view(request, "")
        response = redirect(request.path)
        response.set_cookie(
            COOKIE,
            given,
            max_age=COOKIE_AGE,
            path=request.path,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
        return response

    return page


@by_link
def accept_invitation(request, token):
    """Name and password, and the account is there: signed in, at its first page."""
    form = AcceptInvitationForm(_posted(request))
    try:
        invitation = invitations.find(token)
        if form.is_valid():
            fields = {name: form.cleaned_data[name] for name in ("full_name", "password")}
            user = invitations.accept(token=token, language=get_language(), **fields)
            return _welcome(request, user)
    except ValidationError as refusal:
        if _is_of_link(refusal):
            return _dead_link(request, "accounts/invitation_dead.html", token, refusal)
        form.refuse(refusal)
    context = {
        "form": form,
        "token": token,
        "invitation": invitation,
        "organisation": invitations.place_of(invitation),
    }
    return render(request, "accounts/accept_invitation.html", context, status=_status(form))


@by_link
def reset_password(request, token):
    """A new password, to sign in with on the next page."""
    form = NewPasswordForm(_posted(request))
    try:
        account = password_resets.find(token).user
        if form.is_valid():
            password_resets.reset(token=token, new_password=form.cleaned_data["password"])
            messages.success(request, _("Your new password is set. Sign in with it."))
            return without_token(request, redirect("accounts:sign-in"))
    except ValidationError as refusal:
        if _is_of_link(refusal):
            return _dead_link(request, "accounts/reset_dead.html", token, refusal)
        form.refuse(refusal, {"new_password": "password"})
    context = {"form": form, "token": token, "account": account}
    return render(request, "accounts/reset_password.html", context, status=_status(form))


@way_in
def forgot_password(request):
    """An address to mail a link to; the answer is the same for every address."""
    form = ForgotPasswordForm(_posted(request))
    if form.is_valid():
        password_resets.ask(email=form.cleaned_data["email"], language=get_language())
        return redirect("accounts:forgot-password-sent")
    return render(request, "accounts/forgot_password.html", {"form": form}, status=_status(form))


@login_not_required
@require_safe
def forgot_password_sent(request):
    """What is next: the mail, if there is such an account."""
    context = {"minutes": settings.PASSWORD_RESET_EXPIRE_MINUTES}
    return render(request, "accounts/forgot_password_sent.html", context)


@way_in
def register(request):
    """An account of one's own, where the settings let people make one."""
    if request.user.is_authenticated:
        return redirect("home")
    if settings.REGISTRATION == "closed":
        return render(request, "accounts/register_closed.html", status=403)
    form = RegisterForm(_posted(request))
    if form.is_valid():
        fields = {name: form.cleaned_data[name] for name in ("email", "full_name", "password")}
        try:
            user = registration.register(language=get_language(), **fields)
        except ValidationError as refusal:
            form.refuse(refusal)
        else:
            if user.is_active:
                return _welcome(request, user)
            return redirect("accounts:register-done")
    context = {"form": form, "mode": settings.REGISTRATION}
    return render(request, "accounts/register.html", context, status=_status(form))


@login_not_required
@require_safe
def register_done(request):
    """What is next: a super admin has to let the new organiser in."""
    return render(request, "accounts/register_done.html")


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form) -> int:
    return 422 if form.errors else 200


def _welcome(request: HttpRequest, user: User) -> HttpResponse:
    login(request, user, backend=BACKEND)
    messages.success(request, _("Welcome! Your account is ready, and you are signed in."))
    return without_token(request, redirect("home"))


def without_token(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, after which the browser forgets the token of this page."""
    response.delete_cookie(COOKIE, path=request.path, samesite="Lax")
    return response


def _is_of_link(refusal: ValidationError) -> bool:
    """Whether it is about the link itself, which no form can mend."""
    return getattr(refusal, "code", None) in {"dead", "expired"}


def _dead_link(
    request: HttpRequest, template: str, token: str, refusal: ValidationError
) -> HttpResponse:
    kind = refusal.code if token else "incomplete"
    return without_token(request, render(request, template, {"kind": kind}, status=410))
