"""The pages that take lists in and out of the admin site: file, preview, confirmation; export."""

from datetime import timedelta
from functools import partial

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models, transaction
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from import_export.results import Result, RowResult

from accounts.backoffice.list_forms import ExportForm, UploadForm
from accounts.backoffice.list_order import OrderedList
from accounts.backoffice.list_preview import Preview, preview_of
from accounts.backoffice.lists import ExchangeResource, dataset_of
from accounts.models import Organisation
from accounts.trail import audit
from foundation.jobs import queue
from foundation.models import Job
from foundation.tables.export_formats import CSV, JSON, XLSX
from foundation.tables.table import Table
from foundation.web.downloads import download
from foundation.web.form_fields import find_by_id
from foundation.web.posted_forms import posted
from foundation.web.refusals import add_refusal

FORMATS = [CSV, XLSX, JSON]
KEPT_FOR = timedelta(hours=1)
NOT_FILTERS = {"p", "o", "e", "all", "_changelist_filters", "_facets"}
"""What stands in a list's address without choosing what is in it."""


class WholeList(OrderedList):
    """A list as its address filters and sorts it: every page of it, and nothing counted."""

    def get_filters_params(self, params=None):
        """Without the filters of another list, which a page keeps to lead back there."""
        filters = super().get_filters_params(params)
        filters.pop("_changelist_filters", None)
        return filters

    def get_results(self, request):
        """Nothing: only `queryset` is asked for."""


class Exchange:
    """Import and export of what the list of a `ScopedModelAdmin` shows, by one resource.

    Exports are as the list is filtered and leave a row in the trail. An import is previewed, then
    confirmed; between the two the table waits in the database, where any worker finds it, under a
    number that only the person who uploaded it can use, once, within an hour.
    """

    formats = FORMATS
    resource_class: type[ExchangeResource]
    upload_form_class = UploadForm
    max_rows = 10_000
    """How many rows one import takes: every one is written by a service, all in a transaction."""

    def __init__(self, model_admin: ModelAdmin):
        self.model_admin = model_admin
        self.opts = model_admin.opts
        self.admin_site = model_admin.admin_site

    # What the list of the admin site gets

    @property
    def urls(self) -> list[URLPattern]:
        pages = {
            "export": self.export_action,
            "import": self.import_action,
            "process_import": self.process_import,
        }
        return [
            path(
                f"{name}/",
                self.admin_site.admin_view(page),
                name=f"{self.opts.app_label}_{self.opts.model_name}_{name}",
            )
            for name, page in pages.items()
        ]

    def actions(self, request) -> dict[str, tuple]:
        """An export of the ticked rows in each format, as `ModelAdmin.get_actions` gives them."""
        if IS_POPUP_VAR in request.GET or not self.has_export_permission(request):
            return {}
        found = {}
        for each in self.formats:
            name = f"export_{each().get_extension()}"
            title = _("Export the selected as %(format)s") % {"format": each.__name__}
            found[name] = (partial(_export_selected, each), name, title)
        return found

    def buttons(self, request) -> dict[str, bool | str]:
        """Context of the list: which of the two buttons it has."""
        return {
            "has_import_permission": self.has_import_permission(request),
            "import_url": self.import_url(request),
            "has_export_permission": self.has_export_permission(request),
        }

    # What a subclass may say about its lists

    def import_url(self, request) -> str:
        """Where the button of the list leads."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}_import"
        query = request.GET.urlencode()
        return f"{reverse(name)}?{query}" if query else reverse(name)

    def import_context(self, request) -> dict:
        """What else the page says on which a file is chosen."""
        return {}

    def resource_for_import(self, request, options: dict) -> ExchangeResource:
        """Raises ValidationError where what was chosen beside the file is not there (any more)."""
        return self.resource_class(user=request.user)

    def list_query(self, options: dict) -> str:
        """Which part of the list is shown after an import: "?event=1", or "" for all of it."""
        return ""

    def import_target(self, resource: ExchangeResource) -> models.Model | None:
        """Whose history the import belongs to, and by `organisation_of_import` whose trail."""
        return None

    def organisation_of_import(self, resource: ExchangeResource) -> Organisation | None:
        return getattr(self.import_target(resource), "organisation", None)

    def has_import_permission(self, request):
        return self.model_admin.has_add_permission(request)

    def has_export_permission(self, request):
        return self.model_admin.has_view_permission(request)

    # Export

    def get_export_queryset(self, request) -> models.QuerySet:
        """All that the list shows, as its address filters and sorts it."""
        page = self.model_admin
        names = page.get_list_display(request)
        whole = WholeList(
            request,
            page.model,
            ["action_checkbox", *names] if page.get_actions(request) else names,
            page.get_list_display_links(request, names),
            page.get_list_filter(request),
            page.date_hierarchy,
            page.get_search_fields(request),
            page.get_list_select_related(request),
            page.list_per_page,
            page.list_max_show_all,
            page.list_editable,
            page,
            page.get_sortable_by(request),
            page.search_help_text,
        )
        return whole.queryset

    def export_action(self, request):
        """The list as filtered: which it is and how many, then the file."""
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            queryset = self.get_export_queryset(request)
            count = queryset.count()
        except IncorrectLookupParameters:  # as the list itself does
            return HttpResponseRedirect(request.path)
        except OverflowError as error:
            raise Http404 from error
        form = ExportForm(posted(request), label_suffix="")
        if form.is_valid():
            chosen = next(
                each
                for each in self.formats
                if each.__name__.lower() == form.cleaned_data["format"]
            )
            return self.export_file(request, queryset, chosen(), _filters(request))
        context = {
            "form": form,
            "count": count,
            "is_filtered": bool(_filters(request)),
            "columns": [each.column_name for each in self._resource(request).fields.values()],
        }
        return self._page(request, "export", _("Export"), context, is_refused=form.is_bound)

    @transaction.atomic
    def export_file(self, request, queryset, file_format, chosen_by: str) -> HttpResponse:
        """The file. Every organisation with something in it finds that in its trail."""
        resource = self._resource(request)
        dataset = resource.export(queryset=queryset)
        counts = dict(resource.exported) or {None: 0}
        event_id = next(iter(resource.events)) if len(resource.events) == 1 else None
        for organisation, count in counts.items():
            audit.log(
                actor=request.user,
                action=f"EXPORT_{resource.audit_noun}",
                organisation=organisation or Organisation.objects.only_of(request.user),
                event_id=event_id,
                detail=audit.Sentence(
                    gettext_noop(
                        "%(who)s exported %(what)s as %(format)s, rows: %(count)s%(part)s"
                    ),
                    {
                        "who": request.user,
                        "what": self.opts.verbose_name_plural,
                        "format": type(file_format).__name__,
                        "count": count,
                        "part": f" ({Truncator(chosen_by).chars(300)})" if chosen_by else "",
                    },
                ),
            )
        name = f"{resource.audit_noun.lower()}-{timezone.localdate()}"
        name = f"{name}.{file_format.get_extension()}"
        return download(file_format.export_data(dataset), file_format.get_content_type(), name)

    # Import

    def import_action(self, request):
        """The file is chosen; then what importing it would do. Nothing is imported here."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        Job.objects.expired().delete()
        if request.method != "POST":
            return self._import_page(request, self._upload_form(request))
        form = self._upload_form(request, request.POST, request.FILES)
        if not form.is_valid():
            return self._import_page(request, form)
        table, options = form.cleaned_data["table"], form.options
        try:
            result = self._run(request, table, form.cleaned_data["file"].name, options)
        except ValidationError as error:
            add_refusal(form, error)
            return self._import_page(request, form)
        preview = preview_of(self._resource(request), result, table)
        pending = None
        if not preview.is_refused:
            pending = self._keep(request, form)
        return self._import_page(request, form, preview, pending)

    def process_import(self, request):
        """What was previewed is imported, once; if it does not fit any more, nothing is."""
        if not self.has_import_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        number = request.POST.get("pending", "")
        with transaction.atomic():
            pending = find_by_id(self._mine(request).select_for_update(), number)
            if pending is None:
                return self._not_there(request)
            pending.delete()
            try:
                table = Table.unpack(bytes(pending.content))
                result = self._run(
                    request, table, pending.file_name, pending.options, is_preview=False
                )
            except ValidationError as error:
                return self._not_there(request, error)
        preview = preview_of(self._resource(request), result, table)
        if preview.is_refused:
            return self._import_page(request, self._upload_form(request), preview)
        messages.success(
            request,
            _("Imported: %(new)d new, %(changed)d changed, %(same)d as they were.")
            % {"new": preview.new, "changed": preview.changed, "same": preview.same},
        )
        return HttpResponseRedirect(self._list_url() + self.list_query(pending.options))

    def _run(
        self, request, table: Table, file_name: str, options: dict, *, is_preview: bool = True
    ) -> Result:
        """Imports all rows or none; a preview none. Raises ValidationError where none can be."""
        resource = self.resource_for_import(request, options)
        self._check_table(resource, table)
        resource.look_at_cells(table)
        dataset = dataset_of(table)
        with transaction.atomic():
            result = resource.import_data(
                dataset, dry_run=is_preview, rollback_on_validation_errors=True
            )
            counts = result.totals
            written = counts[RowResult.IMPORT_TYPE_NEW] + counts[RowResult.IMPORT_TYPE_UPDATE]
            if written and not (is_preview or result.has_validation_errors()):
                self._log_import(request, resource, file_name, counts)
        return result

    def _check_table(self, resource: ExchangeResource, table: Table) -> None:
        if not set(resource.given) & set(table.headers):
            raise ValidationError(
                _("None of the columns is known here. The columns are: %(columns)s")
                % {"columns": ", ".join(resource.given)}
            )
        if len(table.rows) > self.max_rows:
            raise ValidationError(
                _("One import takes at most %(count)d rows here. Split the file.")
                % {"count": self.max_rows}
            )

    def _log_import(self, request, resource: ExchangeResource, file_name: str, counts) -> None:
        target = self.import_target(resource)
        text = (
            gettext_noop(
                "%(who)s imported %(what)s into %(target)s from “%(file)s”: "
                "new %(new)s, changed %(changed)s, as they were %(same)s"
            )
            if target
            else gettext_noop(
                "%(who)s imported %(what)s from “%(file)s”: "
                "new %(new)s, changed %(changed)s, as they were %(same)s"
            )
        )
        values = {
            "who": request.user,
            "what": self.opts.verbose_name_plural,
            "target": target,
            "file": file_name,
            "new": counts[RowResult.IMPORT_TYPE_NEW],
            "changed": counts[RowResult.IMPORT_TYPE_UPDATE],
            "same": counts[RowResult.IMPORT_TYPE_SKIP],
        }
        audit.log(
            actor=request.user,
            action=f"IMPORT_{resource.audit_noun}",
            target=target,
            organisation=self.organisation_of_import(resource),
            detail=audit.Sentence(text, values),
        )

    def _mine(self, request):
        """What the person uploaded lately to be imported into this list."""
        return Job.objects.of(request.user, self._kind)

    @property
    def _kind(self) -> str:
        return f"list:{self.opts.label_lower}"

    @transaction.atomic
    def _keep(self, request, form: UploadForm) -> Job:
        """Until it is confirmed, the person's next upload to the list comes, or for an hour."""
        self._mine(request).delete()
        return queue.keep(
            kind=self._kind,
            by=request.user,
            subject=self.import_target(self.resource_for_import(request, form.options)),
            kept_for=KEPT_FOR,
            file_name=Truncator(form.cleaned_data["file"].name).chars(200),
            content=form.cleaned_data["table"].pack(),
            options=form.options,
        )

    def _not_there(self, request, error: ValidationError | None = None):
        """Another person's, a spent or an invented number: all the same."""
        sentence = _("This upload is not here any more. Choose the file again.")
        for message in error.messages if error else [sentence]:
            messages.error(request, message)
        return self._import_page(request, self._upload_form(request), status=422)

    def _upload_form(self, request, *args) -> UploadForm:
        return self.upload_form_class(
            *args, user=request.user, max_rows=self.max_rows, query=request.GET
        )

    def _resource(self, request) -> ExchangeResource:
        return self.resource_class(user=request.user)

    def _import_page(
        self,
        request,
        form: UploadForm,
        preview: Preview | None = None,
        pending: Job | None = None,
        status: int = 200,
    ) -> HttpResponse:
        context = {
            "form": form,
            "preview": preview,
            "pending": pending,
            "columns": self._resource(request).given,
            "explanation": self.resource_class.explanation,
            **self.import_context(request),
        }
        is_refused = form.errors or (preview is not None and preview.is_refused)
        return self._page(
            request, "import", _("Import"), context, is_refused=is_refused or status != 200
        )

    def _page(self, request, name: str, title: str, context: dict, *, is_refused) -> HttpResponse:
        request.current_app = self.admin_site.name
        context = {
            **self.admin_site.each_context(request),
            "title": f"{title}: {self.opts.verbose_name_plural}",
            "opts": self.opts,
            "list_url": self._list_url(),
            **context,
        }
        template = f"admin/import_export/{name}.html"
        return render(request, template, context, status=422 if is_refused else 200)

    def _list_url(self) -> str:
        return reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")


def _export_selected(chosen, model_admin: ModelAdmin, request, queryset):
    """The action of the list, for one format."""
    return model_admin.exchange.export_file(request, queryset, chosen(), "selected")


def _filters(request) -> str:
    """What the list is filtered by, as its address says it."""
    return "&".join(
        f"{key}={value}" for key, value in request.GET.items() if key not in NOT_FILTERS and value
    )
