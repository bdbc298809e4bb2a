"""Organisations and who belongs to them."""

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.backoffice.scoped_admin import ScopedModelAdmin, ScopedTabularInline
from accounts.models import Membership, Organisation
from accounts.people import memberships
from foundation.models import Job
from foundation.web.refusals import sentence_of


class MembershipInline(ScopedTabularInline):
    super_admins_write = True
    model = Membership
    autocomplete_fields = ["user"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user", "organisation")


@admin.register(Organisation)
class OrganisationAdmin(ScopedModelAdmin):
    super_admins_write = True
    add_title = _("Add an organisation")
    list_display = ["name", "slug", "members", "events", "created_at"]
    search_fields = ["name", "slug"]
    fields = ["name", "slug"]
    inlines = [MembershipInline]

    def is_kept(self, request, obj):
        """The default one is used wherever none is named."""
        return obj.is_default

    def get_queryset(self, request):
        """The events by the name of the relation: they are of an app above this one."""
        queryset = super().get_queryset(request)
        match = request.resolver_match
        if match is None or match.url_name != "accounts_organisation_changelist":
            return queryset  # also for the filters of other lists
        return queryset.annotate(
            member_count=_number_of("memberships"), event_count=_number_of("events")
        )

    @admin.display(description=_("members"), ordering="member_count")
    def members(self, obj):
        return obj.member_count

    @admin.display(description=_("events"), ordering="event_count")
    def events(self, obj):
        return obj.event_count

    def delete_model(self, request, obj):
        """Uploads to its events go first: there may be names of children in them."""
        Job.objects.filter(organisation=obj.pk).delete()
        super().delete_model(request, obj)

    def delete_queryset(self, request, queryset):
        Job.objects.filter(organisation__in=list(queryset.values_list("pk", flat=True))).delete()
        super().delete_queryset(request, queryset)

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj and obj.is_default else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}

    def save_formset(self, request, form, formset, change):
        """Members come and go by the services, which write the trail."""
        formset.save(commit=False)
        by, organisation = request.user, form.instance
        for membership in formset.deleted_objects:
            memberships.remove_member(user=membership.user, organisation=organisation, by=by)
        for membership, changed in formset.changed_objects:
            self._change_member(request, membership, changed)
        for membership in formset.new_objects:
            self._add_member(request, membership)

    def _change_member(self, request, membership: Membership, changed: list[str]) -> None:
        if "user" not in changed:
            memberships.change_role(membership=membership, role=membership.role, by=request.user)
            return
        before = Membership.objects.select_related("user").get(pk=membership.pk)
        memberships.remove_member(
            user=before.user, organisation=membership.organisation, by=request.user
        )
        self._add_member(request, membership)

    def _add_member(self, request, membership: Membership) -> None:
        try:
            with transaction.atomic():
                memberships.add_member(
                    user=membership.user,
                    organisation=membership.organisation,
                    role=membership.role,
                    by=request.user,
                )
        except ValidationError as refusal:  # a colleague added them in this very moment
            text = f"{membership.user}: {sentence_of(refusal)}"
            self.message_user(request, text, messages.WARNING)


def _number_of(relation: str) -> Subquery:
    """Each counted by itself: joined at once, every member would be there once for every event."""
    counted = Organisation.objects.filter(pk=OuterRef("pk")).order_by().values("pk")
    return Subquery(counted.annotate(number=Count(relation)).values("number"))
