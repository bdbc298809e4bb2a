"""Who scores, as tables: for super admins; organisers have a page of their own."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from accounts.backoffice.scoped_admin import ScopedFilter
from accounts.backoffice.scoped_options import ADD, DELETE, EVERYTHING
from events.backoffice.event_admin import EventBoundAdmin
from events.backoffice.part_admin import EventPartAdmin
from events.evaluators.pool import (
    add_evaluator,
    assign_evaluator,
    place_evaluator,
    remove_evaluator,
    unassign_evaluator,
)
from events.evaluators.stations import assign_station, unassign_station
from events.models import ActivityEvaluator, EventEvaluator, GroupEvaluator


@admin.register(EventEvaluator)
class EventEvaluatorAdmin(EventPartAdmin):
    """The pool. Somebody is in it or not, so there is nothing to change."""

    add_title = _("Add an evaluator to an event")
    system = True
    writes = frozenset({ADD, DELETE})
    form = forms.ModelForm
    list_display = ["user", "event"]
    list_select_related = ["event__organisation", "user"]
    search_fields = ["user__full_name", "user__email", "user__username"]
    autocomplete_fields = ["event", "user"]
    fields = ["event", "user"]

    def audit_target(self, obj):
        return obj.event

    def choice_label(self, obj):
        return str(obj)

    def create(self, request, obj, fields):
        return add_evaluator(user=obj.user, event=obj.event, by=request.user)

    def delete_model(self, request, obj):
        remove_evaluator(user=obj.user, event=obj.event, by=request.user)


@admin.register(GroupEvaluator)
class GroupEvaluatorAdmin(EventBoundAdmin):
    system = True
    logged_by_services = EVERYTHING
    add_title = _("Assign an evaluator to a group")
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

    def event_of(self, obj):
        return obj.group.event

    def audit_target(self, obj):
        return obj.group

    def save_model(self, request, obj, form, change):
        member = obj.event_evaluator
        if change:
            place_evaluator(event=member.event, user=member.user, group=obj.group, by=request.user)
        else:
            obj.pk = assign_evaluator(
                user=member.user, group=obj.group, by=request.user, joins_pool=False
            ).pk

    def delete_model(self, request, obj):
        unassign_evaluator(user=obj.event_evaluator.user, group=obj.group, by=request.user)

    @admin.display(description=_("evaluator"), ordering="event_evaluator__user__sort_key")
    def evaluator(self, obj):
        return obj.event_evaluator.user

    @admin.display(description=_("event"), ordering="group__event__name")
    def event(self, obj):
        return obj.group.event


@admin.register(ActivityEvaluator)
class ActivityEvaluatorAdmin(EventBoundAdmin):
    """Stations. Somebody has one or not, so there is nothing to change."""

    system = True
    writes = frozenset({ADD, DELETE})
    logged_by_services = EVERYTHING
    add_title = _("Give an evaluator a station")
    list_display = ["evaluator", "activity", "event"]
    list_filter = [("activity__event", ScopedFilter)]
    list_select_related = [
        "event_evaluator__user",
        "event_evaluator__event",
        "activity__event__organisation",
    ]
    search_fields = [
        "event_evaluator__user__full_name",
        "event_evaluator__user__email",
        "activity__name",
    ]
    autocomplete_fields = ["event_evaluator", "activity"]
    fields = ["event_evaluator", "activity"]

    def event_of(self, obj):
        return obj.activity.event

    def audit_target(self, obj):
        return obj.activity

    def save_model(self, request, obj, form, change):
        user = obj.event_evaluator.user
        obj.pk = assign_station(user=user, activity=obj.activity, by=request.user).pk

    def delete_model(self, request, obj):
        user = obj.event_evaluator.user
        unassign_station(user=user, activity=obj.activity, by=request.user)

    @admin.display(description=_("evaluator"), ordering="event_evaluator__user__sort_key")
    def evaluator(self, obj):
        return obj.event_evaluator.user

    @admin.display(description=_("event"), ordering="activity__event__name")
    def event(self, obj):
        return obj.activity.event
