"""Diploma templates on the admin site."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from diplomas.design.beginnings import LOOKS
from diplomas.design.templates import HIDDEN, create_template, delete_template, update_template
from diplomas.models import DiplomaTemplate
from events.backoffice.part_admin import EventPartAdmin


@admin.register(DiplomaTemplate)
class DiplomaTemplateAdmin(EventPartAdmin):
    add_title = _("Add a diploma template")
    list_display = ["name", "event", "orientation", "created_at"]
    fields = ["event", *LOOKS]
    audit_noun = "DIPLOMA"
    audit_hidden = HIDDEN

    def create(self, request, obj, fields):
        return create_template(event=obj.event, by=request.user, **fields)

    def change(self, request, obj, fields):
        update_template(template=obj, by=request.user, **fields)

    def delete_model(self, request, obj):
        delete_template(template=obj, by=request.user)
