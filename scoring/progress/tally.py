"""Results in, out of those expected: of everybody who has not withdrawn. Pure."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tally:
    scored: int = 0
    expected: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.scored + other.scored, self.expected + other.expected)

    @property
    def state(self) -> str:
        """ "nobody" where no result is expected, "complete", "under-way" or "not-begun"."""
        if not self.expected:
            return "nobody"
        if self.scored >= self.expected:
            return "complete"
        return "under-way" if self.scored else "not-begun"

    @property
    def is_complete(self) -> bool:
        return self.state == "complete"

    @property
    def is_unfinished(self) -> bool:
        return self.scored < self.expected

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return min(100 * self.scored // self.expected, 100) if self.expected else 0
