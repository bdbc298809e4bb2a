"""What an import would do, row by row, as its page shows it."""

from collections import defaultdict
from dataclasses import dataclass

from import_export.results import Result, RowResult

from accounts.backoffice.lists import ExchangeResource, Fate
from foundation.tables.table import Table

SHOWN_ROWS = 200
"""As many rows does a preview list."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, or why it will not. fates: of the rows that are listed. doubts: what
    to look at in the file, row or None and sentence, of no row that is imported.
    """

    columns: list[str]
    fates: list[Fate]
    unlisted: int
    ignored: list[str]
    totals: dict[str, int]
    doubts: list[tuple[int | None, str]]

    @property
    def is_refused(self) -> bool:
        return bool(self.totals[RowResult.IMPORT_TYPE_INVALID])

    @property
    def new(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_NEW]

    @property
    def changed(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_UPDATE]

    @property
    def same(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_SKIP]

    @property
    def refused(self) -> int:
        return self.totals[RowResult.IMPORT_TYPE_INVALID]


def preview_of(resource: ExchangeResource, result: Result, table: Table) -> Preview:
    """The refused rows alone, where there are any; else those that change something. Only the
    columns that the file has.
    """
    shown = [place for place, name in enumerate(resource.given) if name in table.headers]
    read = {"", *resource.given}
    doubts = [each for each in table.doubts if each.column in read]
    notes, numbers = defaultdict(list), {row.number for row in table.rows}
    for each in doubts:
        notes[each.row].append(f"{each.column}: {each.text}" if each.column else each.text)
    fates = []
    for row, outcome in zip(table.rows, result.rows, strict=True):
        fate = outcome.diff
        fate.number, fate.cells = row.number, [fate.cells[place] for place in shown]
        fate.notes = [*fate.notes, *notes[row.number]]
        fates.append(fate)
    refused = [fate for fate in fates if fate.problems]
    listed = refused or [
        fate for fate in fates if fate.kind != RowResult.IMPORT_TYPE_SKIP or fate.notes
    ]
    columns = {each.column_name for each in resource.fields.values()}
    return Preview(
        columns=[resource.given[place] for place in shown],
        fates=listed[:SHOWN_ROWS],
        unlisted=max(0, len(listed) - SHOWN_ROWS),
        ignored=[name for name in table.headers if name and name not in columns],
        totals=result.totals,
        doubts=[(each.row, each.text) for each in doubts if each.row not in numbers],
    )
