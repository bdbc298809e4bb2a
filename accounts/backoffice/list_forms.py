"""Which file goes into a list, and as what a list goes out."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from foundation.tables.columns import with_folded_headers
from foundation.tables.reading import ENDINGS, read
from foundation.tables.table import MAX_BYTES, Table, check_size
from foundation.tables.xlsx_files import is_workbook
from foundation.text.database_text import NOT_TEXT


class UploadForm(forms.Form):
    """The file, read while the form is cleaned: `cleaned_data["table"]`."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.json"}),
    )

    def __init__(self, *args, user, max_rows, query=None, **kwargs):
        """user: whose choices are offered. query: of the address, by which a choice is made."""
        super().__init__(*args, label_suffix="", **kwargs)
        self.fields["file"].help_text = _("CSV, XLSX or JSON, at most 5 MB and %(count)s rows.") % {
            "count": number_format(max_rows, force_grouping=True)
        }

    @property
    def options(self) -> dict:
        """What was chosen beside the file, as JSON."""
        return {}

    def clean_file(self):
        file = self.cleaned_data["file"]
        file.name = NOT_TEXT.sub("", file.name)
        content = file.read(MAX_BYTES + 1)
        check_size(content)
        if not (is_workbook(content) or file.name.lower().endswith(ENDINGS)):
            raise ValidationError(_("Choose a .csv, .xlsx or .json file."))
        self.cleaned_data["table"] = self.table_of(content, file.name)
        return file

    def table_of(self, content: bytes, file_name: str) -> Table:
        """The table in the file, its columns under the names that the list knows."""
        table = read(content, file_name)
        refuse_unsure_letters(table)
        return with_folded_headers(table)


def refuse_unsure_letters(table: Table) -> None:
    """Letters are never guessed into a name, and a list has nobody to ask."""
    for finding in table.doubts:
        if finding.kind == "encoding":
            advice = _("Save the file as XLSX, or as CSV UTF-8.")
            raise ValidationError(f"{finding.text} {advice}", code="encoding")


class ExportForm(forms.Form):
    format = forms.ChoiceField(
        label=gettext_lazy("Format"),
        choices=[
            ("csv", gettext_lazy("CSV, for any spreadsheet")),
            ("xlsx", gettext_lazy("XLSX, for Excel")),
            ("json", gettext_lazy("JSON, for programs")),
        ],
    )
