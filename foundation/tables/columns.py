"""Where a table's headers are, other headers for it, fewer columns. Pure."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from foundation.tables.table import Finding, Row, Table, check_rows, headers_of, no_table

IsHeader = Callable[[Sequence[str]], bool]
"""Whether the cells of a row are headers that the caller knows."""
SEARCHED = 20
"""As many rows from the top may be titles."""
LONGEST_HEADER = 100
LONGEST_TITLES = 200
LIKE_A_VALUE = re.compile(r"[\W\d_]*")
"""A number, a date, a time or signs: no header."""


def table_of(
    rows: Sequence[Row],
    encoding: str,
    delimiter: str = "",
    *,
    header_row: int | None = None,
    is_header: IsHeader | None = None,
    findings: Iterable[Finding] = (),
) -> Table:
    """The table of rows that are not blank.

    header_row: the number of the one with the headers; 0: there are none, every row is of the
    table and its columns are “Column A”…; None: they are looked for. What stands above is left out
    with a doubt then.
    """
    check_rows(rows, 1 if header_row == 0 else 2)
    place = _chosen(rows, header_row) if header_row is not None else find_headers(rows, is_header)
    top, below = rows[: place + 1], rows[place + 1 :]
    headers = headers_of(top[-1].cells) if top else _letters(below)
    if not headers or not below:
        raise no_table("no_rows" if headers else "empty")
    table = Table(
        headers,
        tuple(below),
        encoding,
        delimiter,
        header_row=top[-1].number if top else 0,
        top=tuple(top),
        findings=(*_left_out(top, header_row), *findings),
    )
    return with_named_findings(table)


def with_header_row(table: Table, number: int) -> Table:
    """The same file read with its headers in another row, as `table_of` takes it."""
    if table.encoding == "JSON" or number == table.header_row:
        return table
    other = table_of(
        (*table.top, *table.rows),
        table.encoding,
        table.delimiter,
        header_row=number,
        findings=[each for each in table.findings if each.kind != "above"],
    )
    return replace(other, encodings_that_fit=table.encodings_that_fit)


def find_headers(rows: Sequence[Row], is_header: IsHeader | None = None) -> int:
    """The place of the row of headers among rows that are not blank.

    It is the first whose headers the caller knows. Else it is the first row, unless that looks
    like a title, at most half as wide as what comes below, and a row of headers follows before
    anything else that is wide: texts alone, no two of them the same.
    """
    if is_header:
        for place, row in enumerate(rows[:SEARCHED]):
            if is_header(row.cells):
                return place
    widths = [sum(map(bool, map(str.strip, row.cells))) for row in rows[: SEARCHED + 1]]
    usual = max(2, max(widths[1:], default=0))
    place = next((at for at, width in enumerate(widths[:SEARCHED]) if 2 * width > usual), 0)
    is_table = place < len(rows) - 1 and widths[place] > 1 and _looks_like_headers(rows[place])
    return place if is_table else 0


def _looks_like_headers(row: Row) -> bool:
    headers = [header for header in headers_of(row.cells) if header]
    return len({*map(str.casefold, headers)}) == len(headers) and not any(
        LIKE_A_VALUE.fullmatch(header) or len(header) > LONGEST_HEADER for header in headers
    )


def _chosen(rows: Sequence[Row], number: int) -> int:
    """The place of the row of that number; -1 for none."""
    if number == 0:
        return -1
    for place, row in enumerate(rows):
        if row.number == number:
            return place
    raise ValidationError(
        _("Row %(row)d is empty or not there, so it has no headers. Choose another one.")
        % {"row": number},
        code="no_headers",
    )


def _letters(rows: Sequence[Row]) -> tuple[str, ...]:
    """Headers for columns that have none: “Column A”, as far as there is something in one."""
    width = max(len(headers_of(row.cells)) for row in rows)
    return tuple(_column_name(at) for at in range(width))


def _left_out(top: Sequence[Row], header_row: int | None) -> list[Finding]:
    """The doubt about what stands above headers that nobody has chosen."""
    if len(top) < 2 or header_row is not None:
        return []
    titles = " · ".join(cell for row in top[:-1] for cell in headers_of(row.cells) if cell)
    if len(titles) > LONGEST_TITLES:
        titles = f"{titles[:LONGEST_TITLES]}…"
    text = _("The headers were found in row %(row)d. What stands above is left out: %(text)s")
    return [Finding(text % {"row": top[-1].number, "text": titles}, "above")]


def with_spans(table: Table, spans: Sequence[tuple[int, int, int]]) -> Table:
    """The table with what is merged over several columns; spans: (row, first column, last column).

    A header counts for each of its columns with something below it, any other text for the first
    one alone; both with a doubt, for nobody knows what was meant.
    """
    headers, findings = list(table.headers), []
    filled = {at for row in table.rows for at, cell in enumerate(row.cells) if cell.strip()}
    for number, first, last in spans:
        below = [at for at in range(first + 1, last + 1) if at in filled]
        if number < table.header_row or not below:
            continue
        if number > table.header_row:
            text = _("This is merged over several columns. It is taken for the first alone.")
            findings.append(Finding(text, "merged", number, first))
        elif headers[first]:
            headers += [""] * (below[-1] + 1 - len(headers))
            for at in below:
                headers[at] = headers[first]
            text = _("The header “%(header)s” is merged over several columns: see what each is.")
            text %= {"header": headers[first]}
            findings.append(Finding(text, "merged_header", number, first))
    if not findings:
        return table
    top = (*table.top[:-1], Row(table.header_row, tuple(headers))) if table.top else ()
    findings = (*table.findings, *findings)
    return with_named_findings(replace(table, headers=tuple(headers), top=top, findings=findings))


def with_named_findings(table: Table) -> Table:
    """Every finding with the header of its column, by the name that is the column's own."""
    names = with_own_headers(table).headers
    named = (
        each
        if each.at is None
        else replace(
            each,
            column=(names[each.at] if each.at < len(names) else "") or _column_name(each.at),
        )
        for each in table.findings
    )
    return replace(table, findings=tuple(named))


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
            header = _column_name(at)
        seen[header] += 1
        if header and (seen[header] > 1 or (header in taken and not table.headers[at])):
            header = _free(header, taken, seen[header])
        taken.add(header)
        headers.append(header)
    return replace(table, headers=tuple(headers))


def _column_name(at: int) -> str:
    return _("Column %(letter)s") % {"letter": letter_of(at)}


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
    """The table without what stands under these headers, and what is wrong there."""
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
    return replace(
        table,
        headers=tuple(table.headers[at] for at in kept),
        rows=rows,
        findings=tuple(each for each in table.findings if each.column not in headers),
    )


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
    return replace(
        table,
        headers=names,
        rows=tuple(_fitted(row, len(names)) for row in table.rows),
        findings=tuple(replace(each, column=name_of(each.column)) for each in table.findings),
    )


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
