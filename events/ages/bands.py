"""Who falls into which age category, and where the categories leave a gap or overlap. Pure.

The rule is that of the boards (docs/scoring.md, "Categories"): both bounds belong to a category,
and of several that fit, the first by lowest age and then by name counts.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from events.ages.genders import BOY, GIRL
from foundation.text.names import alphabetical


class Span(NamedTuple):
    """Ages from `low` to `high`; both belong to it."""

    low: int
    high: int

    def __str__(self) -> str:
        return str(self.low) if self.low == self.high else f"{self.low}–{self.high}"


@dataclass(frozen=True, slots=True)
class Band:
    """A category as it is, or as somebody just typed it; ages in completed years, low <= high."""

    name: str
    low: int
    high: int

    @property
    def order(self) -> tuple[int, str, str]:
        """Sort key: of several bands that fit, the first by it is taken."""
        return self.low, alphabetical(self.name), self.name

    @property
    def span(self) -> Span:
        return Span(self.low, self.high)


class Competitor(NamedTuple):
    """Whoever competes. gender: as `gender_of` has it; age in years, None where unknown."""

    name: str
    gender: str
    age: int | None


class Overlap(NamedTuple):
    """Ages that several categories claim; the first of `bands` gets everybody of that age."""

    span: Span
    bands: list[Band]

    @property
    def winner(self) -> Band:
        return self.bands[0]

    @property
    def names(self) -> str:
        return ", ".join(band.name for band in self.bands)


@dataclass(slots=True)
class Tally:
    """Counts by gender, and the names in the order in which they were added."""

    girls: int = 0
    boys: int = 0
    others: int = 0
    without_gender: int = 0
    names: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return self.girls + self.boys + self.others + self.without_gender

    def add(self, person: Competitor) -> None:
        self.girls += person.gender == GIRL
        self.boys += person.gender == BOY
        self.others += person.gender not in (GIRL, BOY, "")
        self.without_gender += not person.gender
        self.names.append(person.name)


@dataclass(slots=True)
class BandTally:
    """A category and who falls into it. is_shadowed: the ones before it leave it no age at all."""

    band: Band
    tally: Tally
    is_shadowed: bool = False


@dataclass(slots=True)
class Fall:
    """Where everybody falls. `bands` by lowest age and name; without any, all are in `together`."""

    bands: list[BandTally]
    together: Tally = field(default_factory=Tally)
    too_young: Tally = field(default_factory=Tally)
    too_old: Tally = field(default_factory=Tally)
    between: Tally = field(default_factory=Tally)
    without_age: Tally = field(default_factory=Tally)
    gaps: list[Span] = field(default_factory=list)
    overlaps: list[Overlap] = field(default_factory=list)

    @property
    def placed(self) -> int:
        """How many have a category; without any, everybody is in the same one."""
        return self.together.count + sum(row.tally.count for row in self.bands)

    @property
    def everybody(self) -> int:
        return self.placed + self.unplaced + self.without_age.count

    @property
    def unplaced(self) -> int:
        """How many have an age, but no category."""
        return self.too_young.count + self.too_old.count + self.between.count


def band_of_age(age: int | None, bands: Iterable[Band]) -> Band | None:
    """The one category of an age: of those that take it, the first by `Band.order`."""
    fitting = [band for band in bands if age is not None and band.low <= age <= band.high]
    return min(fitting, key=lambda band: band.order, default=None)


def fall(bands: Sequence[Band], people: Iterable[Competitor]) -> Fall:
    """Sort people into the bands by the rule of the boards."""
    ordered = sorted(bands, key=lambda band: band.order)
    found = Fall(
        [BandTally(band, Tally()) for band in ordered],
        gaps=gaps(ordered),
        overlaps=overlaps(ordered),
    )
    claimed = {(overlap.span, id(band)) for overlap in found.overlaps for band in overlap.bands[1:]}
    for row in found.bands:
        lost = sum(span.high - span.low + 1 for span, owner in claimed if owner == id(row.band))
        row.is_shadowed = lost == row.band.high - row.band.low + 1
    lowest = ordered[0].low if ordered else 0
    for person in people:
        _place_of(person, found, lowest).add(person)
    return found


def _place_of(person: Competitor, found: Fall, lowest: int) -> Tally:
    if not found.bands:
        return found.together
    if person.age is None:
        return found.without_age
    band = band_of_age(person.age, [row.band for row in found.bands])
    if band is not None:
        return next(row.tally for row in found.bands if row.band is band)
    if person.age < lowest:
        return found.too_young
    return found.too_old if person.age > _highest(found) else found.between


def _highest(found: Fall) -> int:
    return max(row.band.high for row in found.bands)


def gaps(bands: Sequence[Band]) -> list[Span]:
    """Ages between the youngest and the oldest category that none of them takes."""
    found = []
    covered_to = None
    for band in sorted(bands, key=lambda band: band.order):
        if covered_to is not None and band.low > covered_to + 1:
            found.append(Span(covered_to + 1, band.low - 1))
        covered_to = band.high if covered_to is None else max(covered_to, band.high)
    return found


def overlaps(bands: Sequence[Band]) -> list[Overlap]:
    """Ages that more than one category claims, by the set of those that claim them."""
    ordered = sorted(bands, key=lambda band: band.order)
    edges = sorted({edge for band in ordered for edge in (band.low, band.high + 1)})
    found = []
    for low, after in pairwise(edges):
        claim = [band for band in ordered if band.low <= low and after - 1 <= band.high]
        if len(claim) > 1:
            found.append(Overlap(Span(low, after - 1), claim))
    return found
