"""Files on their way in and out of a list of the admin site, as a browser sends and gets them."""

import csv
import io
import json

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.admin_site import page


def upload(client, model, content, name="list.csv", **chosen):
    """The answer to choosing a file: a preview, or why there is none. `content`: text or bytes."""
    content = content.encode() if isinstance(content, str) else content
    file = SimpleUploadedFile(name, content)
    return client.post(page(model, "import"), {"file": file, **chosen})


def confirm(client, model, preview):
    """The answer to the button below the preview."""
    return client.post(page(model, "process_import"), {"pending": preview.context["pending"].pk})


def imported(client, model, content, name="list.csv", **chosen):
    """Previewed and confirmed; returns (new, changed, as they were)."""
    preview = upload(client, model, content, name, **chosen)
    assert preview.status_code == 200, problems(preview)
    assert confirm(client, model, preview).status_code == 302
    return totals(preview)


def totals(answer):
    preview = answer.context["preview"]
    return preview.new, preview.changed, preview.same


def problems(answer):
    """Every sentence about what is wrong: of the form, else (row, column, sentence)."""
    preview = answer.context["preview"]
    if preview is None:
        form = answer.context["form"]
        flashes = [str(message) for message in answer.context["messages"]]
        return [*flashes, *(text for texts in form.errors.values() for text in texts)]
    return [(fate.number, *problem) for fate in preview.fates for problem in fate.problems]


def export(client, model, format="csv", query=""):
    answer = client.post(page(model, "export") + query, {"format": format})
    assert answer.status_code == 200
    return answer.content


def csv_rows(content):
    """The rows of a CSV export as a spreadsheet shows them."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def xlsx_cells(content):
    """The cells of an XLSX file, row by row."""
    return list(openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows())


def xlsx(*rows):
    """A workbook as Excel saves it."""
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def names(content, column="name"):
    return [row[column] for row in csv_rows(content)]


def json_rows(content):
    return json.loads(content)
