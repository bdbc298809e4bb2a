"""The audit trail as a file for spreadsheets, in the reader's language."""

from collections.abc import Iterable, Iterator

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_POST

from accounts.models import AuditLog, Organisation
from accounts.trail import audit, sentences
from accounts.trail.filters import AuditFilterForm, search
from accounts.trail.vocabulary import label_of
from foundation.tables.writing import CSV_TYPE, XLSX_TYPE, csv_lines, own_delimiter, xlsx_bytes
from foundation.web.downloads import download
from foundation.web.organiser_pages import organiser_page

LARGEST = 100_000
"""As many rows has a file at most, the newest: a spreadsheet takes ten times as many."""


class AuditExportForm(AuditFilterForm):
    """What the list was filtered by, and the kind of file: CSV unless another is named."""

    q = forms.CharField(required=False)
    format = forms.ChoiceField(choices=[("csv", "CSV"), ("xlsx", "XLSX")], required=False)


@organiser_page
@require_POST
def audit_export(request):
    """The rows of the list as a file; that it was taken is itself in the trail."""
    form = AuditExportForm(dict(request.POST.lists()), user=request.user)
    if not form.is_valid():
        messages.error(request, _("These filters cannot be used. Choose them again."))
        return redirect("admin:accounts_auditlog_changelist")
    rows = form.filtered(AuditLog.objects.visible_to(request.user))
    rows = search(rows, form.cleaned_data["q"]).order_by("-created_at", "-pk")
    log = audit.log(
        actor=request.user,
        action="EXPORT_AUDIT",
        organisation=Organisation.objects.only_of(request.user),
        detail=audit.Sentence(
            gettext_noop("%(who)s exported %(count)s rows of the audit trail"),
            {"who": request.user, "count": min(rows.count(), LARGEST)},
        ),
    )
    found = rows.filter(pk__lt=log.pk).select_related("actor", "organisation")[:LARGEST]
    return _file(request, found, form.cleaned_data["format"] or "csv")


def _file(request: HttpRequest, rows: Iterable[AuditLog], kind: str) -> HttpResponse:
    language = translation.get_language()
    table = _table(rows, with_ip=request.user.is_super_admin, language=language)
    name = f"audit-trail-{timezone.localdate():%Y-%m-%d}.{kind}"
    if kind == "xlsx":
        return download(xlsx_bytes(table), XLSX_TYPE, name)
    return download(csv_lines(table, own_delimiter()), CSV_TYPE, name)


def _table(rows, *, with_ip: bool, language: str) -> Iterator[list[str]]:
    """A header, then a row for each. The file is written while the language of the request is not
    the thread's any more, so it is set for every row.
    """
    with translation.override(language):
        names = [_("when"), _("who"), _("what happened"), _("action"), _("to what"), _("number")]
        header = [
            *names,
            _("changes"),
            _("organisation"),
            *([_("from address")] if with_ip else []),
        ]
    yield header
    for row in rows.iterator(chunk_size=2000):
        with translation.override(language):
            yield _cells(row, with_ip=with_ip)


def _cells(row: AuditLog, *, with_ip: bool) -> list[str]:
    changes = [f"{change.name}: {change.old} → {change.new}" for change in sentences.changes(row)]
    return [
        f"{timezone.localtime(row.created_at):%Y-%m-%d %H:%M:%S}",
        str(row.actor or ""),
        sentences.sentence(row),
        str(label_of(row.action)),
        capfirst(sentences.kind_of(row.resource_type)),
        "" if row.resource_id is None else str(row.resource_id),
        "\n".join(changes),
        str(row.organisation or ""),
        *([row.ip or ""] if with_ip else []),
    ]
