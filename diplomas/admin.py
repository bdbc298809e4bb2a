"""Diploma templates on the admin site."""

from contextlib import suppress
from copy import deepcopy

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db.models import Exists
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from diplomas.design.forms import TemplateForm, look_of
from diplomas.design.templates import HIDDEN, create_template, delete_template, update_template
from diplomas.design.uploaded_backgrounds import notes_on, stored_as
from diplomas.looks.backgrounds import DATA_URL
from diplomas.looks.built_in import FIRST_ITEMS, LANDSCAPE
from diplomas.looks.wording import fonts_in_words, in_words
from diplomas.models import AwardRule, DiplomaTemplate
from diplomas.printing.pdf_answer import problem_of
from events.backoffice.part_admin import EventPartAdmin
from foundation.files import data_urls, store


def listed(lines):
    items = format_html_join("", "<li>{}</li>", ((line,) for line in lines))
    return format_html('<ul class="diploma-texts">{}</ul>', items)


def warn_of_background(request, orientation):
    if file := request.FILES.get("background"):
        for note in notes_on(file, orientation):
            messages.warning(request, note)


@admin.register(DiplomaTemplate)
class DiplomaTemplateAdmin(EventPartAdmin):
    """Name, orientation and background of a template; what stands on it is shown in words."""

    add_title = _("Add a diploma template")
    list_display = ["name", "event", "orientation", "created_at"]
    form = TemplateForm
    readonly_fields = ["picture", "texts", "own_fonts", "printed", "preview", "editor", "example"]
    audit_noun = "DIPLOMA"
    audit_hidden = HIDDEN

    def get_queryset(self, request):
        """The list leaves out what is long: all that stands on a hundred templates."""
        queryset = super().get_queryset(request)
        is_list = request.resolver_match.url_name == "diplomas_diplomatemplate_changelist"
        if is_list:
            return queryset.defer("background_address", "items")
        return queryset.prefetch_related("stored_fonts")

    def get_fields(self, request, obj=None):
        if obj is None:
            return ["event", "name", "orientation", "background"]
        shown = [
            "event",
            "name",
            "preview",
            "editor",
            "example",
            "printed",
            "orientation",
            "picture",
        ]
        if self.has_change_permission(request, obj):
            shown += ["background", *(["removes_background"] if obj.background_address else [])]
        return [*shown, "texts", "own_fonts"]

    @admin.display(description=_("background"))
    def picture(self, obj):
        if not obj.background_address:
            return _("none")
        if obj.background_file_id is None and not DATA_URL.match(obj.background_address):
            text = _("– an address on the web: not fetched, not printed")
            return format_html("{} {}", obj.background_address, text)
        address = reverse("diplomas:background", args=[obj.event_id, obj.pk])
        return format_html(
            '<img class="diploma-background" src="{}" alt="{}">', address, _("The background")
        )

    @admin.display(description=_("what stands on it"))
    def texts(self, obj):
        return listed(in_words(obj))

    @admin.display(description=_("fonts"))
    def own_fonts(self, obj):
        address = reverse("diplomas:template-fonts", args=[obj.event_id, obj.pk])
        link = format_html('<a class="btn" href="{}">{}</a>', address, _("Fonts of its own"))
        return format_html("{}{}", listed(fonts_in_words(obj)), link)

    @admin.display(description=_("preview"))
    def preview(self, obj):
        if problem := problem_of(obj):
            return problem
        args = [obj.event_id, obj.pk]
        return format_html(
            '<a href="{}"><img class="diploma-background" src="{}" alt="{}"></a>',
            reverse("diplomas:preview", args=args),
            reverse("diplomas:thumbnail", args=args),
            _("A diploma by this template, with the longest name of the event"),
        )

    @admin.display(description=_("printed"))
    def printed(self, obj):
        is_named = Exists(AwardRule.objects.filter(template=obj.pk))
        templates = DiplomaTemplate.objects.filter(event=obj.event_id).only("name")
        first = templates.annotate(is_named=is_named).first()
        if first == obj:
            return _("Diplomas of the event are printed by this template.")
        if first and first.is_named:
            return _("What its rules name this template for is printed by it.")
        text = _("Diplomas of the event are printed by its first template, “%(name)s”.")
        return text % {"name": first}

    @admin.display(description=_("editor"))
    def editor(self, obj):
        address = reverse("diplomas:editor", args=[obj.event_id, obj.pk])
        return format_html(
            '<a class="btn" href="{}">{}</a>', address, _("Change what stands on it")
        )

    @admin.display(description=_("example"))
    def example(self, obj):
        address = reverse("diplomas:example", args=[obj.event_id, obj.pk])
        return format_html('<a class="btn" href="{}">{}</a>', address, _("PDF of an example"))

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        """A picture is looked at, and kept, before the event is locked: no score waits for it."""
        file = request.FILES.get("background")
        if file and self.has_add_permission(request):
            with suppress(ValidationError):  # the form says what is wrong with it
                url = stored_as(file, request.POST.get("orientation", LANDSCAPE))
                store.keep(data_urls.split(url)[1])
            file.seek(0)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def create(self, request, obj, fields):
        look = {"items": deepcopy(FIRST_ITEMS), **look_of(fields)}
        template = create_template(event=obj.event, by=request.user, **look)
        warn_of_background(request, template.orientation)
        return template

    def change(self, request, obj, fields):
        template = update_template(template=obj, by=request.user, **look_of(fields))
        warn_of_background(request, template.orientation)

    def delete_model(self, request, obj):
        delete_template(template=obj, by=request.user)
