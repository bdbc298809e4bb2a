"""Diploma templates on the admin site."""

from django import forms
from django.contrib import admin

from diplomas.models import DiplomaTemplate
from events.admin.base import EventPartAdmin


@admin.register(DiplomaTemplate)
class DiplomaTemplateAdmin(EventPartAdmin):
    form = forms.ModelForm
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
