"""Finding somebody on an entry page: in another order, by name or number, only who is missing.

With a script the page does all this by itself; so it always has all rows, and those that were not
asked for are hidden.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from events.models import Event, Participant
from foundation.text.names import alphabetical, by_surname, fold
from scoring.entry.entry_page import EntryRow

ORDERS: dict[str, tuple[str, Callable[[Participant], object]]] = {
    "name": (_("by name"), lambda person: alphabetical(person.display_name)),
    "surname": (
        _("by surname"),
        lambda person: by_surname(person.display_name, person.last_name),
    ),
    "number": (
        _("by number"),
        lambda person: (not person.external_id, alphabetical(person.external_id or "")),
    ),
    "start": (_("start list"), lambda person: person.pk),
}
"""Name in an address -> (what it is called, the key to sort by). The start list: as imported."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was asked for in the address. `text`: a part of a name, or a number."""

    order: str
    text: str
    only_missing: bool

    @property
    def orders(self) -> list[tuple[str, str]]:
        """(name, what it is called) of all orders to choose from."""
        return [(name, label) for name, (label, _key) in ORDERS.items()]


def asked_for(query: Mapping[str, str], event: Event) -> Finding:
    """Whatever is not known there is as if it were not asked: by name, or as the event orders."""
    order = query.get("sort", "")
    usual = "surname" if event.orders_by_surname else "name"
    return Finding(
        order if order in ORDERS else usual,
        query.get("q", "").strip()[:100],
        query.get("missing") == "1",
    )


def arrange(rows: list[EntryRow], finding: Finding) -> list[EntryRow]:
    """The rows in order, those withdrawn at the end; each with its place in every order."""
    for name, (_label, key) in ORDERS.items():
        in_order = sorted(rows, key=lambda row: (row.is_withdrawn, key(row.participant)))
        for place, row in enumerate(in_order):
            row.places[name] = place
    hits = _matching(rows, finding.text)
    for row in rows:
        is_left_out = finding.only_missing and not _is_missing(row)
        row.is_shown = row.participant.pk in hits and not is_left_out
    return sorted(rows, key=lambda row: row.places[finding.order])


def _matching(rows: list[EntryRow], text: str) -> set[int]:
    """Those with just this number, if there are any; else those whose name or number has the text.

    As static/js/finding.js does it at once.
    """
    sought = fold(text)
    numbers = {row.participant.pk: _number(row.participant) for row in rows}
    exact = {pk for pk, number in numbers.items() if number and number == sought.lstrip("0")}
    if exact:
        return exact
    begun = {pk for pk, number in numbers.items() if number.startswith(sought)}
    if sought.isdecimal():
        return begun
    return begun | {
        row.participant.pk
        for row in rows
        if all(f" {word}" in f" {row.participant.search_key}" for word in sought.split())
    }


def _number(person: Participant) -> str:
    return fold(person.external_id or "").lstrip("0")


def _is_missing(row: EntryRow) -> bool:
    """Whoever still has to get a result, or has one that was not saved, is never out of sight."""
    is_expected = row.record is None and not row.is_withdrawn
    return is_expected or row.state in {"asked", "refused", "conflict"}
