"""Tables with other headers or fewer columns. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.table import Row, Table


def with_own_headers(table: Table) -> Table:
    """The second column “Jméno” becomes “Jméno (2)”, an unnamed one “Column C”.

    A column is known by its header from then on. One without any cell stays unnamed.
    """
    filled = {at for row in table.rows for at, cell in enumerate(row.cells) if cell.strip()}
    seen: Counter[str] = Counter()
    taken = set(table.headers)
    headers = []
    for at, header in enumerate(table.headers):
        if not header and at in filled:
            header = _("Column %(letter)s") % {"letter": letter_of(at)}
        seen[header] += 1
        if header and (seen[header] > 1 or (header in taken and not table.headers[at])):
            header = _free(header, taken, seen[header])
        taken.add(header)
        headers.append(header)
    return replace(table, headers=tuple(headers))


def _free(header: str, taken: Collection[str], number: int) -> str:
    number = max(number, 2)
    while f"{header} ({number})" in taken:
        number += 1
    return f"{header} ({number})"


def letter_of(position: int) -> str:
    """How spreadsheets call a column: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def without_columns(table: Table, headers: Collection[str]) -> Table:
    """The table without what stands under these headers."""
    if not headers:
        return table
    width = len(table.headers)
    kept = [at for at, header in enumerate(table.headers) if header not in headers]
    rows = tuple(
        Row(
            row.number,
            tuple(row.cells[at] for at in kept if at < len(row.cells)) + row.cells[width:],
        )
        for row in table.rows
    )
    return replace(table, headers=tuple(table.headers[at] for at in kept), rows=rows)


def with_folded_headers(table: Table) -> Table:
    """The table under names that programs know, "External ID" is external_id, each of them once;
    every row has a cell for each. Raises ValidationError where that cannot be.
    """
    names = tuple(map(name_of, table.headers))
    twice = next((name for name in names if name and names.count(name) > 1), None)
    if twice:
        raise ValidationError(
            _("The column “%(column)s” is there more than once") % {"column": twice[:50]}
        )
    return replace(table, headers=names, rows=tuple(_fitted(row, len(names)) for row in table.rows))


def name_of(header: str) -> str:
    """A column's name as files may spell it: "External ID", "external-id" -> external_id."""
    decomposed = unicodedata.normalize("NFKD", header.casefold())
    plain = "".join(sign for sign in decomposed if not unicodedata.combining(sign))
    return re.sub(r"[\W_]+", "_", plain).strip("_")


def _fitted(row: Row, width: int) -> Row:
    if any(cell.strip() for cell in row.cells[width:]):
        raise ValidationError(
            _("Row %(row)d has more cells than there are columns.") % {"row": row.number}
        )
    return Row(row.number, (*row.cells[:width], *[""] * (width - len(row.cells))))
