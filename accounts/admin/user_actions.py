"""What is done to several chosen people at once, by the services, and said one by one."""

from collections.abc import Callable

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from accounts.people import registration_pages, users
from accounts.people.registration_pages import ApprovalForm
from foundation.web.organiser_pages import render_page


class UserActions:
    """The actions of the list of people. Super admins' only; their own account is left alone."""

    actions = ["approve", "refuse", "switch_off", "let_in", "make_organiser", "make_evaluator"]
    own_transactions = frozenset({"approve"})  # the mails go after the commits

    def has_decide_permission(self, request) -> bool:
        return request.user.is_super_admin

    @admin.action(
        description=gettext_lazy("Approve the selected registrations"), permissions=["decide"]
    )
    def approve(self, request, queryset):
        people = self._waiting(request, queryset)
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
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
        return None

    @admin.action(
        description=gettext_lazy("Refuse the selected registrations"), permissions=["decide"]
    )
    def refuse(self, request, queryset):
        people = self._waiting(request, queryset)
        if not people:
            return None
        if "confirmed" not in request.POST:
            context = {
                "title": _("Refuse the chosen people"),
                "people": people,
                "is_chosen": True,
            }
            return render_page(request, "accounts/people/registration_refuse.html", context)
        try:
            registration_pages.refuse(people, request)
        except ValidationError as refusal:
            self.message_user(request, " ".join(refusal.messages), messages.ERROR)
        return None

    @admin.action(description=gettext_lazy("Switch the selected off"), permissions=["decide"])
    def switch_off(self, request, queryset):
        done = self._each(
            request, queryset, lambda user: _set_active(user, request.user, is_active=False)
        )
        self._say(
            request,
            done,
            ngettext(
                "%(people)s can sign in no more, and was signed out everywhere.",
                "%(people)s can sign in no more, and were signed out everywhere.",
                len(done),
            ),
        )

    @admin.action(description=gettext_lazy("Let the selected sign in"), permissions=["decide"])
    def let_in(self, request, queryset):
        done = self._each(
            request, queryset, lambda user: _set_active(user, request.user, is_active=True)
        )
        self._say(
            request, done, ngettext("%(people)s can sign in.", "%(people)s can sign in.", len(done))
        )

    @admin.action(description=gettext_lazy("Make the selected organisers"), permissions=["decide"])
    def make_organiser(self, request, queryset):
        done = self._each(
            request, queryset, lambda user: _set_role(user, request.user, User.Role.ADMIN)
        )
        self._say(
            request,
            done,
            ngettext(
                "%(people)s is an organiser now.", "%(people)s are organisers now.", len(done)
            ),
        )

    @admin.action(description=gettext_lazy("Make the selected evaluators"), permissions=["decide"])
    def make_evaluator(self, request, queryset):
        done = self._each(
            request, queryset, lambda user: _set_role(user, request.user, User.Role.EVALUATOR)
        )
        self._say(
            request,
            done,
            ngettext(
                "%(people)s is an evaluator now.", "%(people)s are evaluators now.", len(done)
            ),
        )

    def _waiting(self, request, queryset) -> list[User]:
        """Those of the chosen who wait; the others are told about."""
        chosen = list(queryset)
        waiting = [user for user in chosen if user.waits_for_approval]
        others = [str(user) for user in chosen if not user.waits_for_approval]
        if others:
            text = _("Left as they are, for they do not wait for approval: %(people)s")
            self.message_user(request, text % {"people": ", ".join(others)}, messages.WARNING)
        return waiting

    def _each(self, request, queryset, change: Callable[[User], bool]) -> list[User]:
        """Change one after the other; returns those whom it changed, and tells of the refused."""
        changed = []
        for user in queryset:
            try:
                if user == request.user:
                    raise PermissionDenied(_("This is your own account."))
                if change(user):
                    changed.append(user)
            except (PermissionDenied, ValidationError) as refusal:
                sentences = getattr(refusal, "messages", None) or [str(refusal)]
                self.message_user(request, f"{user}: {' '.join(sentences)}", messages.ERROR)
        return changed

    def _say(self, request, done: list[User], text: str) -> None:
        if done:
            self.message_user(request, text % {"people": ", ".join(map(str, done))})
        else:
            self.message_user(request, _("Nobody was changed."), messages.INFO)


def _set_active(user: User, by: User, *, is_active: bool) -> bool:
    """Whether that changed anything."""
    before = user.is_active
    return users.change_access(user=user, by=by, is_active=is_active).is_active != before


def _set_role(user: User, by: User, role: str) -> bool:
    """Whether that changed anything."""
    before = user.role
    return users.change_access(user=user, by=by, role=role).role != before
