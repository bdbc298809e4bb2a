"""From an uploaded JSON file to a table of texts. Pure."""

import json
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.cell_faults import looked_at
from foundation.tables.columns import table_of
from foundation.tables.encodings import decode
from foundation.tables.table import Row, Table, check_count, check_size
from foundation.text.database_text import NOT_IN_A_TABLE


def read(content: bytes) -> Table:
    """The table in a list of objects; the columns are the names in all of them.

    Every text stays as it is: no program executes a cell, so none was guarded.
    """
    check_size(content)
    malformed = ValidationError(_("The file is not a JSON list of objects with texts and numbers."))
    try:
        decoded = decode(content)
        items = json.loads(decoded.text)
    except (ValueError, RecursionError) as error:
        raise malformed from error
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise malformed
    check_count(len(items))
    names = tuple(dict.fromkeys(name for item in items for name in item))
    if any(isinstance(cell, list | dict) for item in items for cell in item.values()):
        raise malformed
    rows = [
        Row(number, tuple(_text(item.get(name)) for name in names))
        for number, item in enumerate(items, start=1)
    ]
    for row in (Row(0, names), *rows):
        if any(NOT_IN_A_TABLE.search(cell) for cell in row.cells):
            raise ValidationError(
                _("Row %(row)d has a character that cannot be stored.") % {"row": row.number}
            )
    rows, wrong = looked_at([Row(0, names), *rows])
    return table_of(
        rows,
        "JSON",
        is_header=lambda cells: True,
        findings=(*decoded.findings, *wrong),
    )


def _text(value: Any) -> str:
    """A value as somebody would type it: 12.0 is 12, null is nothing."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value)
