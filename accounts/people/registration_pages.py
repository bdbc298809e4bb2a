"""The organisers' pages about people who registered and wait to be let in: for super admins."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods

from accounts.models import Organisation, User
from accounts.people import registration
from foundation.mails import Delivery
from foundation.web.form_fields import IdChoiceField
from foundation.web.organiser_pages import organiser_page, render_page
from foundation.web.posted_forms import form_status, posted
from foundation.web.refusals import add_refusal, sentence_of

LIST = "admin:accounts_user_changelist"


class ApprovalForm(forms.Form):
    """Into which organisation somebody is let in; no question where there is only one."""

    organisation = IdChoiceField(
        label=gettext_lazy("Organisation"),
        queryset=Organisation.objects.all(),
        empty_label=gettext_lazy("Choose one"),
        error_messages={"required": gettext_lazy("Say into which organisation.")},
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if not is_choice_of_organisation():
            del self.fields["organisation"]

    @property
    def organisation_chosen(self) -> Organisation | None:
        return self.cleaned_data.get("organisation")


def is_choice_of_organisation() -> bool:
    """Whether there are several: a single club is never asked."""
    return len(Organisation.objects.values_list("pk")[:2]) > 1


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def registration_approve(request, user_pk):
    """Lets somebody in at once, or asks first into which organisation."""
    user = _registered(request, user_pk)
    if not user.waits_for_approval:
        return _decided_already(request, user)
    form = ApprovalForm(posted(request))
    if form.is_valid():
        try:
            approve([user], form.organisation_chosen, request)
            return redirect(LIST)
        except ValidationError as refusal:
            add_refusal(form, refusal)
    context = {
        "title": _("Approve %(user)s") % {"user": user},
        "person": user,
        "form": form,
    }
    return render_page(
        request, "accounts/people/registration_approve.html", context, form_status(form)
    )


@organiser_page
@require_http_methods(["GET", "HEAD", "POST"])
def registration_refuse(request, user_pk):
    """Asks, then deletes the account that waits."""
    user = _registered(request, user_pk)
    if not user.waits_for_approval:
        return _decided_already(request, user)
    if request.method == "POST":
        refuse([user], request)
        return redirect(LIST)
    return refuse_page(request, [user], _("Refuse %(user)s") % {"user": user})


def approve(people: list[User], organisation: Organisation | None, request: HttpRequest) -> None:
    """Approve them one by one, with a message about each outcome. Of several, refused ones get an
    error message; for a single one the service's ValidationError is raised.
    """
    approved, unmailed = [], []
    for user in people:
        try:
            approval = registration.approve(user=user, by=request.user, organisation=organisation)
        except ValidationError as refusal:
            if len(people) == 1:
                raise
            messages.error(request, f"{user}: {sentence_of(refusal)}")
            continue
        approved.append(user)
        if approval.delivery != Delivery.SENT:
            unmailed.append(user)
    if approved:
        messages.success(
            request,
            ngettext(
                "%(people)s was approved and can sign in now.",
                "%(people)s were approved and can sign in now.",
                len(approved),
            )
            % {"people": ", ".join(map(str, approved))},
        )
    if unmailed:
        messages.warning(
            request,
            _("No mail about it has reached them. Tell them yourself: %(addresses)s")
            % {"addresses": ", ".join(user.email for user in unmailed)},
        )


def refuse(people: list[User], request: HttpRequest) -> None:
    """Delete the waiting accounts, all or none, with a message about the outcome."""
    names = ", ".join(f"{user} ({user.email})" for user in people)
    try:
        with transaction.atomic():
            for user in people:
                registration.refuse(user=user, by=request.user)
    except ValidationError as refusal:
        messages.error(request, sentence_of(refusal))
        return
    messages.success(
        request,
        ngettext(
            "The account of %(people)s was deleted.",
            "The accounts of %(people)s were deleted.",
            len(people),
        )
        % {"people": names},
    )


def _registered(request: HttpRequest, user_pk: int) -> User:
    if not request.user.is_super_admin:
        raise PermissionDenied
    return get_object_or_404(User, pk=user_pk)


def _decided_already(request: HttpRequest, user: User) -> HttpResponse:
    """Somebody else was faster, or an old page is still open."""
    messages.info(request, _("%(user)s does not wait for approval any more.") % {"user": user})
    return redirect("admin:accounts_user_change", user.pk)


def approve_page(request: HttpRequest, people: list[User], form: forms.Form) -> HttpResponse:
    """Asks into which organisation the people chosen in the list are let in."""
    context = {"title": _("Approve the chosen people"), "people": people, "form": form}
    return render_page(
        request, "accounts/people/registrations_approve.html", context, form_status(form)
    )


def refuse_page(
    request: HttpRequest, people: list[User], title: str, *, is_chosen: bool = False
) -> HttpResponse:
    """Asks whether to delete the accounts. is_chosen: whether they were chosen in the list."""
    context = {"title": title, "people": people, "is_chosen": is_chosen}
    return render_page(request, "accounts/people/registration_refuse.html", context)
