"""What an import would do, row by row, as its page shows it."""

from dataclasses import dataclass

from import_export.results import Result, RowResult

from accounts.backoffice.lists import ExchangeResource, Fate
from foundation.tables.table import Table

SHOWN_ROWS = 200
"""As many rows does a preview list."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What an import would do, or why it will not. fates: of the rows that are listed."""

    columns: list[str]
    fates: list[Fate]
    unlisted: int
    ignored: list[str]
    totals: dict[str, int]

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
    fates = []
    for row, outcome in zip(table.rows, result.rows, strict=True):
        fate = outcome.diff
        fate.number, fate.cells = row.number, [fate.cells[place] for place in shown]
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
    )
