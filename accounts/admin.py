"""People and access on the admin site: super admins decide, organisers look."""

from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.forms import UserChangeForm as DjangoUserChangeForm
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import users
from accounts.memberships import join_if_homeless
from accounts.models import AuditLog, Membership, Organisation, User
from accounts.scoped_admin import (
    ReadOnly,
    ScopedFilter,
    ScopedModelAdmin,
    ScopedTabularInline,
    audit_url,
)


class SuperAdminWrites:
    """Organisers see what is theirs; only a super admin adds, changes or deletes."""

    def has_add_permission(self, request, *args):
        return request.user.is_super_admin

    def has_change_permission(self, request, obj=None):
        return request.user.is_super_admin

    def has_delete_permission(self, request, obj=None):
        return request.user.is_super_admin and super().has_delete_permission(request, obj)


class MembershipInline(SuperAdminWrites, ScopedTabularInline):
    model = Membership
    autocomplete_fields = ["user"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "organisation")


@admin.register(Organisation)
class OrganisationAdmin(SuperAdminWrites, ScopedModelAdmin):
    list_display = ["name", "slug", "created_at"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]
    inlines = [MembershipInline]

    def organisation_of(self, obj):
        return obj

    def is_kept(self, request, obj):
        """The default one is used wherever none is named."""
        return obj.is_default

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.is_default else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}


class RoleChoices:
    """Super admins are made on the server (`createsuperuser`), by nobody's click."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "role" in self.fields:
            self.fields["role"].choices = [
                choice for choice in User.Role.choices if choice[0] != User.Role.SUPER_ADMIN
            ]


class UserAddForm(RoleChoices, AdminUserCreationForm):
    class Meta:
        model = User
        fields = ["email", "full_name", "role", "language"]


class UserChangeForm(RoleChoices, DjangoUserChangeForm):
    class Meta:
        model = User
        fields = ["email", "password", "full_name", "language", "role", "is_active"]


@admin.register(User)
class UserAdmin(SuperAdminWrites, ScopedModelAdmin, DjangoUserAdmin):
    scope = "visible_to"
    form = UserChangeForm
    add_form = UserAddForm
    list_display = ["full_name", "email", "role", "is_active", "created_at"]
    list_display_links = ["full_name", "email"]
    list_filter = ["role", "is_active"]
    search_fields = ["full_name", "email"]
    ordering = ["full_name", "pk"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["full_name", "email", "language"]}),
        (_("Access"), {"fields": ["role", "is_active", "created_at", "last_login"]}),
    ]
    add_fieldsets = [
        (
            None,
            {
                "classes": ["wide"],
                "fields": [
                    "full_name",
                    "email",
                    "role",
                    "language",
                    "usable_password",
                    "password1",
                    "password2",
                ],
            },
        )
    ]

    def organisation_of(self, obj):
        return Organisation.objects.only_of(obj)

    def choice_label(self, obj):
        return f"{obj} ({obj.email})"

    def get_fieldsets(self, request, obj=None):
        """The link to the password form is for those who may use it."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not self.has_change_permission(request, obj):
            return fieldsets
        (name, person), *rest = fieldsets
        return [(name, {"fields": [*person["fields"], "password"]}), *rest]

    def get_readonly_fields(self, request, obj=None):
        guarded = ["role", "is_active"] if obj and self.is_kept(request, obj) else []
        return ["created_at", "last_login", *guarded]

    def is_kept(self, request, obj):
        """Nobody locks themselves out, and nobody takes a super admin's account away."""
        return obj == request.user or obj.role == User.Role.SUPER_ADMIN

    def save_model(self, request, obj, form, change):
        """What a new account may do, and what changes about it, is the services' business."""
        if not change:
            super().save_model(request, obj, form, change)
            join_if_homeless(user=obj, by=request.user)
            return
        changed = {name: getattr(obj, name) for name in form.changed_data}
        access = {name: changed.pop(name) for name in ("role", "is_active") if name in changed}
        obj.save(update_fields=changed)
        if "email" in changed:  # links mailed to the old address end with it
            obj.password_resets.filter(used_at=None).delete()
        if access:
            users.change_access(user=obj, by=request.user, **access)

    def log_change(self, request, obj, message):
        """Of role and status the services have told already."""
        if "password" in message:
            users.log_password_change(user=obj, by=request.user)
        told = {"role", "is_active", "password"}
        super().log_change(request, obj, {name: message[name] for name in message.keys() - told})

    def delete_model(self, request, obj):
        users.delete_user(user=obj, by=request.user)

    def delete_queryset(self, request, queryset):
        for user in queryset:
            users.delete_user(user=user, by=request.user)

    def log_deletions(self, request, queryset):
        """The service does, as for the API."""

    def user_change_password(self, request, id, form_url=""):
        with transaction.atomic():  # the trail goes with the change
            return super().user_change_password(request, id, form_url)


class ActorFilter(ScopedFilter):
    """The people who stand in the trail."""

    def queryset_of(self, related, request):
        actors = AuditLog.objects.visible_to(request.user).order_by().values("actor")
        return super().queryset_of(related, request).filter(pk__in=actors)


@admin.register(AuditLog)
class AuditLogAdmin(ReadOnly, ScopedModelAdmin):
    scope = "visible_to"
    list_display = ["created_at", "actor", "action", "detail", "ip"]
    list_display_links = ["created_at", "detail"]
    list_filter = ["created_at", "action", ("actor", ActorFilter)]
    list_select_related = ["actor", "organisation"]
    search_fields = ["detail"]
    fields = [
        "created_at",
        "actor",
        "action",
        "detail",
        "changes",
        "ip",
        "organisation",
        "resource_type",
        "resource_id",
    ]

    def get_list_display(self, request):
        return self._shown_to(request, super().get_list_display(request))

    def get_fields(self, request, obj=None):
        return self._shown_to(request, super().get_fields(request, obj))

    def _shown_to(self, request, names):
        """Where people signed in from is for super admins, as in the API."""
        return [name for name in names if name != "ip" or request.user.is_super_admin]

    def history_url(self, obj):
        return audit_url(obj.resource_type, obj.resource_id)
