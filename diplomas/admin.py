"""Diploma templates on the admin site."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from diplomas.models import DiplomaTemplate
from events.backoffice.bases import EventPartAdmin


@admin.register(DiplomaTemplate)
class DiplomaTemplateAdmin(EventPartAdmin):
    form = forms.ModelForm
    add_title = _("Add a diploma template")
    list_display = ["name", "event", "orientation", "created_at"]
    fields = [
        "event",
        "name",
        "orientation",
        "bg_image_url",
        "items",
        "fonts",
        "default_font",
    ]
    audit_noun = "DIPLOMA"
    audit_hidden = frozenset({"bg_image_url", "items", "fonts"})  # images, and long
