"""The base of every page of the admin site: kept to one's organisations, with one audit trail."""

from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.utils import unquote
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import models, router, transaction
from django.db.models.deletion import Collector
from django.forms import BaseInlineFormSet
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.backoffice.list_order import OrderedList
from accounts.backoffice.list_pages import Exchange
from accounts.backoffice.scoped_options import ScopedOptions
from foundation.web.form_fields import is_id


class ScopedModelAdmin(ScopedOptions, admin.ModelAdmin):
    """A model's pages, for the objects that the queryset method named by `scope` gives the user.

    Lists, search, actions, choices, autocompletion and filters all start from `get_queryset`.
    """

    scope = "manageable_by"
    system = False
    """Whether the pages are technical: super admins get in, organisers a 403."""
    add_title: str | Promise = ""
    """What adding one is called, on the button and on the page: "Add a group"."""
    fixed_fields: tuple[str, ...] = ()
    """Fields that are given when the object is added and stay so."""
    own_transactions: frozenset[str] = frozenset()
    """Actions whose services each commit by themselves, because a mail goes out then."""
    delete_order: tuple[str, ...] = ("pk",)
    """In which order several are deleted, each by `delete_model`."""
    exchange_class: type[Exchange] | None = None
    """How the list goes out as a file and comes back; None for a list that does neither."""

    def __init__(self, model, admin_site):
        super().__init__(model, admin_site)
        self.exchange = self.exchange_class(self) if self.exchange_class else None

    def get_urls(self):
        return [*(self.exchange.urls if self.exchange else []), *super().get_urls()]

    def get_queryset(self, request):
        queryset = getattr(super().get_queryset(request), self.scope)(request.user)
        related = self.list_select_related
        return queryset.select_related(*related) if related else queryset

    def get_changelist(self, request, **kwargs):
        return OrderedList

    def choice_label(self, obj: models.Model) -> str:
        """How the object is offered where one is chosen among those of all events."""
        return str(obj)

    def get_readonly_fields(self, request, obj=None):
        fields = super().get_readonly_fields(request, obj)
        return [*fields, *self.fixed_fields] if obj else fields

    def is_in_scope(self, request, obj=None) -> bool:
        may_enter = request.user.is_super_admin if self.system else request.user.is_admin
        return may_enter and (obj is None or self.get_queryset(request).contains(obj))

    def has_module_permission(self, request):
        return self.is_in_scope(request)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and self.is_in_scope(request)

    def has_view_permission(self, request, obj=None):
        return self.is_in_scope(request, obj)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and self.is_in_scope(request, obj)

    def has_delete_permission(self, request, obj=None):
        may_delete = super().has_delete_permission(request, obj) and self.is_in_scope(request, obj)
        return may_delete and not (obj and self.is_kept(request, obj))

    def is_kept(self, request, obj: models.Model) -> bool:
        """Whether the object must not be deleted, although it is in scope."""
        return False

    def get_deleted_objects(self, objs, request):
        """What goes with the objects is counted, not listed: an event has thousands of entries.

        The right to delete an object is the right to delete what hangs on it, the entries of the
        ledger too, which nobody may delete by themselves.
        """
        objs = list(objs)
        collector = _EveryObject(using=router.db_for_write(self.model), origin=objs)
        collector.collect(objs)
        counts = {
            model._meta.verbose_name_plural: len(instances)
            for model, instances in collector.data.items()
        }
        kept = any(self.is_kept(request, obj) for obj in objs)
        lacking = {self.opts.verbose_name} if kept else set()
        return [str(obj) for obj in objs], counts, lacking, []

    def delete_queryset(self, request, queryset):
        for obj in queryset.order_by(*self.delete_order):
            self.delete_model(request, obj)

    def changelist_view(self, request, extra_context=None):
        named = {
            "title": capfirst(self.opts.verbose_name_plural),
            "add_title": self.add_title,
            **(self.exchange.buttons(request) if self.exchange else {}),
            **(extra_context or {}),
        }
        try:
            return super().changelist_view(request, named)
        except OverflowError as error:  # an id in the address that SQLite cannot hold
            raise Http404 from error

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        """The page is called by what it shows: "Change group" inflects no noun."""
        title = self.add_title if obj is None else str(obj)
        context |= {"title": context.get("own_title") or title, "subtitle": None}
        return super().render_change_form(request, context, add, change, form_url, obj)

    def render_delete_form(self, request, context):
        if context["protected"] or context["perms_lacking"]:
            context["title"] = _("This cannot be deleted")
        return super().render_delete_form(request, context)

    def get_actions(self, request):
        """With exports; Django's "Delete selected groups" inflects no noun."""
        actions = super().get_actions(request)
        if "delete_selected" in actions:
            delete, name, _description = actions["delete_selected"]
            actions["delete_selected"] = (delete, name, _("Delete the ticked ones"))
        return actions | (self.exchange.actions(request) if self.exchange else {})

    def response_action(self, request, queryset):
        for pk in request.POST.getlist(ACTION_CHECKBOX_NAME):
            if not is_id(pk):  # no box of ours has such a value
                raise BadRequest
        if self.own_transactions.intersection(request.POST.getlist("action")):
            return super().response_action(request, queryset)
        with transaction.atomic():  # Django's own deletion is not: the trail must go with it
            return super().response_action(request, queryset)

    def save_formset(self, request, form, formset, change):
        inline = next(
            inline
            for inline in self.get_inline_instances(request, form.instance)
            if inline.model is formset.model
        )
        deleted = formset.deleted_forms
        kept = [
            (part, part.instance._state.adding)
            for part in formset.forms
            if part.has_changed() and part not in deleted
        ]
        inline.log_deletions(request, [part.instance for part in deleted if part.instance.pk])
        formset.save()
        for part, added in kept:
            changes = inline.construct_change_message(request, part, None, added)
            log = inline.log_addition if added else inline.log_change
            log(request, part.instance, changes)

    def history_view(self, request, object_id, extra_context=None):
        """What the audit trail knows about the object."""
        if self.system and not self.has_view_permission(request):
            raise PermissionDenied
        obj = self.get_object(request, unquote(object_id))
        if obj is None or not self.has_view_permission(request, obj):
            raise Http404
        return HttpResponseRedirect(self.history_url(obj))

    def history_url(self, obj: models.Model) -> str:
        target = self.audit_target(obj)
        return audit_url(target._meta.model_name, target.pk)


class LabelledRows(BaseInlineFormSet):
    """Rows in whose last column the box says by itself what it is for."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].widget.attrs["aria-label"] = _("Delete")


class ScopedTabularInline(ScopedOptions, admin.TabularInline):
    """Rows that belong to the object of the page, which is in scope."""

    formset = LabelledRows
    extra = 0

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        """With the column's name as the label: the cells of Django's table have none."""
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None:
            field.widget.attrs.setdefault("aria-label", capfirst(db_field.verbose_name))
        return field


class ScopedFilter(admin.RelatedFieldListFilter):
    """Offers to filter by what the other model's own list shows the user."""

    def field_choices(self, field, request, model_admin):
        related = model_admin.admin_site.get_model_admin(field.remote_field.model)
        return [(obj.pk, related.choice_label(obj)) for obj in self.queryset_of(related, request)]

    def has_output(self):
        """Also with nothing to choose among while the list is filtered: else it would not be."""
        return bool(self.used_parameters) or super().has_output()

    def queryset_of(self, related: ScopedModelAdmin, request) -> models.QuerySet:
        return related.get_queryset(request)


class _EveryObject(Collector):
    """Collects one by one what a deletion would sweep away unseen, so that nothing counts twice."""

    def can_fast_delete(self, objs, from_field=None):
        return False


def event_trail_url(event_id: int) -> str:
    """The audit trail of an event: all that was done to it and its parts."""
    return f"{reverse('admin:accounts_auditlog_changelist')}?{urlencode({'event': event_id})}"


def audit_url(resource_type: str, resource_id: int | None) -> str:
    """The audit trail of one object."""
    query = urlencode({"resource_type": resource_type, "resource_id": resource_id or 0})
    return f"{reverse('admin:accounts_auditlog_changelist')}?{query}"
