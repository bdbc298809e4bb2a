"""Which awards of a list are printed, page by page: thousands are chosen without a field for each.

A row is ticked at first where it is still to be printed, or all are. What goes to the browser and
back is which rows are not as they were at first, and the page that is shown; the ticks of that page
alone are fields of their own.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from foundation.web.form_fields import number_in

ON_A_PAGE = 500


class Row(Protocol):
    """key: names it in forms. is_waiting: whether it is still to be printed."""

    @property
    def key(self) -> str: ...

    @property
    def is_waiting(self) -> bool: ...


R = TypeVar("R", bound=Row)


@dataclass(frozen=True)
class Choice(Generic[R]):
    """changed: keys of rows that are not as they were at first. number: of the page, from 1."""

    rows: Sequence[R]
    takes_all: bool
    changed: frozenset[str] = frozenset()
    number: int = 1

    @classmethod
    def of(cls, rows: Sequence[R], query: Mapping[str, str]) -> "Choice[R]":
        """As the list is begun; ?all=1 ticks all of it."""
        takes_all = "all" in query or not any(row.is_waiting for row in rows)
        return cls(rows, takes_all).on_page(query.get("page", ""))

    def sent(self, changed: str, number: str, ticked: Sequence[str]) -> "Choice[R]":
        """After what a page of the list sends: its number, the keys that were different before, and
        those that are ticked on it.
        """
        shown = self.on_page(number)
        on_it = {row.key: self._starts_ticked(row) for row in shown.on_page_rows}
        known = {row.key for row in self.rows}
        elsewhere = {key for key in changed.split(",") if key in known} - on_it.keys()
        now = set(ticked)
        here = {key for key, was in on_it.items() if (key in now) != was}
        return Choice(self.rows, self.takes_all, frozenset(elsewhere | here), shown.number)

    def on_page(self, number: str) -> "Choice[R]":
        within = min(max(number_in(number, 1), 1), self.pages)
        return Choice(self.rows, self.takes_all, self.changed, within)

    @property
    def pages(self) -> int:
        return max(1, -(-len(self.rows) // ON_A_PAGE))

    @property
    def numbers(self) -> range:
        return range(1, self.pages + 1)

    @property
    def on_page_rows(self) -> Sequence[R]:
        start = (self.number - 1) * ON_A_PAGE
        return self.rows[start : start + ON_A_PAGE]

    @property
    def shown(self) -> list[tuple[R, bool]]:
        """The rows of the page, and whether each is ticked."""
        return [(row, self._is_ticked(row)) for row in self.on_page_rows]

    @property
    def chosen(self) -> list[R]:
        return [row for row in self.rows if self._is_ticked(row)]

    @property
    def changed_elsewhere(self) -> str:
        """Of the other pages, as a form sends it."""
        return ",".join(sorted(self.changed - {row.key for row in self.on_page_rows}))

    @property
    def token(self) -> str:
        """The same as long as the list is: what was chosen on pages that were not shown is what
        whoever chose them knows of.
        """
        state = [self.takes_all, [(row.key, row.is_waiting) for row in self.rows]]
        return hashlib.sha256(repr(state).encode()).hexdigest()[:16]

    def _starts_ticked(self, row: R) -> bool:
        return self.takes_all or row.is_waiting

    def _is_ticked(self, row: R) -> bool:
        return self._starts_ticked(row) != (row.key in self.changed)
