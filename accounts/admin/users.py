"""Accounts: who waits to be let in, who may do what, and who may sign in at all."""

from django.contrib import admin
from django.contrib.admin.utils import flatten_fieldsets
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin import user_actions
from accounts.admin.user_forms import UserAddForm, UserChangeForm, UserPasswordForm
from accounts.backoffice.list_cells import badge, link_button, post_button
from accounts.backoffice.rights import has_several_organisations
from accounts.backoffice.scoped_admin import ScopedModelAdmin
from accounts.backoffice.scoped_options import DELETE
from accounts.backoffice.user_lists import UserExchange
from accounts.models import Organisation, User
from accounts.people import invitation_pages, users
from accounts.people.memberships import add_member, settle
from accounts.sign_in import passwords


class StateFilter(admin.SimpleListFilter):
    title = gettext_lazy("access")
    parameter_name = "access"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("waiting for approval")),
            ("active", _("may sign in")),
            ("off", _("switched off")),
        ]

    def queryset(self, request, queryset):
        waiting = User.objects.waiting_for_approval().values("pk")
        match self.value():
            case "waiting":
                return queryset.filter(pk__in=waiting)
            case "active":
                return queryset.filter(is_active=True)
            case "off":
                return queryset.filter(is_active=False).exclude(pk__in=waiting)
        return queryset


@admin.register(User)
class UserAdmin(ScopedModelAdmin, DjangoUserAdmin):
    scope = "visible_to"
    super_admins_write = True
    logged_by_services = frozenset({DELETE})
    exchange_class = UserExchange
    actions = user_actions.ACTIONS
    own_transactions = frozenset({"approve"})  # the mails go after the commits
    add_title = gettext_lazy("Add a user")
    add_form_template = None
    form = UserChangeForm
    add_form = UserAddForm
    change_password_form = UserPasswordForm
    list_display = [
        "full_name",
        "state",
        "signs_in_as",
        "role",
        "organisations",
        "created_at",
    ]
    list_display_links = ["full_name", "signs_in_as"]
    list_filter = [StateFilter, "role", "is_team"]
    search_fields = ["full_name", "email", "username"]
    ordering = ["sort_key", "pk"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["full_name", "email", "username", "language"]}),
        (
            gettext_lazy("Access"),
            {"fields": ["role", "is_active", "created_at", "last_login", "last_seen_at"]},
        ),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "full_name",
                    "email",
                    "username",
                    "role",
                    "language",
                    "password1",
                    "password2",
                ],
                "description": gettext_lazy(
                    "Better invite people: then they choose the password themselves."
                ),
            },
        )
    ]

    class Media:
        css = {"all": ["css/organiser.css"]}

    def choice_label(self, obj):
        return f"{obj} ({obj.login})"

    def has_decide_permission(self, request) -> bool:
        """For the actions: to let people in, switch them off, change what they are."""
        return request.user.is_super_admin

    # The list

    def changelist_view(self, request, extra_context=None):
        may_invite = Organisation.objects.manageable_by(request.user).exists()
        invite = invitation_pages.address_to_invite_organisers() if may_invite else ""
        context = {"invite_organiser": invite, **(extra_context or {})}
        return super().changelist_view(request, context)

    def get_list_display(self, request):
        """Where people belong is for super admins of several organisations."""
        names = super().get_list_display(request)
        if request.user.is_super_admin and has_several_organisations(request):
            return names
        return [name for name in names if name != "organisations"]

    def get_changelist_instance(self, request):
        """Each row knows whether the reader decides about it, and whether that takes a question."""
        changelist = super().get_changelist_instance(request)
        if not request.user.is_super_admin:
            return changelist
        is_choice = has_several_organisations(request)
        if is_choice:
            people = changelist.result_list.prefetch_related("memberships__organisation")
            changelist.result_list = people
        for person in changelist.result_list:
            person.approve_button = link_button if is_choice else post_button
        return changelist

    @admin.display(description=gettext_lazy("access"), ordering="is_active")
    def state(self, obj):
        if obj.is_active:
            return badge("ok", _("may sign in"))
        if not obj.waits_for_approval:
            return badge("archived", _("switched off"))
        waiting = badge("warning", _("waiting for approval"))
        if not hasattr(obj, "approve_button"):
            return waiting
        approve = reverse("accounts:registration-approve", args=[obj.pk])
        refuse = reverse("accounts:registration-refuse", args=[obj.pk])
        return format_html(
            '{}<span class="row-buttons">{}{}</span>',
            waiting,
            obj.approve_button(approve, _("Approve"), str(obj)),
            link_button(refuse, _("Refuse"), str(obj)),
        )

    @admin.display(description=gettext_lazy("signs in as"), ordering="email")
    def signs_in_as(self, obj):
        """The user name, if any, and the address where it is a mailbox."""
        if obj.username and obj.has_mailbox:
            return format_html("{}<br>{}", obj.username, obj.email)
        return obj.login

    @admin.display(description=gettext_lazy("organisations"))
    def organisations(self, obj):
        return ", ".join(str(membership.organisation) for membership in obj.memberships.all())

    # The form

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Whoever waits can be let in from their own page too."""
        person = self.get_object(request, object_id)
        waits = request.user.is_super_admin and person is not None and person.waits_for_approval
        context = {
            "waits_for_approval": waits,
            "asks_organisation": waits and has_several_organisations(request),
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def get_fieldsets(self, request, obj=None):
        """The link to the password form is for those who may use it; what cannot be switched is
        told in a word.
        """
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None:
            new = fieldsets[0][1]["fields"]
            return [(None, {**fieldsets[0][1], "fields": self.with_organisation(request, new)})]
        (name, person), (title, access) = fieldsets
        if self.may_set_password(request, obj):
            person = {"fields": [*person["fields"], "new_password"]}
        if "is_active" in self.get_readonly_fields(request, obj):
            shown = ["state" if each == "is_active" else each for each in access["fields"]]
            access = {"fields": shown}
        access = {"fields": self.with_organisation(request, access["fields"], obj)}
        return [(name, person), (title, access)]

    def get_form(self, request, obj=None, **kwargs):
        """Where the page does not ask for the organisation, the form takes none either."""
        form = super().get_form(request, obj, **kwargs)
        if "organisation" not in flatten_fieldsets(self.get_fieldsets(request, obj)):
            form.base_fields.pop("organisation", None)
        return form

    def with_organisation(self, request, fields: list[str], obj=None) -> list[str]:
        """The fields, and behind the role the question where the person belongs: to be asked by
        super admins of several organisations about whoever belongs to none.
        """
        if not (request.user.is_super_admin and has_several_organisations(request)):
            return fields
        if obj and (obj.waits_for_approval or self.is_kept(request, obj)):
            return fields
        if obj and obj.memberships.exists():
            return fields
        behind = fields.index("role") + 1
        return [*fields[:behind], "organisation", *fields[behind:]]

    @admin.display(description=gettext_lazy("password"))
    def new_password(self, obj):
        address = reverse("admin:auth_user_password_change", args=[obj.pk])
        return link_button(address, _("Set a new password"), str(obj))

    def get_readonly_fields(self, request, obj=None):
        """Whoever waits is let in by approving: that also says where they belong, and mails."""
        guarded = ["role", "is_active"] if obj and self.is_kept(request, obj) else []
        if obj and obj.waits_for_approval:
            guarded.append("is_active")
        if obj and self.is_another_super_admin(request, obj):
            guarded += ["email", "username"]
        return ["created_at", "last_login", "last_seen_at", "state", "new_password", *guarded]

    def may_set_password(self, request, obj) -> bool:
        """Anybody's but a colleague's who is a super admin too: it would be a way into theirs."""
        return self.has_change_permission(request, obj) and not self.is_another_super_admin(
            request, obj
        )

    def is_kept(self, request, obj):
        """Nobody locks themselves out, and nobody takes a super admin's account away."""
        return obj == request.user or obj.role == User.Role.SUPER_ADMIN

    def is_another_super_admin(self, request, obj) -> bool:
        return obj != request.user and obj.role == User.Role.SUPER_ADMIN

    def save_model(self, request, obj, form, change):
        """What a new account may do, and what changes about it, is the services' business."""
        organisation = form.cleaned_data.get("organisation")
        if not change:
            super().save_model(request, obj, form, change)
            if organisation:
                add_member(user=obj, organisation=organisation, by=request.user)
            settle(user=obj, by=request.user)
            return
        names = [name for name in form.changed_data if name != "organisation"]
        changed = {name: getattr(obj, name) for name in names}
        access = {name: changed.pop(name) for name in ("role", "is_active") if name in changed}
        obj.save(update_fields=changed)
        if "email" in changed:  # links mailed to the old address end with it
            obj.password_resets.filter(used_at=None).delete()
        if access or organisation:
            users.change_access(user=obj, by=request.user, organisation=organisation, **access)

    def log_change(self, request, obj, message):
        """The rest: changes of role and status are logged by their service."""
        if "password" in message:
            passwords.log_password_change(user=obj, by=request.user)
        logged = {"role", "is_active", "password"}
        super().log_change(request, obj, {name: message[name] for name in message.keys() - logged})

    def delete_model(self, request, obj):
        users.delete_user(user=obj, by=request.user)

    def user_change_password(self, request, id, form_url=""):
        """One's own goes by the page that asks for the current one."""
        user = self.get_object(request, id)
        if user is not None and user == request.user:
            return redirect("admin:password_change")
        if user is not None and not self.may_set_password(request, user):
            raise PermissionDenied
        with transaction.atomic():  # the trail goes with the change
            return super().user_change_password(request, id, form_url)
