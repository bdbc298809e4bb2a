"""The audit trail: sentences with filters, one row with what it changed. Nobody writes here."""

from datetime import timedelta

from django.contrib import admin
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.backoffice.rights import has_several_organisations
from accounts.backoffice.scoped_admin import ScopedModelAdmin, audit_url
from accounts.models import AuditLog
from accounts.trail import sentences
from accounts.trail.filters import AuditFilterForm, search
from accounts.trail.vocabulary import label_of


class TrailFilter(admin.ListFilter):
    """All filters of the list in one form, which the list's own template shows above it."""

    title = _("audit trail")

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        given = {name: params.pop(name) for name in self.expected_parameters() if name in params}
        self.form = AuditFilterForm(given, user=request.user)

    def expected_parameters(self):
        return [*AuditFilterForm.base_fields]

    def has_output(self):
        return True

    def choices(self, changelist):
        return []

    def queryset(self, request, queryset):
        return self.form.filtered(queryset)


@admin.register(AuditLog)
class AuditLogAdmin(ScopedModelAdmin):
    writes = frozenset()
    scope = "visible_to"
    list_display = ["created_at", "actor", "sentence", "kind", "ip"]
    list_display_links = ["sentence"]
    list_filter = [TrailFilter]
    list_select_related = ["actor", "organisation"]
    list_per_page = 50
    search_fields = ["detail"]
    show_full_result_count = False
    sortable_by = ["created_at"]
    actions = None
    fields = [
        "created_at",
        "actor",
        "sentence",
        "action_label",
        "change_table",
        "object_history",
        "organisation",
        "ip",
    ]

    class Media:
        css = {"all": ["css/organiser.css"]}

    def get_list_display(self, request):
        return self._shown_to(request, super().get_list_display(request))

    def get_fields(self, request, obj=None):
        return self._shown_to(request, super().get_fields(request, obj))

    def _shown_to(self, request, names):
        """Where people signed in from is for super admins, as in the API; the organisation is for
        those who have several.
        """
        hidden = set() if request.user.is_super_admin else {"ip"}
        if "organisation" in names:
            hidden |= set() if has_several_organisations(request) else {"organisation"}
        return [name for name in names if name not in hidden]

    def get_search_results(self, request, queryset, search_term):
        return search(queryset, search_term), False

    def changelist_view(self, request, extra_context=None):
        today = timezone.localdate()
        periods = [
            (_("Today"), today),
            (_("Past 7 days"), today - timedelta(days=6)),
            (_("Past 30 days"), today - timedelta(days=29)),
        ]
        context = {"title": _("Audit trail"), "periods": periods, **(extra_context or {})}
        return super().changelist_view(request, context)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        context = {"own_title": _("What happened"), **(extra_context or {})}
        return super().change_view(request, object_id, form_url, context)

    def history_url(self, obj):
        return audit_url(obj.resource_type, obj.resource_id)

    @admin.display(description=_("what happened"))
    def sentence(self, obj):
        return sentences.sentence(obj)

    @admin.display(description=_("action"))
    def action_label(self, obj):
        return label_of(obj.action)

    @admin.display(description=_("to what"))
    def kind(self, obj):
        return self._object_link(obj, capfirst(sentences.kind_of(obj.resource_type)))

    @admin.display(description=_("object"))
    def object_history(self, obj):
        kind = sentences.kind_of(obj.resource_type)
        return self._object_link(obj, _("Everything about this %(kind)s") % {"kind": kind})

    def _object_link(self, obj, text):
        """To the history of the object that the row is about."""
        if not obj.resource_type:
            return ""
        return format_html('<a href="{}">{}</a>', self.history_url(obj), text)

    @admin.display(description=_("changes"))
    def change_table(self, obj):
        return render_to_string(
            "accounts/trail/_changes_part.html", {"changes": sentences.changes(obj)}
        )
