"""What the pages of the admin site and the inlines on them share: choices, rights, audit trail."""

import re

from django.contrib import admin
from django.db import models

from accounts.trail import audit
from accounts.trail.audit import EMPTY, Changes
from foundation.web.form_fields import IdChoiceField, IdSelect, StorableJSONField

ADD, CHANGE, DELETE = "add", "change", "delete"
EVERYTHING = frozenset({ADD, CHANGE, DELETE})


class ScopedOptions:
    """What a page and the inlines on it have in common: which choices they offer, what they log."""

    formfield_overrides = {models.JSONField: {"form_class": StorableJSONField}}
    writes = EVERYTHING
    """What may be done here at all, by whoever has the right."""
    super_admins_write = False
    """Whether organisers only look: then super admins alone write."""
    logged_by_services: frozenset[str] = frozenset()
    """Which of these go through a service that writes the trail itself."""
    audit_noun = ""
    """What the actions are named by; the model's name unless given: AGE_CATEGORY."""
    audit_hidden: frozenset[str] = frozenset()
    """Fields whose values stay out of the trail, such as images."""

    def audit_target(self, obj: models.Model) -> models.Model:
        """The object whose history it belongs to."""
        return obj

    def may_write(self, request, right: str) -> bool:
        """Whether the page lets the user do it at all. right: ADD, CHANGE or DELETE."""
        return right in self.writes and (request.user.is_super_admin or not self.super_admins_write)

    def has_add_permission(self, request, *args):
        return self.may_write(request, ADD) and super().has_add_permission(request, *args)

    def has_change_permission(self, request, obj=None):
        return self.may_write(request, CHANGE) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request, obj=None):
        return self.may_write(request, DELETE) and super().has_delete_permission(request, obj)

    def get_field_queryset(self, db, db_field, request):
        """Choices are what the other model's own list shows; a forged id is a form error."""
        return self._admin_of(db_field).get_queryset(request)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        kwargs.setdefault("form_class", IdChoiceField)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", IdSelect(db_field, self.admin_site))
        field = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.label_from_instance = self._admin_of(db_field).choice_label
        return field

    def construct_change_message(self, request, form, formsets, add=False) -> Changes:
        """What the form changed; each inline logs for itself."""
        changes = {}
        if (ADD if add else CHANGE) in self.logged_by_services:
            return changes
        for name in form.changed_data:
            if name not in {field.name for field in self.opts.fields}:
                continue
            old = None if add else form.initial.get(name)
            if old is not None and self.opts.get_field(name).is_relation:
                old = form.fields[name].queryset.model._base_manager.filter(pk=old).first()
            new = getattr(form.instance, name) if hasattr(form, "instance") else None
            if name in audit.HIDDEN:
                changes[name] = ["…", "…"]
            elif old != new and not (old in EMPTY and new in EMPTY):
                changes[name] = ["…", "…"] if name in self.audit_hidden else [old, new]
        return changes

    def log_addition(self, request, obj, message: Changes):
        if ADD not in self.logged_by_services:
            self.audit(request, "CREATE", obj, message)

    def log_change(self, request, obj, message: Changes):
        if CHANGE in self.logged_by_services:
            return
        if message:
            self.audit(request, "UPDATE", obj, message)

    def log_deletions(self, request, queryset):
        if DELETE not in self.logged_by_services:
            for obj in queryset:
                self.audit(request, "DELETE", obj)

    def audit(self, request, action: str, obj: models.Model, changes: Changes | None = None):
        """One row of the trail. `action` is a whole name, or a verb that the noun is added to."""
        noun = self.audit_noun or re.sub(r"(?<=[a-z])(?=[A-Z])", "_", type(obj).__name__).upper()
        audit.log(
            actor=request.user,
            action=action if "_" in action else f"{action}_{noun}",
            target=obj,
            changes=changes,
        )

    def _admin_of(self, db_field) -> admin.ModelAdmin:
        return self.admin_site.get_model_admin(db_field.remote_field.model)
