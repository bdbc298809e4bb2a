"""Actions of the list of people: done by the services, with one message for all that went well."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy

from accounts.models import User
from accounts.people import registration_pages, users
from accounts.people.registration_pages import ApprovalForm
from foundation.web.refusals import sentence_of


@admin.action(
    description=gettext_lazy("Approve the selected registrations"), permissions=["decide"]
)
def approve(page: admin.ModelAdmin, request, queryset):
    people = _waiting(page, request, queryset)
    if not people:
        return None
    is_confirmed = "confirmed" in request.POST
    form = ApprovalForm(request.POST if is_confirmed else None)
    if not form.fields and not is_confirmed:
        form = ApprovalForm({})  # one organisation: nothing to ask
    if not form.is_valid():
        return registration_pages.approve_page(request, people, form)
    try:
        registration_pages.approve(people, form.organisation_chosen, request)
    except ValidationError as refusal:
        page.message_user(request, sentence_of(refusal), messages.ERROR)
    return None


@admin.action(description=gettext_lazy("Refuse the selected registrations"), permissions=["decide"])
def refuse(page: admin.ModelAdmin, request, queryset):
    people = _waiting(page, request, queryset)
    if not people:
        return None
    if "confirmed" not in request.POST:
        title = _("Refuse the chosen people")
        return registration_pages.refuse_page(request, people, title, is_chosen=True)
    registration_pages.refuse(people, request)
    return None


@admin.action(description=gettext_lazy("Switch the selected off"), permissions=["decide"])
def switch_off(page: admin.ModelAdmin, request, queryset):
    done = ngettext_lazy(
        "%(people)s can sign in no more, and was signed out everywhere.",
        "%(people)s can sign in no more, and were signed out everywhere.",
        "count",
    )
    _change_each(page, request, queryset, done, is_active=False)


@admin.action(description=gettext_lazy("Let the selected sign in"), permissions=["decide"])
def let_in(page: admin.ModelAdmin, request, queryset):
    done = ngettext_lazy("%(people)s can sign in.", "%(people)s can sign in.", "count")
    _change_each(page, request, queryset, done, is_active=True)


@admin.action(description=gettext_lazy("Make the selected organisers"), permissions=["decide"])
def make_organiser(page: admin.ModelAdmin, request, queryset):
    done = ngettext_lazy(
        "%(people)s is an organiser now.", "%(people)s are organisers now.", "count"
    )
    _change_each(page, request, queryset, done, role=User.Role.ADMIN)


@admin.action(description=gettext_lazy("Make the selected evaluators"), permissions=["decide"])
def make_evaluator(page: admin.ModelAdmin, request, queryset):
    done = ngettext_lazy(
        "%(people)s is an evaluator now.", "%(people)s are evaluators now.", "count"
    )
    _change_each(page, request, queryset, done, role=User.Role.EVALUATOR)


ACTIONS = [approve, refuse, switch_off, let_in, make_organiser, make_evaluator]
"""Super admins' only; their own account is left alone."""


def _waiting(page: admin.ModelAdmin, request, queryset) -> list[User]:
    """Those of the chosen who wait; a message names the others."""
    chosen = list(queryset)
    waiting = [user for user in chosen if user.waits_for_approval]
    others = [str(user) for user in chosen if not user.waits_for_approval]
    if others:
        text = _("Left as they are, for they do not wait for approval: %(people)s")
        page.message_user(request, text % {"people": ", ".join(others)}, messages.WARNING)
    return waiting


def _change_each(page: admin.ModelAdmin, request, queryset, done: Promise, **access) -> None:
    """Change the access of one after the other; a message for each refusal, one for the rest.

    done: the sentence of those whom it changed, by `people` and `count`. access: as
    `users.change_access` takes it.
    """
    changed = []
    for user in queryset:
        before = {name: getattr(user, name) for name in access}
        try:
            if user == request.user:
                raise PermissionDenied(_("This is your own account."))
            after = users.change_access(user=user, by=request.user, **access)
        except (PermissionDenied, ValidationError) as refusal:
            page.message_user(request, f"{user}: {sentence_of(refusal)}", messages.ERROR)
        else:
            if before != {name: getattr(after, name) for name in access}:
                changed.append(str(user))
    if changed:
        page.message_user(request, done % {"people": ", ".join(changed), "count": len(changed)})
    else:
        page.message_user(request, _("Nobody was changed."), messages.INFO)
