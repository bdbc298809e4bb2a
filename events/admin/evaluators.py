"""Who scores, as tables: for super admins; organisers have a page of their own."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.scoped_admin import ScopedFilter, ScopedModelAdmin
from events.admin.base import EventPartAdmin
from events.models import EventEvaluator, GroupEvaluator
from events.services import add_evaluator, assign_evaluator


@admin.register(EventEvaluator)
class EventEvaluatorAdmin(EventPartAdmin):
    """The pool. Somebody is in it or not, so there is nothing to change."""

    form = forms.ModelForm
    list_display = ["user", "event"]
    list_select_related = ["event__organisation", "user"]
    search_fields = ["user__full_name", "user__email"]
    autocomplete_fields = ["event", "user"]
    fields = ["event", "user"]

    def audit_target(self, obj):
        return obj.event

    def has_change_permission(self, request, obj=None):
        return False

    def choice_label(self, obj):
        return str(obj)

    def save_model(self, request, obj, form, change):
        obj.pk = add_evaluator(user=obj.user, event=obj.event, by=request.user).pk

    def log_addition(self, request, obj, message):
        """The service has logged it."""


@admin.register(GroupEvaluator)
class GroupEvaluatorAdmin(ScopedModelAdmin):
    list_display = ["evaluator", "group", "event"]
    list_filter = [("group__event", ScopedFilter)]
    list_select_related = [
        "event_evaluator__user",
        "event_evaluator__event",
        "group__event__organisation",
    ]
    search_fields = [
        "event_evaluator__user__full_name",
        "event_evaluator__user__email",
        "group__name",
    ]
    autocomplete_fields = ["event_evaluator", "group"]
    fields = ["event_evaluator", "group"]
    fixed_fields = ("event_evaluator",)

    def organisation_of(self, obj):
        return obj.group.event.organisation

    def audit_target(self, obj):
        return obj.group

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            user = obj.event_evaluator.user
            obj.pk = assign_evaluator(
                user=user, group=obj.group, by=request.user, joins_pool=False
            ).pk

    def log_addition(self, request, obj, message):
        """The service has logged it."""

    @admin.display(description=_("evaluator"), ordering="event_evaluator__user__full_name")
    def evaluator(self, obj):
        return obj.event_evaluator.user

    @admin.display(description=_("event"), ordering="group__event__name")
    def event(self, obj):
        return obj.group.event
