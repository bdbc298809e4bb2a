"""The page behind the QR code of a card."""

from django.contrib import messages
from django.contrib.auth import login
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.sign_in import sign_in_codes
from accounts.sign_in.link_page import BACKEND, by_link, without_token

FIRST_PAGE = "scoring:my-groups"


@by_link
def sign_in_code(request, token):
    """Asks with one button, and signs the team in.

    Opening the page does not use the code up: programs that scan codes and messengers that get
    links look at the page before anybody does. A second tap on the button finds the team signed
    in, and goes on.
    """
    try:
        if request.method == "POST":
            return _welcome(request, sign_in_codes.redeem(token=token))
        team = sign_in_codes.find(token).user
    except ValidationError as refusal:
        return _refused(request, token, refusal.code)
    return render(request, "accounts/sign_in/sign_in_code.html", {"team": team, "token": token})


def _welcome(request: HttpRequest, team: User) -> HttpResponse:
    login(request, team, backend=BACKEND)  # a new session, whoever had the old one
    messages.success(request, _("You are signed in. Choose your group and enter results."))
    return without_token(request, redirect(FIRST_PAGE))


def _refused(request: HttpRequest, token: str, reason: str) -> HttpResponse:
    user = request.user
    if reason == "used" and user.is_authenticated and sign_in_codes.belongs_to(token, user):
        return without_token(request, redirect(FIRST_PAGE))
    context = {"reason": reason if token else "incomplete"}
    page = render(request, "accounts/sign_in/sign_in_code_dead.html", context, status=410)
    return without_token(request, page)
