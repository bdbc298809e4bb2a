"""Invitations: what became of each, sending again, revoking, inviting. Rows are never edited."""

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.backoffice.list_cells import badge, post_button
from accounts.backoffice.rights import has_several_organisations
from accounts.backoffice.scoped_admin import ScopedFilter, ScopedModelAdmin
from accounts.backoffice.scoped_options import ADD
from accounts.models import InvitationToken, Organisation, User
from accounts.people import invitation_pages

Status = InvitationToken.Status
COLOURS = {
    Status.PENDING: "info",
    Status.ACCEPTED: "ok",
    Status.REVOKED: "archived",
    Status.EXPIRED: "warning",
}


class StatusFilter(admin.SimpleListFilter):
    title = gettext_lazy("status")
    parameter_name = "status"

    def lookups(self, request, model_admin):
        return Status.choices

    def queryset(self, request, queryset):
        return queryset.with_status(self.value()) if self.value() else queryset


@admin.register(InvitationToken)
class InvitationAdmin(ScopedModelAdmin):
    scope = "visible_to"
    writes = frozenset({ADD})
    audit_noun = "INVITATION"
    list_display = ["email", "state", "role", "invited_by", "expires_at"]
    list_filter = [StatusFilter, "role"]
    list_select_related = ["organisation", "invited_by"]
    search_fields = ["email"]
    fields = [
        "email",
        "role",
        "state",
        "organisation",
        "invited_by",
        "created_at",
        "expires_at",
        "used_at",
        "revoked_at",
    ]
    actions = ["resend", "revoke"]
    own_transactions = frozenset(actions)  # mails go after the commit, and are then spoken of

    class Media:
        css = {"all": ["css/organiser.css"]}

    def has_add_permission(self, request):
        organisations = Organisation.objects.manageable_by(request.user)
        return super().has_add_permission(request) and organisations.exists()

    def get_list_display(self, request):
        """Where it invites to, for those who could wonder."""
        names = [*super().get_list_display(request)]
        if has_several_organisations(request):
            names.insert(3, "organisation")
        return names

    def get_list_filter(self, request):
        filters = [*super().get_list_filter(request)]
        if has_several_organisations(request):
            filters.append(("organisation", ScopedFilter))
        return filters

    def get_fields(self, request, obj=None):
        fields = super().get_fields(request, obj)
        return [
            name for name in fields if name != "organisation" or has_several_organisations(request)
        ]

    def add_view(self, request, form_url="", extra_context=None):
        if not self.has_add_permission(request):
            return super().add_view(request, form_url, extra_context)  # which refuses
        return invitation_pages.invitation_add(request)

    def get_changelist_instance(self, request):
        """Each row knows whether the reader could give such an invitation."""
        changelist = super().get_changelist_instance(request)
        owned = {*Organisation.objects.owned_by(request.user).values_list("pk", flat=True)}
        for invitation in changelist.result_list:
            is_evaluators = invitation.role == User.Role.EVALUATOR
            is_owned = request.user.is_super_admin or invitation.organisation_id in owned
            invitation.is_ones_to_give = is_evaluators or is_owned
        return changelist

    @admin.display(description=gettext_lazy("status"))
    def state(self, obj):
        """In the list with the buttons for what can be done about it."""
        status = badge(COLOURS[obj.status], Status(obj.status).label)
        if obj.used_at or obj.revoked_at or not hasattr(obj, "is_ones_to_give"):
            return status
        resend = reverse("accounts:invitation-resend", args=[obj.pk])
        revoke = reverse("accounts:invitation-revoke", args=[obj.pk])
        again = post_button(resend, _("Send again"), obj.email) if obj.is_ones_to_give else ""
        return format_html(
            '{}<span class="row-buttons">{}{}</span>',
            status,
            again,
            post_button(revoke, _("Revoke"), obj.email),
        )

    @admin.action(description=gettext_lazy("Send the selected invitations again"))
    def resend(self, request, queryset):
        sent = invitation_pages.resend(queryset.select_related("organisation"), request)
        return invitation_pages.answer(
            request, sent, _("%(email)s was sent a new link. The old one is dead.")
        )

    @admin.action(description=gettext_lazy("Revoke the selected invitations"))
    def revoke(self, request, queryset):
        invitation_pages.revoke(queryset.select_related("organisation"), request)
