"""An event as a workbook, for its organisers."""

from django.views.decorators.http import require_safe

from foundation.tables.writing import XLSX_TYPE
from foundation.web.organiser_pages import organiser_page
from scoring.boards.pages import table_answer
from scoring.exporting.workbook import results_xlsx


@organiser_page
@require_safe
def event_xlsx(request, event_pk):
    """All boards and standings as a workbook, in the reader's language."""
    return table_answer(request, event_pk, results_xlsx, XLSX_TYPE, "xlsx")
